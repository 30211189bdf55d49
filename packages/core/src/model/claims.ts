/** Claims: the payload of a JWT, and the instants in it. */
import { jwtDecode } from "jwt-decode";
import type { Claims } from "./grant.ts";

/** Seconds since 1970 stay below this until the year 5138. Milliseconds have been above it since 1973. */
const LARGEST_SECONDS = 1e11;

/** The last instant that a `Date` can hold. */
const LAST_INSTANT = 8.64e15;

/** The payload of a JWT. `null` for anything else, also for a payload that is no object. */
export function readClaims(token: string): Claims | null {
  try {
    const claims: unknown = jwtDecode(token);
    if (claims instanceof Object && !Array.isArray(claims)) return claims as Claims;
  } catch {
    // The token is opaque.
  }
  return null;
}

/** An instant since 1970. `null` for anything else: servers that write 0 or less mean "never". */
export function asInstant(at: number | undefined): number | null {
  if (at !== undefined && at > 0 && at <= LAST_INSTANT) return at;
  return null;
}

/** A length of time. `null` for anything else: servers that write 0 or less mean "for ever". */
export function asLength(length: number | undefined): number | null {
  if (length !== undefined && length > 0 && length < Infinity) return length;
  return null;
}

/**
 * A claim that holds seconds since 1970, in milliseconds. Numbers in strings count, as in PyJWT. Milliseconds by mistake are
 * recognised by their size. This is the only place that knows about seconds.
 */
export function instantClaim(claims: Claims | null, name: string): number | null {
  const value = numberClaim(claims, name);
  if (value === null) return null;
  if (value > LARGEST_SECONDS) return asInstant(value);
  return asInstant(value * 1000);
}

function numberClaim(claims: Claims | null, name: string): number | null {
  const claim = claims?.[name];
  if (typeof claim === "number") return claim;
  if (typeof claim === "string") return Number(claim);
  return null;
}

/** The later of two instants. `null`: unknown. */
export function later(a: number | null, b: number | null): number | null {
  if (a === null) return b;
  if (b === null) return a;
  return Math.max(a, b);
}

/** The earlier of two instants. `null`: unknown. */
export function earlier(a: number | null, b: number | null): number | null {
  if (a === null) return b;
  if (b === null) return a;
  return Math.min(a, b);
}
