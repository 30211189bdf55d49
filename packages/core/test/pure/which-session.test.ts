// After a login, or after another tab stored a record: which session is the current one, and what is logged.
import { describe, expect, it } from "vitest";
import { SessionError } from "../../src/model/errors.ts";
import type { Grant } from "../../src/model/grant.ts";
import { VERSION } from "../../src/model/record.ts";
import type { Outcome, Pause, SessionRecord, TokenRequest } from "../../src/model/state.ts";
import { accessSample, granted, happen, nothing } from "../support/happen.ts";
import {
  noon,
  opaque,
  recordSample,
  rulesSample,
  stateSample,
  tokenSetSample,
} from "../support/samples.ts";

const pair = rulesSample();
const changed = expect.objectContaining({ code: "session-changed" });
const error = new SessionError("network", "");
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
const nobody = recordSample({ tokenSet: null, reason: "logout", epoch: 2 });

describe("the answer to a login", () => {
  const answered = (
    outcome: Outcome<Grant<string> | null>,
    stored: SessionRecord<string> | null = null,
  ) => ({ type: "answered", id: 5, outcome, stored, random: 0.25 }) as const;
  const access = accessSample();
  const loggingIn = stateSample({ record: nobody, login: 5, serial: 5, renewAt: null, error });

  it("begins a session", () => {
    const { after, effects, saved } = happen(loggingIn, answered(granted(access, { user: "bob" })));
    expect(saved).toMatchObject({
      epoch: noon + 0.25,
      generation: 2,
      reason: null,
      quietUntil: 0,
      activeAt: noon,
      writtenAt: noon,
    });
    expect(saved?.tokenSet).toMatchObject({
      access,
      refresh: "refresh-2",
      user: "bob",
      startedAt: noon + 0.25,
      userAt: noon + 0.25,
      accessExpiresAt: noon + 300_000,
    });
    expect(after).toMatchObject({
      record: saved,
      login: null,
      settled: true,
      error: null,
      activeAt: noon,
      sharedAt: noon,
      renewAt: noon + 240_000 - 7500,
    });
    expect(effects).toEqual([
      { type: "share", activeAt: noon },
      { type: "save", record: saved },
      { type: "log", entry: { type: "login" } },
      { type: "release", id: 5, error: null },
    ]);
  });

  it("replaces a session, which is logged, and revokes its tokens", () => {
    const state = stateSample({ login: 5, inFlight });
    const { after, effects, logged } = happen(state, answered(granted(access, { user: "bob" })));
    expect(after).toMatchObject({ inFlight: null, elsewhere: false });
    expect(effects).toContainEqual({ type: "release", id: 3, error: changed });
    expect(effects).toContainEqual({ type: "revoke", tokens: tokenSetSample(), leftover: true });
    expect(logged).toEqual([
      { type: "ended", reason: "replaced", elsewhere: false },
      { type: "login" },
    ]);
  });

  it("logs that another tab had ended the session on this screen", () => {
    const ended = recordSample({ tokenSet: null, reason: "idle", epoch: 2 });
    const { logged, types } = happen(
      stateSample({ login: 5 }),
      answered(granted(access, { user: "bob" }), ended),
    );
    expect(logged).toEqual([{ type: "ended", reason: "idle", elsewhere: true }, { type: "login" }]);
    expect(types).not.toContain("revoke");
  });

  it("does not revoke the old token if the server gave out the same one again", () => {
    const state = stateSample({ login: 5 });
    expect(happen(state, answered(granted("access-1", { user: "bob" }))).types).not.toContain(
      "revoke",
    );
  });

  it("takes precedence over the stored record, and may be renewed by this version", () => {
    const theirs = recordSample({
      epoch: noon + 7000,
      generation: 9,
      tokenSet: tokenSetSample({ access: "theirs" }),
      minVersion: 2,
      version: 2,
      quietUntil: noon + 5000,
    });
    const { saved, effects } = happen(loggingIn, answered(granted(access), theirs));
    expect(saved).toMatchObject({
      epoch: noon + 7001,
      generation: 10,
      version: VERSION,
      minVersion: VERSION,
      quietUntil: 0,
    });
    expect(effects).toContainEqual(
      expect.objectContaining({
        type: "revoke",
        tokens: expect.objectContaining({ access: "theirs" }),
      }),
    );
  });

  it.each([
    ["an error", { error }, error],
    ["nothing", nothing, null],
  ])("that is %s changes nothing but the error", (_, outcome, expected) => {
    const { after, effects } = happen(loggingIn, answered(outcome));
    expect(after).toEqual({ ...loggingIn, login: null, error: expected });
    expect(effects).toEqual([{ type: "release", id: 5, error: expected }]);
  });

  it("without a user says where a user can come from", () => {
    const rules = { ...pair, backend: { ...pair.backend, user: () => undefined } } as never;
    const { after, effects } = happen(loggingIn, answered(granted(access)), rules);
    expect(after).toMatchObject({ login: null, record: nobody });
    expect(after.error).toMatchObject({
      code: "misconfigured",
      message: expect.stringContaining("the token has no user. Set `user`"),
    });
    expect(effects).toEqual([{ type: "release", id: 5, error: after.error }]);
  });
});

describe("a record that another tab stored", () => {
  const stored = (record: SessionRecord<string>, whileSaving?: boolean) =>
    ({
      type: "stored",
      stored: record,
      ...(whileSaving !== undefined && { whileSaving }),
    }) as const;

  it("with the same tokens is adopted without a log entry", () => {
    const record = recordSample({ activeAt: noon - 1 });
    const state = stateSample({ pause });
    const { after, effects } = happen(state, stored(record));
    expect(after).toMatchObject({ record, pause, othersActiveAt: noon - 1, elsewhere: false });
    expect(effects).toEqual([]);
  });

  it("with newer tokens replaces ours, and the in-flight request goes on", () => {
    const tokenSet = tokenSetSample({
      access: "theirs",
      accessExpiresAt: noon + 600_000,
      skew: 1000,
    });
    const record = recordSample({ generation: 2, tokenSet });
    const state = stateSample({ pause, inFlight, unverified: true, error });
    const { after, effects } = happen(state, stored(record));
    expect(after).toMatchObject({
      record,
      inFlight,
      pause: null,
      unverified: false,
      elsewhere: false,
      error: null,
      renewAt: noon + 539_000,
    });
    expect(effects).toEqual([
      { type: "log", entry: { type: "adopted", expiresAt: noon + 599_000 } },
    ]);
  });

  it("with newer tokens does not end a cooldown of ours, and takes over a pause of the server", () => {
    const rest: Pause = { ...pause, error: null };
    const newer = (changes: object, mine: Pause) =>
      happen(
        stateSample({ pause: mine }),
        stored(
          recordSample({
            generation: 2,
            tokenSet: tokenSetSample({ access: "theirs" }),
            ...changes,
          }),
        ),
      ).after.pause;
    expect(newer({}, rest)).toBe(rest);
    expect(newer({}, { ...rest, strict: true })).toBeNull();
    expect(newer({ quietUntil: noon + 9000 }, rest)).toMatchObject({
      until: noon + 9000,
      strict: true,
    });
  });

  it("with a newer access token, but the refresh token that was refused here, is the last one: no tab renews it", () => {
    const refusal = new SessionError("rejected", "");
    const theirs = (refresh: string) =>
      stored(
        recordSample({ generation: 2, tokenSet: tokenSetSample({ access: "theirs", refresh }) }),
      );
    const { after, saved, logged } = happen(stateSample({ refusal }), theirs("refresh-1"));
    expect(after.refusal).toBe(refusal);
    expect(saved?.tokenSet).toMatchObject({ access: "theirs", renewableUntil: noon });
    expect(logged.map(({ type }) => type)).toEqual(["adopted", "refresh-failed"]);
    expect(happen(stateSample({ refusal }), theirs("refresh-2")).after.refusal).toBeNull();
  });

  it("with a pause that the server ordered applies here as well", () => {
    const { after, effects } = happen(
      stateSample(),
      stored(recordSample({ quietUntil: noon + 9 })),
    );
    expect(after.pause).toMatchObject({
      until: noon + 9,
      error: { code: "throttled", message: expect.stringContaining("Try again later") },
      kind: null,
      strict: true,
      failures: 0,
    });
    expect(effects).toEqual([]);
    const past = happen(stateSample({ pause }), stored(recordSample({ quietUntil: noon })));
    expect(past.after.pause).toBe(pause);
    const known = recordSample({ quietUntil: noon + 9 });
    const again = happen(stateSample({ record: known, pause }), stored(known));
    expect(again.after.pause).toBe(pause);
  });

  it("of another session replaces this one", () => {
    const tokenSet = tokenSetSample({ access: "theirs", user: "bob", startedAt: noon + 100 });
    const record = recordSample({ epoch: noon + 100, tokenSet });
    const { after, effects, logged } = happen(stateSample({ inFlight, pause }), stored(record));
    expect(after).toMatchObject({ record, inFlight: null, pause: null, elsewhere: true });
    expect(effects[0]).toEqual({ type: "release", id: 3, error: changed });
    expect(logged).toEqual([
      { type: "ended", reason: "replaced", elsewhere: true },
      { type: "adopted", expiresAt: noon + 300_000 },
    ]);
    expect(effects).toHaveLength(3);
  });

  it("of another session in the same epoch replaces this one too", () => {
    const tokenSet = tokenSetSample({ access: "theirs", startedAt: noon + 100 });
    const { logged } = happen(stateSample(), stored(recordSample({ tokenSet })));
    expect(logged.map(({ type }) => type)).toEqual(["ended", "adopted"]);
  });

  it.each([
    ["with the stored reason", "idle", "idle"],
    ["as a logout if no reason is stored", null, "logout"],
  ] as const)("of an end ends this session, %s", (_, reason, expected) => {
    const record = recordSample({ tokenSet: null, reason, epoch: 2 });
    const { after, effects, logged } = happen(stateSample(), stored(record));
    expect(after).toMatchObject({ record, elsewhere: true, renewAt: null });
    expect(logged).toEqual([{ type: "ended", reason: expected, elsewhere: true }]);
    expect(effects).toHaveLength(1);
  });

  it("of an end is adopted with nobody logged in, and clears an old error", () => {
    const record = recordSample({ tokenSet: null, reason: "idle", epoch: 5 });
    const { after, effects } = happen(stateSample({ record: nobody, error }), stored(record));
    expect(after).toMatchObject({ record, elsewhere: true, error: null });
    expect(effects).toEqual([]);
  });

  it("of an end that is known already does nothing", () => {
    const state = stateSample({ record: nobody, error });
    expect(happen(state, stored(nobody))).toMatchObject({ after: state, effects: [] });
  });

  it("of another session, found while this one was being saved, discards our tokens", () => {
    const theirs = { access: "theirs", refresh: "theirs too", startedAt: noon + 100 };
    const record = recordSample({ epoch: noon + 100, tokenSet: tokenSetSample(theirs) });
    const { effects, logged } = happen(stateSample(), stored(record, true));
    const tokens = { access: "access-1", refresh: "refresh-1" };
    expect(effects).toContainEqual({ type: "revoke", tokens, leftover: true });
    expect(logged.map(({ type }) => type)).toEqual(["ended", "late", "adopted"]);
    expect(happen(stateSample(), stored(record, false)).types).not.toContain("revoke");
    const shared = { ...theirs, refresh: "refresh-1" };
    const both = recordSample({ epoch: noon + 100, tokenSet: tokenSetSample(shared) });
    expect(happen(stateSample(), stored(both, true)).types).not.toContain("revoke");
    const empty = stateSample({ record: recordSample({ tokenSet: null, epoch: 0 }) });
    expect(happen(empty, stored(record, true)).logged.map(({ type }) => type)).toEqual(["adopted"]);
  });

  it("of a session begins it here without logging an end", () => {
    const state = stateSample({ record: recordSample({ tokenSet: null, epoch: 0 }) });
    const { after, logged } = happen(state, stored(recordSample()));
    expect(after).toMatchObject({ record: recordSample(), elsewhere: true });
    expect(logged).toEqual([{ type: "adopted", expiresAt: noon + 300_000 }]);
    const tokenSet = tokenSetSample(opaque);
    expect(happen(state, stored(recordSample({ tokenSet }))).logged).toEqual([
      { type: "adopted", expiresAt: null },
    ]);
  });

  it("of a session that was to last until the browser is closed begins none here in another run", () => {
    const state = stateSample({ record: recordSample({ tokenSet: null, epoch: 0 }) });
    const event = stored(recordSample({ tokenSet: tokenSetSample({ run: "a" }) }));
    expect(happen(state, { ...event, run: "a" }).after.record.tokenSet).toMatchObject({ run: "a" });
    for (const run of ["b", null]) {
      const { after, types } = happen(state, { ...event, run });
      expect(after.record).toMatchObject({ tokenSet: null, reason: "expired" });
      expect(types).not.toContain("save");
    }
  });

  it("of a session that only a newer version may renew begins none here once its token has expired", () => {
    const state = stateSample({ record: recordSample({ tokenSet: null, epoch: 0 }) });
    const reserved = recordSample({ minVersion: 2 });
    expect(happen(state, stored(reserved)).after.record).toEqual(reserved);
    const now = noon + 300_000;
    const { after, logged } = happen(state, { ...stored(reserved), now });
    expect(after.record).toEqual({ ...reserved, tokenSet: null, reason: "expired" });
    expect(logged).toEqual([]);
    const mine = happen(stateSample({ now }), stored(recordSample()));
    expect(mine.after.record.tokenSet).not.toBeNull();
  });
});
