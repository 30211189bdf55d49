// When tokens that have just arrived are renewed, here or from another tab. A wrong clock must not make tabs renew again and again.
import { describe, expect, it } from "vitest";
import type { State, TokenSet } from "../../src/model/state.ts";
import { accessSample, granted, happen } from "../support/happen.ts";
import {
  noon,
  recordSample,
  rulesSample,
  stateSample,
  tokenSetSample,
} from "../support/samples.ts";

/** The state after this tab adopted the renewal of another tab. */
function adopted(changes: Partial<TokenSet<string>>, random = 0): State<string> {
  const tokenSet = tokenSetSample({ access: "theirs", ...changes });
  const stored = recordSample({ generation: 2, tokenSet });
  const { after } = happen(stateSample(), { type: "stored", stored, random }, rulesSample());
  expect(after.record).toEqual(stored);
  return after;
}

describe("tokens from another tab that arrived a moment ago", () => {
  it.each([
    ["due already", noon + 30_000],
    ["due at this moment", noon + 60_000],
    ["due within a second", noon + 61_000],
  ])(
    "that are %s are not renewed by the timer, and the server is not asked for a while",
    (_, accessExpiresAt) => {
      const { renewAt, pause } = adopted({ accessExpiresAt });
      expect(renewAt).toBeNull();
      expect(pause).toMatchObject({ until: noon + 30_000, error: null, strict: false });
    },
  );

  it("that are due a little more than a second later are renewed ten seconds after they arrived", () => {
    const { renewAt, pause } = adopted({ accessExpiresAt: noon + 61_001 });
    expect(renewAt).toBe(noon + 10_000);
    expect(pause).toBeNull();
  });

  it.each([
    ["whose jittered renewal time is before their arrival", 0.9, noon + 15_000],
    ["whose jittered renewal time is their arrival", 0.5, noon + 15_000],
    ["whose jittered renewal time is within ten seconds", 0.25, noon + 10_000],
  ])("%s are renewed when they are due, but not within ten seconds", (_, random, renewAt) => {
    expect(adopted({ accessExpiresAt: noon + 75_000 }, random).renewAt).toBe(renewAt);
  });
});

it("the timer renews the tokens of a login, even if they are due on arrival", () => {
  const outcome = granted(accessSample(noon, 1000));
  const event = { type: "answered", id: 5, outcome, stored: null } as const;
  const { renewAt, pause } = happen(stateSample({ login: 5 }), event).after;
  expect(renewAt).toBe(noon + 10_000);
  expect(pause).toBeNull();
});

describe("tokens that are due and arrived in another tab", () => {
  it.each([
    ["half a minute ago", noon - 30_000, noon - 20_000],
    ["a minute ago", noon - 60_000, noon - 30_000],
  ])("%s are renewed at once", (_, arrivedAt, expected) => {
    const { renewAt, pause } = adopted({ arrivedAt, accessExpiresAt: noon + 30_000 });
    expect(renewAt).toBe(expected);
    expect(pause).toBeNull();
  });

  it("less than half a minute ago are not renewed by the timer", () => {
    const { renewAt } = adopted({ arrivedAt: noon - 29_999, accessExpiresAt: noon + 30_000 });
    expect(renewAt).toBeNull();
  });
});
