// When a session ends, for the screen: the earliest of what is known, and null where nobody knows.
import { describe, expect, it } from "vitest";
import { endsAt } from "../../src/machine/ends-at.ts";
import { initialState } from "../../src/machine/transition.ts";
import { SessionError } from "../../src/model/errors.ts";
import { happen } from "../support/happen.ts";
import { noon, opaque, rulesSample, stateSample, tokenSetSample } from "../support/samples.ts";

const day = 86_400_000;
const minute = 60_000;
const pair = rulesSample();
const sliding = rulesSample("sliding");
const fixed = rulesSample("fixed");
const limit = { claims: { refresh_exp: (noon + day) / 1000 } };
const refusal = new SessionError("rejected", "");

describe("a session ends", () => {
  it.each([
    ["with its refresh token", stateSample(), pair, noon + day],
    [
      "never, as far as anybody knows, with opaque tokens",
      stateSample({}, tokenSetSample(opaque)),
      pair,
      null,
    ],
    [
      "with the maximum age, if that is earlier",
      stateSample(),
      { ...pair, maxAge: minute },
      noon + minute + 0.5,
    ],
    [
      "with the idle timeout in its warning phase",
      stateSample({ idleEndsAt: noon + 7 }),
      pair,
      noon + 7,
    ],
    [
      "with its access token, once the server renews it no more",
      stateSample({ refusal }, tokenSetSample({ renewableUntil: noon })),
      pair,
      noon + 300_000,
    ],
    [
      "with a fixed token",
      stateSample({}, tokenSetSample({ refresh: null })),
      fixed,
      noon + 300_000,
    ],
    [
      "at an unknown time with sliding tokens that do not tell their limit",
      stateSample(),
      sliding,
      null,
    ],
    [
      "at the limit of sliding tokens that tell it",
      stateSample({}, tokenSetSample(limit)),
      sliding,
      noon + day,
    ],
    [
      "with the last sliding token, if that outlives the limit",
      stateSample({}, tokenSetSample({ ...limit, accessExpiresAt: noon + 2 * day })),
      sliding,
      noon + 2 * day,
    ],
    [
      "with a sliding token that the server renews no more",
      stateSample({ refusal }, tokenSetSample(limit)),
      sliding,
      noon + 300_000,
    ],
  ])("%s", (_, state, rules, at) => {
    expect(endsAt(state, rules)).toBe(at);
  });

  it("never while nobody is logged in", () => {
    expect(endsAt(initialState, pair)).toBeNull();
  });

  it("with its only token, if the server slides tokens and renews none", () => {
    const rules = { ...sliding, backend: { ...sliding.backend, refresh: undefined } };
    expect(endsAt(stateSample({}, tokenSetSample(limit)), rules)).toBe(noon + 300_000);
  });

  it("by this machine's clock, whatever the server's says", () => {
    const slid = tokenSetSample({ ...limit, skew: minute });
    expect(endsAt(stateSample({}, slid), sliding)).toBe(noon + day - minute);
    expect(endsAt(stateSample({}, tokenSetSample({ skew: minute })), pair)).toBe(
      noon + day - minute,
    );
  });
});

describe("the maximum age is announced", () => {
  const rules = { ...pair, maxAge: 10 * minute, maxAgeWarning: minute };
  const look = (at: number) => ({ type: "look", visible: true, returned: false, now: at }) as const;
  const warning = {
    type: "log",
    entry: { type: "max-age-warning", endsAt: noon + 10 * minute + 0.5 },
  };

  it("once, at its time and not before", () => {
    expect(happen(stateSample(), look(noon + 9 * minute), rules).effects).not.toContainEqual(
      warning,
    );
    const { after, effects } = happen(stateSample(), look(noon + 9 * minute + 1), rules);
    expect(effects).toContainEqual(warning);
    expect(happen(after, look(noon + 9 * minute + 2), rules).effects).not.toContainEqual(warning);
  });

  it("again in the next session, and never where there is no maximum age", () => {
    const { after } = happen(stateSample(), look(noon + 9 * minute + 1), rules);
    const { after: ended } = happen(
      after,
      { type: "end", reason: "rejected", now: noon + 9 * minute + 2 },
      rules,
    );
    expect(ended.maxAgeWarned).toBe(false);
    expect(happen(stateSample(), look(noon + day), pair).after.maxAgeWarned).toBe(false);
  });
});
