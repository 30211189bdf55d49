/** Guards the functions of a backend description: if one throws or returns something unusable, the error names it. */
import type { Backend } from "./backend.ts";
import { isSessionError, SessionError } from "./errors.ts";
import type { Grant, Pending } from "./grant.ts";
import type { Account, AccountOperation, Operation, Steps } from "./operation.ts";

/** What is wrong about a value that a function of a description returned. `null`: nothing. */
type Check = (value: unknown) => string | null;

const noCheck: Check = () => null;

/**
 * The same function, but it throws `misconfigured`, with its name in the message. The original error is the `cause`. It may contain
 * anything, even a token, so the message quotes nothing of it. A function that knows what is wrong with the set-up throws
 * `misconfigured` itself.
 */
function guarded<Input extends readonly unknown[], Output>(
  name: string,
  original: (...input: Input) => Output,
  check: Check = noCheck,
): (...input: Input) => Output {
  return (...input) => {
    let output: Output;
    try {
      output = original(...input);
    } catch (cause) {
      if (isSessionError(cause) && cause.code === "misconfigured") throw cause;
      throw new SessionError("misconfigured", `${name}() threw an error (see cause).`, { cause });
    }
    const fault = check(output);
    if (fault !== null) throw new SessionError("misconfigured", `${name}() returns ${fault}.`);
    return output;
  };
}

/** The user is stored with the session, as JSON. */
function checkUser(user: unknown): string | null {
  if (user === undefined || isJson(user)) return null;
  return "a user that JSON cannot hold, for example because of a BigInt, a function or a cycle";
}

function isJson(value: unknown): boolean {
  try {
    return JSON.stringify(value) !== undefined;
  } catch {
    return false;
  }
}

function checkGrant(value: unknown): string | null {
  if (!value) return null;
  const { access, refresh, user, claims } = value as Partial<Grant<unknown>>;
  if (typeof access !== "string" || !access.trim()) return "no access token";
  if (typeof (refresh ?? "") !== "string") return "a refresh token that is not a string";
  if (claims !== undefined && !isObject(claims)) return "claims that are no object";
  return checkUser(user);
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Throws `misconfigured` if an app gives something else than tokens. */
export function checkGiven(grant: unknown): void {
  const fault = checkGrant(grant ?? {});
  if (fault === null) return;
  throw new SessionError("misconfigured", `adopt() was given ${fault}. Write { access, refresh }.`);
}

/** What a login may read: a grant, or the step that the server asks for first. */
function checkLogin(value: unknown): string | null {
  const { pending } = Object(value) as Partial<Pending>;
  if (pending === undefined) return checkGrant(value);
  if (typeof pending.step === "string" && pending.step !== "") return null;
  return "a pending login without the name of its step";
}

/** The characters that a header's name may have, and those that its value may not have (https://fetch.spec.whatwg.org/#headers-class). */
const headerName = /^[\w!#$%&'*+.^`|~-]+$/;
const unsendable = /[\0\r\n]|[^\0-\xff]/;

/** Headers are sent as bytes, one for each character. */
function checkHeader(header: unknown): string | null {
  const [name, value] = header as readonly unknown[];
  if (headerName.test(`${name}`) && !unsendable.test(`${value}`)) return null;
  return "a header that no request can carry. The token may contain line breaks or letters beyond Latin-1";
}

function guardOperation<One extends Operation<never, unknown>>(
  name: string,
  operation: One,
  checkRead: Check,
): One {
  const { path, headers, body, read, rejects, means } = operation;
  const guards: { -readonly [Name in keyof Operation<never, unknown>]?: unknown } = {};
  if (typeof path === "function") guards.path = guarded(`${name}.path`, path.bind(operation));
  if (headers) guards.headers = guarded(`${name}.headers`, headers.bind(operation));
  if (body) guards.body = guarded(`${name}.body`, body.bind(operation));
  if (read) guards.read = guarded(`${name}.read`, read.bind(operation), checkRead);
  if (rejects) guards.rejects = guarded(`${name}.rejects`, rejects.bind(operation));
  if (means) guards.means = guarded(`${name}.means`, means.bind(operation));
  return { ...operation, ...guards };
}

/** The operations that the session itself uses, with the checks of what they read. */
const checks = {
  login: checkLogin,
  refresh: checkGrant,
  me: checkUser,
  logout: noCheck,
  logoutEverywhere: noCheck,
  verify: noCheck,
};

function guardAccount(name: string, account: Account): Account {
  const operations = Object.entries(account).map(([key, operation]) => {
    return [key, guardOperation(`${name}.${key}`, operation, checkOf(operation))] as const;
  });
  return Object.fromEntries(operations);
}

function checkOf({ after }: AccountOperation<never, unknown>): Check {
  if (after === "user") return checkUser;
  if (after === "login") return checkLogin;
  return noCheck;
}

function guardSteps(name: string, steps: Steps): Steps {
  const guards = Object.entries(steps).map(([key, step]) => {
    const title = `${name}.${key}`;
    const guard = guardOperation(title, step, checkLogin);
    const data = step.data && guarded(`${title}.data`, step.data.bind(step));
    return [key, data ? { ...guard, data } : guard] as const;
  });
  return Object.fromEntries(guards);
}

/** The same description, with functions that name themselves in their errors. */
export function guardDescription<Description extends Backend<never, unknown>>(
  backend: Description,
): Description {
  const { name: title = "custom", header, user, claims, fields, challenge } = backend;
  const { account, steps } = backend;
  const guards: Record<string, unknown> = {};
  for (const [key, check] of Object.entries(checks)) {
    const operation = backend[key as keyof typeof checks];
    if (operation) guards[key] = guardOperation(`${title}: ${key}`, operation, check);
  }
  // `verify` defaults to `me`: they stay one object, so that they can be compared.
  if (backend.verify === backend.me) guards.verify = guards.me;
  if (header) guards.header = guarded(`${title}: header`, header.bind(backend), checkHeader);
  if (user) guards.user = guarded(`${title}: user`, user.bind(backend), checkUser);
  if (claims) guards.claims = guarded(`${title}: claims`, claims.bind(backend));
  if (fields) guards.fields = guarded(`${title}: fields`, fields.bind(backend));
  if (challenge) guards.challenge = guarded(`${title}: challenge`, challenge.bind(backend));
  if (account) guards.account = guardAccount(`${title}: account`, account);
  if (steps) guards.steps = guardSteps(`${title}: steps`, steps);
  return { ...backend, ...guards };
}
