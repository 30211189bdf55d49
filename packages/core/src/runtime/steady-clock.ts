/** A clock that never runs backwards. If the system clock is set back, old tokens do not become valid again. */
import type { ClockPort } from "../model/ports.ts";

/** The session's clock. */
export interface SteadyClock extends ClockPort {
  /** How many milliseconds it is ahead of the system clock. */
  ahead(): number;
  /** Moves it to this instant if it is behind: a record with this date proves that it is at least that late. */
  reach(at: number): void;
}

/** Wraps the system clock. */
export function createSteadyClock(clock: ClockPort): SteadyClock {
  let latest = 0;
  let ahead = 0;
  return {
    now() {
      const systemNow = clock.now();
      if (systemNow < latest) ahead = Math.max(ahead, latest - systemNow);
      else ahead = 0; // It caught up, so it was set right again.
      latest = systemNow + ahead;
      return latest;
    },
    alarm: (at, ring) => clock.alarm(at - ahead, ring),
    ahead: () => ahead,
    reach(at) {
      if (at < Infinity) latest = Math.max(latest, at);
    },
  };
}
