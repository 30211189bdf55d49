// What the machine decides: one event on one state, the next state and all effects.
import { describe, expect, it } from "vitest";
import { SessionError } from "../../src/model/errors.ts";
import type { Pause, TokenRequest } from "../../src/model/state.ts";
import { happen } from "../support/happen.ts";
import {
  noon,
  opaque,
  recordSample,
  rulesSample,
  stateSample,
  tokenSetSample,
} from "../support/samples.ts";

const pair = rulesSample();

const look = { type: "look", visible: true, returned: false } as const;
const nobody = recordSample({ tokenSet: null, reason: "logout" });
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
const changed = expect.objectContaining({
  code: "session-changed",
  message: expect.stringContaining("Start again"),
});

describe("every event updates the activity of other tabs", () => {
  it.each([
    ["by the event", { ...look, sharedActivityAt: 9 }, 9],
    ["by a stored record", { type: "stored", stored: recordSample({ activeAt: 9 }) }, 9],
    ["an older activity, which changes nothing", { ...look, sharedActivityAt: 3 }, 5],
  ] as const)("if it is told %s", (_, event, othersActiveAt) => {
    expect(happen(stateSample({ othersActiveAt: 5 }), event).after.othersActiveAt).toBe(
      othersActiveAt,
    );
  });
});

describe("a login", () => {
  it("replaces a login in progress and clears the old error", () => {
    const { after, effects } = happen(stateSample({ login: 3, serial: 5, error }), {
      type: "login",
    });
    expect(after).toMatchObject({ login: 6, serial: 6, error: null });
    expect(effects).toEqual([
      { type: "release", id: 3, error: changed },
      { type: "log-in", id: 6 },
    ]);
  });
});

describe("a login that is given up", () => {
  it("is over at once, and its callers are released", () => {
    const { after, effects } = happen(stateSample({ login: 5 }), { type: "login-aborted", id: 5 });
    expect(after.login).toBeNull();
    expect(effects).toEqual([{ type: "release", id: 5, error: changed }]);
  });

  it("does not touch the login that took its place", () => {
    const state = stateSample({ login: 5 });
    const { after, effects } = happen(state, { type: "login-aborted", id: 4 });
    expect([after.login, effects]).toEqual([5, []]);
  });

  it("leaves no step waiting that the server asks for later", () => {
    const pending = { shown: { step: "code", data: null }, ticket: "t" };
    const late = { type: "login-pending", id: 4, pending } as const;
    for (const login of [null, 5]) {
      const { after, effects } = happen(stateSample({ login }), late);
      expect([after.login, after.pending, effects]).toEqual([login, null, []]);
    }
  });
});

describe("a logout", () => {
  const logout = { type: "logout", reason: "logout", revoke: true } as const;

  it("with nobody logged in does nothing", () => {
    const state = stateSample({ record: nobody });
    expect(happen(state, logout)).toMatchObject({ after: state, effects: [] });
  });

  it("ends the session and everything in flight, and this tab tells the server", () => {
    const { after, effects, saved, logged } = happen(
      stateSample({ login: 4, inFlight, pause, unverified: true, userDue: true }),
      logout,
    );
    expect(after).toMatchObject({
      login: null,
      inFlight: null,
      pause: null,
      renewAt: null,
      unverified: false,
      userDue: false,
      error: null,
      elsewhere: false,
    });
    expect(saved).toMatchObject({ tokenSet: null, reason: "logout", epoch: 2 });
    expect(after.record).toBe(saved);
    const tokens = tokenSetSample();
    expect(effects).toEqual([
      { type: "release", id: 4, error: changed },
      { type: "save", record: saved },
      { type: "release", id: 3, error: changed },
      { type: "revoke", tokens, leftover: false, firstTabOnly: false, everywhere: false },
      { type: "log", entry: logged[0] },
    ]);
    expect(logged).toEqual([{ type: "ended", reason: "logout", elsewhere: false }]);
  });

  it("of a session of a newer version keeps that version in the record", () => {
    const record = recordSample({ version: 2, minVersion: 2 });
    expect(happen(stateSample({ record }), logout).saved).toMatchObject({
      tokenSet: null,
      version: 2,
      minVersion: 2,
    });
  });

  it("without revocation leaves the tokens alone", () => {
    expect(happen(stateSample(), { ...logout, revoke: false }).types).toEqual(["save", "log"]);
  });

  it("during a login cancels it", () => {
    const state = stateSample({ login: 4, record: nobody });
    const { after, types } = happen(state, logout);
    expect(after.login).toBeNull();
    expect(types).toEqual(["release", "save"]);
  });
});

describe("a refused token that was just renewed", () => {
  const event = { type: "refused-again", access: "access-1", userGone: null } as const;

  it("pauses token requests for a while", () => {
    const { after, effects } = happen(stateSample(), event);
    expect(after.pause).toEqual({
      until: noon + 30_000,
      error: null,
      kind: null,
      strict: false,
      failures: 0,
    });
    expect(effects).toEqual([]);
  });

  it("leaves a pause that the server ordered, and replaces one of our own", () => {
    const strict = { ...pause, strict: true };
    expect(happen(stateSample({ pause: strict }), event).after.pause).toBe(strict);
    expect(happen(stateSample({ pause }), event).after.pause?.error).toBeNull();
    const over = { ...strict, until: noon };
    expect(happen(stateSample({ pause: over }), event).after.pause?.strict).toBe(false);
  });

  it("ends the session if its user was deleted", () => {
    const gone = new SessionError("rejected", "");
    const { after, logged } = happen(stateSample({ inFlight }), { ...event, userGone: gone });
    expect(after).toMatchObject({ record: { tokenSet: null, reason: "rejected" }, error: gone });
    expect(logged).toEqual([{ type: "ended", reason: "rejected", elsewhere: false }]);
  });

  it("is ignored if it is not the current token, or nobody is logged in", () => {
    const empty = stateSample({ record: nobody });
    expect(happen(empty, event)).toMatchObject({ after: empty, effects: [] });
    const state = stateSample();
    expect(happen(state, { ...event, access: "older" })).toMatchObject({
      after: state,
      effects: [],
    });
  });
});

describe("a record that is missing from storage", () => {
  const strict = { ...pair, goneMeansLogout: true };
  const gone = { type: "record-missing", visible: true } as const;
  const hidden = { type: "record-missing", visible: false } as const;

  it("is a logout if the storage says so, and nothing is written", () => {
    const { after, effects, logged } = happen(
      stateSample({ inFlight, visible: false }),
      gone,
      strict,
    );
    expect(after).toMatchObject({
      visible: true,
      record: { tokenSet: null, reason: "logout", epoch: 2 },
      elsewhere: true,
      inFlight: null,
      renewAt: null,
    });
    expect(effects[0]).toEqual({ type: "release", id: 3, error: changed });
    expect(logged).toEqual([{ type: "ended", reason: "logout", elsewhere: true }]);
    expect(effects).toHaveLength(2);
  });

  it("on a hidden page only cancels the in-flight request and delays the next one by ten seconds", () => {
    const { after, effects } = happen(stateSample({ inFlight }), hidden, strict);
    expect(after).toMatchObject({
      visible: false,
      inFlight: null,
      pause: { until: noon + 10_000 },
    });
    expect(after.record.tokenSet).not.toBeNull();
    expect(effects).toEqual([{ type: "release", id: 3, error: changed }]);
    const idle = happen(stateSample(), hidden, strict);
    expect(idle).toMatchObject({ after: { ...stateSample(), visible: false }, effects: [] });
  });

  it("is ignored by other storages, and with nobody logged in", () => {
    expect(happen(stateSample({ inFlight }), gone)).toMatchObject({
      after: stateSample({ inFlight }),
      effects: [],
    });
    const state = stateSample({ record: nobody });
    expect(happen(state, gone, strict)).toMatchObject({ after: state, effects: [] });
  });
});

describe("a look at the clock", () => {
  it("ends our own pause if somebody returned, but not one that the server ordered", () => {
    const returned = { ...look, returned: true };
    const until = (changes: object, event = returned): number | undefined =>
      happen(stateSample({ pause: { ...pause, ...changes } }), event).after.pause?.until;
    expect(until({})).toBe(noon);
    expect(until({ strict: true })).toBe(noon + 20_000);
    expect(until({}, look)).toBe(noon + 20_000);
    expect(happen(stateSample(), returned).after.pause).toBeNull();
  });

  it("records whether the page is visible", () => {
    expect(happen(stateSample(), { ...look, visible: false }).after.visible).toBe(false);
    expect(happen(stateSample({ visible: false }), look).after.visible).toBe(true);
  });

  it("renews tokens when they are due, not earlier", () => {
    const renewAt = noon + 1000;
    expect(happen(stateSample({ renewAt }), { ...look, now: noon + 999 }).types).toEqual([]);
    const { after, effects } = happen(stateSample({ renewAt }), { ...look, now: renewAt });
    const expected = { ...inFlight, id: 1 };
    expect(after).toMatchObject({ inFlight: expected, serial: 1 });
    expect(effects).toEqual([
      { type: "request-tokens", request: expected },
      { type: "log", entry: { type: "refreshing", why: "timer" } },
    ]);
  });
});

describe("the first look at storage", () => {
  const loading = { settled: false, record: nobody, renewAt: null };
  const stored = (changes: object, event: object = {}) => ({
    type: "stored" as const,
    stored: recordSample({ tokenSet: tokenSetSample(changes) }),
    ...event,
  });

  it("shows the stored session", () => {
    const { after, effects } = happen(stateSample({ ...loading, error }), stored({}));
    expect(after).toMatchObject({ settled: true, unverified: false, userDue: false, error: null });
    expect(after.record.tokenSet).toEqual(tokenSetSample());
    expect(after.renewAt).toBe(noon + 240_000);
    expect(effects).toEqual([{ type: "log", entry: { type: "restored" } }]);
  });

  it("settles the status even if nothing is stored, and later reads change nothing", () => {
    const nothing = { type: "stored", stored: null } as const;
    const first = happen(stateSample(loading), nothing);
    expect(first).toMatchObject({ after: { settled: true, record: { epoch: 0 } }, effects: [] });
    const state = stateSample({ inFlight });
    expect(happen(state, nothing)).toMatchObject({ after: state, effects: [] });
  });

  it("waits for the server if the token has expired or has no known expiry", () => {
    const expired = happen(stateSample(loading), stored({}, { now: noon + 300_000 }));
    expect(expired.after).toMatchObject({ settled: false, unverified: false });
    expect(expired.after.inFlight).toMatchObject({ kind: "refresh", why: "restore" });
    expect(happen(stateSample(loading), stored({}, { now: noon + 299_999 })).after.settled).toBe(
      true,
    );
    const silent = stored({ ...opaque, refresh: null });
    const asked = happen(stateSample(loading), silent, rulesSample("fixed"));
    expect(asked.after).toMatchObject({ settled: false, unverified: true });
    expect(asked.after.inFlight).toMatchObject({ kind: "verify", why: "restore" });
  });

  it("ends a stored session that lasted too long", () => {
    const { after, logged } = happen(stateSample(loading), stored({}, { now: noon + 2000 }), {
      ...pair,
      maxAge: 1000,
    });
    expect(after).toMatchObject({ settled: true, record: { tokenSet: null, reason: "max-age" } });
    expect(logged.map(({ type }) => type)).toEqual(["ended"]);
  });
});
