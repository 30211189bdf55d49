// What the machine asks by itself, and when it looks at the clock next.
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

describe("mayRequestByItself", () => {
  const arrived = tokenSetSample({ arrivedAt: noon });

  it.each([
    ["a visible page", pair, {}, true],
    ["not a hidden page with a refresh token", pair, { visible: false }, false],
    ["a hidden page with a sliding token", sliding, { visible: false }, true],
    ["in use: activity since the tokens came", { ...pair, inUse: true }, { activeAt: noon }, true],
    ["in use: activity in another tab", { ...pair, inUse: true }, { othersActiveAt: noon }, true],
    ["in use: not with none since", { ...pair, inUse: true }, { activeAt: noon - 1 }, false],
    [
      "in use: not hidden all the same",
      { ...pair, inUse: true },
      { activeAt: noon, visible: false },
      false,
    ],
    [
      "in use: nobody logged in",
      { ...pair, inUse: true },
      { record: recordSample({ tokenSet: null }) },
      true,
    ],
  ] as const)("%s", (_, rules, changes, expected) => {
    expect(mayRequestByItself(stateSample(changes, arrived), rules)).toBe(expected);
  });
});

describe("nextTokenRequest", () => {
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
    ["none while one is under way", { inFlight: {} as never }, never],
    ["the renewal", { renewAt }, { at: renewAt, why: "timer" }],
    ["the renewal after a pause", { renewAt, pause }, { at: noon + 5000, why: "timer" }],
    [
      "the retry after a failure",
      { renewAt, pause: { ...pause, error } },
      { at: noon + 5000, why: "retry" },
    ],
    [
      "none on a hidden page before the end",
      { renewAt, visible: false },
      { at: end, why: "timer" },
    ],
    [
      "none where nothing is to be renewed, before the end",
      { renewAt: null },
      { at: end, why: "timer" },
    ],
    [
      "the end of tokens that are spent",
      { renewAt, record: spent },
      { at: noon + 300_000, why: "timer" },
    ],
    [
      "the end, not a renewal that would come after it",
      { renewAt, pause: { ...pause, until: end } },
      { at: end, why: "timer" },
    ],
    [
      "the end again after the look at storage failed there",
      { renewAt, pause: { ...pause, error, kind: "reread", until: end + 1 } },
      { at: end + 1, why: "timer" },
    ],
    [
      "the end at its time where another question failed",
      { renewAt, pause: { ...pause, error, kind: "refresh", until: end + 1 } },
      { at: end, why: "timer" },
    ],
    [
      "at once what a restored session still has to know",
      { renewAt, unverified: true },
      { at: 0, why: "restore" },
    ],
    [
      "that after a pause",
      { renewAt, unverified: true, pause: { ...pause, error } },
      { at: noon + 5000, why: "restore" },
    ],
    [
      "that even of tokens that cannot be renewed",
      { renewAt, unverified: true, record: spent },
      { at: 0, why: "restore" },
    ],
    [
      "the end where that may only be asked then",
      { unverified: true, pause: { ...pause, error, until: end } },
      { at: end, why: "timer" },
    ],
    ["not that on a hidden page", { unverified: true, visible: false }, { at: end, why: "timer" }],
  ] as const)("is %s", (_, changes, expected) => {
    expect(nextTokenRequest(stateSample(changes), pair)).toEqual(expected);
  });

  it("of a renewal that is overdue is it, not the end", () => {
    const late = { now: noon + 600_000, renewAt };
    expect(nextTokenRequest(stateSample(late), pair)).toEqual({ at: renewAt, why: "timer" });
  });

  it("of sliding tokens that have expired is their end", () => {
    const late = { now: noon + 600_000, renewAt };
    expect(nextTokenRequest(stateSample(late), sliding)).toEqual({
      at: noon + 300_000,
      why: "timer",
    });
  });
});

describe("nextAlarmAt", () => {
  const pause = { error: null, strict: false, failures: 1 };
  const renewAt = renewalTime(tokenSetSample(), pair, 0);

  it.each([
    ["with nobody logged in: never", { record: recordSample({ tokenSet: null }) }, Infinity],
    ["when a question is under way: never", { inFlight: {} as never }, Infinity],
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
      { record: recordSample({ tokenSet: tokenSetSample({ renewableUntil: noon }) }) },
      noon + 300_000,
    ],
    ["with no renewal in sight at the end", { renewAt: null }, noon + 86_400_000],
  ] as const)("%s", (_, changes, expected) => {
    expect(nextAlarmAt(stateSample(changes as Partial<State<string>>), pair)).toBe(expected);
  });

  it("of a visible page whose session ends by the clock comes within a minute; of a hidden page, or without such an end, not", () => {
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

  it("is the warning, and in the warning phase the end", () => {
    const idle = { timeout: 30_000, warning: 5000 };
    const endsAt = noon + ACTIVITY_GAP + 30_000;
    const state = stateSample({ activeAt: noon });
    expect(nextAlarmAt(state, { ...pair, idle })).toBe(endsAt - 5000);
    expect(nextAlarmAt({ ...state, idleEndsAt: endsAt }, { ...pair, idle })).toBe(endsAt);
    expect(nextAlarmAt(state, { ...pair, idle, maxAge: 20_000 })).toBe(noon + 20_000.5);
  });

  it("of opaque fixed tokens never comes", () => {
    expect(nextAlarmAt(stateSample({ renewAt: null }, tokenSetSample(opaque)), fixed)).toBe(
      Infinity,
    );
  });
});
