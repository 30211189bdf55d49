/** Patience that does not count the time a page slept. */
import type { ClockPort } from "./ports.ts";

/** A ring that comes so many milliseconds late may come after a sleep. */
const LATE = 100;

/** How long what came during a sleep may take to arrive after it, in milliseconds. */
const WAKING = 2000;

/**
 * Calls `over` after that many milliseconds. A page that was frozen wakes to its deadlines first and to the answers that came
 * meanwhile a moment later, so they get that moment. Returns how to take it back.
 */
export function lose(clock: ClockPort, patience: number, over: () => void): () => void {
  const at = clock.now() + patience;
  let cancel = clock.alarm(at, () => {
    const now = clock.now();
    if (now < at + LATE) over();
    else cancel = clock.alarm(now + WAKING, over);
  });
  return () => cancel();
}
