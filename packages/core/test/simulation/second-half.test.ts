// The simulation, another 10,000 runs: a file of its own, so that both halves run at once.
import { createSession } from "@sojourn/core";
import { expect, it } from "vitest";
import { simulateAll, tell } from "./simulate.ts";

it("holds every rule in runs 10,001 to 20,000", { timeout: 600_000 }, async () => {
  const failure = await simulateAll(10_001, 20_000, createSession);
  expect(failure && tell(failure)).toBe(null);
});
