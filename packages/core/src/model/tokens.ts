/** What tokens tell: claims, expiry, lifetime, and how far the server's clock is from this one. */
import { jwtDecode } from "jwt-decode";
import type { Claims, Grant, Lifecycle } from "./backend.ts";
import type { Timing, TokenSet } from "./state.ts";

/**
 * How far two clocks can be apart, in milliseconds: 100 days. A page is served over HTTPS, and a browser whose clock is further
 * off than its certificate is valid does not load it. Whatever says more is nonsense and teaches nothing.
 */
const LARGEST_SKEW = 100 * 86_400_000;

/** How old a token that still works may be to be taken for new, in milliseconds: a day. */
const OLDEST_NEW = 86_400_000;

/** Seconds since 1970 stay below this until the year 5138; milliseconds have been above it since 1973. */
const LARGEST_SECONDS = 1e11;

/** The last instant that a `Date` can hold. */
const LAST_INSTANT = 8.64e15;

/** What an answer says about time, in milliseconds; instants are the server's. `null`: it does not say. */
interface Told {
  /** When the access token expires. */
  readonly expiresAt: number | null;
  /** How much longer the access token lives. */
  readonly expiresIn: number | null;
  /** When the newest of the tokens was issued. */
  readonly issuedAt: number | null;
  /** `issuedAt`, where it is later than every issue time seen before: the login's is repeated by some servers. */
  readonly newlyIssuedAt: number | null;
}

/** The payload of a JWT; `null` for anything else, a payload that is no object included. */
export function readClaims(token: string): Claims | null {
  try {
    const claims: unknown = jwtDecode(token);
    return claims instanceof Object && !Array.isArray(claims) ? (claims as Claims) : null;
  } catch {
    return null;
  }
}

/** An instant since 1970; `null` for anything else. Servers that write 0 or less mean "never". */
function asInstant(at: number | undefined): number | null {
  return at !== undefined && at > 0 && at <= LAST_INSTANT ? at : null;
}

/** A length of time; `null` where it is none. Servers that write 0 or less mean "for ever". */
function asLength(length: number | undefined): number | null {
  return length !== undefined && length > 0 && length < Infinity ? length : null;
}

/**
 * A claim that holds seconds since 1970, as milliseconds. Numbers in strings count, as they do in PyJWT, and milliseconds by
 * mistake are told from seconds by their size. The one place where seconds are known.
 */
function instant(claims: Claims | null, name: string): number | null {
  const claim = claims?.[name];
  const value = typeof claim === "string" ? Number(claim) : claim;
  if (typeof value !== "number") return null;
  return asInstant(value > LARGEST_SECONDS ? value : value * 1000);
}

/**
 * When a token was issued; `null` where what it says cannot be. At login `orig_iat` will do (drf-jwt): it is all that
 * djangorestframework-jwt tells, but stays the login's for ever.
 */
function issueTime(claims: Claims | null, { sentAt }: Timing, isLogin: boolean): number | null {
  const issued = instant(claims, "iat") ?? (isLogin ? instant(claims, "orig_iat") : null);
  return issued !== null && Math.abs(issued - sentAt) <= LARGEST_SKEW ? issued : null;
}

/** The later of two instants, either of which may be unknown. */
function later(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}

/** The earlier of two instants, either of which may be unknown. */
function earlier(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}

function readTold(
  grant: Grant<unknown>,
  claims: Claims | null,
  refreshClaims: Claims | null,
  timing: Timing,
  previous: TokenSet<unknown> | null,
): Told {
  const expiresAt = instant(claims, "exp") ?? asInstant(grant.expiresAt);
  let issuedAt = later(
    issueTime(claims, timing, previous === null),
    issueTime(refreshClaims, timing, false),
  );
  // Nothing is granted after it has expired.
  if (issuedAt !== null && expiresAt !== null && issuedAt >= expiresAt) issuedAt = null;
  // After a login that told no issue time nobody knows whether the first one seen is not the login's.
  const newest = previous === null ? 0 : (previous.issuedAt ?? Infinity);
  return {
    expiresAt,
    expiresIn: asLength(grant.expiresIn),
    issuedAt,
    newlyIssuedAt: issuedAt !== null && issuedAt > newest ? issuedAt : null,
  };
}

/**
 * The clock difference nearest to the one believed so far that agrees with a stamp the server made between `sentAt` and
 * `receivedAt`. Stamps are whole seconds, rounded down, so a clock that is right keeps a difference of 0.
 */
export function correctSkew(believed: number, stamp: number, timing: Timing): number {
  return Math.min(Math.max(believed, stamp - timing.receivedAt), stamp + 1000 - timing.sentAt);
}

/** What the server's clock showed, where the answer says both when the token expires and how much longer it lives. */
function stampOfLife({ expiresAt, expiresIn, issuedAt }: Told): number | null {
  if (expiresAt === null || expiresIn === null) return null;
  // No token is answered before it is issued: such an `expiresIn` is too long.
  return Math.max(expiresAt - expiresIn, issuedAt ?? 0);
}

/**
 * What the server's clock showed, if the token was made for this answer. One that was issued more than a day ago and works all
 * the same was kept by somebody: a server that gives out the same token until it expires, or a gateway.
 */
function stampOfIssue({ newlyIssuedAt, expiresAt }: Told, now: number): number | null {
  if (newlyIssuedAt === null) return null;
  const works = expiresAt === null || expiresAt > now;
  return works && newlyIssuedAt < now - OLDEST_NEW ? null : newlyIssuedAt;
}

/** What the server's clock showed, if the token is new and lives as long as those before. */
function stampOfLifetime({ expiresAt }: Told, previous: TokenSet<unknown> | null): number | null {
  if (expiresAt === null || !previous || previous.lifetime === null) return null;
  return expiresAt > (previous.accessExpiresAt ?? 0) ? expiresAt - previous.lifetime : null;
}

/** Both clocks' difference after an answer, and whether the server's own `Date` told it. */
interface Learned {
  readonly skew: number;
  readonly isCertain: boolean;
}

/**
 * The best that an answer teaches: the `Date` header; the moment that `expiresAt` less `expiresIn` was; the issue time of a
 * token that is plainly new; its expiry less the lifetime known. Where it teaches nothing, what was believed stays.
 */
function learnSkew(told: Told, timing: Timing, previous: TokenSet<unknown> | null): Learned {
  const believed = previous?.skew ?? 0;
  const skewBy = (stamp: number | null): number | null => {
    const skew = stamp === null ? Infinity : correctSkew(believed, stamp, timing);
    return Math.abs(skew) <= LARGEST_SKEW ? skew : null;
  };
  const byDate = skewBy(timing.date);
  if (byDate !== null) return { skew: byDate, isCertain: true };
  const skew =
    skewBy(stampOfLife(told)) ??
    skewBy(stampOfIssue(told, timing.sentAt + believed)) ??
    skewBy(stampOfLifetime(told, previous));
  return { skew: skew ?? believed, isCertain: false };
}

/** An end that an answer tells, absolutely or from now on, as an instant of the server's; `null`: it does not say. */
function endTold(
  at: number | null,
  length: number | null,
  { sentAt }: Timing,
  { skew }: Learned,
): number | null {
  if (at !== null) return at;
  return length === null ? null : sentAt + length + skew;
}

/**
 * Whether an end cannot be judged by this machine's clock. Tokens that have just arrived work: where they should be over
 * already, and the server's clock is not known for certain, our clock or what they say is wrong, and the server decides.
 */
function isDoubtful(end: number | null, timing: Timing, { skew, isCertain }: Learned): boolean {
  return end !== null && !isCertain && end - skew <= timing.receivedAt;
}

/** How long access tokens live: as this one says, else as long as those before, else as much as is left of this one. */
function learnLifetime(
  { expiresAt, expiresIn, newlyIssuedAt }: Told,
  timing: Timing,
  { skew, isCertain }: Learned,
  previous: TokenSet<unknown> | null,
): number | null {
  if (expiresAt === null) return expiresIn;
  if (newlyIssuedAt !== null) return expiresAt - newlyIssuedAt;
  const left = expiresAt - skew - timing.receivedAt;
  const isMeasured = isCertain || expiresIn !== null;
  return asLength(isMeasured ? left : (previous?.lifetime ?? left));
}

/** Until when the tokens can be renewed, by the server's clock; `null`: unknown. `claimed`: what they say themselves. */
function learnRenewableUntil(
  grant: Grant<unknown>,
  claimed: number | null,
  timing: Timing,
  learned: Learned,
  previous: TokenSet<unknown> | null,
): number | null {
  const length = asLength(grant.renewableFor);
  // The old refresh token stays, and with it what was known about it.
  if (!grant.refresh && length === null && previous) return previous.renewableUntil;
  const end = endTold(claimed, length, timing, learned);
  return isDoubtful(end, timing, learned) ? null : end;
}

/**
 * What is kept of a grant, and what its tokens say.
 *
 * A refreshed token's `iat` is believed only where it is newer than the one before: simplejwt up to 5.5.0 repeats the
 * login's (wire: simplejwt-versions). What is told relative to now counts from the moment the request was sent, whatever the
 * clocks say.
 */
export function hold<User>(
  grant: Grant<unknown>,
  user: User,
  timing: Timing,
  previous: TokenSet<User> | null,
  lifecycle: Lifecycle,
): TokenSet<User> {
  const { access, refresh } = grant;
  const claims = readClaims(access);
  const refreshClaims = refresh ? readClaims(refresh) : null;
  const told = readTold(grant, claims, refreshClaims, timing, previous);
  const learned = learnSkew(told, timing, previous);
  const end = endTold(told.expiresAt, told.expiresIn, timing, learned);
  // A token that was there before did not arrive just now: it may well be over.
  const isRepeated = end !== null && end === previous?.accessExpiresAt;
  // A clock that cannot judge the one end cannot judge the other either.
  const isUnknown = isDoubtful(end, timing, learned) && !isRepeated;
  const accessExpiresAt = isUnknown ? null : end;
  const isSliding = lifecycle === "sliding";
  const claimed = isSliding ? instant(claims, "refresh_exp") : instant(refreshClaims, "exp");
  const limit = isUnknown
    ? null
    : learnRenewableUntil(grant, claimed, timing, learned, isSliding ? null : previous);
  return {
    // What a newer version added stays.
    ...previous,
    access,
    refresh: refresh || (previous?.refresh ?? null),
    user,
    accessExpiresAt,
    renewableUntil: isSliding ? earlier(accessExpiresAt, limit) : limit,
    issuedAt: later(previous?.issuedAt ?? null, told.issuedAt),
    lifetime: accessExpiresAt === null ? null : learnLifetime(told, timing, learned, previous),
    skew: learned.skew,
    claims,
    arrivedAt: timing.receivedAt,
    startedAt: previous?.startedAt ?? 0,
    userAt: previous?.userAt ?? 0,
  };
}
