/** Waiting for a fact in a world whose time stands still, however slow the machine is. */
import type { FakeClock } from "@sojourn/core/testing";

/** Real milliseconds until something counts as missing: a platform may read a body or send a message in its own time. */
const PATIENCE = 20_000;

/** Lets what is under way go on until `fact` holds, and says whether it does. No time passes on `clock`. */
export async function comesTrue(clock: FakeClock, fact: () => boolean): Promise<boolean> {
  const end = performance.now() + PATIENCE;
  while (!fact() && performance.now() < end) await clock.advance();
  return fact();
}
