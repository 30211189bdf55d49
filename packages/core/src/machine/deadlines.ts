/**
 * Deadlines: everything that falls due by time. The alarm is set to the earliest of them, and `transition` acts on the same
 * answers. So an alarm never rings for something that cannot be done, and nothing that is due lacks an alarm.
 */
import type { Rules, State } from "../model/state.ts";
import { maxAgeWarningStart, type SessionEnd, sessionEnd, warningStart } from "./idle.ts";
import { canRenew, mayRequestByItself, tokensEndAt } from "./schedule.ts";

/** All deadlines of a state. */
export interface Deadlines {
  /** When the session ends whatever its tokens say, and why. `Infinity`: never. */
  readonly end: SessionEnd;
  /** When the warning phase starts. `Infinity`: never. */
  readonly warningAt: number;
  /** When it is told that the maximum age will end the session. `Infinity`: never. */
  readonly maxAgeWarningAt: number;
  /** The next token request that the machine sends by itself. */
  readonly request: NextTokenRequest;
}

/** When a token request is due, and why. `Infinity`: none is. */
export interface NextTokenRequest {
  readonly at: number;
  readonly why: "timer" | "retry" | "restore";
}

const never: NextTokenRequest = { at: Infinity, why: "timer" };

/** The deadlines of a state. */
export function deadlinesOf<User>(state: State<User>, rules: Rules<User>): Deadlines {
  return {
    end: sessionEnd(state, rules),
    warningAt: warningStart(state, rules),
    maxAgeWarningAt: maxAgeWarningStart(state, rules),
    request: nextTokenRequest(state, rules),
  };
}

/**
 * How often a visible page checks the clock while its session can end by time, in milliseconds. Timers stand still while a
 * computer sleeps, and some wake up without an event for the page. A private screen stays visible for no longer than this.
 */
const LONGEST_SLEEP = 60_000;

/** When the alarm must ring next. `Infinity`: nothing falls due by time. */
export function nextAlarmAt<User>(state: State<User>, rules: Rules<User>): number {
  const { end, warningAt, maxAgeWarningAt, request } = deadlinesOf(state, rules);
  const instants = [end.at, request.at];
  if (state.idleEndsAt === null) instants.push(warningAt);
  if (!state.maxAgeWarned) instants.push(maxAgeWarningAt);
  if (state.visible && end.at < Infinity) instants.push(state.now + LONGEST_SLEEP);
  return Math.min(...instants);
}

/** The next token request that the machine sends by itself. */
export function nextTokenRequest<User>(state: State<User>, rules: Rules<User>): NextTokenRequest {
  if (state.inFlight) return never;
  const check = lastCheck(state, rules);
  const request = nextAttempt(state, rules);
  if (request.at >= check.at) return check;
  return request;
}

/** Before tokens that are over end the session, storage is read once more. If that failed, it is tried again after the pause. */
function lastCheck<User>(state: State<User>, rules: Rules<User>): NextTokenRequest {
  const { pause } = state;
  const endAt = tokensEndAt(state, rules);
  if (pause?.kind !== "reread") return { at: endAt, why: "timer" };
  return { at: Math.max(endAt, pause.until), why: "timer" };
}

/** The next verification or renewal. */
function nextAttempt<User>(state: State<User>, rules: Rules<User>): NextTokenRequest {
  const { now, pause, unverified, renewAt } = state;
  if (!mayRequestByItself(state, rules)) return never;
  const pauseEnd = pause?.until ?? 0;
  if (unverified) return { at: pauseEnd, why: "restore" };
  const at = Math.max(renewAt ?? Infinity, pauseEnd);
  if (!canRenew(state, rules, Math.max(now, at))) return never;
  if (pause?.error) return { at, why: "retry" };
  return { at, why: "timer" };
}
