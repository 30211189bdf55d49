/** The system's clock and timer. No other file may use them for the session's time. */
import type { ClockPort } from "../model/ports.ts";

/** Browsers store timer delays in 31 bits: a longer delay would fire at once (keycloak/keycloak-js#107). */
const LONGEST = 2 ** 31 - 1;

/** The system's clock. An alarm that is more than 24 days away fires early, so the callback must check the clock. */
export const systemClock: ClockPort = {
  now: () => Date.now(),
  alarm(at, ring) {
    const timer = setTimeout(ring, Math.max(0, Math.min(at - Date.now(), LONGEST)));
    return () => clearTimeout(timer);
  },
};
