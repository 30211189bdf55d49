// When things fall due: margins, half-lives, jitter, backoff, the end, and the next look at the clock.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { initialState } from "../../src/machine.ts";
import {
  backoff,
  canRenew,
  cooldown,
  endOf,
  expiryOf,
  isDue,
  margin,
  nextLook,
  renewalOf,
} from "../../src/schedule.ts";
import type { Held, State } from "../../src/state.ts";
import { heldSample, noon, recordSample, rulesSample } from "../support/samples.ts";

const pair = rulesSample("pair");
const sliding = rulesSample("sliding");
const fixed = rulesSample("fixed");
const opaque = { accessExpiresAt: null, lifetime: null, renewableUntil: null, claims: null };

function stateOf(changes: Partial<State<string>> = {}, held = heldSample()): State<string> {
  const record = recordSample({ held });
  const renewAt = renewalOf(held, pair, 0);
  return { ...initialState, now: noon, settled: true, record, renewAt, ...changes };
}

describe("margin", () => {
  it.each([
    [300_000, 60_000, 60_000],
    [3_600_000, 60_000, 60_000],
    [100_000, 60_000, 20_000],
    [5_000, 60_000, 1_000],
    [null, 60_000, 60_000],
  ])("of a lifetime of %s with a leeway of %i is %i", (lifetime, leeway, expected) => {
    expect(margin(heldSample({ lifetime }), leeway)).toBe(expected);
  });
});

describe("renewalOf", () => {
  const lifetimes = fc.integer({ min: 1000, max: 30 * 86_400_000 });

  it("lies before expiry by the margin and at most half a margin more, whatever the chance", () => {
    fc.assert(
      fc.property(lifetimes, fc.double({ min: 0, max: 0.999, noNaN: true }), (lifetime, random) => {
        const held = heldSample({ lifetime, accessExpiresAt: noon + lifetime });
        const early = noon + lifetime - renewalOf(held, pair, random);
        const least = margin(held, pair.leeway);
        expect(early).toBeGreaterThanOrEqual(least * 0.999);
        expect(early).toBeLessThanOrEqual(least * 1.501);
        expect(early).toBeLessThan(lifetime);
      }),
    );
  });

  it("of sliding tokens is their half-life, never later", () => {
    fc.assert(
      fc.property(lifetimes, fc.double({ min: 0, max: 0.999, noNaN: true }), (lifetime, random) => {
        const held = heldSample({ lifetime, accessExpiresAt: noon + lifetime });
        const at = renewalOf(held, sliding, random);
        expect(at).toBeLessThanOrEqual(noon + lifetime / 2);
        expect(at).toBeGreaterThanOrEqual(noon + lifetime / 2 - lifetime / 10 - 1);
      }),
    );
  });

  it("of opaque tokens never comes", () => {
    expect(renewalOf(heldSample(opaque), pair, 0.5)).toBe(Infinity);
    expect(renewalOf(heldSample(opaque), sliding, 0.5)).toBe(Infinity);
  });
});

describe("expiryOf", () => {
  it("is told by this machine's clock", () => {
    expect(expiryOf(heldSample({ skew: 5000 }))).toBe(noon + 295_000);
    expect(expiryOf(heldSample({ ...opaque, skew: 5000 }))).toBe(Infinity);
  });
});

describe("isDue", () => {
  it("is a fifth of the lifetime or the leeway before expiry, by the server's clock", () => {
    const due = (now: number, changes: object): boolean =>
      isDue(
        { ...initialState, now, record: recordSample({ held: heldSample(changes) }) },
        rulesSample(),
      );
    expect(due(noon + 239_999, {})).toBe(false);
    expect(due(noon + 240_000, {})).toBe(true);
    expect(due(noon + 289_999, { lifetime: 50_000 })).toBe(false);
    expect(due(noon + 290_000, { lifetime: 50_000 })).toBe(true);
    expect(due(noon + 230_000, { skew: 10_000 })).toBe(true);
    expect(due(noon + 240_000, { skew: -10_000 })).toBe(false);
    expect(due(noon * 2, { accessExpiresAt: null, lifetime: null })).toBe(false);
  });
});

describe("canRenew", () => {
  it.each([
    ["a pair", pair, {}, true],
    ["a pair without refresh token", pair, { refresh: null }, false],
    ["a refresh token that expired", pair, { renewableUntil: noon }, false],
    ["one that expired by the server's clock", pair, { renewableUntil: noon + 1, skew: 1 }, false],
    ["one that says nothing", pair, { renewableUntil: null }, true],
    ["a sliding token", sliding, { refresh: null }, true],
    ["a fixed token", fixed, { refresh: null }, false],
  ] as const)("of %s", (_, rules, changes, expected) => {
    expect(canRenew(stateOf({}, heldSample(changes as Partial<Held<string>>)), rules)).toBe(
      expected,
    );
  });

  it("of paused tokens goes on", () => {
    const pause = { until: noon + 1, error: null, kind: null, ordered: true, failures: 1 };
    expect(canRenew(stateOf({ pause }), pair)).toBe(true);
  });
});

describe("endOf", () => {
  it.each([
    ["a pair: the refresh token's expiry", pair, {}, noon + 86_400_000],
    ["a pair whose refresh token says nothing: never", pair, { renewableUntil: null }, Infinity],
    ["a pair without refresh token: expiry", pair, { refresh: null }, noon + 300_000],
    ["a sliding token: expiry", sliding, {}, noon + 300_000],
    ["a fixed token that says when", fixed, { refresh: null }, noon + 300_000],
    ["a fixed token that does not: never", fixed, opaque, Infinity],
  ] as const)("of %s", (_, rules, changes, expected) => {
    expect(endOf(stateOf({}, heldSample(changes as Partial<Held<string>>)), rules)).toBe(expected);
  });

  it("of a pair that is spent is the access token's expiry", () => {
    expect(endOf(stateOf({}, heldSample({ renewableUntil: noon })), pair)).toBe(noon + 300_000);
  });
});

describe("backoff", () => {
  it("doubles up to a minute, with full jitter, and is never less than a second", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (failures, random) => {
          const wait = backoff(failures, random);
          expect(wait).toBeGreaterThanOrEqual(1000);
          expect(wait).toBeLessThanOrEqual(1000 + Math.min(60_000, 1000 * 2 ** failures));
        },
      ),
    );
    expect(backoff(1, 0.5)).toBe(2000);
    expect(backoff(3, 0.5)).toBe(5000);
    expect(backoff(30, 0.5)).toBe(31_000);
  });
});

describe("cooldown", () => {
  it("is a quarter of the lifetime, half a minute at most, and never nothing", () => {
    const of = (lifetime: number | null): number => cooldown(heldSample({ lifetime }));
    expect([of(60_000), of(3_600_000), of(null)]).toEqual([15_000, 30_000, 30_000]);
    for (const broken of [0, 1, -60_000]) expect(of(broken)).toBeGreaterThanOrEqual(1000);
  });
});

describe("nextLook", () => {
  const pause = { error: null, ordered: false, failures: 1 };
  const renewAt = renewalOf(heldSample(), pair, 0);

  it.each([
    ["with nobody signed in: never", { record: recordSample({ held: null }) }, Infinity],
    ["when a question is under way: never", { flight: {} as never }, Infinity],
    ["at the renewal", {}, renewAt],
    [
      "at the end of a pause that is later",
      { pause: { ...pause, until: renewAt + 1 } },
      renewAt + 1,
    ],
    [
      "at the renewal, where the pause ends before",
      { pause: { ...pause, until: noon + 1 } },
      renewAt,
    ],
    ["on a hidden page only at the end of all", { visible: false }, noon + 86_400_000],
    [
      "with spent tokens at expiry",
      { record: recordSample({ held: heldSample({ renewableUntil: noon }) }) },
      noon + 300_000,
    ],
    ["with no renewal in sight at the end", { renewAt: null }, noon + 86_400_000],
  ] as const)("%s", (_, changes, expected) => {
    expect(nextLook(stateOf(changes as Partial<State<string>>), pair)).toBe(expected);
  });

  it("of a visible page whose session ends by the clock comes within a minute; of a hidden page, or without such an end, not", () => {
    const forever = heldSample(opaque);
    const idle = { timeout: 3_600_000, warning: 60_000 };
    const state = stateOf({ renewAt: null, activeAt: noon }, forever);
    expect(nextLook(state, { ...fixed, idle })).toBe(noon + 60_000);
    expect(nextLook(state, { ...fixed, maxAge: 3_600_000 })).toBe(noon + 60_000);
    expect(nextLook({ ...state, visible: false }, { ...fixed, idle })).toBeGreaterThan(
      noon + 3_000_000,
    );
    const soon = { ...fixed, idle: { timeout: 30_000, warning: 5000 } };
    expect(nextLook(state, soon)).toBeLessThan(noon + 30_000);
    expect(nextLook(state, fixed)).toBe(Infinity);
  });

  it("of opaque fixed tokens never comes", () => {
    expect(nextLook(stateOf({ renewAt: null }, heldSample(opaque)), fixed)).toBe(Infinity);
  });
});
