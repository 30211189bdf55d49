/** One turn of the machine: a draft of the next state, the effects that gather, and the moves that several events share. */
import type { Grant, Tokens } from "../model/backend.ts";
import { SessionError, sessionChanged } from "../model/errors.ts";
import { merge, needsNewerVersion, VERSION } from "../model/record.ts";
import type {
  Effect,
  NewEntry,
  Pause,
  Reason,
  Rules,
  SessionRecord,
  State,
  TokenSet,
} from "../model/state.ts";
import {
  cooldown,
  expiryOf,
  expiryOrNull,
  margin,
  renewalOf,
  SHORTEST_LIFE,
  timerOf,
} from "./schedule.ts";

/** The next state while it is being decided. It lives as long as one transition and is seen by nobody else. */
export type Turn<User> = { -readonly [Key in keyof State<User>]: State<User>[Key] } & {
  readonly rules: Rules<User>;
  readonly random: number;
  readonly effects: Effect<User>[];
};

/** Adds to the history. */
export function log<User>(turn: Turn<User>, entry: NewEntry): void {
  turn.effects.push({ type: "log", entry });
}

/** Lets the waiters of a flight or a login go on. */
export function release<User>(
  turn: Turn<User>,
  id: number | null | undefined,
  error: SessionError | null,
): void {
  if (id) turn.effects.push({ type: "release", id, error });
}

/** Drops the question under way: its answer belongs to a session that is over. */
export function dropInFlight<User>(turn: Turn<User>, error: SessionError = sessionChanged()): void {
  release(turn, turn.inFlight?.id, error);
  turn.inFlight = null;
}

/**
 * Makes a record the present one; nothing that was known about the old one's tokens holds any longer. `isRenewal`: it is of the
 * same session.
 */
export function replaceRecord<User>(
  turn: Turn<User>,
  record: SessionRecord<User>,
  isRenewal = false,
): void {
  const { tokenSet } = record;
  turn.record = record;
  turn.renewAt = tokenSet && renewalOf(tokenSet, turn.rules, turn.random);
  turn.pause = turn.refusal = null;
  if (tokenSet && isRenewal && turn.now < tokenSet.arrivedAt + cooldown(tokenSet))
    preventStorm(turn, tokenSet);
  if (tokenSet && turn.renewAt !== null) turn.renewAt = timerOf(tokenSet, turn.renewAt);
  applyServerPause(turn);
  turn.unverified = turn.userDue = turn.elsewhere = false;
  turn.settled = true;
  turn.error = null;
}

/**
 * A wrong clock must not become a storm, not between tabs either: where tokens that have just arrived are due already, or within a
 * second, the server's next 401 decides, not our arithmetic.
 */
function preventStorm<User>(turn: Turn<User>, tokenSet: TokenSet<User>): void {
  const dueAt = expiryOf(tokenSet) - margin(tokenSet, turn.rules.leeway);
  if (turn.now >= dueAt - SHORTEST_LIFE) {
    turn.renewAt = null;
    pauseFor(turn, cooldown(tokenSet));
  } else if (turn.renewAt !== null && turn.renewAt <= turn.now) turn.renewAt = dueAt;
}

/** Takes over a pause that the server ordered, whichever tab was told. */
function applyServerPause<User>(turn: Turn<User>): void {
  const { quietUntil } = turn.record;
  if (quietUntil <= turn.now) return;
  const error = new SessionError("throttled", "The server asked for a pause. Try again later.");
  turn.pause = { until: quietUntil, error, kind: null, strict: true, failures: 0 };
}

/** Saves a record that follows the present one and takes its place. `raise`: it is another session's. */
export function saveRecord<User>(
  turn: Turn<User>,
  changes: Partial<SessionRecord<User>>,
  raise: 0 | 1 = 0,
): SessionRecord<User> {
  const { record: before, now } = turn;
  const next = before.epoch + raise;
  // A login's epoch is its moment, so that one after storage was cleared neither equals nor loses to an older one.
  const epoch = raise ? Math.max(next, changes.tokenSet?.startedAt ?? 0) : next;
  const activeAt = Math.max(turn.activeAt, turn.othersActiveAt);
  // A login starts a session that this version may renew, whoever wrote the record before.
  const format = raise && changes.tokenSet ? { version: VERSION, minVersion: VERSION } : {};
  const record = { ...before, ...changes, ...format, epoch, activeAt, writtenAt: now };
  turn.effects.push({ type: "save", record });
  turn.record = record;
  return record;
}

/** Ends the session: it is stored as over, nobody waits any more, and the server is told where that makes sense. */
export function end<User>(
  turn: Turn<User>,
  reason: Reason,
  error: SessionError | null = null,
  revoke = false,
): void {
  const { tokenSet } = turn.record;
  // Every tab notices these ends by itself; the first of them tells the server.
  const first = reason === "idle" || reason === "max-age";
  replaceRecord(turn, saveRecord(turn, { tokenSet: null, reason, quietUntil: 0 }, 1));
  dropInFlight(turn, error ?? undefined);
  turn.error = error;
  if (!tokenSet) return;
  if (revoke || first)
    turn.effects.push({ type: "revoke", tokens: tokenSet, leftover: false, firstTabOnly: first });
  log(turn, { type: "ended", reason, elsewhere: false });
}

/** The session was ended by whoever removed its record, a server say. Nothing is written: what was removed stays away. */
export function endElsewhere<User>(turn: Turn<User>): void {
  const { record } = turn;
  const reason = "logout";
  replaceRecord(turn, {
    ...record,
    tokenSet: null,
    reason,
    quietUntil: 0,
    epoch: record.epoch + 1,
  });
  dropInFlight(turn);
  turn.elsewhere = true;
  log(turn, { type: "ended", reason, elsewhere: true });
}

/**
 * Takes over what another tab stored. News from another tab is never announced again: nothing is saved here. `written`: it
 * takes precedence over what this tab was writing.
 */
export function adopt<User>(turn: Turn<User>, stored: SessionRecord<User>, written = false): void {
  const { record: before, refusal, pause } = turn;
  const merged = merge(before, stored);
  const record = before.tokenSet ? merged : usable(turn, merged);
  const { tokenSet: mine } = before;
  const { tokenSet } = record;
  turn.record = record;
  if (record.epoch !== before.epoch || tokenSet?.startedAt !== mine?.startedAt) {
    replaceRecord(turn, record);
    dropInFlight(turn);
    turn.elsewhere = true;
    const reason = tokenSet ? "replaced" : (record.reason ?? "logout");
    if (mine) log(turn, { type: "ended", reason, elsewhere: true });
    if (mine && written) discard(turn, mine);
    if (tokenSet) log(turn, { type: "adopted", expiresAt: expiryOrNull(tokenSet) });
    return;
  }
  if (tokenSet && (tokenSet.access !== mine?.access || record.generation !== before.generation)) {
    replaceRecord(turn, record, true);
    // A doubt that was answered a moment ago stays answered: tabs must not take turns in asking about each other's tokens.
    if (isCooldown(pause)) turn.pause ??= pause;
    log(turn, { type: "adopted", expiresAt: expiryOrNull(tokenSet) });
    if (refusal) refuseRefreshToken(turn, mine?.refresh ?? null, refusal);
    return;
  }
  if (record.quietUntil > before.quietUntil) applyServerPause(turn);
}

/**
 * The server refused this refresh token for good. Where the present access token came with the same one it is the last: it is kept
 * until it expires, and no tab asks again.
 */
export function refuseRefreshToken<User>(
  turn: Turn<User>,
  refresh: string | null,
  error: SessionError,
): void {
  const { tokenSet } = turn.record;
  if (
    !tokenSet ||
    refresh === null ||
    tokenSet.refresh !== refresh ||
    needsNewerVersion(turn.record)
  )
    return;
  keepUntilExpiry(turn, tokenSet, error);
}

/** The server will not renew these tokens, but the access token at hand may still work: it is kept until it expires. */
export function keepUntilExpiry<User>(
  turn: Turn<User>,
  tokenSet: TokenSet<User>,
  error: SessionError,
): void {
  // Reloads and other tabs must not ask again with tokens that are known to be dead.
  saveRecord(turn, { tokenSet: { ...tokenSet, renewableUntil: turn.now + tokenSet.skew } });
  turn.pause = null;
  turn.refusal = error;
  log(turn, { type: "refresh-failed", code: error.code, error, retryAt: null });
}

/** Tokens for a session that is over: written nowhere, and revoked where the backend can. */
export function discard<User>(
  turn: Turn<User>,
  { access, refresh }: Grant<unknown> | Tokens,
): void {
  const tokens: Tokens = { access, refresh: refresh ?? null };
  log(turn, { type: "late" });
  // Some servers give every login of a user the same token: it may be the one in use.
  if (access !== turn.record.tokenSet?.access)
    turn.effects.push({ type: "revoke", tokens, leftover: true });
}

/**
 * A record as a page may begin with it: one that only a newer version may renew is nobody's session once its access token
 * expired. Nothing of it is written: that version, or its next renewal, finds it as it was.
 */
export function usable<User>(turn: Turn<User>, record: SessionRecord<User>): SessionRecord<User> {
  const { tokenSet } = record;
  if (!tokenSet || !needsNewerVersion(record) || turn.now < expiryOf(tokenSet)) return record;
  return { ...record, tokenSet: null, reason: "expired" };
}

/** Keeps the server from being asked for a while, though nothing failed: it would not help. */
export function pauseFor<User>(turn: Turn<User>, length: number): void {
  turn.pause = { until: turn.now + length, error: null, kind: null, strict: false, failures: 0 };
}

function isCooldown(pause: Pause | null): boolean {
  return pause !== null && pause.error === null && !pause.strict;
}
