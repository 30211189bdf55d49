/** A clock that a test moves by hand. No alarm rings unless the test moves it. */
import type { ClockPort } from "../model/ports.ts";

/** The default start of a fake clock: 2 January 2026, 12:00 UTC. */
const START = Date.UTC(2026, 0, 2, 12);

/** How many alarms may ring at one instant before this counts as an endless loop. */
const LIMIT = 10_000;

/** A clock that stands still until you move it. */
export interface FakeClock extends ClockPort {
  /** How many alarms are set and have not rung. 0: no timer is left. */
  readonly pending: number;
  /** Milliseconds that have passed since it was made. `set` does not change this. */
  readonly elapsed: number;
  /**
   * Lets `ms` milliseconds pass (default: 0). Alarms ring in order, each at its own instant. All promises settle before each alarm, and at the
   * beginning and the end. So `advance()` only waits for pending work.
   */
  advance(ms?: number): Promise<void>;
  /**
   * Changes what the clock shows, but lets no time pass: somebody set the clock, or the machine slept. As in browsers, alarms keep their
   * remaining time.
   */
  set(at: number): void;
  /**
   * Lets alarms ring only when the elapsed time is a multiple of `ms`. Browsers do this in hidden pages: 1,000 at first, 60,000 after a few
   * minutes. 0 ends it, and overdue alarms ring at the next `advance`. Default: 0. To throttle one tab of several, use the tab's own
   * `throttle`.
   */
  throttle(ms: number): void;
}

interface Alarm {
  readonly due: number;
  readonly ring: () => void;
}

/**
 * Makes a clock that you move by hand. It shows `start` at first (default: 2 January 2026, 12:00 UTC). `settled` waits until all promises
 * that can settle have settled (default: three turns of the event loop).
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
  settled: () => Promise<void> = settlePromises,
): FakeClock {
  const alarms = new Set<Alarm>();
  /** Milliseconds that have passed. `set` does not change this. */
  let elapsed = 0;
  let shown = start;
  let step = 0;

  const ringsAt = ({ due }: Alarm): number => {
    if (step === 0) return due;
    return Math.ceil(due / step) * step;
  };
  const next = (until: number): Alarm | undefined => {
    let first: Alarm | undefined;
    for (const alarm of alarms)
      if (ringsAt(alarm) <= until && (!first || ringsAt(alarm) < ringsAt(first))) first = alarm;
    return first;
  };
  const moveTo = (instant: number): void => {
    const passing = Math.max(0, instant - elapsed);
    elapsed += passing;
    shown += passing;
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
        if (elapsed !== instant) rung = 0;
        else rung += 1;
        instant = elapsed;
        if (rung > LIMIT)
          throw new Error("Endless loop: an alarm is set again and again for the same instant.");
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

/** Taken before a test runner replaces it by a fake one. */
const { setTimeout: realTimeout } = globalThis;

/**
 * Waits until all promises that can settle without further events have settled.
 *
 * Each message to itself is a new task of the event loop, which runs after all microtasks. A few in a row also let bodies be read whose bytes
 * arrive in tasks of their own (Blobs). This uses no timer, so it works beside a test runner's fake timers. The jsdom of Jest has no
 * `MessageChannel`: there it is the timer of the time before.
 */
async function settlePromises(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1)
    await new Promise<void>((resolve) => {
      if (typeof MessageChannel === "undefined") {
        realTimeout(resolve, 0);
        return;
      }
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
      port2.postMessage(null);
    });
}
