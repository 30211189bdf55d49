/** Performs a request about the tokens under the lock that all tabs share: read storage again, ask the server, save. */
import { canRenew } from "../machine/schedule.ts";
import { SessionError } from "../model/errors.ts";
import type { Grant } from "../model/grant.ts";
import { isSuperseded, merge } from "../model/record.ts";
import type { Outcome, SessionRecord, TokenRequest } from "../model/state.ts";
import { ask } from "./ask.ts";
import {
  applyAnswer,
  asSessionError,
  checkCarryable,
  type EffectsContext,
  newestRecord,
} from "./effects.ts";

/** Asks what a request is about. `record`: the newest one. `null`: the answer must not be applied yet. */
type Question<User> = (record: SessionRecord<User>) => Promise<Outcome<Grant<User> | null> | null>;

/** Performs a request about the tokens: its outcome is the event `answered`. Never rejects. */
export async function requestTokens<User>(
  context: EffectsContext<User>,
  request: TokenRequest,
): Promise<void> {
  const { store, notify } = context;
  const lock = { isHeld: false };
  try {
    switch (request.kind) {
      case "refresh":
        await askLocked(context, request, lock, (record) => refresh(context, request, record));
        break;
      case "verify":
        await verify(context, request, lock);
        break;
      case "reread":
        await askLocked(context, request, lock, async () => dead());
    }
  } catch (cause) {
    const what = lock.isHeld
      ? "The renewal broke off: see the cause."
      : "Another tab held the refresh lock for too long.";
    const error = asSessionError(cause, "timeout", `${what} It is tried again later.`);
    await applyAndSave(context, request.id, { error });
  }
  notify();
  // Saving may bring news from storage later.
  void store.saved().then(notify);
}

/** Asks under the lock. */
function askLocked<User>(
  context: EffectsContext<User>,
  request: TokenRequest,
  lock: { isHeld: boolean },
  question: Question<User>,
): Promise<void> {
  const { ports, name, timeout } = context;
  return ports.locks.hold(name, timeout, () => {
    lock.isHeld = true;
    return askAndApply(context, request, question);
  });
}

/** Reads storage again, asks unless another tab has answered the question already, and applies the outcome. */
async function askAndApply<User>(
  context: EffectsContext<User>,
  request: TokenRequest,
  question: Question<User>,
): Promise<void> {
  const record = await newestOfAllTabs(context, request);
  // Nobody waits any more: somebody logged in or out while this tab waited for the lock.
  if (context.getState().inFlight?.id !== request.id) return;
  const outcome = isSuperseded(request, record) ? nothingAsked : await question(record);
  if (outcome) await applyAndSave(context, request.id, outcome);
}

/** The newest record. If storage does not show that another tab has answered the question, it gets the time that it may need to. */
async function newestOfAllTabs<User>(
  context: EffectsContext<User>,
  request: TokenRequest,
): Promise<SessionRecord<User>> {
  const record = await newestRecord(context);
  if (isSuperseded(request, record)) return record;
  const later = await context.store.reread();
  return later ? merge(record, later) : record;
}

/** Applies an outcome and waits until it is saved. An end is announced at once: nothing needs the lock any more. */
async function applyAndSave<User>(
  context: EffectsContext<User>,
  id: number,
  outcome: Outcome<Grant<User> | null>,
): Promise<void> {
  const isEnd = await applyAnswer(context, id, outcome);
  if (!isEnd) await context.store.saved();
}

/** Exchanges the refresh token, unless it is known by now that it cannot be. */
async function refresh<User>(
  context: EffectsContext<User>,
  { tokens }: TokenRequest,
  record: SessionRecord<User>,
): Promise<Outcome<Grant<User>>> {
  const { rules, ports, getState } = context;
  const { refresh: operation } = rules.backend;
  const state = { ...getState(), record, now: ports.clock.now() };
  if (!operation || !canRenew(state, rules)) return dead();
  const outcome = await ask(context, operation, tokens, tokens.access);
  checkCarryable(context, outcome);
  return outcome;
}

/** Asks whether the access token is still good. A no ends the session, unless a renewal of another tab is in flight: then it waits. */
async function verify<User>(
  context: EffectsContext<User>,
  request: TokenRequest,
  lock: { isHeld: boolean },
): Promise<void> {
  let refusal: Outcome<null> | null = null;
  await askAndApply(context, request, async () => {
    const outcome = await askWhetherGood(context, request);
    if (outcome.error?.code !== "rejected") return outcome;
    refusal = outcome;
    return null;
  });
  if (refusal) await askLocked(context, request, lock, async () => refusal);
}

async function askWhetherGood<User>(
  context: EffectsContext<User>,
  { tokens }: TokenRequest,
): Promise<Outcome<null>> {
  const { rules, getState, apply } = context;
  const { verify: operation, me } = rules.backend;
  if (!operation) return dead();
  const { epoch } = getState().record;
  const outcome = await ask(context, operation, tokens, tokens.access);
  if (outcome.error) return outcome;
  if (operation === me) apply({ type: "user", epoch, user: outcome.value as User });
  return { ...outcome, value: null };
}

/** The server refused these tokens before, or nothing can renew them any more: it is not asked again. */
function dead(): { readonly error: SessionError } {
  const message = "The server refused the token, or it expired. Log in again.";
  return { error: new SessionError("rejected", message) };
}

/** Another tab answered the question: storage knows better. */
const nothingAsked: Outcome<null> = {
  value: null,
  timing: { sentAt: 0, receivedAt: 0, date: null },
};
