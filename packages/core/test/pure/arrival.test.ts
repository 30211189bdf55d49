// When tokens that have just arrived are renewed, here or from another tab: a wrong clock must not become a storm.
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

/** What is so once another tab's renewal is known here. */
function adopted(changes: Partial<TokenSet<string>>, random = 0): State<string> {
  const tokenSet = tokenSetSample({ access: "theirs", ...changes });
  const stored = recordSample({ generation: 2, tokenSet });
  const { after } = happen(stateSample(), { type: "stored", stored, random }, rulesSample());
  expect(after.record).toEqual(stored);
  return after;
}

describe("tokens that arrived a moment ago", () => {
  it.each([
    ["due already", noon + 30_000],
    ["due at this moment", noon + 60_000],
    ["due within a second", noon + 61_000],
  ])("and are %s are not renewed by a timer, and nobody asks for a while", (_, accessExpiresAt) => {
    const { renewAt, pause } = adopted({ accessExpiresAt });
    expect(renewAt).toBeNull();
    expect(pause).toMatchObject({ until: noon + 30_000, error: null, strict: false });
  });

  it("and are due a little later are renewed ten seconds after they came", () => {
    const { renewAt, pause } = adopted({ accessExpiresAt: noon + 61_001 });
    expect(renewAt).toBe(noon + 10_000);
    expect(pause).toBeNull();
  });

  it.each([
    ["would have been renewed before they came, by chance, are", 0.9, noon + 15_000],
    ["would have been renewed the moment they came are", 0.5, noon + 15_000],
    ["would be renewed soon are, but not within ten seconds:", 0.25, noon + 10_000],
  ])("and %s renewed when they are due", (_, random, renewAt) => {
    expect(adopted({ accessExpiresAt: noon + 75_000 }, random).renewAt).toBe(renewAt);
  });
});

it("a login's tokens are renewed by the timer, though they are due already", () => {
  const outcome = granted(accessSample(noon, 1000));
  const event = { type: "answered", id: 5, outcome, stored: null } as const;
  const { renewAt, pause } = happen(stateSample({ login: 5 }), event).after;
  expect(renewAt).toBe(noon + 10_000);
  expect(pause).toBeNull();
});

describe("tokens that arrived a while ago in another tab", () => {
  it.each([
    ["half a minute", noon - 30_000, noon - 20_000],
    ["longer", noon - 60_000, noon - 30_000],
  ])("%s, and are due are renewed at once", (_, arrivedAt, expected) => {
    const { renewAt, pause } = adopted({ arrivedAt, accessExpiresAt: noon + 30_000 });
    expect(renewAt).toBe(expected);
    expect(pause).toBeNull();
  });

  it("less, and are due are not", () => {
    const { renewAt } = adopted({ arrivedAt: noon - 29_999, accessExpiresAt: noon + 30_000 });
    expect(renewAt).toBeNull();
  });
});
