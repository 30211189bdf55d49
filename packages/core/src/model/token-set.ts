/** Token sets: what is kept of a grant, together with everything that its tokens say. */
import type { Lifecycle } from "./backend.ts";
import { asLength, earlier, instantClaim, later, readClaims } from "./claims.ts";
import type { Claims, Grant } from "./grant.ts";
import {
  type ClockEstimate,
  estimateClock,
  readStatedTimes,
  type StatedTimes,
} from "./server-clock.ts";
import type { Timing, TokenSet } from "./state.ts";

/** A grant with everything that its answer says. */
interface ReadGrant {
  readonly grant: Grant<unknown>;
  readonly claims: Claims | null;
  readonly refreshClaims: Claims | null;
  readonly timing: Timing;
  readonly stated: StatedTimes;
  readonly clock: ClockEstimate;
  /** The token set before a refresh; `null` at a login. */
  readonly previous: TokenSet<unknown> | null;
}

/** When the access token expires, and until when the tokens can be renewed, by the server's clock. `null`: unknown. */
type Ends = Pick<TokenSet<unknown>, "accessExpiresAt" | "renewableUntil">;

/**
 * Makes the token set of a grant. `previous`: the token set before a refresh; `null` at a login.
 *
 * The `iat` of a refreshed token counts only if it is newer than the one before: simplejwt up to 5.5.0 repeats the login's (wire:
 * simplejwt-versions). Times relative to now count from the moment the request was sent, whatever the clocks say.
 */
export function createTokenSet<User>(
  grant: Grant<unknown>,
  user: User,
  timing: Timing,
  previous: TokenSet<User> | null,
  lifecycle: Lifecycle,
): TokenSet<User> {
  const read = readGrant(grant, timing, previous);
  const { claims, stated, clock } = read;
  const ends = endsOf(read, lifecycle);
  return {
    // Members that a newer version added are kept.
    ...previous,
    access: grant.access,
    refresh: grant.refresh || (previous?.refresh ?? null),
    user,
    ...ends,
    issuedAt: later(previous?.issuedAt ?? null, stated.issuedAt),
    lifetime: lifetimeOf(read, ends),
    skew: clock.skew,
    claims,
    arrivedAt: timing.receivedAt,
    startedAt: previous?.startedAt ?? 0,
    userAt: previous?.userAt ?? 0,
  };
}

function readGrant(
  grant: Grant<unknown>,
  timing: Timing,
  previous: TokenSet<unknown> | null,
): ReadGrant {
  const claims = claimsOf(grant);
  const refreshClaims = readClaims(grant.refresh ?? "");
  const stated = readStatedTimes(grant, claims, refreshClaims, timing, previous);
  const clock = estimateClock(stated, timing, previous);
  return { grant, claims, refreshClaims, timing, stated, clock, previous };
}

/** What the access token says, and what the answer says besides. */
function claimsOf({ access, claims }: Grant<unknown>): Claims | null {
  const own = readClaims(access);
  return claims ? { ...own, ...claims } : own;
}

function endsOf(read: ReadGrant, lifecycle: Lifecycle): Ends {
  const { stated, claims, previous } = read;
  const end = statedEnd(read, stated.expiresAt, stated.expiresIn);
  // A token that was there before did not arrive just now, so it may well have expired.
  const isRepeated = end !== null && end === previous?.accessExpiresAt;
  // A clock that cannot judge one end cannot judge the other either.
  if (isDoubtful(read, end) && !isRepeated) return { accessExpiresAt: null, renewableUntil: null };
  if (lifecycle !== "sliding")
    return { accessExpiresAt: end, renewableUntil: refreshTokenEnd(read) };
  const limit = renewalLimit(read, instantClaim(claims, "refresh_exp"));
  return { accessExpiresAt: end, renewableUntil: earlier(end, limit) };
}

/** Until when the refresh token works. `null`: unknown. */
function refreshTokenEnd(read: ReadGrant): number | null {
  const { grant, refreshClaims, previous } = read;
  const isKept = !grant.refresh && asLength(grant.renewableFor) === null;
  // The old refresh token stays, and what was known about it.
  if (isKept && previous) return previous.renewableUntil;
  return renewalLimit(read, instantClaim(refreshClaims, "exp"));
}

/** Until when tokens can be renewed. `claimed`: what they say themselves. `null`: unknown. */
function renewalLimit(read: ReadGrant, claimed: number | null): number | null {
  const end = statedEnd(read, claimed, asLength(read.grant.renewableFor));
  if (isDoubtful(read, end)) return null;
  return end;
}

/** An end by the server's clock: told as an instant, or as a length from now on. `null`: it is not told. */
function statedEnd(
  { timing, clock }: ReadGrant,
  at: number | null,
  length: number | null,
): number | null {
  if (at !== null) return at;
  if (length === null) return null;
  return timing.sentAt + length + clock.skew;
}

/**
 * Whether this machine's clock cannot judge an end. Tokens that have just arrived work. If they seem to be over already, and the
 * server's clock is not known for certain, either our clock or the end is wrong. Then the server decides.
 */
function isDoubtful({ timing, clock }: ReadGrant, end: number | null): boolean {
  return end !== null && !clock.isCertain && end - clock.skew <= timing.receivedAt;
}

/**
 * How long access tokens live: as this one says, otherwise as long as the ones before, otherwise as much as is left of this one.
 * `null`: unknown.
 */
function lifetimeOf(
  { stated, timing, clock, previous }: ReadGrant,
  { accessExpiresAt }: Ends,
): number | null {
  const { expiresAt, expiresIn, newlyIssuedAt } = stated;
  if (accessExpiresAt === null) return null;
  if (expiresAt === null) return expiresIn;
  if (newlyIssuedAt !== null) return expiresAt - newlyIssuedAt;
  const left = expiresAt - clock.skew - timing.receivedAt;
  const isMeasured = clock.isCertain || expiresIn !== null;
  if (isMeasured) return asLength(left);
  return asLength(previous?.lifetime ?? left);
}
