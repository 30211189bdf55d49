// Until when a session lasts whatever its tokens say, for want of activity and by its age; and what counts as activity.
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

describe("sessionEnd", () => {
  it.each([
    ["without idle and maxAge: never", plain, {}, Infinity, "idle"],
    ["with nobody logged in: never", { ...idle, maxAge: 1000 }, { record: nobody }, Infinity, null],
    ["after the last activity here", idle, {}, noon + ACTIVITY_GAP + timeout, "idle"],
    [
      "after an older one elsewhere",
      idle,
      { othersActiveAt: noon - 1 },
      noon + ACTIVITY_GAP + timeout,
      "idle",
    ],
    [
      "after one elsewhere at the same time",
      idle,
      { othersActiveAt: noon },
      noon + ACTIVITY_GAP + timeout,
      "idle",
    ],
    [
      "after a later one elsewhere, and the time in which it may not have been shared yet",
      idle,
      { othersActiveAt: noon + 1 },
      noon + 1 + SHARE_INTERVAL + ACTIVITY_GAP + timeout,
      "idle",
    ],
    ["at its age, where idle comes later", { ...idle, maxAge: 1000 }, {}, noon + 1000, "max-age"],
    ["at its age alone", { ...plain, maxAge: 1000 }, {}, noon + 1000, "max-age"],
    [
      "for want of activity, where its age comes later",
      { ...idle, maxAge: 2 * timeout },
      {},
      noon + ACTIVITY_GAP + timeout,
      "idle",
    ],
    [
      "for want of activity, where both come at once",
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
  it("lies before the end for want of activity, whatever the session's age", () => {
    const endsAt = noon + ACTIVITY_GAP + timeout;
    expect(warningStart(stateOf(), idle)).toBe(endsAt - 60_000);
    expect(warningStart(stateOf(), { ...idle, maxAge: 1000 })).toBe(endsAt - 60_000);
    expect(warningStart(stateOf(), { ...idle, idle: { timeout, warning: 0 } })).toBe(endsAt);
  });

  it("never comes without idle, or with nobody logged in", () => {
    expect(warningStart(stateOf(), plain)).toBe(Infinity);
    expect(warningStart(stateOf({ record: nobody }), idle)).toBe(Infinity);
  });
});

describe("lastActiveAt", () => {
  it("is the later of here and elsewhere", () => {
    expect(lastActiveAt(stateOf({ activeAt: 1, othersActiveAt: 2 }))).toBe(2);
    expect(lastActiveAt(stateOf({ activeAt: 3, othersActiveAt: 2 }))).toBe(3);
  });
});

const look = { type: "look", visible: true, returned: false } as const;
const endsAt = noon + ACTIVITY_GAP + timeout;

describe("a session that lasted as long as it may", () => {
  it("for want of activity is over before a movement counts, and the server is told by the first tab", () => {
    const active = { type: "active", stay: true } as const;
    const state = stateSample({ activeAt: noon });
    expect(
      happen(state, { ...active, now: endsAt - 1 }, idle).after.record.tokenSet,
    ).not.toBeNull();
    const { after, types, effects, news } = happen(state, { ...active, now: endsAt }, idle);
    expect(after.record).toMatchObject({ tokenSet: null, reason: "idle", epoch: 2, quietUntil: 0 });
    expect(after.idleEndsAt).toBeNull();
    expect(types).toEqual(["save", "revoke", "log"]);
    // Every tab notices, and the first one tells the server.
    const tokens = tokenSetSample();
    expect(effects).toContainEqual({ type: "revoke", tokens, leftover: false, firstTabOnly: true });
    expect(news).toEqual([{ type: "ended", reason: "idle", elsewhere: false }]);
  });

  it("for its age is over too, and the server is told by the first tab", () => {
    const state = stateSample({ now: noon + 1001 });
    const { after, effects } = happen(state, look, { ...plain, maxAge: 1000 });
    expect(after.record.reason).toBe("max-age");
    expect(effects).toContainEqual(expect.objectContaining({ type: "revoke", firstTabOnly: true }));
  });
});

describe("the warning phase", () => {
  const warnsAt = endsAt - 60_000;
  const state = stateSample({ activeAt: noon });

  it("begins at its moment, and is told once", () => {
    expect(happen(state, { ...look, now: warnsAt - 1 }, idle).after.idleEndsAt).toBeNull();
    const begun = happen(state, { ...look, now: warnsAt }, idle);
    expect(begun.after.idleEndsAt).toBe(endsAt);
    expect(begun.news).toContainEqual({ type: "idle-warning", endsAt });
    const later = happen(begun.after, { ...look, now: warnsAt + 1 }, idle);
    expect(later.after.idleEndsAt).toBe(endsAt);
    expect(later.news.map(({ type }) => type)).not.toContain("idle-warning");
  });

  it("tells the session's age as its end where that comes first", () => {
    const rules = { ...idle, maxAge: timeout - 1000 };
    expect(happen(state, { ...look, now: warnsAt }, rules).after.idleEndsAt).toBe(
      noon + timeout - 1000 + 0.5,
    );
  });

  it("is over where somebody was active in another tab", () => {
    const warned = { ...state, idleEndsAt: endsAt };
    const event = { ...look, now: warnsAt, sharedActivityAt: warnsAt - 1 };
    expect(happen(warned, event, idle).after.idleEndsAt).toBeNull();
  });

  it("is not ended by a movement, and is by staying, at once and for all tabs", () => {
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

  it("is noted, and shared with other tabs once in a while", () => {
    const state = stateSample({ activeAt: noon, sharedAt: noon });
    const soon = happen(state, { ...active, now: noon + SHARE_INTERVAL - 1 });
    expect(soon.after).toMatchObject({ activeAt: noon + SHARE_INTERVAL - 1, sharedAt: noon });
    expect(soon.types).toEqual([]);
    const now = noon + SHARE_INTERVAL;
    const due = happen(state, { ...active, now });
    expect(due.after).toMatchObject({ activeAt: now, sharedAt: now });
    expect(due.effects).toEqual([{ type: "share", activeAt: now }]);
  });

  it("of nobody is nothing", () => {
    const state = stateSample({ record: nobody });
    expect(happen(state, { ...active, stay: true })).toMatchObject({ after: state, effects: [] });
  });
});
