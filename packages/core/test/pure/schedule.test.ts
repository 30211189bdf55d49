// Arithmetic on times: leeway, half-lives, jitter, backoff, cooldown, and when tokens are over.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  backoff,
  canRenew,
  cooldown,
  currentPause,
  delayRenewal,
  effectiveLeeway,
  expiryOf,
  expiryOrNull,
  isDue,
  renewalTime,
  tokensEndAt,
} from "../../src/machine/schedule.ts";
import { initialState } from "../../src/machine/transition.ts";
import type { TokenSet } from "../../src/model/state.ts";
import {
  noon,
  opaque,
  recordSample,
  rulesSample,
  stateSample,
  tokenSetSample,
} from "../support/samples.ts";

const pair = rulesSample("pair");
const sliding = rulesSample("sliding");
const fixed = rulesSample("fixed");

describe("effectiveLeeway", () => {
  it.each([
    [300_000, 60_000, 60_000],
    [3_600_000, 60_000, 60_000],
    [100_000, 60_000, 20_000],
    [5_000, 60_000, 1_000],
    [null, 60_000, 60_000],
  ])("of a lifetime of %s with a leeway of %i is %i", (lifetime, leeway, expected) => {
    expect(effectiveLeeway(tokenSetSample({ lifetime }), leeway)).toBe(expected);
  });
});

describe("renewalTime", () => {
  const lifetimes = fc.integer({ min: 1000, max: 30 * 86_400_000 });

  it("is before expiry by the leeway and at most half of it more, for every random number", () => {
    fc.assert(
      fc.property(lifetimes, fc.double({ min: 0, max: 0.999, noNaN: true }), (lifetime, random) => {
        const tokenSet = tokenSetSample({ lifetime, accessExpiresAt: noon + lifetime });
        const early = noon + lifetime - renewalTime(tokenSet, pair, random);
        const least = effectiveLeeway(tokenSet, pair.leeway);
        expect(early).toBeGreaterThanOrEqual(least * 0.999);
        expect(early).toBeLessThanOrEqual(least * 1.501);
        expect(early).toBeLessThan(lifetime);
      }),
    );
  });

  it("is earlier by half of the leeway times the random number", () => {
    expect(renewalTime(tokenSetSample(), pair, 0)).toBe(noon + 240_000);
    expect(renewalTime(tokenSetSample(), pair, 0.5)).toBe(noon + 225_000);
  });

  it("is half of the lifetime for sliding tokens, never later", () => {
    fc.assert(
      fc.property(lifetimes, fc.double({ min: 0, max: 0.999, noNaN: true }), (lifetime, random) => {
        const tokenSet = tokenSetSample({ lifetime, accessExpiresAt: noon + lifetime });
        const at = renewalTime(tokenSet, sliding, random);
        expect(at).toBeLessThanOrEqual(noon + lifetime / 2);
        expect(at).toBeGreaterThanOrEqual(noon + lifetime / 2 - lifetime / 10 - 1);
      }),
    );
  });

  it("is never for opaque tokens", () => {
    expect(renewalTime(tokenSetSample(opaque), pair, 0.5)).toBe(Infinity);
    expect(renewalTime(tokenSetSample(opaque), sliding, 0.5)).toBe(Infinity);
  });
});

describe("delayRenewal", () => {
  it("keeps the time, but not within ten seconds after the tokens arrived", () => {
    expect(delayRenewal(tokenSetSample(), noon + 9999)).toBe(noon + 10_000);
    expect(delayRenewal(tokenSetSample(), noon + 10_001)).toBe(noon + 10_001);
  });
});

describe("expiryOrNull", () => {
  it("is by this machine's clock, or null if the token does not say", () => {
    expect(expiryOrNull(tokenSetSample({ skew: 5000 }))).toBe(noon + 295_000);
    expect(expiryOrNull(tokenSetSample(opaque))).toBeNull();
  });
});

describe("currentPause", () => {
  const pause = { until: noon, error: null, kind: null, strict: false, failures: 1 };

  it("is the pause until its end, and then null", () => {
    expect(currentPause({ ...initialState, now: noon - 1, pause })).toBe(pause);
    expect(currentPause({ ...initialState, now: noon, pause })).toBeNull();
    expect(currentPause(initialState)).toBeNull();
  });
});

describe("expiryOf", () => {
  it("is by this machine's clock", () => {
    expect(expiryOf(tokenSetSample({ skew: 5000 }))).toBe(noon + 295_000);
    expect(expiryOf(tokenSetSample({ ...opaque, skew: 5000 }))).toBe(Infinity);
  });
});

describe("isDue", () => {
  it("is true from a fifth of the lifetime, or the leeway, before expiry by the server's clock", () => {
    const due = (now: number, changes: object): boolean =>
      isDue(
        { ...initialState, now, record: recordSample({ tokenSet: tokenSetSample(changes) }) },
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

  it("is false with nobody logged in", () => {
    const record = recordSample({ tokenSet: null });
    expect(isDue({ ...initialState, now: noon, record }, pair)).toBe(false);
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
  ] as const)("for %s", (_, rules, changes, expected) => {
    expect(
      canRenew(stateSample({}, tokenSetSample(changes as Partial<TokenSet<string>>)), rules),
    ).toBe(expected);
  });

  it.each([
    [
      "is true until just before the refresh token expires",
      pair,
      { renewableUntil: noon + 600_000 },
      599_999,
      true,
    ],
    [
      "is false once the refresh token has expired",
      pair,
      { renewableUntil: noon + 600_000 },
      600_000,
      false,
    ],
    [
      "is false with an expired refresh token, even if the access token lasts longer",
      pair,
      { renewableUntil: noon + 1000 },
      1000,
      false,
    ],
    [
      "is true until the refresh token expires by the server's clock",
      pair,
      { renewableUntil: noon + 600_000, skew: -1000 },
      600_999,
      true,
    ],
    [
      "is true until just before a sliding token expires",
      sliding,
      { refresh: null },
      299_999,
      true,
    ],
    ["is false once a sliding token has expired", sliding, { refresh: null }, 300_000, false],
  ] as const)("%s", (_, rules, changes, after, expected) => {
    expect(canRenew(stateSample({}, tokenSetSample(changes)), rules, noon + after)).toBe(expected);
  });

  it("is false with nobody logged in, and if only a newer version may renew", () => {
    expect(canRenew(stateSample({ record: recordSample({ tokenSet: null }) }), pair)).toBe(false);
    expect(canRenew(stateSample({ record: recordSample({ minVersion: 2 }) }), pair)).toBe(false);
  });

  it("is false if the backend has no refresh, whatever the tokens", () => {
    const backend = { ...pair.backend, refresh: undefined };
    expect(canRenew(stateSample(), { ...pair, backend })).toBe(false);
  });

  it("is true during a pause", () => {
    const pause = { until: noon + 1, error: null, kind: null, strict: true, failures: 1 };
    expect(canRenew(stateSample({ pause }), pair)).toBe(true);
  });
});

describe("tokensEndAt", () => {
  it.each([
    ["a pair: the refresh token's expiry", pair, {}, noon + 86_400_000],
    ["a pair whose refresh token says nothing: never", pair, { renewableUntil: null }, Infinity],
    ["a pair without refresh token: expiry", pair, { refresh: null }, noon + 300_000],
    ["a sliding token: expiry", sliding, {}, noon + 300_000],
    ["a pair, by this machine's clock", pair, { skew: 5000 }, noon + 86_395_000],
    ["a fixed token that says when", fixed, { refresh: null }, noon + 300_000],
    ["a fixed token that does not: never", fixed, opaque, Infinity],
  ] as const)("of %s", (_, rules, changes, expected) => {
    expect(
      tokensEndAt(stateSample({}, tokenSetSample(changes as Partial<TokenSet<string>>)), rules),
    ).toBe(expected);
  });

  it("is never with nobody logged in", () => {
    expect(tokensEndAt(stateSample({ record: recordSample({ tokenSet: null }) }), pair)).toBe(
      Infinity,
    );
  });

  it("is the access token's expiry for a pair that cannot be renewed", () => {
    expect(tokensEndAt(stateSample({}, tokenSetSample({ renewableUntil: noon })), pair)).toBe(
      noon + 300_000,
    );
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
  it("is a quarter of the lifetime, at most half a minute and at least a second", () => {
    const of = (lifetime: number | null): number => cooldown(tokenSetSample({ lifetime }));
    expect([of(60_000), of(3_600_000), of(null)]).toEqual([15_000, 30_000, 30_000]);
    for (const broken of [0, 1, -60_000]) expect(of(broken)).toBeGreaterThanOrEqual(1000);
  });
});
