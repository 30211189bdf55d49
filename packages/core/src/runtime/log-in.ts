/** Logs in: sends the credentials, asks "me" where the answer has no user, and explains mistakes of the set-up. */
import { causesOfRefusal } from "../machine/requests.ts";
import { developers } from "../model/advice.ts";
import type { Grant } from "../model/backend.ts";
import { SessionError } from "../model/errors.ts";
import type { Outcome } from "../model/state.ts";
import { ask } from "./ask.ts";
import { isForbidden } from "./cors.ts";
import { applyAnswer, asSessionError, checkCarryable, type EffectsContext } from "./effects.ts";
import { revoke } from "./revoke.ts";

/** Performs a login: its outcome is the event `answered`. Never rejects. */
export async function logIn<User>(
  context: EffectsContext<User>,
  id: number,
  credentials: unknown,
): Promise<void> {
  const { rules, store, notify } = context;
  try {
    const granted = await sendCredentials(context, credentials);
    if (granted.value) developers.advice?.loggedIn(rules.backend, granted.value);
    await applyAnswer(context, id, await withUser(context, granted));
  } catch (cause) {
    const error = asSessionError(cause, "misconfigured", "The login broke off: see the cause.");
    await applyAnswer(context, id, { error });
  }
  // No lock is held here, so the user is on the screen before storage has the session.
  notify();
  await store.saved();
  notify();
}

/** Exchanges credentials for tokens. This is the first contact with a server, where its set-up shows. */
async function sendCredentials<User>(
  context: EffectsContext<User>,
  credentials: unknown,
): Promise<Outcome<Grant<User>>> {
  const { login } = context.rules.backend;
  const outcome = await ask(context, login, credentials as never);
  if (outcome.error?.code !== "network") {
    checkCarryable(context, outcome);
    return outcome;
  }
  const address = new URL(login.path, context.base());
  if (!(await isCorsRefusal(context, address))) return outcome;
  const message = `${address.href} answers, but not to this page. Allow the page's origin on the server (CORS_ALLOWED_ORIGINS).`;
  return { error: new SessionError("misconfigured", message, { cause: outcome.error }) };
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

/** The grant with its user: "me" is asked where the login's answer has none. Tokens that "me" did not take are revoked. */
async function withUser<User>(
  context: EffectsContext<User>,
  outcome: Outcome<Grant<User>>,
): Promise<Outcome<Grant<User>>> {
  const { me, header } = context.rules.backend;
  if (outcome.error || outcome.value.user !== undefined || !me) return outcome;
  const { access, refresh = null } = outcome.value;
  const asked = await ask(context, me, null, access);
  if (!asked.error) return { ...outcome, value: { ...outcome.value, user: asked.value } };
  void revoke(context, { access, refresh }, true);
  if (asked.error.code !== "rejected") return asked;
  const message = `${me.path} refused the new token. ${causesOfRefusal(header("..."))}`;
  return { error: new SessionError("misconfigured", message, { cause: asked.error }) };
}
