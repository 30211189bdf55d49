/** Time as a browser keeps it. The one place that may use the system's timer and clock. */
import type { ClockPort } from "../model/ports.ts";

/** Browsers count timers in 31 bits: what is longer would ring at once (keycloak/keycloak-js#107). */
const LONGEST = 2 ** 31 - 1;

/** The system's clock. An alarm more than 24 days away rings early: who is woken looks at the clock. */
export const systemClock: ClockPort = {
  now: () => Date.now(),
  alarm(at, ring) {
    const timer = setTimeout(ring, Math.max(0, Math.min(at - Date.now(), LONGEST)));
    return () => clearTimeout(timer);
  },
};
