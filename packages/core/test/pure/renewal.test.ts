// Renewal: which token request is sent, when it has to wait, and what new tokens do.
import { describe, expect, it } from "vitest";
import { SessionError } from "../../src/model/errors.ts";
import type { Grant } from "../../src/model/grant.ts";
import type { Outcome, Pause, TokenRequest, Why } from "../../src/model/state.ts";
import { accessSample, granted, happen, nothing } from "../support/happen.ts";
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
const silent = { ...pair, backend: { ...pair.backend, verify: undefined } };
const fixedSilent = { ...fixed, backend: { ...fixed.backend, verify: undefined } };

const error = new SessionError("network", "");
const rejected = new SessionError("rejected", "");
const goneError = new SessionError("rejected", "gone");
const pause: Pause = { until: noon + 20_000, error, kind: "refresh", strict: false, failures: 1 };
const inFlight: TokenRequest = {
  id: 3,
  kind: "refresh",
  why: "timer",
  tokens: { access: "access-1", refresh: "refresh-1" },
  generation: 1,
  epoch: 1,
  userGone: null,
};

const spent = recordSample({ tokenSet: tokenSetSample({ renewableUntil: noon }) });
const over = recordSample({
  tokenSet: tokenSetSample({ accessExpiresAt: noon, renewableUntil: noon }),
});
const forever = recordSample({ tokenSet: tokenSetSample({ ...opaque, refresh: null }) });
const newer = recordSample({ minVersion: 2 });
const newerExpired = recordSample({
  minVersion: 2,
  tokenSet: tokenSetSample({ accessExpiresAt: noon }),
});

describe("a token request", () => {
  const kinds = (
    why: Why,
    record = recordSample(),
    rules = pair,
    changes: object = {},
  ): string | null =>
    happen(stateSample({ record, ...changes }), { type: "renew", why }, rules).after.inFlight
      ?.kind ?? null;

  it.each([
    ["manual", "tokens that can be renewed", recordSample(), pair, "refresh"],
    ["request", "tokens that can be renewed", recordSample(), pair, "refresh"],
    ["refused", "tokens that can be renewed", recordSample(), pair, "refresh"],
    ["manual", "sliding tokens", recordSample(), sliding, "refresh"],
    ["manual", "tokens that cannot be", spent, pair, null],
    ["timer", "tokens that cannot be", spent, pair, null],
    ["refused", "tokens that cannot be", spent, pair, "reread"],
    ["gone", "tokens that cannot be", spent, pair, "reread"],
    ["doubtful", "tokens that cannot be", spent, pair, "verify"],
    ["restore", "tokens that cannot be", spent, pair, "verify"],
    ["doubtful", "tokens that cannot be, without verify", spent, silent, null],
    ["manual", "tokens that are over", over, pair, "reread"],
    ["doubtful", "tokens that are over", over, pair, "reread"],
    ["refused", "fixed tokens", forever, fixed, "verify"],
    ["gone", "fixed tokens", forever, fixed, "verify"],
    ["doubtful", "fixed tokens", forever, fixed, "verify"],
    ["refused", "fixed tokens, without verify", forever, fixedSilent, "reread"],
    ["manual", "fixed tokens", forever, fixed, null],
    ["manual", "tokens of a newer version", newer, pair, null],
    ["doubtful", "tokens of a newer version", newer, pair, "verify"],
    ["manual", "tokens of a newer version that expired", newerExpired, pair, "reread"],
    ["doubtful", "tokens of a newer version that expired", newerExpired, pair, "reread"],
  ] as const)(
    "with the reason %s for %s is of the kind that helps",
    (why, _, record, rules, kind) => {
      expect(kinds(why, record, rules)).toBe(kind);
    },
  );

  it("carries the current tokens, and is logged if it may bring new ones", () => {
    const event = { type: "renew", why: "gone", access: "access-1", userGone: goneError } as const;
    const { after, effects } = happen(stateSample({ serial: 6 }), event);
    const expected = { ...inFlight, id: 7, why: "gone", userGone: goneError };
    expect(after).toMatchObject({ inFlight: expected, serial: 7 });
    expect(effects).toEqual([
      { type: "request-tokens", request: expected },
      { type: "log", entry: { type: "refreshing", why: "gone" } },
    ]);
    expect(happen(stateSample({ record: spent }), event).types).toEqual(["request-tokens"]);
  });

  it("is not sent about an older token, nor with nobody logged in", () => {
    const state = stateSample();
    const older = { type: "renew", why: "refused", access: "older" } as const;
    expect(happen(state, older)).toMatchObject({ after: state, effects: [] });
    const empty = stateSample({ record: recordSample({ tokenSet: null }) });
    expect(happen(empty, { type: "renew", why: "manual" }).effects).toEqual([]);
  });

  it("that nobody could answer clears the unverified flag", () => {
    const state = stateSample({ record: spent, unverified: true });
    const { after, effects } = happen(state, { type: "renew", why: "manual" });
    expect(after.unverified).toBe(false);
    expect(effects).toEqual([]);
  });

  it.each([
    ["timer", "refused", "refused"],
    ["timer", "gone", "gone"],
    ["timer", "doubtful", "doubtful"],
    ["doubtful", "refused", "refused"],
    ["refused", "gone", "gone"],
    ["gone", "refused", "gone"],
    ["refused", "doubtful", "refused"],
    ["refused", "manual", "refused"],
    ["timer", "manual", "timer"],
  ] as const)("in flight because of %s that %s joins has the reason %s", (first, why, expected) => {
    const under = { ...inFlight, why: first };
    const { after, effects } = happen(stateSample({ inFlight: under }), {
      type: "renew",
      why,
      userGone: goneError,
    });
    const joined = first === expected ? under : { ...under, why: expected, userGone: goneError };
    expect(after.inFlight).toEqual(joined);
    expect(effects).toEqual([]);
  });

  it.each([
    ["from the timer waits", "timer", pause, false],
    ["for a signed request waits", "request", pause, false],
    ["by refresh() is sent", "manual", pause, true],
    [
      "by refresh() waits if the server ordered the pause",
      "manual",
      { ...pause, strict: true },
      false,
    ],
    ["after the pause is sent", "timer", { ...pause, until: noon }, true],
  ] as const)("in a pause: %s", (_, why, pausing, isAsked) => {
    expect(kinds(why, recordSample(), pair, { pause: pausing }) !== null).toBe(isAsked);
  });

  it("that only reads storage waits only if storage failed before", () => {
    expect(kinds("timer", over, pair, { pause })).toBe("reread");
    expect(kinds("timer", over, pair, { pause: { ...pause, strict: true } })).toBe("reread");
    expect(kinds("timer", over, pair, { pause: { ...pause, kind: "reread" } })).toBeNull();
  });
});

describe("new tokens", () => {
  const answer = (outcome: Outcome<Grant<string> | null>, changes: object = {}) =>
    ({ type: "answered", id: 3, outcome, stored: null, ...changes }) as const;
  const later = noon + 240_000;
  const state = stateSample({ now: later, inFlight, pause, refusal: rejected, unverified: true });

  it("replace the old ones, and all callers are released", () => {
    const access = accessSample(later);
    const { after, effects, saved } = happen(state, answer(granted(access, {}, later)));
    expect(saved).toMatchObject({ generation: 2, epoch: 1, writtenAt: later });
    expect(saved?.tokenSet).toMatchObject({ access, refresh: "refresh-2", user: "alice" });
    expect(after).toMatchObject({
      record: saved,
      inFlight: null,
      settled: true,
      pause: null,
      refusal: null,
      unverified: false,
      userDue: false,
      renewAt: later + 240_000,
    });
    expect(effects).toEqual([
      { type: "save", record: saved },
      { type: "log", entry: { type: "refreshed", expiresAt: later + 300_000 } },
      { type: "release", id: 3, error: null },
    ]);
  });

  it("that are due on arrival stop the timer and cause a pause", () => {
    const { after } = happen(state, answer(granted(accessSample(later, 1000), {}, later)));
    expect(after.renewAt).toBeNull();
    expect(after.pause).toMatchObject({ until: later + 1000, error: null, strict: false });
  });

  it("that live for seconds are renewed when they are due, but after ten seconds at the earliest", () => {
    const renewAt = (lifetime: number): number | null =>
      happen(state, answer(granted(accessSample(later, lifetime), {}, later))).after.renewAt;
    expect(renewAt(5000)).toBe(later + 10_000);
    expect(renewAt(20_000)).toBe(later + 16_000);
  });

  it("are followed by a request to me, but not after a refused request", () => {
    const me = { method: "GET", path: "me/", signed: true } as never;
    const rules = { ...pair, backend: { ...pair.backend, me } };
    const types = (why: Why, changes: object = {}): readonly string[] =>
      happen(
        { ...state, inFlight: { ...inFlight, why } },
        answer(granted(accessSample(later), changes, later)),
        rules,
      ).types;
    expect(types("timer")).toContain("ask-user");
    expect(types("manual")).toContain("ask-user");
    expect(types("timer", { user: "bob" })).not.toContain("ask-user");
    for (const why of ["refused", "doubtful", "gone"] as const)
      expect(types(why)).not.toContain("ask-user");
    const before = stateSample({ now: later, inFlight });
    expect(happen(before, answer(granted(accessSample(later)))).types).not.toContain("ask-user");
  });

  it("are discarded if another tab renewed first, and its tokens are used", () => {
    const theirs = recordSample({
      generation: 2,
      tokenSet: tokenSetSample({ access: "theirs", refresh: "theirs" }),
    });
    const event = answer(granted(accessSample(later), {}, later), { stored: theirs });
    const { after, effects, types, logged } = happen(state, event);
    expect(after).toMatchObject({ record: theirs, inFlight: null, settled: true });
    expect(types).not.toContain("save");
    expect(logged.map(({ type }) => type)).toEqual(["adopted", "late"]);
    const tokens = { access: accessSample(later), refresh: "refresh-2" };
    expect(effects).toContainEqual({ type: "revoke", tokens, leftover: true });
    expect(effects.at(-1)).toEqual({ type: "release", id: 3, error: null });
  });

  it("are discarded if another tab replaced the session, and the callers get session-changed", () => {
    const tokenSet = tokenSetSample({ access: "theirs", startedAt: later });
    const event = answer(granted(accessSample(later), {}, later), {
      stored: recordSample({ epoch: later, tokenSet }),
    });
    const { effects, logged } = happen(state, event);
    expect(logged.map(({ type }) => type)).toEqual(["ended", "adopted", "late"]);
    const changed = expect.objectContaining({ code: "session-changed" });
    expect(effects.at(-1)).toEqual({ type: "release", id: 3, error: changed });
  });

  it("are discarded if another tab ended the session", () => {
    const ended = recordSample({ tokenSet: null, reason: "logout", epoch: 2 });
    const event = answer(granted(accessSample(later), {}, later), { stored: ended });
    const { after, effects, logged } = happen(state, event);
    expect(after.record).toEqual(ended);
    expect(logged.map(({ type }) => type)).toEqual(["ended", "late"]);
    expect(effects.at(-1)).toMatchObject({ type: "release", error: { code: "session-changed" } });
  });

  it.each([
    ["failed", { error }],
    ["brought nothing", nothing],
  ])("of another tab are used if the request of this tab %s", (_, outcome) => {
    const theirs = recordSample({
      generation: 2,
      tokenSet: tokenSetSample({ access: "theirs", refresh: "theirs" }),
    });
    const { after, effects, logged } = happen(state, answer(outcome, { stored: theirs }));
    expect(after).toMatchObject({ record: theirs, pause: null });
    expect(logged.map(({ type }) => type)).toEqual(["adopted"]);
    expect(effects.at(-1)).toEqual({ type: "release", id: 3, error: null });
  });

  it("of another tab with a refresh token that was just refused are the last ones", () => {
    const theirs = recordSample({ generation: 2, tokenSet: tokenSetSample({ access: "theirs" }) });
    const no = { error: rejected };
    const before = { ...state, refusal: null };
    const { after, saved, logged, effects } = happen(before, answer(no, { stored: theirs }));
    expect(after).toMatchObject({ refusal: rejected, inFlight: null });
    expect(saved?.tokenSet).toMatchObject({ access: "theirs", renewableUntil: later });
    expect(logged.map(({ type }) => type)).toEqual(["adopted", "refresh-failed"]);
    expect(effects.at(-1)).toEqual({ type: "release", id: 3, error: null });
    // They are the last ones even if they were adopted before the answer came.
    const meanwhile = { ...before, record: theirs };
    expect(happen(meanwhile, answer(no, { stored: theirs })).after.refusal).toBe(rejected);
    // A refused access token, or a failure that is no refusal, says nothing about the refresh token.
    for (const [kind, outcome] of [
      ["verify", no],
      ["reread", no],
      ["refresh", { error }],
    ] as const) {
      const asked = { ...before, inFlight: { ...inFlight, kind } };
      expect(happen(asked, answer(outcome, { stored: theirs })).after.refusal).toBeNull();
    }
    const reserved = { ...theirs, minVersion: 2 };
    expect(happen(before, answer(no, { stored: reserved })).saved).toBeNull();
  });

  it("are merged with the record that storage has for the same tokens", () => {
    const tokenSet = tokenSetSample({ user: "al", userAt: later - 1 });
    const event = answer(granted(accessSample(later), {}, later), {
      stored: recordSample({ tokenSet }),
    });
    expect(happen(state, event).saved?.tokenSet).toMatchObject({ user: "al", userAt: later - 1 });
  });

  it("keep the version of the record that a newer version wrote", () => {
    const record = recordSample({ version: 2 });
    const event = answer(granted(accessSample(later), {}, later));
    expect(happen({ ...state, record }, event).saved?.version).toBe(2);
  });

  it("that no request asked for are revoked, and an empty answer is ignored", () => {
    const idle = stateSample({ inFlight: null });
    const { types, logged, after } = happen(idle, answer(granted("stray")));
    expect(types).toEqual(["log", "revoke"]);
    expect(logged).toEqual([{ type: "late" }]);
    expect(after).toEqual(idle);
    expect(happen(idle, answer(granted("access-1"))).types).toEqual(["log"]);
    const empty = stateSample({ record: recordSample({ tokenSet: null }) });
    expect(happen(empty, answer(granted("stray"))).types).toEqual(["log", "revoke"]);
    expect(happen(idle, answer(nothing)).effects).toEqual([]);
    expect(happen(idle, answer({ error })).effects).toEqual([]);
  });
});
