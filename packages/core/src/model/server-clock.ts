/** The server's clock: what an answer says about time, and how far the server's clock is from this one. */

import { asInstant, asLength, instantClaim, later } from "./claims.ts";
import type { Claims, Grant } from "./grant.ts";
import type { Timing, TokenSet } from "./state.ts";

/**
 * How far two clocks can be apart, in milliseconds: 100 days. Pages are served over HTTPS, and a browser whose clock is further off
 * than the certificate is valid does not load them. A larger difference is an error and teaches nothing.
 */
const LARGEST_SKEW = 100 * 86_400_000;

/** How old a working token may be to count as new, in milliseconds: a day. */
const OLDEST_NEW = 86_400_000;

/** What an answer says about time, in milliseconds. Instants are the server's. `null`: it does not say. */
export interface StatedTimes {
  /** When the access token expires. */
  readonly expiresAt: number | null;
  /** How much longer the access token lives. */
  readonly expiresIn: number | null;
  /** When the newest of the tokens was issued. */
  readonly issuedAt: number | null;
  /** `issuedAt`, if it is later than every issue time before. Some servers repeat the issue time of the login. */
  readonly newlyIssuedAt: number | null;
}

/** What is known about the server's clock after an answer. */
export interface ClockEstimate {
  /** The server's clock minus this machine's, in milliseconds. */
  readonly skew: number;
  /** Whether the server's own `Date` header told it. */
  readonly isCertain: boolean;
}

/** Reads what an answer says about time. `previous`: the token set before a refresh. */
export function readStatedTimes(
  grant: Grant<unknown>,
  claims: Claims | null,
  refreshClaims: Claims | null,
  timing: Timing,
  previous: TokenSet<unknown> | null,
): StatedTimes {
  const expiresAt = instantClaim(claims, "exp") ?? asInstant(grant.expiresAt);
  let issuedAt = later(
    issueTime(claims, timing, previous === null),
    issueTime(refreshClaims, timing, false),
  );
  // Nothing is issued after it has expired.
  if (issuedAt !== null && expiresAt !== null && issuedAt >= expiresAt) issuedAt = null;
  return {
    expiresAt,
    expiresIn: asLength(grant.expiresIn),
    issuedAt,
    // Tokens that the app gave to the session were issued some time ago.
    newlyIssuedAt: timing.isGiven ? null : ifNew(issuedAt, previous),
  };
}

/**
 * When a token was issued. `null`: it does not say, or what it says cannot be. At login `orig_iat` counts as well: old versions of
 * djangorestframework-jwt tell nothing else. But it stays the login's for ever.
 */
function issueTime(claims: Claims | null, { sentAt }: Timing, isLogin: boolean): number | null {
  let issuedAt = instantClaim(claims, "iat");
  if (isLogin) issuedAt ??= instantClaim(claims, "orig_iat");
  if (issuedAt === null || Math.abs(issuedAt - sentAt) > LARGEST_SKEW) return null;
  return issuedAt;
}

/** `issuedAt`, if it is later than every issue time before. */
function ifNew(issuedAt: number | null, previous: TokenSet<unknown> | null): number | null {
  if (issuedAt === null || previous === null) return issuedAt;
  // If the login told no issue time, the first one that is seen may still be the login's.
  if (previous.issuedAt === null || issuedAt <= previous.issuedAt) return null;
  return issuedAt;
}

/**
 * The clock difference that is nearest to the one believed so far, and agrees with a stamp that the server made between `sentAt`
 * and `receivedAt`. Stamps are whole seconds, rounded down, so a clock that is right keeps a difference of 0.
 */
export function correctSkew(believed: number, stamp: number, timing: Timing): number {
  return Math.min(Math.max(believed, stamp - timing.receivedAt), stamp + 1000 - timing.sentAt);
}

/**
 * Estimates the clock difference. Trusted are, best first: the `Date` header; `expiresAt` less `expiresIn`; the issue time of a
 * token that is plainly new; the expiry less the known lifetime. An answer without any of them leaves it as it was.
 */
export function estimateClock(
  stated: StatedTimes,
  timing: Timing,
  previous: TokenSet<unknown> | null,
): ClockEstimate {
  const believed = previous?.skew ?? 0;
  const byDate = skewOf(timing.date, believed, timing);
  if (byDate !== null) return { skew: byDate, isCertain: true };
  const skew =
    skewOf(stampByRemainingLife(stated), believed, timing) ??
    skewOf(stampByIssueTime(stated, timing.sentAt + believed), believed, timing) ??
    skewOf(stampByLifetime(stated, previous), believed, timing) ??
    believed;
  return { skew, isCertain: false };
}

/** The clock difference that a stamp tells. `null`: there is no stamp, or it is too far off. */
function skewOf(stamp: number | null, believed: number, timing: Timing): number | null {
  if (stamp === null) return null;
  const skew = correctSkew(believed, stamp, timing);
  if (Math.abs(skew) > LARGEST_SKEW) return null;
  return skew;
}

/** The server's clock at the answer, if it says both when the token expires and how much longer it lives. */
function stampByRemainingLife({ expiresAt, expiresIn, issuedAt }: StatedTimes): number | null {
  if (expiresAt === null || expiresIn === null) return null;
  // No token is sent before it is issued. If it seems so, `expiresIn` is too long.
  return Math.max(expiresAt - expiresIn, issuedAt ?? 0);
}

/**
 * The server's clock at the answer, if the token was made for this answer. A token that was issued more than a day ago and still
 * works was not: some servers and gateways give out the same token until it expires.
 */
function stampByIssueTime(
  { newlyIssuedAt, expiresAt }: StatedTimes,
  serverNow: number,
): number | null {
  if (newlyIssuedAt === null) return null;
  const stillWorks = expiresAt === null || expiresAt > serverNow;
  if (stillWorks && newlyIssuedAt < serverNow - OLDEST_NEW) return null;
  return newlyIssuedAt;
}

/** The server's clock at the answer, if the token is new and lives as long as the ones before. */
function stampByLifetime(
  { expiresAt }: StatedTimes,
  previous: TokenSet<unknown> | null,
): number | null {
  if (expiresAt === null || previous === null || previous.lifetime === null) return null;
  if (expiresAt <= (previous.accessExpiresAt ?? 0)) return null;
  return expiresAt - previous.lifetime;
}
