/** Waits for a fact while the fake clock stands still, however slow the machine is. */
import type { FakeClock } from "@sojourn/core/testing";

/** Real milliseconds after which a fact counts as missing: a platform may take its time to read a body or send a message. */
const PATIENCE = 20_000;

/** Lets pending work continue until `fact` holds. Resolves to whether it does. No time passes on `clock`. */
export async function comesTrue(clock: FakeClock, fact: () => boolean): Promise<boolean> {
  const end = performance.now() + PATIENCE;
  while (!fact() && performance.now() < end) await clock.advance();
  return fact();
}
