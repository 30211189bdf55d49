// The simulation, first half: 2,000 runs, or, in the long version of the tests, 6,000.
import { createSession } from "@sojourn/core";
import { expect, it } from "vitest";
import { simulateAll, tell } from "./simulate.ts";

const last = process.env.SOJOURN_LONG ? 6000 : 2000;

it(`holds every rule in runs 1 to ${last}`, { timeout: 600_000 }, async () => {
  const failure = await simulateAll(1, last, createSession);
  expect(failure && tell(failure)).toBe(null);
});
