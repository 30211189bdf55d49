/** Idle timeout and maximum age: when a session ends whatever its tokens say. */
import { ACTIVITY_GAP } from "../model/ports.ts";
import type { Reason, Rules, State } from "../model/state.ts";

/** A tab shares its activity with the other tabs at most this often, in milliseconds. */
export const SHARE_INTERVAL = 3000;

/** When a session ends, and why. `Infinity`: never. */
export interface SessionEnd {
  readonly at: number;
  readonly reason: Reason;
}

/** When somebody was last active, as far as this tab knows. */
export function lastActiveAt({ activeAt, othersActiveAt }: State<unknown>): number {
  return Math.max(activeAt, othersActiveAt);
}

/**
 * When the idle timeout ends the session. `Infinity`: never. Nobody is logged out too early: after each activity a tab may
 * notice nothing for a moment ({@link ACTIVITY_GAP}), and the latest activity of another tab may not be shared yet
 * ({@link SHARE_INTERVAL}). That other tab knows better, and ends the session earlier if it is still open.
 */
function idleEnd<User>(state: State<User>, { idle }: Rules<User>): number {
  const { record, activeAt, othersActiveAt } = state;
  if (!record.tokenSet || !idle) return Infinity;
  const allowance = ACTIVITY_GAP + idle.timeout;
  if (othersActiveAt > activeAt) return othersActiveAt + SHARE_INTERVAL + allowance;
  return activeAt + allowance;
}

/** When the maximum age ends the session. `Infinity`: never. */
export function maxAgeEnd<User>({ record }: State<User>, { maxAge }: Rules<User>): number {
  if (!record.tokenSet) return Infinity;
  return record.tokenSet.startedAt + maxAge;
}

/** When it is told that the maximum age will end the session. `Infinity`: never. */
export function maxAgeWarningStart<User>(state: State<User>, rules: Rules<User>): number {
  return maxAgeEnd(state, rules) - rules.maxAgeWarning;
}

/** When the warning phase starts. `Infinity`: never. */
export function warningStart<User>(state: State<User>, rules: Rules<User>): number {
  return idleEnd(state, rules) - (rules.idle?.warning ?? 0);
}

/** When the session ends whatever its tokens say, and why. */
export function sessionEnd<User>(state: State<User>, rules: Rules<User>): SessionEnd {
  const idleAt = idleEnd(state, rules);
  const maxAgeAt = maxAgeEnd(state, rules);
  if (maxAgeAt < idleAt) return { at: maxAgeAt, reason: "max-age" };
  return { at: idleAt, reason: "idle" };
}
