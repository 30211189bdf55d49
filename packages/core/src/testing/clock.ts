/** A clock moved by hand: nothing rings unless the test moves it. */
import type { ClockPort } from "../model/ports.ts";

/** Where a fake clock starts unless told otherwise: 2 January 2026, 12:00 UTC. */
const START = Date.UTC(2026, 0, 2, 12);

/** How often alarms may ring at one instant before it is called a loop. */
const LIMIT = 10_000;

/** A clock that stands still until it is moved. */
export interface FakeClock extends ClockPort {
  /** Alarms that are set and did not ring: 0 means that no timer is left. */
  readonly pending: number;
  /** Milliseconds that have passed since it was made, whatever it shows. */
  readonly elapsed: number;
  /**
   * Lets `ms` milliseconds pass (default: 0). Alarms ring in order, each at its own instant, and all promises settle
   * before the next one does; also at the beginning and at the end. So `advance()` only waits for what is under way.
   */
  advance(ms?: number): Promise<void>;
  /**
   * Changes what the clock shows without letting time pass: someone set the clock, or the machine slept. Alarms keep the
   * time that they still had to wait, as browsers keep it.
   */
  set(at: number): void;
  /**
   * Lets alarms ring only when the time that passed is a multiple of `ms`, as browsers do in hidden pages: 1000 at first,
   * 60,000 after a few minutes. 0 ends it, and what is overdue rings at the next `advance`. Default: 0. To throttle one tab
   * of several, use the tab's own `throttle`.
   */
  throttle(ms: number): void;
}

interface Alarm {
  readonly due: number;
  readonly ring: () => void;
}

/**
 * Makes a clock that is moved by hand. It shows `start` at first (default: 2 January 2026, 12:00 UTC); `settled` waits until
 * all promises that can settle have settled (default: three turns of the event loop).
 *
 * @example
 * ```ts
 * import { createClock } from "@sojourn/core/testing";
 *
 * const clock = createClock();
 * const rung: number[] = [];
 * clock.alarm(clock.now() + 60_000, () => rung.push(clock.now()));
 * await clock.advance(60_000); // rung holds one instant now
 * ```
 */
export function createClock(
  start: number = START,
  settled: () => Promise<void> = settle,
): FakeClock {
  const alarms = new Set<Alarm>();
  /** Time that passed, whatever the clock shows. */
  let elapsed = 0;
  let shown = start;
  let step = 0;

  const ringsAt = ({ due }: Alarm): number => (step === 0 ? due : Math.ceil(due / step) * step);
  const next = (until: number): Alarm | undefined => {
    let first: Alarm | undefined;
    for (const alarm of alarms)
      if (ringsAt(alarm) <= until && (!first || ringsAt(alarm) < ringsAt(first))) first = alarm;
    return first;
  };
  const moveTo = (instant: number): void => {
    const step = Math.max(0, instant - elapsed);
    elapsed += step;
    shown += step;
  };

  return {
    now: () => shown,
    alarm(at, ring) {
      const alarm = { due: elapsed + Math.max(0, at - shown), ring };
      alarms.add(alarm);
      return () => void alarms.delete(alarm);
    },
    get pending() {
      return alarms.size;
    },
    get elapsed() {
      return elapsed;
    },
    async advance(ms = 0) {
      const until = elapsed + ms;
      let rung = 0;
      let instant = elapsed;
      await settled();
      for (let alarm = next(until); alarm; alarm = next(until)) {
        moveTo(ringsAt(alarm));
        rung = elapsed === instant ? rung + 1 : 0;
        instant = elapsed;
        if (rung > LIMIT)
          throw new Error("An alarm is set again and again for an instant that has come.");
        alarms.delete(alarm);
        alarm.ring();
        await settled();
      }
      moveTo(until);
    },
    set(at) {
      shown = at;
    },
    throttle(ms) {
      step = ms;
    },
  };
}

/**
 * Waits until all promises that can settle by themselves have settled.
 *
 * A message to ourselves is a new task of the event loop: it arrives after every microtask, however long their chain is.
 * A few in a row also let bodies be read whose bytes come in tasks of their own (Blobs). No timer is involved, so this works
 * beside a test runner's faked ones.
 */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1)
    await new Promise<void>((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
      port2.postMessage(null);
    });
}
