/** Arithmetic on times: when tokens expire, when they are renewed, and how long to wait. All on this machine's clock. */
import { needsNewerVersion } from "../model/record.ts";
import type { Pause, Rules, State, TokenSet } from "../model/state.ts";
import { lastActiveAt } from "./idle.ts";

/** The timer renews tokens this long after they arrived at the earliest, in milliseconds, whatever their lifetime. */
const SOONEST_RENEWAL = 10_000;

/** Requests renew tokens this long after the last renewal at the earliest, in milliseconds. A shorter lifetime is an error. */
export const SHORTEST_LIFE = 1000;

/** How long before its expiry a token is due: the leeway, but at most a fifth of the token's lifetime. */
export function effectiveLeeway(tokenSet: TokenSet<unknown>, leeway: number): number {
  return Math.min(leeway, (tokenSet.lifetime ?? Infinity) / 5);
}

/** When the access token expires. `Infinity`: it does not say. */
export function expiryOf(tokenSet: TokenSet<unknown>): number {
  return (tokenSet.accessExpiresAt ?? Infinity) - tokenSet.skew;
}

/** When the access token expires, for snapshots and the history. `null`: it does not say. */
export function expiryOrNull(tokenSet: TokenSet<unknown>): number | null {
  if (tokenSet.accessExpiresAt === null) return null;
  return expiryOf(tokenSet);
}

/** Until when the refresh token works. `Infinity`: unknown. */
function renewableEnd(tokenSet: TokenSet<unknown>): number {
  return (tokenSet.renewableUntil ?? Infinity) - tokenSet.skew;
}

/**
 * When the timer renews. Before expiry by the leeway, and up to half a leeway earlier, so that many pages do not renew at the
 * same time. Sliding tokens at half of their lifetime, because nothing can renew them once they have expired.
 */
export function renewalTime<User>(
  tokenSet: TokenSet<User>,
  { leeway, backend }: Rules<User>,
  random: number,
): number {
  const early = effectiveLeeway(tokenSet, leeway);
  const jitter = (random * early) / 2;
  if (backend.lifecycle !== "sliding") return expiryOf(tokenSet) - early - jitter;
  const halfLife = (tokenSet.lifetime ?? 0) / 2;
  return expiryOf(tokenSet) - Math.max(early, halfLife) - jitter;
}

/** Delays a renewal by the timer: not sooner than ten seconds after the tokens arrived. */
export function delayRenewal({ arrivedAt }: TokenSet<unknown>, renewAt: number): number {
  return Math.max(renewAt, arrivedAt + SOONEST_RENEWAL);
}

/** When requests must wait for a newer token. They do not rely on the timer. */
export function dueAt(
  tokenSet: TokenSet<unknown>,
  { leeway }: Pick<Rules<unknown>, "leeway">,
): number {
  return expiryOf(tokenSet) - effectiveLeeway(tokenSet, leeway);
}

/** Whether the token is so close to its expiry that requests must wait for a newer one. */
export function isDue<User>({ now, record }: State<User>, rules: Rules<User>): boolean {
  return record.tokenSet !== null && now >= dueAt(record.tokenSet, rules);
}

/** The pause that still lasts. `null`: there is none. */
export function currentPause({ pause, now }: State<unknown>): Pause | null {
  if (pause && now < pause.until) return pause;
  return null;
}

/** Whether there is something to renew these tokens with. */
function hasRenewal<User>({ refresh }: TokenSet<User>, { backend }: Rules<User>): boolean {
  if (!backend.refresh) return false;
  return backend.lifecycle !== "pair" || refresh !== null;
}

/** Whether the tokens can be renewed at this instant. Default: now. */
export function canRenew<User>(
  state: State<User>,
  rules: Rules<User>,
  at: number = state.now,
): boolean {
  const { tokenSet } = state.record;
  if (!tokenSet || needsNewerVersion(state.record) || !hasRenewal(tokenSet, rules)) return false;
  return at < renewableEnd(tokenSet) && at < tokensEndAt(state, rules);
}

/** When the tokens are over: nothing can renew them, and the access token has expired. `Infinity`: never, or unknown. */
export function tokensEndAt<User>({ record }: State<User>, rules: Rules<User>): number {
  const { tokenSet } = record;
  if (!tokenSet) return Infinity;
  const expiry = expiryOf(tokenSet);
  // Nothing renews a sliding token once it has expired.
  if (rules.backend.lifecycle === "sliding" || !hasRenewal(tokenSet, rules)) return expiry;
  return Math.max(expiry, renewableEnd(tokenSet));
}

/**
 * How long to wait after this many failures in a row, in milliseconds. The wait doubles up to a minute, with full jitter. It is
 * never less than a second, so a tab asks once a second at most.
 */
export function backoff(failures: number, random: number): number {
  return 1000 + random * Math.min(60_000, 1000 * 2 ** failures);
}

/** How long to wait after a token request that did not help, in milliseconds. */
export function cooldown(tokenSet: TokenSet<unknown>): number {
  return Math.min(30_000, Math.max(SHORTEST_LIFE, (tokenSet.lifetime ?? Infinity) / 4));
}

/**
 * Whether the machine may send token requests by itself. A hidden page with a refresh token waits until someone comes back. With
 * `renew: "in-use"`, a page that nobody used since the last renewal waits for activity.
 */
export function mayRequestByItself<User>(state: State<User>, rules: Rules<User>): boolean {
  const { visible, record } = state;
  const { backend, inUse } = rules;
  if (inUse && lastActiveAt(state) < (record.tokenSet?.arrivedAt ?? 0)) return false;
  return visible || backend.lifecycle !== "pair";
}
