// A small share of the fuzz, and bugs planted on purpose that it must find.
import { createSession } from "@sojourn/core";
import { describe, expect, it } from "vitest";
import { type Bug, plant } from "../simulation/plant.ts";
import type { Failure } from "../simulation/simulate.ts";
import { fuzz, tell } from "./fuzz.ts";

const runs = process.env.SOJOURN_LONG ? 5000 : 500;

async function search(makeSession: typeof createSession, last: number): Promise<Failure | null> {
  for (let seed = 1; seed <= last; seed += 1) {
    const failure = await fuzz(seed, makeSession, false);
    if (failure) return failure;
  }
  return null;
}

it(`holds every rule in runs 1 to ${runs}`, { timeout: 600_000 }, async () => {
  const failure = await search(createSession, runs);
  const shortened = failure && (await fuzz(failure.seed, createSession));
  expect(shortened && tell(shortened)).toBe(null);
});

const bugs: Readonly<Record<string, Bug>> = {
  "timers that renew as soon as a lifetime says": {
    file: "machine/schedule.ts",
    text: "return Math.max(renewAt, arrivedAt + SOONEST_RENEWAL);",
    instead: "return renewAt;",
  },
  "retries without a pause": {
    file: "machine/schedule.ts",
    text: "return 1000 + random *",
    instead: "return 0 *",
  },
};

describe("the fuzz finds", () => {
  for (const [name, bug] of Object.entries(bugs))
    it(name, { timeout: 120_000 }, async () => {
      const failure = await search(await plant(bug), 4000);
      expect(failure, "not found in 4,000 runs").not.toBe(null);
      if (failure) console.info(`${name}: seed ${failure.seed}, ${failure.how}`);
    });
});
