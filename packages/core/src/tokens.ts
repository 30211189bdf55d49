/** What tokens tell: claims, expiry, lifetime, and how far the server's clock is from this one. */
import { jwtDecode } from "jwt-decode";
import type { Claims, Grant, Lifecycle } from "./backend.ts";
import type { Held, Timing } from "./state.ts";

/** The payload of a JWT; `null` for anything else, a payload that is no object included. */
export function readClaims(token: string): Claims | null {
  try {
    const claims: unknown = jwtDecode(token);
    return claims instanceof Object && !Array.isArray(claims) ? (claims as Claims) : null;
  } catch {
    return null;
  }
}

/** A claim that holds seconds, as milliseconds. The one place where seconds are known. */
function instant(claims: Claims | null, name: string): number | null {
  const seconds = claims?.[name];
  return Number.isFinite(seconds) ? (seconds as number) * 1000 : null;
}

/**
 * The clock difference nearest to the one believed so far that agrees with a stamp the server made between `sentAt` and
 * `receivedAt`. Stamps are whole seconds, rounded down, so a clock that is right keeps a difference of 0.
 */
export function correctSkew(believed: number, stamp: number, timing: Timing): number {
  return Math.min(Math.max(believed, stamp - timing.receivedAt), stamp + 1000 - timing.sentAt);
}

/**
 * What is kept of a grant, and what its access token says.
 *
 * A refreshed token's `iat` is believed only where it is newer than the one before: simplejwt up to 5.5.0 repeats the
 * login's (wire: simplejwt-versions). Then the server's `Date` tells the time, and where it cannot be read, `exp` less
 * the lifetime seen at login.
 */
export function hold<User>(
  { access, refresh, expiresIn }: Grant<unknown>,
  user: User,
  timing: Timing,
  previous: Held<User> | null,
  lifecycle: Lifecycle,
): Held<User> {
  const claims = readClaims(access);
  const refreshClaims = refresh ? readClaims(refresh) : null;
  const exp = instant(claims, "exp");
  const issued = Math.max(
    // `orig_iat` is the login's for ever (drf-jwt): at login it is the only issue time that djangorestframework-jwt tells.
    instant(claims, "iat") ?? (previous ? 0 : (instant(claims, "orig_iat") ?? 0)),
    instant(refreshClaims, "iat") ?? 0,
  );
  const isNews = issued > (previous ? (previous.issuedAt ?? Infinity) : 0);
  const known = previous?.lifetime;
  const believed = previous?.skew ?? 0;
  const expiresAt =
    exp ?? (Number.isFinite(expiresIn) ? timing.sentAt + believed + Number(expiresIn) : null);
  const isLater = exp && exp > (previous?.accessExpiresAt ?? 0);
  const stamp = isNews ? issued : (timing.date ?? (isLater && known ? exp - known : null));
  const skew = stamp ? correctSkew(believed, stamp, timing) : believed;
  const renewableUntil =
    lifecycle === "sliding"
      ? Math.min(expiresAt ?? Infinity, instant(claims, "refresh_exp") ?? Infinity)
      : refresh || !previous
        ? instant(refreshClaims, "exp")
        : previous.renewableUntil;
  return {
    access,
    refresh: refresh || (previous?.refresh ?? null),
    user,
    accessExpiresAt: expiresAt,
    renewableUntil: renewableUntil === Infinity ? null : renewableUntil,
    issuedAt: isNews ? issued : (previous?.issuedAt ?? null),
    lifetime:
      expiresAt && (isNews ? expiresAt - issued : (known ?? expiresAt - timing.receivedAt - skew)),
    skew,
    claims,
    arrivedAt: timing.receivedAt,
    startedAt: previous?.startedAt ?? 0,
    userAt: previous?.userAt ?? 0,
  };
}
