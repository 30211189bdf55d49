/** When things fall due: renewal, retry, the end. Everything here is arithmetic on this machine's clock. */
import { lastActive, limitOf, warnAt } from "./idle.ts";
import type { Held, Pause, Rules, State } from "./state.ts";

/** How close to expiry a token counts as due: the leeway, or a fifth of its lifetime if that is less. */
export function margin(held: Held<unknown>, leeway: number): number {
  return Math.min(leeway, (held.lifetime ?? Infinity) / 5);
}

/** When the access token expires, by this machine's clock; `Infinity`: it does not say. */
export function expiryOf(held: Held<unknown>): number {
  return (held.accessExpiresAt ?? Infinity) - held.skew;
}

/**
 * When the timer renews: before expiry by the margin, and up to half a margin earlier so that a crowd does not come at
 * once. Sliding tokens at half-life, because nothing can renew them once they have expired.
 */
export function renewalOf<User>(held: Held<User>, rules: Rules<User>, random: number): number {
  const early = margin(held, rules.leeway);
  const ahead = rules.backend.lifecycle === "sliding" ? (held.lifetime ?? 0) / 2 : early;
  return expiryOf(held) - Math.max(early, ahead) - (random * early) / 2;
}

/** Whether the token is so close to expiry that a request must wait for a newer one. The timer is only help. */
export function isDue<User>({ now, record }: State<User>, { leeway }: Rules<User>): boolean {
  const { held } = record;
  return !!held && now >= expiryOf(held) - margin(held, leeway);
}

/** The pause that still lasts, if any. */
export function pauseOf({ pause, now }: State<unknown>): Pause | null {
  return pause && now < pause.until ? pause : null;
}

/** Whether these tokens can be renewed at all: now, or after a pause. */
export function canRenew<User>({ record, now }: State<User>, rules: Rules<User>): boolean {
  const { held } = record;
  return (
    !!held &&
    !!rules.backend.refresh &&
    (rules.backend.lifecycle !== "pair" || held.refresh !== null) &&
    now < (held.renewableUntil ?? Infinity) - held.skew
  );
}

/** When the tokens are over, by this machine's clock; `Infinity`: never, as far as anyone can know. */
export function endOf<User>({ record }: State<User>, rules: Rules<User>): number {
  const { held } = record;
  if (!held) return Infinity;
  return rules.backend.lifecycle === "pair" && held.refresh !== null
    ? Math.max(expiryOf(held), (held.renewableUntil ?? Infinity) - held.skew)
    : expiryOf(held);
}

/** How long to wait after this many failures in a row, in milliseconds: doubling up to a minute, with full jitter, never at once. */
export function backoff(failures: number, random: number): number {
  return 500 + random * Math.min(60_000, 1000 * 2 ** failures);
}

/** How long a useless refresh keeps the next one away, in milliseconds. */
export function cooldown(held: Held<unknown>): number {
  return Math.min(30_000, Math.max(1000, (held.lifetime ?? Infinity) / 4));
}

/**
 * Whether the machine may ask on its own. A hidden page with a refresh token waits until someone comes back, and a forgotten
 * one, where that is asked for, until somebody is active again.
 */
export function mayAsk<User>(state: State<User>, { backend, inUse }: Rules<User>): boolean {
  const { visible, record } = state;
  const isUsed = !inUse || lastActive(state) >= (record.held?.arrivedAt ?? 0);
  return isUsed && (visible || backend.lifecycle !== "pair");
}

/** When the machine must look at the clock next; `Infinity`: nothing falls due by time. */
export function nextLook<User>(state: State<User>, rules: Rules<User>): number {
  const { flight, pause, unverified, renewAt, warning } = state;
  const over = limitOf(state, rules).at;
  const limit = warning === null ? Math.min(over, warnAt(state, rules)) : over;
  if (flight) return limit;
  const wish = unverified ? 0 : canRenew(state, rules) ? (renewAt ?? Infinity) : Infinity;
  const ask = mayAsk(state, rules) ? Math.max(wish, pause?.until ?? 0) : Infinity;
  // Before the session ends, storage is read again; where that failed, it is tried again after the pause.
  const retryAt = pause?.kind === "reread" ? pause.until : 0;
  return Math.min(limit, Math.max(endOf(state, rules), retryAt), ask);
}
