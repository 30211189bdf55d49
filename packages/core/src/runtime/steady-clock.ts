/** A clock that never runs backwards: one that is set back does not make old tokens young again. */
import type { ClockPort } from "../model/ports.ts";

/** The session's clock. */
export interface SteadyClock extends ClockPort {
  /** How far it is ahead of the wall's. */
  ahead(): number;
  /** It is at least this late: a record was written then. */
  reach(at: number): void;
}

/** Wraps the wall's clock. */
export function createSteadyClock(clock: ClockPort): SteadyClock {
  let latest = 0;
  let ahead = 0;
  return {
    now() {
      const wall = clock.now();
      // A clock that caught up was set right again.
      ahead = wall < latest ? Math.max(ahead, latest - wall) : 0;
      latest = wall + ahead;
      return latest;
    },
    alarm: (at, ring) => clock.alarm(at - ahead, ring),
    ahead: () => ahead,
    reach(at) {
      if (at < Infinity) latest = Math.max(latest, at);
    },
  };
}
