/** Renewal: when the server is asked about the tokens, and what its answers do to the session. */
import type { Grant } from "../model/backend.ts";
import { SessionError, sessionChanged } from "../model/errors.ts";
import { isSuperseded, merge, needsNewerVersion } from "../model/record.ts";
import type {
  Outcome,
  SessionRecord,
  Timing,
  TokenRequest,
  TokenSet,
  Why,
} from "../model/state.ts";
import { hold } from "../model/tokens.ts";
import {
  backoff,
  canRenew,
  cooldown,
  currentPause,
  endOf,
  expiryOf,
  expiryOrNull,
  mayAsk,
  nextQuestion,
} from "./schedule.ts";
import {
  adopt,
  discard,
  end,
  keepUntilExpiry,
  log,
  pauseFor,
  refuseRefreshToken,
  release,
  replaceRecord,
  saveRecord,
  type Turn,
} from "./turn.ts";
import { userOfRenewal } from "./user.ts";

/** Why a refused or a doubted token is asked about: of two that share a question, the later in this list counts. */
const challenges: readonly Why[] = ["doubtful", "refused", "gone"];

/**
 * Asks the server about the tokens, unless a question is under way already or a pause forbids it. `access`: the token that
 * was refused; a doubt about an older one is dropped. `gone`: how the session ends if the user is gone.
 */
export function renew<User>(
  turn: Turn<User>,
  why: Why,
  access?: string,
  userGone: SessionError | null = null,
): void {
  const { record, inFlight } = turn;
  const { tokenSet } = record;
  if (!tokenSet || (access && access !== tokenSet.access)) return;
  if (inFlight) {
    join(turn, inFlight, why, userGone);
    return;
  }
  const kind = questionFor(turn, tokenSet, why);
  if (kind === null) {
    turn.unverified = false;
    return;
  }
  if (isPaused(turn, kind, why)) return;
  const tokens = { access: tokenSet.access, refresh: tokenSet.refresh };
  turn.inFlight = { id: ++turn.serial, kind, why, tokens, generation: record.generation, userGone };
  turn.effects.push({ type: "request-tokens", request: turn.inFlight });
  if (kind === "refresh") log(turn, { type: "refreshing", why });
}

/** Shares a question under way. What is at stake is told: a refusal is worth more than the timer that asked first. */
function join<User>(
  turn: Turn<User>,
  inFlight: TokenRequest,
  why: Why,
  userGone: SessionError | null,
): void {
  if (challenges.indexOf(why) > challenges.indexOf(inFlight.why))
    turn.inFlight = { ...inFlight, why, userGone };
}

/** What can be asked about the tokens now; `null`: nothing that would help. */
function questionFor<User>(
  turn: Turn<User>,
  tokenSet: TokenSet<User>,
  why: Why,
): TokenRequest["kind"] | null {
  const { now, rules } = turn;
  const { verify, lifecycle } = rules.backend;
  if (canRenew(turn, rules)) return "refresh";
  if (now >= expiryOf(tokenSet)) return "reread";
  const isRefused = why === "refused" || why === "gone";
  // Where tokens can be renewed at other times, a refused one that cannot is over; `verify` might still call it well-formed.
  if (isRefused && !(verify && lifecycle === "fixed")) return "reread";
  const isOpen = isRefused || why === "doubtful" || why === "restore";
  return isOpen && verify ? "verify" : null;
}

/** Whether a question has to wait. A person who asks may try before the time, unless the server said when. */
function isPaused<User>(turn: Turn<User>, kind: TokenRequest["kind"], why: Why): boolean {
  const pause = currentPause(turn);
  if (pause === null) return false;
  // Rereading storage costs the server nothing: it waits only where it failed itself.
  if (kind === "reread" && pause.kind !== "reread") return false;
  return pause.strict || why !== "manual";
}

/** The one idempotent look at the clock that every wake-up ends in. */
export function look<User>(turn: Turn<User>): void {
  const { at, why } = nextQuestion(turn, turn.rules);
  if (turn.now >= at) renew(turn, why);
}

/** The answer to a flight. Storage was read again after it came: what another tab stored meanwhile comes first. */
export function requestAnswered<User>(
  turn: Turn<User>,
  inFlight: TokenRequest,
  outcome: Outcome<Grant<User> | null>,
  stored: SessionRecord<User> | null,
): void {
  const { record } = turn;
  turn.inFlight = null;
  let error = outcome.error ?? null;
  if (stored && isSuperseded(inFlight, merge(record, stored))) {
    adopt(turn, stored);
    if (!outcome.error && outcome.value) discard(turn, outcome.value);
    // Without rotation the newer access token comes with the refresh token that was just refused.
    if (inFlight.kind === "refresh" && error?.code === "rejected")
      refuseRefreshToken(turn, inFlight.tokens.refresh, error);
    error =
      turn.record.tokenSet?.startedAt === record.tokenSet?.startedAt ? null : sessionChanged();
  } else {
    if (stored) turn.record = merge(record, stored);
    if (outcome.error) error = failed(turn, inFlight, outcome.error);
    else if (outcome.value) renewed(turn, inFlight, outcome.value, outcome.timing);
    else verified(turn, inFlight);
  }
  turn.settled = true;
  release(turn, inFlight.id, error);
}

function renewed<User>(
  turn: Turn<User>,
  { why }: TokenRequest,
  grant: Grant<User>,
  timing: Timing,
): void {
  const { record, rules } = turn;
  const { backend } = rules;
  const previous = record.tokenSet;
  if (!previous) return;
  const renewal = hold(grant, previous.user, timing, previous, backend.lifecycle);
  const { user, userAt, userFrom } = userOfRenewal(turn, previous, grant, renewal.claims);
  const tokenSet = { ...renewal, user, userAt, userFrom };
  replaceRecord(turn, saveRecord(turn, { tokenSet, generation: record.generation + 1 }), true);
  // Not after a refused request: it may have been this very question, and would come round for ever.
  turn.userDue = !!backend.me && grant.user === undefined && !challenges.includes(why);
  log(turn, { type: "refreshed", expiresAt: expiryOrNull(tokenSet) });
}

/** The token is good, as far as the server can tell. */
function verified<User>(turn: Turn<User>, { why }: TokenRequest): void {
  turn.unverified = false;
  turn.pause = null;
  // One doubt answered stands for a while: a page of forbidden things must not double its requests.
  if (why !== "restore" && turn.record.tokenSet) pauseFor(turn, cooldown(turn.record.tokenSet));
}

/** A question failed: the session ends, or goes on as it can. What the waiters hear; `null`: they wait for the next question. */
function failed<User>(
  turn: Turn<User>,
  inFlight: TokenRequest,
  error: SessionError,
): SessionError | null {
  const { kind, why } = inFlight;
  const { now, rules, pause } = turn;
  const { tokenSet } = turn.record;
  const isMissing = kind === "verify" && error.status === 404;
  if (isMissing && why === "doubtful") {
    // There is no such address: nobody can be asked, so the refused request is a matter of permissions.
    log(turn, { type: "refresh-failed", code: error.code, error, retryAt: null });
    verified(turn, inFlight);
    return null;
  }
  // simplejwt 5.4 to 5.5.1 fails with 500 for ever where the user is gone; a request was told so before.
  const isDefinitive = error.code === "rejected" || (why === "gone" && error.code === "server");
  if (!isDefinitive) {
    postpone(turn, kind, error);
    return error;
  }
  if (tokenSet && needsNewerVersion(turn.record)) return leaveAlone(turn);
  // Why the user is gone was told to the request; the renewal may only fail.
  const told = inFlight.userGone ?? error;
  const isRefused = why === "refused" || why === "gone";
  if (tokenSet && kind === "refresh" && !isRefused && now < expiryOf(tokenSet)) {
    keepUntilExpiry(turn, tokenSet, error);
    if (why !== "doubtful") return error;
    // Whether the token at hand still works was the question, and renewing it did not answer that.
    renew(turn, why);
    return null;
  }
  if (now >= endOf(turn, rules)) end(turn, "expired", turn.refusal ?? pause?.error);
  else end(turn, "rejected", told);
  return told;
}

/** A newer version may renew what this one cannot: the session is not ended, and nobody asks again before there is news. */
function leaveAlone<User>(turn: Turn<User>): SessionError {
  const message = "A newer version of this app keeps the session. Reload the page.";
  const error = new SessionError("not-supported", message);
  turn.pause = { until: Infinity, error, kind: "reread", strict: true, failures: 0 };
  turn.unverified = false;
  log(turn, { type: "refresh-failed", code: error.code, error, retryAt: null });
  return error;
}

/** Nothing is settled: the question is asked again after a pause. */
function postpone<User>(turn: Turn<User>, kind: TokenRequest["kind"], error: SessionError): void {
  const { rules, now, random, pause } = turn;
  const { code, retryAfter } = error;
  const failures = (pause?.failures ?? 0) + 1;
  const until = now + (retryAfter ?? backoff(failures, random));
  if (retryAfter !== null) saveRecord(turn, { quietUntil: until });
  turn.pause = { until, error, kind, strict: retryAfter !== null, failures };
  // A question that was not answered is asked again: `offline` must not stay for want of one.
  if (kind === "verify") turn.unverified = true;
  // What was asked early is asked again soon, not only when it would have fallen due.
  if (turn.renewAt !== null) turn.renewAt = Math.min(turn.renewAt, until);
  const retryAt = mayAsk(turn, rules) ? until : null;
  log(turn, { type: "refresh-failed", code, error, retryAt });
}
