// The simulation, second half, as many again: a file of its own, so that both halves run at once.
import { createSession } from "@sojourn/core";
import { expect, it } from "vitest";
import { simulateAll, tell } from "./simulate.ts";

const last = process.env.SOJOURN_LONG ? 16_000 : 12_000;

it(`holds every rule in runs 10,001 to ${last}`, { timeout: 600_000 }, async () => {
  const failure = await simulateAll(10_001, last, createSession);
  expect(failure && tell(failure)).toBe(null);
});
