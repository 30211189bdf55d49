/** When things fall due: renewal, retry, the end. Everything here is arithmetic on this machine's clock. */

import { needsNewerVersion } from "../model/record.ts";
import type { Pause, Rules, State, TokenSet } from "../model/state.ts";
import { lastActive, sessionLimit, warnAt } from "./idle.ts";

/** How soon after tokens arrived the timer renews them, in milliseconds, whatever they say about their lifetime. */
const SOONEST_RENEWAL = 10_000;

/** How soon after tokens were renewed even requests renew them again, in milliseconds: what lives less long is nonsense. */
export const SHORTEST_LIFE = 1000;

/** How close to expiry a token counts as due: the leeway, or a fifth of its lifetime if that is less. */
export function margin(tokenSet: TokenSet<unknown>, leeway: number): number {
  return Math.min(leeway, (tokenSet.lifetime ?? Infinity) / 5);
}

/** When the access token expires, by this machine's clock; `Infinity`: it does not say. */
export function expiryOf(tokenSet: TokenSet<unknown>): number {
  return (tokenSet.accessExpiresAt ?? Infinity) - tokenSet.skew;
}

/**
 * When the timer renews: before expiry by the margin, and up to half a margin earlier so that a crowd does not come at
 * once. Sliding tokens at half-life, because nothing can renew them once they have expired.
 */
export function renewalOf<User>(
  tokenSet: TokenSet<User>,
  rules: Rules<User>,
  random: number,
): number {
  const early = margin(tokenSet, rules.leeway);
  const ahead = rules.backend.lifecycle === "sliding" ? (tokenSet.lifetime ?? 0) / 2 : early;
  return expiryOf(tokenSet) - Math.max(early, ahead) - (random * early) / 2;
}

/** When the timer renews tokens that should be renewed at `wish`: not sooner than ten seconds after they arrived. */
export function timerOf({ arrivedAt }: TokenSet<unknown>, wish: number): number {
  return Math.max(wish, arrivedAt + SOONEST_RENEWAL);
}

/** When the access token expires, as others are told; `null`: it does not say. */
export function expiryOrNull(tokenSet: TokenSet<unknown>): number | null {
  return tokenSet.accessExpiresAt === null ? null : expiryOf(tokenSet);
}

/** Whether the token is so close to expiry that a request must wait for a newer one. The timer is only help. */
export function isDue<User>({ now, record }: State<User>, { leeway }: Rules<User>): boolean {
  const { tokenSet } = record;
  return !!tokenSet && now >= expiryOf(tokenSet) - margin(tokenSet, leeway);
}

/** The pause that still lasts, if any. */
export function currentPause({ pause, now }: State<unknown>): Pause | null {
  return pause && now < pause.until ? pause : null;
}

/** Whether there is something to renew these tokens with. */
function hasRenewal<User>({ refresh }: TokenSet<User>, { backend }: Rules<User>): boolean {
  return !!backend.refresh && (backend.lifecycle !== "pair" || refresh !== null);
}

/** Whether these tokens can be renewed at `at`: now, or after a pause. */
export function canRenew<User>(
  state: State<User>,
  rules: Rules<User>,
  at: number = state.now,
): boolean {
  const { tokenSet } = state.record;
  if (!tokenSet || needsNewerVersion(state.record) || !hasRenewal(tokenSet, rules)) return false;
  return at < (tokenSet.renewableUntil ?? Infinity) - tokenSet.skew && at < endOf(state, rules);
}

/** When the tokens are over, by this machine's clock; `Infinity`: never, as far as anyone can know. */
export function endOf<User>({ record }: State<User>, rules: Rules<User>): number {
  const { tokenSet } = record;
  if (!tokenSet) return Infinity;
  const expiry = expiryOf(tokenSet);
  // Nothing renews a sliding token once it has expired.
  if (rules.backend.lifecycle === "sliding" || !hasRenewal(tokenSet, rules)) return expiry;
  return Math.max(expiry, (tokenSet.renewableUntil ?? Infinity) - tokenSet.skew);
}

/**
 * How long to wait after this many failures in a row, in milliseconds: doubling up to a minute, with full jitter, and never less
 * than a second, so that a tab asks once a second at most.
 */
export function backoff(failures: number, random: number): number {
  return 1000 + random * Math.min(60_000, 1000 * 2 ** failures);
}

/** How long a useless refresh keeps the next one away, in milliseconds. */
export function cooldown(tokenSet: TokenSet<unknown>): number {
  return Math.min(30_000, Math.max(SHORTEST_LIFE, (tokenSet.lifetime ?? Infinity) / 4));
}

/**
 * Whether the machine may ask on its own. A hidden page with a refresh token waits until someone comes back, and a forgotten
 * one, where that is asked for, until somebody is active again.
 */
export function mayAsk<User>(state: State<User>, { backend, inUse }: Rules<User>): boolean {
  const { visible, record } = state;
  const isUsed = !inUse || lastActive(state) >= (record.tokenSet?.arrivedAt ?? 0);
  return isUsed && (visible || backend.lifecycle !== "pair");
}

/** The next question that the machine asks by itself. */
export interface NextQuestion {
  /** When; `Infinity`: it asks none. */
  readonly at: number;
  readonly why: "timer" | "retry" | "restore";
}

/**
 * What the machine asks by itself next, and when. The alarm is set by it and the look at the clock obeys it, so an alarm never
 * rings for something that cannot be done.
 */
export function nextQuestion<User>(state: State<User>, rules: Rules<User>): NextQuestion {
  const { now, inFlight, pause, unverified, renewAt } = state;
  if (inFlight) return { at: Infinity, why: "timer" };
  const free = pause?.until ?? 0;
  // Before the session ends, storage is read again; where that failed, it is tried again after the pause.
  const atEnd = Math.max(endOf(state, rules), pause?.kind === "reread" ? pause.until : 0);
  const due = unverified ? free : Math.max(renewAt ?? Infinity, free);
  const isPossible = unverified || canRenew(state, rules, Math.max(now, due));
  const ask = isPossible && mayAsk(state, rules) ? due : Infinity;
  if (ask >= atEnd) return { at: atEnd, why: "timer" };
  if (unverified) return { at: ask, why: "restore" };
  return { at: ask, why: pause?.error ? "retry" : "timer" };
}

/**
 * How long a page that somebody can see sleeps at most before a session ends by the clock, in milliseconds. Timers stand still
 * while a machine sleeps, and some wake without telling the page: the private screen stays for no longer than this.
 */
const LONGEST_SLEEP = 60_000;

/** When the machine must look at the clock next; `Infinity`: nothing falls due by time. */
export function nextAlarmAt<User>(state: State<User>, rules: Rules<User>): number {
  const over = sessionLimit(state, rules).at;
  const limit = state.warning === null ? Math.min(over, warnAt(state, rules)) : over;
  const mayStay = state.visible && limit < Infinity;
  const wakeUp = mayStay ? state.now + LONGEST_SLEEP : Infinity;
  return Math.min(limit, wakeUp, nextQuestion(state, rules).at);
}
