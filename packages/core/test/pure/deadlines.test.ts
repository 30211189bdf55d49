// Deadlines: the next token request that the machine sends by itself, and when the alarm rings.
import { describe, expect, it } from "vitest";
import { nextAlarmAt, nextTokenRequest } from "../../src/machine/deadlines.ts";
import { mayRequestByItself, renewalTime } from "../../src/machine/schedule.ts";
import { SessionError } from "../../src/model/errors.ts";
import { ACTIVITY_GAP } from "../../src/model/ports.ts";
import type { State } from "../../src/model/state.ts";
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

describe("mayRequestByItself is", () => {
  const arrived = tokenSetSample({ arrivedAt: noon });

  it.each([
    ["true for a visible page", pair, {}, true],
    ["false for a hidden page with a refresh token", pair, { visible: false }, false],
    ["true for a hidden page with a sliding token", sliding, { visible: false }, true],
    [
      "true with inUse after activity since the tokens arrived",
      { ...pair, inUse: true },
      { activeAt: noon },
      true,
    ],
    [
      "true with inUse after activity in another tab",
      { ...pair, inUse: true },
      { othersActiveAt: noon },
      true,
    ],
    [
      "false with inUse without activity since the tokens arrived",
      { ...pair, inUse: true },
      { activeAt: noon - 1 },
      false,
    ],
    [
      "false with inUse for a hidden page, even after activity",
      { ...pair, inUse: true },
      { activeAt: noon, visible: false },
      false,
    ],
    [
      "true with inUse and nobody logged in",
      { ...pair, inUse: true },
      { record: recordSample({ tokenSet: null }) },
      true,
    ],
  ] as const)("%s", (_, rules, changes, expected) => {
    expect(mayRequestByItself(stateSample(changes, arrived), rules)).toBe(expected);
  });
});

describe("nextTokenRequest is", () => {
  const error = new SessionError("network", "");
  const pause = {
    until: noon + 5000,
    error: null,
    kind: null,
    strict: false,
    failures: 1,
  } as const;
  const renewAt = noon + 1000;
  const end = noon + 86_400_000;
  const never = { at: Infinity, why: "timer" };
  const spent = recordSample({ tokenSet: tokenSetSample({ renewableUntil: noon }) });

  it.each([
    ["none while one is in flight", { inFlight: {} as never }, never],
    ["the renewal", { renewAt }, { at: renewAt, why: "timer" }],
    ["the renewal after a pause", { renewAt, pause }, { at: noon + 5000, why: "timer" }],
    [
      "the retry after a failure",
      { renewAt, pause: { ...pause, error } },
      { at: noon + 5000, why: "retry" },
    ],
    [
      "the check at the end on a hidden page",
      { renewAt, visible: false },
      { at: end, why: "timer" },
    ],
    [
      "the check at the end if the timer renews nothing",
      { renewAt: null },
      { at: end, why: "timer" },
    ],
    [
      "the check at the expiry of tokens that cannot be renewed",
      { renewAt, record: spent },
      { at: noon + 300_000, why: "timer" },
    ],
    [
      "the check at the end instead of a renewal that would come later",
      { renewAt, pause: { ...pause, until: end } },
      { at: end, why: "timer" },
    ],
    [
      "the check again after a pause if it failed",
      { renewAt, pause: { ...pause, error, kind: "reread", until: end + 1 } },
      { at: end + 1, why: "timer" },
    ],
    [
      "the check at the end in time, even if another request failed",
      { renewAt, pause: { ...pause, error, kind: "refresh", until: end + 1 } },
      { at: end, why: "timer" },
    ],
    [
      "the verification of a restored session, at once",
      { renewAt, unverified: true },
      { at: 0, why: "restore" },
    ],
    [
      "the verification after a pause",
      { renewAt, unverified: true, pause: { ...pause, error } },
      { at: noon + 5000, why: "restore" },
    ],
    [
      "the verification even of tokens that cannot be renewed",
      { renewAt, unverified: true, record: spent },
      { at: 0, why: "restore" },
    ],
    [
      "the check at the end if the verification has to wait that long",
      { unverified: true, pause: { ...pause, error, until: end } },
      { at: end, why: "timer" },
    ],
    [
      "the check at the end, not the verification, on a hidden page",
      { unverified: true, visible: false },
      { at: end, why: "timer" },
    ],
  ] as const)("%s", (_, changes, expected) => {
    expect(nextTokenRequest(stateSample(changes), pair)).toEqual(expected);
  });

  it("an overdue renewal, not the check at the end", () => {
    const late = { now: noon + 600_000, renewAt };
    expect(nextTokenRequest(stateSample(late), pair)).toEqual({ at: renewAt, why: "timer" });
  });

  it("the check at the end for sliding tokens that have expired", () => {
    const late = { now: noon + 600_000, renewAt };
    expect(nextTokenRequest(stateSample(late), sliding)).toEqual({
      at: noon + 300_000,
      why: "timer",
    });
  });
});

describe("nextAlarmAt is", () => {
  const pause = { error: null, strict: false, failures: 1 };
  const renewAt = renewalTime(tokenSetSample(), pair, 0);

  it.each([
    ["never with nobody logged in", { record: recordSample({ tokenSet: null }) }, Infinity],
    ["never while a token request is in flight", { inFlight: {} as never }, Infinity],
    ["the renewal", {}, renewAt],
    [
      "the end of the pause if that is later than the renewal",
      { pause: { ...pause, until: renewAt + 1 } },
      renewAt + 1,
    ],
    ["the renewal if the pause ends earlier", { pause: { ...pause, until: noon + 1 } }, renewAt],
    ["the end of the tokens on a hidden page", { visible: false }, noon + 86_400_000],
    [
      "the expiry of tokens that cannot be renewed",
      { record: recordSample({ tokenSet: tokenSetSample({ renewableUntil: noon }) }) },
      noon + 300_000,
    ],
    ["the end of the tokens if the timer renews nothing", { renewAt: null }, noon + 86_400_000],
  ] as const)("%s", (_, changes, expected) => {
    expect(nextAlarmAt(stateSample(changes as Partial<State<string>>), pair)).toBe(expected);
  });

  it("within a minute for a visible page whose session ends by time, but not for a hidden page or without such an end", () => {
    const forever = tokenSetSample(opaque);
    const idle = { timeout: 3_600_000, warning: 60_000 };
    const state = stateSample({ renewAt: null, activeAt: noon }, forever);
    expect(nextAlarmAt(state, { ...fixed, idle })).toBe(noon + 60_000);
    expect(nextAlarmAt(state, { ...fixed, maxAge: 3_600_000 })).toBe(noon + 60_000);
    expect(nextAlarmAt({ ...state, visible: false }, { ...fixed, idle })).toBeGreaterThan(
      noon + 3_000_000,
    );
    const soon = { ...fixed, idle: { timeout: 30_000, warning: 5000 } };
    expect(nextAlarmAt(state, soon)).toBeLessThan(noon + 30_000);
    expect(nextAlarmAt(state, fixed)).toBe(Infinity);
  });

  it("the start of the warning phase, and in that phase the end", () => {
    const idle = { timeout: 30_000, warning: 5000 };
    const endsAt = noon + ACTIVITY_GAP + 30_000;
    const state = stateSample({ activeAt: noon });
    expect(nextAlarmAt(state, { ...pair, idle })).toBe(endsAt - 5000);
    expect(nextAlarmAt({ ...state, idleEndsAt: endsAt }, { ...pair, idle })).toBe(endsAt);
    const soon = { ...pair, idle, maxAge: 20_000, maxAgeWarning: 5000 };
    expect(nextAlarmAt(state, soon)).toBe(noon + 15_000.5);
    expect(nextAlarmAt({ ...state, maxAgeWarned: true }, soon)).toBe(noon + 20_000.5);
  });

  it("never for opaque fixed tokens", () => {
    expect(nextAlarmAt(stateSample({ renewAt: null }, tokenSetSample(opaque)), fixed)).toBe(
      Infinity,
    );
  });
});
