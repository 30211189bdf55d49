/** Renewal: when the server is asked about the tokens, and what its answers do to the session. */
import type { Grant } from "./backend.ts";
import type { SessionError } from "./errors.ts";
import { isSurpassed, merge } from "./record.ts";
import { backoff, canRenew, cooldown, endOf, expiryOf, mayAsk, pauseOf } from "./schedule.ts";
import type { Flight, Outcome, SessionRecord, Timing, Why } from "./state.ts";
import { hold } from "./tokens.ts";
import { adopt, changed, end, enter, late, rest, settle, type Turn, tell, write } from "./turn.ts";

/**
 * Asks the server about the tokens, unless a question is under way already or a pause forbids it. `access`: the token that
 * was refused; a doubt about an older one is dropped.
 */
export function renew<User>(turn: Turn<User>, why: Why, access?: string): void {
  const { now, record, flight, rules } = turn;
  const { held } = record;
  if (!held || flight || (access && access !== held.access)) return;
  const { verify, lifecycle } = rules.backend;
  // Where tokens can be renewed at other times, a refused one that cannot is over; `verify` might still call it well-formed.
  const isOver = (why === "refused" || why === "gone") && !(verify && lifecycle === "fixed");
  const kind = canRenew(turn, rules)
    ? "refresh"
    : isOver || now >= endOf(turn, rules)
      ? "reread"
      : (access || why === "restore") && verify && "verify";
  if (!kind) turn.unverified = false;
  const pause = pauseOf(turn);
  // Rereading storage costs the server nothing; a person who asks may try before the time, unless the server said when.
  if (!kind || (pause && kind !== "reread" && (pause.ordered || why !== "manual"))) return;
  const tokens = { access: held.access, refresh: held.refresh };
  turn.flight = { id: ++turn.serial, kind, why, tokens };
  turn.effects.push({ type: "fly", flight: turn.flight });
  if (kind === "refresh") tell(turn, { type: "refreshing", why });
}

/** The one idempotent look at the clock that every wake-up ends in. */
export function look<User>(turn: Turn<User>): void {
  const { now, rules, renewAt, pause } = turn;
  // This tab may have slept while another renewed: storage is asked before the session ends for everybody.
  if (now >= endOf(turn, rules)) renew(turn, "timer");
  else if (mayAsk(turn, rules)) {
    if (turn.unverified) renew(turn, "restore");
    else if (renewAt && now >= renewAt) renew(turn, pause?.error ? "retry" : "timer");
  }
}

/** The answer to a flight. Storage was read again after it came: what another tab stored meanwhile comes first. */
export function flightAnswered<User>(
  turn: Turn<User>,
  flight: Flight,
  outcome: Outcome<Grant<User> | null>,
  stored: SessionRecord<User> | null,
): void {
  const { record } = turn;
  turn.flight = null;
  let error = outcome.error ?? null;
  if (stored && isSurpassed(flight, merge(record, stored))) {
    adopt(turn, stored);
    if (!outcome.error && outcome.value) late(turn, outcome.value);
    error = turn.record.held?.startedAt === record.held?.startedAt ? null : changed();
  } else {
    if (stored) turn.record = merge(record, stored);
    if (outcome.error) failed(turn, flight, outcome.error);
    else if (outcome.value) renewed(turn, outcome.value, outcome.timing);
    else {
      turn.unverified = false;
      turn.pause = null;
      // One doubt answered stands for a while: a page of forbidden things must not double its requests.
      if (flight.why !== "restore" && turn.record.held) rest(turn, cooldown(turn.record.held));
    }
  }
  turn.settled = true;
  settle(turn, flight.id, error);
}

function renewed<User>(turn: Turn<User>, grant: Grant<User>, timing: Timing): void {
  const { record, rules } = turn;
  const previous = record.held;
  if (!previous) return;
  const held = hold(grant, previous.user, timing, previous, rules.backend.lifecycle);
  const { accessExpiresAt } = held;
  enter(turn, write(turn, { held, generation: record.generation + 1 }), true);
  tell(turn, { type: "refreshed", expiresAt: accessExpiresAt && expiryOf(held) });
}

function failed<User>(turn: Turn<User>, { kind, why }: Flight, error: SessionError): void {
  const { record, rules, now, random, pause } = turn;
  const { code, retryAfter } = error;
  // simplejwt 5.4 to 5.5.1 fails with 500 for ever where the user is gone; a request was told so before.
  const isDefinitive = code === "rejected" || (why === "gone" && code === "server");
  // The server will not renew these tokens, but the access token at hand may still work: then it is kept until it expires.
  const isUseless =
    kind !== "refresh" ||
    why === "refused" ||
    why === "gone" ||
    (record.held && now >= expiryOf(record.held));
  if (isDefinitive && isUseless) {
    if (now >= endOf(turn, rules)) end(turn, "expired", pause?.error);
    else end(turn, "rejected", error);
    return;
  }
  const ordered = isDefinitive || retryAfter !== null;
  const failures = (pause?.failures ?? 0) + 1;
  const until = isDefinitive ? Infinity : now + (retryAfter ?? backoff(failures, random));
  // Reloads and other tabs must not ask again with tokens that are known to be dead.
  if (isDefinitive && record.held)
    write(turn, { held: { ...record.held, renewableUntil: now + record.held.skew } });
  else if (retryAfter !== null) write(turn, { quietUntil: until });
  turn.pause = { until, error, ordered, failures };
  // A question that was not answered is asked again: `offline` must not stay for want of one.
  if (kind === "verify") turn.unverified = true;
  // What was asked early is asked again soon, not only when it would have fallen due.
  if (turn.renewAt) turn.renewAt = Math.min(turn.renewAt, until);
  const retryAt = isDefinitive || !mayAsk(turn, rules) ? null : until;
  tell(turn, { type: "refresh-failed", code, error, retryAt });
}
