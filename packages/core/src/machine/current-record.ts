/** Replaces the current record and resets everything that was derived from the old one. */
import { SessionError } from "../model/errors.ts";
import type { SessionRecord, TokenSet } from "../model/state.ts";
import { type Draft, pauseFor } from "./draft.ts";
import {
  cooldown,
  delayRenewal,
  effectiveLeeway,
  expiryOf,
  renewalTime,
  SHORTEST_LIFE,
} from "./schedule.ts";

/** Makes the record of another session, or of no session, the current one. */
export function replaceRecord<User>(draft: Draft<User>, record: SessionRecord<User>): void {
  resetTo(draft, record);
  draft.maxAgeWarned = false;
  scheduleRenewal(draft);
  applyServerPause(draft);
}

/** Makes a record with newer tokens of the same session the current one. */
export function replaceTokens<User>(draft: Draft<User>, record: SessionRecord<User>): void {
  resetTo(draft, record);
  const { tokenSet } = record;
  if (tokenSet && draft.now < tokenSet.arrivedAt + cooldown(tokenSet))
    preventStorm(draft, tokenSet);
  scheduleRenewal(draft);
  applyServerPause(draft);
}

function resetTo<User>(draft: Draft<User>, record: SessionRecord<User>): void {
  const { rules, random } = draft;
  const { tokenSet } = record;
  draft.record = record;
  draft.renewAt = tokenSet && renewalTime(tokenSet, rules, random);
  draft.pause = null;
  draft.refusal = null;
  draft.unverified = false;
  draft.userDue = false;
  draft.elsewhere = false;
  draft.settled = true;
  draft.error = null;
}

/**
 * Prevents that a wrong clock makes tabs renew again and again. If tokens are due when they have just arrived, or within a
 * second, the timer does not renew them: the server's next 401 decides, not our arithmetic.
 */
function preventStorm<User>(draft: Draft<User>, tokenSet: TokenSet<User>): void {
  const { now, rules, renewAt } = draft;
  const dueAt = expiryOf(tokenSet) - effectiveLeeway(tokenSet, rules.leeway);
  if (now >= dueAt - SHORTEST_LIFE) {
    draft.renewAt = null;
    pauseFor(draft, cooldown(tokenSet));
    return;
  }
  if (renewAt !== null && renewAt <= now) draft.renewAt = dueAt;
}

function scheduleRenewal<User>(draft: Draft<User>): void {
  const { record, renewAt } = draft;
  if (record.tokenSet && renewAt !== null) draft.renewAt = delayRenewal(record.tokenSet, renewAt);
}

/** Takes over the pause in the record: the server ordered it, in this tab or another. */
export function applyServerPause<User>(draft: Draft<User>): void {
  const { quietUntil } = draft.record;
  if (quietUntil <= draft.now) return;
  const error = new SessionError("throttled", "The server asked for a pause. Try again later.");
  draft.pause = { until: quietUntil, error, kind: null, strict: true, failures: 0 };
}
