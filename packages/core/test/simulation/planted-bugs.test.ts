// The simulation must find each of these bugs, which are planted on purpose. Otherwise its success would prove nothing.
import { createSession } from "@sojourn/core";
import { describe, expect, it } from "vitest";
import { type Bug, plant } from "./plant.ts";
import { type Failure, simulate, tell } from "./simulate.ts";

/** In how many runs a bug must be found. */
const RUNS = 4000;

/** The first failure that this bug causes: without the bug the same run succeeds. */
async function find(bug: Bug): Promise<Failure | null> {
  const makeSession = await plant(bug);
  for (let seed = 1; seed <= RUNS; seed += 1) {
    const failure = await simulate(seed, makeSession);
    if (failure && !(await simulate(seed, createSession, false))) return failure;
  }
  return null;
}

const bugs: Readonly<Record<string, Bug>> = {
  "no reading again under the lock": {
    file: "runtime/request-tokens.ts",
    text: "const record = await newestRecord(context);",
    instead: "const { record } = context.getState();",
  },
  "no epoch: any session beats any end": {
    file: "model/record.ts",
    text: "if (a.epoch !== b.epoch) return a.epoch > b.epoch;",
    instead: "",
  },
  "no adopting of what another tab renewed": {
    file: "runtime/request-tokens.ts",
    text: "const outcome = isSuperseded(request, record)",
    instead: "const outcome = false",
  },
  "no bell": {
    file: "runtime/guard.ts",
    text: "ring: () => attempt(() => bell.ring(), undefined)",
    instead: "ring: () => {}",
  },
  "no bound on waiting for the lock": {
    file: "runtime/request-tokens.ts",
    text: "ports.locks.hold(name, timeout, () => {",
    instead: "ports.locks.hold(name, Infinity, () => {",
  },
  "no bound on waiting for storage": {
    file: "runtime/patience.ts",
    text: "this.hung ? LITTLE_PATIENCE : PATIENCE",
    instead: "Infinity",
  },
  "no activity from tabs without idle": {
    file: "runtime/activity-watch.ts",
    text: "if (isLoggedIn) {",
    instead: "if (this.isNeeded && isLoggedIn) {",
  },
  "tokens of this tab for whoever is logged in": {
    file: "cookies/purse.ts",
    text: "one.epoch === epoch && now < one.dueAt",
    instead: "now < one.dueAt",
  },
  "a jar that two tabs fill at once": {
    file: "cookies/effects.ts",
    text: "isExclusive: true,\n      getTokens: async (given, epoch)",
    instead: "isExclusive: false,\n      getTokens: async (given, epoch)",
  },
  "no end of waiting where timers are throttled": {
    file: "runtime/waiting.ts",
    text: "if (mayHaveSlept) await ring(clock.now() + WAKING);",
    instead: "while (mayHaveSlept) await ring(clock.now() + WAKING);",
  },
};

describe("the simulation finds", () => {
  for (const [name, bug] of Object.entries(bugs))
    it(`${name}`, { timeout: 120_000 }, async () => {
      const failure = await find(bug);
      expect(failure, `not found in ${RUNS} runs`).not.toBe(null);
      if (failure) console.info(`${name}\n${tell(failure)}\n`);
    });
});

it("planting a bug rejects if its text is not found in the file", async () => {
  const bug = { file: "runtime/store.ts", text: "what nobody wrote", instead: "" };
  await expect(plant(bug)).rejects.toThrow("0 times, not once");
});
