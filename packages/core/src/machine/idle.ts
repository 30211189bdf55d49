/** Idle and age: until when a session lasts whatever its tokens say, and what counts as being active. */
import { ACTIVITY_GAP } from "../model/ports.ts";
import type { Reason, Rules, State } from "../model/state.ts";

/** How often a tab shares its signs of life at most, in milliseconds. */
export const SHARE_INTERVAL = 3000;

/** When somebody was last active, as far as this tab knows. */
export function lastActive({ activeAt, othersActiveAt }: State<unknown>): number {
  return Math.max(activeAt, othersActiveAt);
}

/**
 * When the session ends for want of activity; `Infinity`: never. Nobody is logged out early: a tab may be deaf for a moment
 * after a sign of life, and the last ones of another tab may not have been shared yet. That tab knows better, and if it
 * lives it ends the session before.
 */
function idleAt<User>(
  { record, activeAt, othersActiveAt }: State<User>,
  { idle }: Rules<User>,
): number {
  if (!record.tokenSet || !idle) return Infinity;
  const noticed = othersActiveAt > activeAt ? othersActiveAt + SHARE_INTERVAL : activeAt;
  return noticed + ACTIVITY_GAP + idle.timeout;
}

/** When the warning phase begins; `Infinity`: never. */
export function warnAt<User>(state: State<User>, rules: Rules<User>): number {
  return idleAt(state, rules) - (rules.idle?.warning ?? 0);
}

/** When the session is over whatever its tokens say, and why. */
export function sessionLimit<User>(
  state: State<User>,
  rules: Rules<User>,
): { readonly at: number; readonly reason: Reason } {
  const idle = idleAt(state, rules);
  const { tokenSet } = state.record;
  const age = tokenSet ? tokenSet.startedAt + rules.maxAge : Infinity;
  return age < idle ? { at: age, reason: "max-age" } : { at: idle, reason: "idle" };
}
