// The simulation, the first 10,000 runs.
import { createSession } from "@sojourn/core";
import { expect, it } from "vitest";
import { simulateAll, tell } from "./simulate.ts";

it("holds every rule in runs 1 to 10,000", { timeout: 600_000 }, async () => {
  const failure = await simulateAll(1, 10_000, createSession);
  expect(failure && tell(failure)).toBe(null);
});
