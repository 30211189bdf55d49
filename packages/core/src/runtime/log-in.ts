/** Logs in: gets tokens in one of several ways, asks "me" where the answer has no user, and explains mistakes of the set-up. */
import { causesOfRefusal } from "../machine/requests.ts";
import { developers } from "../model/advice.ts";
import { SessionError } from "../model/errors.ts";
import { type Grant, isPending, type LoginAnswer, type Pending } from "../model/grant.ts";
import type { Operation } from "../model/operation.ts";
import type { Outcome, PendingLogin } from "../model/state.ts";
import { ask, askForTokens } from "./ask.ts";
import { isForbidden } from "./cors.ts";
import { applyAnswer, asSessionError, checkCarryable, type EffectsContext } from "./effects.ts";
import { resolvePath } from "./resolve-path.ts";

/** A way to get tokens: by credentials, by the next step of a login, by an account operation, or from the app itself. */
export interface Way<User> {
  /** Whether only one tab at a time may go this way. Then it is gone under the lock that all tabs share. Default: `false`. */
  readonly isExclusive?: boolean;
  /** Whether its tokens were there before this login. Then they are not revoked if nothing comes of it. Default: `false`. */
  readonly isFound?: boolean;
  /** Gets the tokens. `epoch`: that of the record when the login began. */
  getTokens(context: EffectsContext<User>, epoch: number): Promise<Outcome<LoginAnswer<User>>>;
}

/** Performs a login: its outcome is the event `answered` or `login-pending`. Never rejects. */
export async function logIn<User>(
  context: EffectsContext<User>,
  id: number,
  way: Way<User>,
): Promise<void> {
  const { store, notify, getState, ports, name, timeout } = context;
  const { epoch } = getState().record;
  let isUnderWay = false;
  const go = async (): Promise<void> => {
    isUnderWay = true;
    await answer(context, id, await way.getTokens(context, epoch), way);
    if (way.isExclusive) await store.saved();
  };
  try {
    if (way.isExclusive) await ports.locks.hold(name, timeout, go);
    else await go();
  } catch (cause) {
    const error = isUnderWay
      ? asSessionError(cause, "misconfigured", "The login broke off: see the cause.")
      : asSessionError(cause, "timeout", "Another tab held the lock for too long. Try again.");
    await applyAnswer(context, id, { error });
  }
  // No lock is held here, so the user is on the screen before storage has the session.
  notify();
  await store.saved();
  notify();
}

/** Applies what a login brought: tokens, the step that comes next, or an error. */
async function answer<User>(
  context: EffectsContext<User>,
  id: number,
  outcome: Outcome<LoginAnswer<User>>,
  { isFound = false }: Way<User>,
): Promise<void> {
  const { rules, apply } = context;
  if (outcome.error) {
    await applyAnswer(context, id, outcome);
    return;
  }
  const { value, timing } = outcome;
  if (isPending(value)) {
    apply({ type: "login-pending", id, pending: pendingLogin(context, value) });
    return;
  }
  const granted = { value, timing };
  checkCarryable(context, granted);
  developers.advice?.loggedIn(rules.backend, value);
  const complete = await withUser(context, granted);
  const { access, refresh = null } = value;
  const isUnused = complete.error !== undefined && !isFound;
  await applyAnswer(context, id, complete, isUnused ? { access, refresh } : null);
}

function pendingLogin<User>(
  { rules, getState }: EffectsContext<User>,
  { pending }: Pending,
): PendingLogin {
  // Servers repeat the ticket only where it is a new one. A new login has none yet.
  const { step, data, ticket = getState().pending?.ticket ?? "" } = pending;
  const known = rules.backend.steps?.[step];
  const shown = known?.data ? known.data(data) : data;
  return { shown: { step, data: shown }, ticket };
}

/**
 * A way to log in by an operation: the login, one of its steps, or an account operation. This is the first contact with a server. `send`:
 * how it is sent. Default: as the session sends its own requests.
 */
export function byOperation<User, Input>(
  operation: Operation<Input, LoginAnswer<User>>,
  input: Input,
  send?: typeof fetch,
): Way<User> {
  return {
    async getTokens(context) {
      const asking = send ? { ...context, send } : context;
      const outcome = await askForTokens(asking, operation, input);
      if (outcome.error?.code !== "network") return outcome;
      const { path } = operation;
      const address = resolvePath(typeof path === "string" ? path : "", context.base());
      if (!(await isCorsRefusal(context, address))) return outcome;
      const message = `${address.href} answers, but not to this page. Allow the page's origin on the server (CORS_ALLOWED_ORIGINS).`;
      return { error: new SessionError("misconfigured", message, { cause: outcome.error }) };
    },
  };
}

/** Whether the server answers, but keeps its answers from this page. An origin that was readable before does not do that. */
async function isCorsRefusal<User>(
  { readable, getState, send, ports, timeout }: EffectsContext<User>,
  { href, origin }: URL,
): Promise<boolean> {
  const wasReadable = readable.has(origin) || getState().record.epoch > 0;
  if (wasReadable) return false;
  return isForbidden(href, send, ports.clock, timeout);
}

/** The grant with its user: "me" is asked where the login's answer has none. */
async function withUser<User>(
  context: EffectsContext<User>,
  outcome: Outcome<Grant<User>>,
): Promise<Outcome<Grant<User>>> {
  const { me } = context.rules.backend;
  if (outcome.error || outcome.value.user !== undefined || !me) return outcome;
  const { access, refresh = null } = outcome.value;
  const asked = await ask(context, me, { access, refresh }, access);
  if (!asked.error) return { ...outcome, value: { ...outcome.value, user: asked.value } };
  if (asked.error.code !== "rejected") return asked;
  const where = typeof me.path === "string" ? me.path : "The user endpoint";
  const message = `${where} refused the new token. ${causesOfRefusal(context.rules.backend)}`;
  return { error: new SessionError("misconfigured", message, { cause: asked.error }) };
}
