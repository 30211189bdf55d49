/** Reads the answers of allauth headless: tokens, logins that wait for another step, and errors with codes. */
import type {
  Answer,
  Challenge,
  Fields,
  FullAnswer,
  Grant,
  LoginAnswer,
  Meaning,
  Operation,
} from "@sojourn/core";
import type { JsonObject } from "./options.ts";
import { members, text } from "./read.ts";

/** The server's `HEADLESS_TOKEN_STRATEGY`: one opaque session token, or a pair of JWTs. */
export type AllauthStrategy = "session" | "jwt";

/** How an operation that logs in reads its answers. */
export type ReadsLogin<User> = Required<
  Pick<Operation<never, LoginAnswer<User>>, "read" | "means">
>;

/** Makes a user from the JSON that the server calls `user`. */
type ReadUser<User> = (from: JsonObject) => User | undefined;

/** The errors of an answer: `[{ message, code, param }]`. */
function errorsOf(body: unknown): JsonObject[] {
  const { errors } = members(body);
  return Array.isArray(errors) ? errors.map(members) : [];
}

/** Messages by form field. allauth calls the field `param`, and leaves it out for an error about no field. */
export function readErrors(body: unknown): Fields {
  const fields = new Map<string, string[]>();
  for (const { message, param } of errorsOf(body)) {
    const name = text(param) ?? "";
    const said = text(message);
    if (said !== undefined) fields.set(name, [...(fields.get(name) ?? []), said]);
  }
  return Object.fromEntries(fields);
}

/**
 * What an error code means, where a 400 is no mistake in a field (allauth/account/adapter.py, `error_messages`). A wrong one-time
 * code is one: the login goes on waiting for the right one.
 */
const codeMeanings: ReadonlyMap<unknown, Meaning> = new Map<unknown, Meaning>([
  ["username_password_mismatch", "rejected"],
  ["email_password_mismatch", "rejected"],
  ["phone_password_mismatch", "rejected"],
  ["too_many_login_attempts", "throttled"],
]);

/** The flow that the login waits for. */
function pendingFlow(body: unknown): JsonObject | undefined {
  const { flows } = members(members(body).data);
  if (!Array.isArray(flows)) return undefined;
  return flows.map(members).find((flow) => flow.is_pending === true && text(flow.id));
}

/**
 * Reads the answers of a login, a sign-up and the like. A 401 with a pending flow is a login that waits for another step (wire:
 * `signup/email-verification-pending`); any other 401 is a refusal.
 */
export function readsLogin<User>(
  strategy: AllauthStrategy,
  readUser: ReadUser<User>,
): ReadsLogin<User> {
  return {
    read(body, { status }) {
      if (status === 401) return readPending(body, pendingFlow(body)?.id);
      return readGrant(strategy, readUser, body);
    },
    means({ status, body }) {
      if (status === 401) return pendingFlow(body) ? "value" : "rejected";
      if (status === 400) return codeMeanings.get(errorsOf(body)[0]?.code);
      return undefined;
    },
  };
}

/** The statuses that say that the server knows nothing of a login that waits: its session is gone, or it waits no longer. */
const noLongerWaiting: ReadonlySet<number> = new Set([409, 410]);

/** Reads the answers of a step. If the login waits no longer, that is a refusal, and people log in again. */
export function readsStep<User>({ read, means }: ReadsLogin<User>): ReadsLogin<User> {
  return {
    read,
    means: (answer) => (noLongerWaiting.has(answer.status) ? "rejected" : means(answer)),
  };
}

/**
 * Reads the answers of the step that verifies an address. With a code it logs in. With the key of a link, the address is verified
 * and nobody is logged in (a 401 without a pending flow): then the step `login` is next.
 */
export function readsVerification<User>(login: ReadsLogin<User>): ReadsLogin<User> {
  const step = readsStep(login);
  return {
    read(body, answer) {
      const isVerifiedOnly = answer.status === 401 && !pendingFlow(body);
      return isVerifiedOnly ? readPending(body, "login") : step.read(body, answer);
    },
    means: (answer) => (answer.status === 401 ? "value" : step.means(answer)),
  };
}

/** The step that the server asks for. Its ticket is the session token, which is in the answer only if it is a new one. */
function readPending(body: unknown, step: unknown): LoginAnswer<never> | undefined {
  const name = text(step);
  if (name === undefined) return undefined;
  const ticket = text(members(members(body).meta).session_token);
  return { pending: { step: name, data: pendingFlow(body), ticket } };
}

function readGrant<User>(
  strategy: AllauthStrategy,
  readUser: ReadUser<User>,
  body: unknown,
): Grant<User> | undefined {
  const { data, meta } = members(body);
  const { session_token, access_token, refresh_token } = members(meta);
  const access = text(strategy === "jwt" ? access_token : session_token);
  if (access === undefined) return undefined;
  const user = readUser(members(members(data).user));
  if (strategy === "session") return { access, user };
  return { access, refresh: text(refresh_token), user };
}

/** Reads the answer of `tokens/refresh`. Without rotation it has no refresh token. */
export function readRenewed(body: unknown): Grant<never> | undefined {
  const { access_token, refresh_token } = members(members(body).data);
  const access = text(access_token);
  if (access === undefined) return undefined;
  return { access, refresh: text(refresh_token) };
}

/** Whether `tokens/refresh` refuses the token. A 400 with errors means that there was none (wire: `jwt-refresh/missing`). */
export function refusesRefresh({ status, body }: Answer): boolean {
  return status === 400 && errorsOf(body).length === 0;
}

/** Whether this is how allauth says that nobody is logged in. That is a success for an operation that leaves nobody logged in. */
export function nobodyIsSuccess({ status }: FullAnswer): Meaning | undefined {
  return status === 401 ? "value" : undefined;
}

/**
 * Whether a logout is done. A good one is answered with 401, a repeated one with 410 (wire: `logout/ok`, `logout/repeated`).
 */
export function loggedOut({ status }: FullAnswer): Meaning | undefined {
  return status === 401 || status === 410 ? "value" : undefined;
}

/**
 * Reads the judgement of a token. allauth's own views answer 401, or 410 for an unknown session; with a 401 they also ask people to
 * type their password again. DRF's views with `XSessionTokenAuthentication` answer 403 where they mean 401 (wire: `drf-me/bad-token`).
 */
export function challengeOf(strategy: AllauthStrategy): (answer: Answer) => Challenge | undefined {
  return ({ status, body }) => {
    const { is_authenticated: isAuthenticated } = members(members(body).meta);
    if (status === 410 && isAuthenticated !== undefined) return "refused";
    if (status === 401 && body === undefined) return "doubtful";
    if (status === 401 && isAuthenticated !== true) return "refused";
    if (status === 403 && strategy === "session") return "doubtful";
    return undefined;
  };
}
