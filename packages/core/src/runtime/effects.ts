/** Performs what the machine asks of the server: login, questions about the tokens, revocation. Each outcome is a new event. */

import { isDevelopment, warn, warnOfSeconds } from "../development.ts";
import { causesOfRefusal } from "../machine/requests.ts";
import { canRenew } from "../machine/schedule.ts";
import type { Grant, Tokens } from "../model/backend.ts";
import { isSessionError, SessionError, type SessionErrorCode } from "../model/errors.ts";
import { isSuperseded, merge } from "../model/record.ts";
import type {
  EventContext,
  Outcome,
  Rules,
  SessionEvent,
  SessionRecord,
  State,
  TokenRequest,
} from "../model/state.ts";
import { type Asking, ask } from "./ask.ts";
import { isForbidden } from "./cors.ts";
import type { Store } from "./store.ts";

type Without<One> = One extends unknown ? Omit<One, keyof EventContext> : never;

/** An event before the clock is read for it. */
export type EventDraft<User> = Without<SessionEvent<User>>;

/** What the effects need of the session they belong to. */
export interface EffectsContext<User> extends Asking {
  readonly rules: Rules<User>;
  readonly store: Store<User>;
  /** Names the lock that all tabs of this session share. */
  readonly name: string;
  getState(): State<User>;
  /** Commits an event and performs its effects, but tells nobody yet: no code of the app may run under the lock. */
  apply(event: EventDraft<User>): void;
  /** Tells everybody what was committed. */
  notify(): void;
}

/** Performs effects. Nothing here rejects. */
export interface Effects {
  logIn(id: number, credentials: unknown): Promise<void>;
  requestTokens(request: TokenRequest): Promise<void>;
  /** Resolves to what went wrong, if anything did. */
  revoke(tokens: Tokens, late: boolean): Promise<SessionError | undefined>;
}

/** A function of the description that failed has said so already. */
function asSessionError(cause: unknown, code: SessionErrorCode, message: string): SessionError {
  return isSessionError(cause) ? cause : new SessionError(code, message, { cause });
}

/** Makes the performer of one session's effects. */
export function createEffects<User>(context: EffectsContext<User>): Effects {
  const { rules, ports, store, name, timeout, send, base, readable, apply, notify } = context;
  const { backend } = rules;
  const { login, me, refresh, verify, logout, logoutReach, lifecycle } = backend;

  let isWarned = false;
  /** Commits an answer. Whether that ended the session. */
  const commit = async (id: number, outcome: Outcome<Grant<User> | null>): Promise<boolean> => {
    if (isDevelopment && !isWarned && outcome.value)
      isWarned = warnOfSeconds(backend.name, outcome.value);
    const newest = await store.read();
    const wasHeld = context.getState().record.tokenSet !== null;
    apply({ type: "answered", id, outcome, stored: newest });
    return wasHeld && context.getState().record.tokenSet === null;
  };
  const answer = async (id: number, outcome: Outcome<Grant<User> | null>): Promise<void> => {
    // An end is told now: no private screen stays until storage has answered, and the lock is not needed for it any more.
    const isEnd = await commit(id, outcome);
    if (!isEnd) await store.saved();
  };
  let isHalfTold = false;
  /** The server refused these tokens before, or nothing can renew them any more: it is not asked again. */
  const dead = {
    error: new SessionError(
      "rejected",
      "The server refused the token, or it expired. Log in again.",
    ),
  };

  const renew = async (
    { tokens }: TokenRequest,
    record: SessionRecord<User>,
  ): Promise<Outcome<Grant<User>>> => {
    const state = { ...context.getState(), record, now: ports.clock.now() };
    if (!refresh || !canRenew(state, rules)) return dead;
    return carryable(await ask(context, refresh, tokens, tokens.access));
  };
  const doubt = async ({ tokens }: TokenRequest): Promise<Outcome<null>> => {
    if (!verify) return dead;
    const { epoch } = context.getState().record;
    const outcome = await ask(context, verify, tokens, tokens.access);
    if (outcome.error) return outcome;
    if (verify === me) apply({ type: "user", epoch, user: outcome.value as User });
    return { ...outcome, value: null };
  };

  /** The outcome, unless its token is one that no header can carry: better told now than at each request. */
  const carryable = (outcome: Outcome<Grant<User>>): Outcome<Grant<User>> => {
    if (outcome.value) backend.header(outcome.value.access);
    return outcome;
  };

  /** Whether a server that answers keeps its answers from this page. An origin that it could read before has no such fault. */
  const keepsAnswersBack = async ({ href, origin }: URL): Promise<boolean> => {
    const wasReadable = readable.has(origin) || context.getState().record.epoch > 0;
    return !wasReadable && (await isForbidden(href, send, ports.clock, timeout));
  };

  /** Credentials for tokens. The first contact with a server is where its set-up shows. */
  const present = async (credentials: unknown): Promise<Outcome<Grant<User>>> => {
    const outcome = await ask(context, login, credentials as never);
    if (outcome.error?.code !== "network") return carryable(outcome);
    const address = new URL(login.path, base());
    if (!(await keepsAnswersBack(address))) return outcome;
    const message = `${address.href} answers, but not to this page. Allow the page's origin on the server (CORS_ALLOWED_ORIGINS).`;
    return { error: new SessionError("misconfigured", message, { cause: outcome.error }) };
  };

  /** In development: a login that gave no refresh token, though the description says that there are pairs. */
  const warnOfHalfAPair = ({ value }: Outcome<Grant<User>>): void => {
    if (!value || value.refresh || lifecycle !== "pair" || isHalfTold) return;
    isHalfTold = true;
    warn(
      `${backend.name} wants a pair of tokens, but the login gave no refresh token. ` +
        "The session ends when its access token does, and logout() cannot tell the server. " +
        "Let the server send it in the body (dj-rest-auth: JWT_AUTH_HTTPONLY = False), " +
        'let `read` find it, or describe the backend without `refresh` and with lifecycle "fixed".',
    );
  };

  const withUser = async (outcome: Outcome<Grant<User>>): Promise<Outcome<Grant<User>>> => {
    if (outcome.error || outcome.value.user !== undefined || !me) return outcome;
    const { access, refresh = null } = outcome.value;
    const asked = await ask(context, me, null, access);
    if (!asked.error) return { ...outcome, value: { ...outcome.value, user: asked.value } };
    void revoke({ access, refresh }, true);
    if (asked.error.code !== "rejected") return asked;
    const message = `${me.path} refused the new token. ${causesOfRefusal(backend.header("..."))}`;
    return { error: new SessionError("misconfigured", message, { cause: asked.error }) };
  };

  async function revoke(tokens: Tokens, late: boolean): Promise<SessionError | undefined> {
    if (!logout || (late && logoutReach === "user")) return;
    if (lifecycle === "pair" && !tokens.refresh && !logout.signed) return;
    const { error } = await ask(context, logout, tokens, tokens.access, true);
    // A server that refuses the token has no session to end.
    return error?.code === "rejected" ? undefined : error;
  }

  return {
    revoke,
    async logIn(id, credentials) {
      try {
        const granted = await present(credentials);
        if (isDevelopment) warnOfHalfAPair(granted);
        await commit(id, await withUser(granted));
      } catch (cause) {
        await commit(id, {
          error: asSessionError(cause, "misconfigured", "The login broke off: see the cause."),
        });
      }
      // Nothing is locked here: whoever is logged in is on the screen before storage took it.
      notify();
      await store.saved();
      notify();
    },
    async requestTokens(request) {
      const { id, kind } = request;
      let isHeld = false;
      /** Reads again, asks, writes. `question` answers `null` where its answer must wait. */
      const work = async (
        question: (record: SessionRecord<User>) => Promise<Outcome<Grant<User> | null> | null>,
      ): Promise<void> => {
        const stored = await store.read();
        const state = context.getState();
        // Nobody waits any more: someone logged in or out while this tab waited for the lock.
        if (state.inFlight?.id !== id) return;
        const record = stored ? merge(state.record, stored) : state.record;
        const timing = { sentAt: 0, receivedAt: 0, date: null };
        const outcome = isSuperseded(request, record)
          ? { value: null, timing }
          : await question(record);
        if (outcome) await answer(id, outcome);
      };
      const locked = (question: Parameters<typeof work>[0]): Promise<void> =>
        ports.locks.hold(name, timeout, () => {
          isHeld = true;
          return work(question);
        });
      try {
        if (kind === "refresh") {
          await locked((record) => renew(request, record));
        } else if (kind === "reread") {
          await locked(async () => dead);
        } else {
          let outcome: Outcome<null> | undefined;
          const isNo = (): boolean => outcome?.error?.code === "rejected";
          await work(async () => {
            outcome = await doubt(request);
            return isNo() ? null : outcome;
          });
          // A no ends the session, unless a renewal of another tab is under way: that is waited for.
          if (isNo()) await locked(async () => outcome ?? dead);
        }
      } catch (cause) {
        const what = isHeld
          ? "The renewal broke off: see the cause"
          : "Another tab held the session for too long";
        await answer(id, {
          error: asSessionError(cause, "timeout", `${what}. It is tried again later.`),
        });
      }
      notify();
      // What storage says later is told later.
      void store.saved().then(notify);
    },
  };
}
