/** The timers of a hidden page. Browsers batch them: once a second at first, once a minute later. */
import type { ClockPort } from "../model/ports.ts";
import type { FakeClock } from "./clock.ts";

/** Alarms that can be throttled. */
interface Throttle extends Pick<ClockPort, "alarm"> {
  /** From now on alarms ring only when the elapsed time is a multiple of `ms`. 0: when they are due. */
  throttle(ms: number): void;
}

/** Makes the alarms of a clock throttled. The throttle is off at first. */
export function createThrottle(clock: FakeClock): Throttle {
  let step = 0;
  /** Functions that ring the alarms again that are due but have to wait. */
  const waiting = new Set<() => void>();

  return {
    alarm(at, ring) {
      let cancel = clock.alarm(at, tryToRing);
      function tryToRing(): void {
        waiting.delete(tryAgain);
        const isThrottled = step > 0 && clock.elapsed % step > 0;
        if (!isThrottled) {
          ring();
          return;
        }
        const untilNextStep = step - (clock.elapsed % step);
        cancel = clock.alarm(clock.now() + untilNextStep, tryToRing);
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
