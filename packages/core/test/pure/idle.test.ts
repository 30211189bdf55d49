// Idle timeout and maximum age: when they end a session, when the warning starts, and what counts as activity.
import { describe, expect, it } from "vitest";
import { lastActiveAt, SHARE_INTERVAL, sessionEnd, warningStart } from "../../src/machine/idle.ts";
import { initialState } from "../../src/machine/transition.ts";
import { ACTIVITY_GAP } from "../../src/model/ports.ts";
import type { State } from "../../src/model/state.ts";
import { happen } from "../support/happen.ts";
import {
  noon,
  recordSample,
  rulesSample,
  stateSample,
  tokenSetSample,
} from "../support/samples.ts";

const timeout = 900_000;
const plain = rulesSample();
const idle = { ...plain, idle: { timeout, warning: 60_000 } };

function stateOf(changes: Partial<State<string>> = {}): State<string> {
  const record = recordSample({ tokenSet: tokenSetSample({ startedAt: noon }) });
  return { ...initialState, now: noon, activeAt: noon, record, ...changes };
}

const nobody = recordSample({ tokenSet: null });

describe("sessionEnd is", () => {
  it.each([
    ["never without idle and maxAge", plain, {}, Infinity, "idle"],
    ["never with nobody logged in", { ...idle, maxAge: 1000 }, { record: nobody }, Infinity, null],
    [
      "the idle timeout after the last activity in this tab",
      idle,
      {},
      noon + ACTIVITY_GAP + timeout,
      "idle",
    ],
    [
      "the idle timeout after the activity here if the one in another tab is older",
      idle,
      { othersActiveAt: noon - 1 },
      noon + ACTIVITY_GAP + timeout,
      "idle",
    ],
    [
      "the idle timeout after the activity here if the one in another tab is as old",
      idle,
      { othersActiveAt: noon },
      noon + ACTIVITY_GAP + timeout,
      "idle",
    ],
    [
      "the idle timeout after a later activity in another tab, plus the time in which tabs may not have shared yet",
      idle,
      { othersActiveAt: noon + 1 },
      noon + 1 + SHARE_INTERVAL + ACTIVITY_GAP + timeout,
      "idle",
    ],
    [
      "the maximum age if the idle timeout is later",
      { ...idle, maxAge: 1000 },
      {},
      noon + 1000,
      "max-age",
    ],
    [
      "the maximum age if there is no idle timeout",
      { ...plain, maxAge: 1000 },
      {},
      noon + 1000,
      "max-age",
    ],
    [
      "the idle timeout if the maximum age is later",
      { ...idle, maxAge: 2 * timeout },
      {},
      noon + ACTIVITY_GAP + timeout,
      "idle",
    ],
    [
      "the idle timeout if both are at the same time",
      { ...idle, maxAge: ACTIVITY_GAP + timeout },
      {},
      noon + ACTIVITY_GAP + timeout,
      "idle",
    ],
  ] as const)("%s", (_, rules, changes, at, reason) => {
    const limit = sessionEnd(stateOf(changes), rules);
    expect(limit).toEqual({ at, reason: reason ?? limit.reason });
  });
});

describe("warningStart", () => {
  it("is before the idle timeout, whatever the maximum age", () => {
    const endsAt = noon + ACTIVITY_GAP + timeout;
    expect(warningStart(stateOf(), idle)).toBe(endsAt - 60_000);
    expect(warningStart(stateOf(), { ...idle, maxAge: 1000 })).toBe(endsAt - 60_000);
    expect(warningStart(stateOf(), { ...idle, idle: { timeout, warning: 0 } })).toBe(endsAt);
  });

  it("is never without an idle timeout, or with nobody logged in", () => {
    expect(warningStart(stateOf(), plain)).toBe(Infinity);
    expect(warningStart(stateOf({ record: nobody }), idle)).toBe(Infinity);
  });
});

describe("lastActiveAt", () => {
  it("is the later one of this tab and other tabs", () => {
    expect(lastActiveAt(stateOf({ activeAt: 1, othersActiveAt: 2 }))).toBe(2);
    expect(lastActiveAt(stateOf({ activeAt: 3, othersActiveAt: 2 }))).toBe(3);
  });
});

const look = { type: "look", visible: true, returned: false } as const;
const endsAt = noon + ACTIVITY_GAP + timeout;

describe("a session that lasted as long as it may", () => {
  it("without activity is over before a movement counts, and the first tab tells the server", () => {
    const active = { type: "active", stay: true } as const;
    const state = stateSample({ activeAt: noon });
    expect(
      happen(state, { ...active, now: endsAt - 1 }, idle).after.record.tokenSet,
    ).not.toBeNull();
    const { after, types, effects, logged } = happen(state, { ...active, now: endsAt }, idle);
    expect(after.record).toMatchObject({ tokenSet: null, reason: "idle", epoch: 2, quietUntil: 0 });
    expect(after.idleEndsAt).toBeNull();
    expect(types).toEqual(["save", "revoke", "log"]);
    // Every tab notices the end, and the first one tells the server.
    const tokens = tokenSetSample();
    expect(effects).toContainEqual(
      expect.objectContaining({ type: "revoke", tokens, leftover: false, firstTabOnly: true }),
    );
    expect(logged).toEqual([{ type: "ended", reason: "idle", elsewhere: false }]);
  });

  it("by its maximum age is over, and the first tab tells the server", () => {
    const state = stateSample({ now: noon + 1001 });
    const { after, effects } = happen(state, look, { ...plain, maxAge: 1000 });
    expect(after.record.reason).toBe("max-age");
    expect(effects).toContainEqual(expect.objectContaining({ type: "revoke", firstTabOnly: true }));
  });
});

describe("the warning phase", () => {
  const warnsAt = endsAt - 60_000;
  const state = stateSample({ activeAt: noon });

  it("starts on time and is logged once", () => {
    expect(happen(state, { ...look, now: warnsAt - 1 }, idle).after.idleEndsAt).toBeNull();
    const begun = happen(state, { ...look, now: warnsAt }, idle);
    expect(begun.after.idleEndsAt).toBe(endsAt);
    expect(begun.logged).toContainEqual({ type: "idle-warning", endsAt });
    const later = happen(begun.after, { ...look, now: warnsAt + 1 }, idle);
    expect(later.after.idleEndsAt).toBe(endsAt);
    expect(later.logged.map(({ type }) => type)).not.toContain("idle-warning");
  });

  it("ends at the maximum age if that is earlier", () => {
    const rules = { ...idle, maxAge: timeout - 1000 };
    expect(happen(state, { ...look, now: warnsAt }, rules).after.idleEndsAt).toBe(
      noon + timeout - 1000 + 0.5,
    );
  });

  it("ends if somebody was active in another tab", () => {
    const warned = { ...state, idleEndsAt: endsAt };
    const event = { ...look, now: warnsAt, sharedActivityAt: warnsAt - 1 };
    expect(happen(warned, event, idle).after.idleEndsAt).toBeNull();
  });

  it("is not ended by a movement, but by stay(), at once and in all tabs", () => {
    const warned = { ...state, now: warnsAt, idleEndsAt: endsAt };
    const moved = happen(warned, { type: "active", stay: false }, idle);
    expect(moved.after).toMatchObject({ activeAt: noon, idleEndsAt: endsAt });
    expect(moved.types).toEqual([]);
    const stayed = happen(warned, { type: "active", stay: true }, idle);
    expect(stayed.after).toMatchObject({ activeAt: warnsAt, sharedAt: warnsAt, idleEndsAt: null });
    expect(stayed.types).toEqual(["save", "share"]);
    expect(stayed.saved).toMatchObject({ activeAt: warnsAt, writtenAt: warnsAt, epoch: 1 });
  });
});

describe("a movement", () => {
  const active = { type: "active", stay: false } as const;

  it("counts as activity, and is shared with other tabs every three seconds at most", () => {
    const state = stateSample({ activeAt: noon, sharedAt: noon });
    const soon = happen(state, { ...active, now: noon + SHARE_INTERVAL - 1 });
    expect(soon.after).toMatchObject({ activeAt: noon + SHARE_INTERVAL - 1, sharedAt: noon });
    expect(soon.types).toEqual([]);
    const now = noon + SHARE_INTERVAL;
    const due = happen(state, { ...active, now });
    expect(due.after).toMatchObject({ activeAt: now, sharedAt: now });
    expect(due.effects).toEqual([{ type: "share", activeAt: now }]);
  });

  it("with nobody logged in does nothing", () => {
    const state = stateSample({ record: nobody });
    expect(happen(state, { ...active, stay: true })).toMatchObject({ after: state, effects: [] });
  });
});
