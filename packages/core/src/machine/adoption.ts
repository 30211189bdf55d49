/** Adoption: takes over what another tab stored. */
import { merge, needsNewerVersion } from "../model/record.ts";
import type { Pause, Reason, SessionRecord, TokenSet } from "../model/state.ts";
import { applyServerPause, replaceRecord, replaceTokens } from "./current-record.ts";
import { type Draft, dropInFlight, log } from "./draft.ts";
import { discardTokens, refuseRefreshToken } from "./endings.ts";
import { expiryOf, expiryOrNull } from "./schedule.ts";

/** How a stored record was found. */
interface Finding {
  /** This tab was writing a record, and the one in storage took precedence. Default: it was reading. */
  readonly whileSaving?: boolean | undefined;
  /** The present run of the browser. Default: unknown. */
  readonly run?: string | null | undefined;
}

/** Takes over what another tab stored. Nothing is saved here, because a tab never announces what it learned from another tab. */
export function adopt<User>(
  draft: Draft<User>,
  stored: SessionRecord<User>,
  { whileSaving = false, run }: Finding = {},
): void {
  const { record: before, refusal, pause } = draft;
  const record = mergeStored(draft, stored, run);
  draft.record = record;
  if (isOtherSession(before, record)) {
    adoptSession(draft, before.tokenSet, whileSaving);
    return;
  }
  const { tokenSet } = record;
  if (tokenSet && hasOtherTokens(before, record)) {
    adoptTokens(draft, tokenSet, pause);
    if (refusal) refuseRefreshToken(draft, before.tokenSet?.refresh ?? null, refusal);
    return;
  }
  if (record.quietUntil > before.quietUntil) applyServerPause(draft);
}

/** What this tab and storage know together. A tab without a session takes only a session that it can use. */
function mergeStored<User>(
  draft: Draft<User>,
  stored: SessionRecord<User>,
  run: Finding["run"],
): SessionRecord<User> {
  const merged = merge(draft.record, stored);
  if (draft.record.tokenSet) return merged;
  if (isFromEarlierRun(merged, run)) return { ...merged, tokenSet: null, reason: "expired" };
  return usableRecord(merged, draft.now);
}

/** Whether the session was to last until the browser is closed, and it has been closed since. */
export function isFromEarlierRun(
  { tokenSet }: SessionRecord<unknown>,
  run: Finding["run"] = null,
): boolean {
  return tokenSet?.run !== undefined && tokenSet.run !== run;
}

function isOtherSession(before: SessionRecord<unknown>, after: SessionRecord<unknown>): boolean {
  return before.epoch !== after.epoch || before.tokenSet?.startedAt !== after.tokenSet?.startedAt;
}

function hasOtherTokens(before: SessionRecord<unknown>, after: SessionRecord<unknown>): boolean {
  return (
    before.generation !== after.generation || before.tokenSet?.access !== after.tokenSet?.access
  );
}

/** Another tab began a session or ended this one: the draft's record says so already. `mine`: the tokens of the old session. */
function adoptSession<User>(
  draft: Draft<User>,
  mine: TokenSet<User> | null,
  whileSaving: boolean,
): void {
  const { record } = draft;
  const { tokenSet } = record;
  replaceRecord(draft, record);
  dropInFlight(draft);
  draft.elsewhere = true;
  if (mine) log(draft, { type: "ended", reason: reasonOfEnd(record), elsewhere: true });
  if (mine && whileSaving) discardTokens(draft, mine);
  if (tokenSet) log(draft, { type: "adopted", expiresAt: expiryOrNull(tokenSet) });
}

/** Why the session before this record is over. */
function reasonOfEnd({ tokenSet, reason }: SessionRecord<unknown>): Reason {
  if (tokenSet) return "replaced";
  return reason ?? "logout";
}

/** Another tab renewed the tokens of this session: the draft's record has them already. */
function adoptTokens<User>(
  draft: Draft<User>,
  tokenSet: TokenSet<User>,
  pause: Pause | null,
): void {
  replaceTokens(draft, draft.record);
  // If a doubt was answered a moment ago, it stays answered. Otherwise tabs would take turns asking about each other's tokens.
  if (pause && isCooldown(pause)) draft.pause ??= pause;
  log(draft, { type: "adopted", expiresAt: expiryOrNull(tokenSet) });
}

function isCooldown(pause: Pause): boolean {
  return pause.error === null && !pause.strict;
}

/**
 * The record as a page may start with it. If only a newer version may renew it and its access token has expired, nobody is
 * logged in here. Nothing is written: that version finds the record as it was.
 */
export function usableRecord<User>(record: SessionRecord<User>, now: number): SessionRecord<User> {
  const { tokenSet } = record;
  if (!tokenSet || !needsNewerVersion(record) || now < expiryOf(tokenSet)) return record;
  return { ...record, tokenSet: null, reason: "expired" };
}
