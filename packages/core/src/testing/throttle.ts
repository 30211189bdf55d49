/** Timers of a hidden page: browsers let them ring together, once a second at first, once a minute later. */
import type { ClockPort } from "../model/ports.ts";
import type { FakeClock } from "./clock.ts";

/** Alarms that can be throttled. */
interface Throttle extends Pick<ClockPort, "alarm"> {
  /** From now on alarms ring only when the time that passed is a multiple of `ms`; 0: whenever they are due. */
  throttle(ms: number): void;
}

/** Puts a throttle on the alarms of a clock. It is off at first. */
export function createThrottle(clock: FakeClock): Throttle {
  let step = 0;
  /** How to try again, for each alarm that is due and has to wait. */
  const waiting = new Set<() => void>();

  return {
    alarm(at, ring) {
      let cancel = clock.alarm(at, tryToRing);
      function tryToRing(): void {
        waiting.delete(tryAgain);
        const rest = step === 0 ? 0 : clock.elapsed % step;
        if (rest === 0) {
          ring();
          return;
        }
        cancel = clock.alarm(clock.now() + step - rest, tryToRing);
        waiting.add(tryAgain);
      }
      function tryAgain(): void {
        cancel();
        cancel = clock.alarm(clock.now(), tryToRing);
      }
      return () => {
        waiting.delete(tryAgain);
        cancel();
      };
    },
    throttle(ms) {
      step = ms;
      for (const tryAgain of [...waiting]) tryAgain();
    },
  };
}
