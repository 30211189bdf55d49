/** Answers to token requests: new tokens, a confirmation, or a failure that ends the session or only delays the next request. */

import { SessionError, sessionChanged } from "../model/errors.ts";
import type { Grant } from "../model/grant.ts";
import { isSuperseded, merge, needsNewerVersion } from "../model/record.ts";
import type { Outcome, SessionRecord, Timing, TokenRequest } from "../model/state.ts";
import { createTokenSet } from "../model/token-set.ts";
import { adopt } from "./adoption.ts";
import { replaceTokens } from "./current-record.ts";
import { type Draft, log, pauseFor, release, saveRecord } from "./draft.ts";
import { discardTokens, endSession, keepUntilExpiry, refuseRefreshToken } from "./endings.ts";
import { isChallenge, isRefusal, renew } from "./renewal.ts";
import {
  backoff,
  cooldown,
  expiryOf,
  expiryOrNull,
  mayRequestByItself,
  tokensEndAt,
} from "./schedule.ts";
import { userOfRenewal } from "./user.ts";

/** How a token request came out. `null`: no tokens were granted, because the present ones are good or storage has newer ones. */
type TokenOutcome<User> = Outcome<Grant<User> | null>;

/**
 * The answer to the in-flight request. `stored`: storage was read again after the answer came. If another tab has stored
 * something newer meanwhile, that comes first.
 */
export function requestAnswered<User>(
  draft: Draft<User>,
  request: TokenRequest,
  outcome: TokenOutcome<User>,
  stored: SessionRecord<User> | null,
): void {
  draft.inFlight = null;
  let error: SessionError | null;
  if (stored && isSuperseded(request, merge(draft.record, stored))) {
    error = superseded(draft, request, outcome, stored);
  } else {
    if (stored) draft.record = merge(draft.record, stored);
    error = accept(draft, request, outcome);
  }
  draft.settled = true;
  release(draft, request.id, error);
}

/** Another tab was faster: its tokens are used, and those of this answer are discarded. Returns the error for the waiters. */
function superseded<User>(
  draft: Draft<User>,
  { kind, tokens }: TokenRequest,
  { error, value }: TokenOutcome<User>,
  stored: SessionRecord<User>,
): SessionError | null {
  const startedAt = draft.record.tokenSet?.startedAt;
  adopt(draft, stored);
  if (value) discardTokens(draft, value);
  // Without rotation the newer access token comes with the refresh token that was just refused.
  if (kind === "refresh" && error?.code === "rejected")
    refuseRefreshToken(draft, tokens.refresh, error);
  if (draft.record.tokenSet?.startedAt === startedAt) return null;
  return sessionChanged();
}

/** Takes the answer over. Returns the error for the waiters; `null`: there is none, or they wait for the next request. */
function accept<User>(
  draft: Draft<User>,
  request: TokenRequest,
  outcome: TokenOutcome<User>,
): SessionError | null {
  if (outcome.error) return failed(draft, request, outcome.error);
  if (outcome.value) renewed(draft, request, outcome.value, outcome.timing);
  else verified(draft, request);
  return null;
}

/** The server granted new tokens. */
function renewed<User>(
  draft: Draft<User>,
  { why }: TokenRequest,
  grant: Grant<User>,
  timing: Timing,
): void {
  const { record, rules } = draft;
  const { backend } = rules;
  const previous = record.tokenSet;
  if (!previous) return;
  const renewal = createTokenSet(grant, previous.user, timing, previous, backend.lifecycle);
  const { user, userAt, userFrom } = userOfRenewal(draft, previous, grant, renewal.claims);
  const tokenSet = { ...renewal, user, userAt, userFrom };
  replaceTokens(draft, saveRecord(draft, { tokenSet, generation: record.generation + 1 }));
  // Not after a refused request: that may have been the request to `me` itself, and the two would go on for ever.
  draft.userDue = Boolean(backend.me) && grant.user === undefined && !isChallenge(why);
  log(draft, { type: "refreshed", expiresAt: expiryOrNull(tokenSet) });
}

/** The present token is good, as far as the server can tell. */
function verified<User>(draft: Draft<User>, { why }: TokenRequest): void {
  const { tokenSet } = draft.record;
  draft.unverified = false;
  draft.pause = null;
  // The answer counts for a while: a page full of forbidden resources must not double its requests.
  if (why !== "restore" && tokenSet) pauseFor(draft, cooldown(tokenSet));
}

/** The request failed. Returns the error for the waiters; `null`: they wait for the next request. */
function failed<User>(
  draft: Draft<User>,
  request: TokenRequest,
  error: SessionError,
): SessionError | null {
  if (isWithoutAddress(request, error)) {
    log(draft, { type: "refresh-failed", code: error.code, error, retryAt: null });
    verified(draft, request);
    return null;
  }
  if (isDefinitive(request, error)) return rejected(draft, request, error);
  postpone(draft, request.kind, error);
  return error;
}

/** Whether there is no address to verify a doubtful token at. Then the refused request is a matter of permissions. */
function isWithoutAddress({ kind, why }: TokenRequest, { status }: SessionError): boolean {
  return kind === "verify" && why === "doubtful" && status === 404;
}

/**
 * Whether an error is a clear refusal. A server error is one if a request was already told that the user is gone: simplejwt 5.4
 * to 5.5.1 answers each refresh for a deleted user with 500.
 */
function isDefinitive({ why }: TokenRequest, { code }: SessionError): boolean {
  return code === "rejected" || (why === "gone" && code === "server");
}

/** The server refused for good. Returns the error for the waiters; `null`: they wait for the next request. */
function rejected<User>(
  draft: Draft<User>,
  { kind, why, userGone }: TokenRequest,
  error: SessionError,
): SessionError | null {
  const { now, rules, record, refusal, pause } = draft;
  const { tokenSet } = record;
  if (tokenSet && needsNewerVersion(record)) return leaveToNewerVersion(draft);
  const mayStillWork = kind === "refresh" && !isRefusal(why);
  if (tokenSet && mayStillWork && now < expiryOf(tokenSet)) {
    keepUntilExpiry(draft, tokenSet, error);
    if (why !== "doubtful") return error;
    // Whether the access token still works is not answered yet.
    renew(draft, { why });
    return null;
  }
  // A signed request was told why the user is gone. The renewal may have failed without a word.
  const cause = userGone ?? error;
  if (now >= tokensEndAt(draft, rules)) endSession(draft, "expired", refusal ?? pause?.error);
  else endSession(draft, "rejected", cause);
  return cause;
}

/** Only a newer version may renew these tokens. The session is not ended, and nothing is asked before storage has changed. */
function leaveToNewerVersion<User>(draft: Draft<User>): SessionError {
  const message = "A newer version of this app keeps the session. Reload the page.";
  const error = new SessionError("not-supported", message);
  draft.pause = { until: Infinity, error, kind: "reread", strict: true, failures: 0 };
  draft.unverified = false;
  log(draft, { type: "refresh-failed", code: error.code, error, retryAt: null });
  return error;
}

/** The failure says nothing about the session. The request is repeated after a pause. */
function postpone<User>(draft: Draft<User>, kind: TokenRequest["kind"], error: SessionError): void {
  const { rules, now, random, pause } = draft;
  const { code, retryAfter } = error;
  const strict = retryAfter !== null;
  const failures = (pause?.failures ?? 0) + 1;
  const until = now + (retryAfter ?? backoff(failures, random));
  if (strict) saveRecord(draft, { quietUntil: until });
  draft.pause = { until, error, kind, strict, failures };
  // Ask again, otherwise `offline` would never be cleared.
  if (kind === "verify") draft.unverified = true;
  // Retry an early renewal soon, not only when the token is due.
  if (draft.renewAt !== null) draft.renewAt = Math.min(draft.renewAt, until);
  const isRetried = mayRequestByItself(draft, rules);
  log(draft, { type: "refresh-failed", code, error, retryAt: isRetried ? until : null });
}
