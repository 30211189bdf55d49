// The user of a session: who tells it, when it counts as changed, and when `me` is asked again.
import { describe, expect, it } from "vitest";
import type { Rules, State } from "../../src/model/state.ts";
import { writeJwt } from "../../src/testing/mint.ts";
import { granted, happen } from "../support/happen.ts";
import {
  noon,
  recordSample,
  rulesSample,
  stateSample,
  tokenSetSample,
} from "../support/samples.ts";

type User = Rules<string>["backend"]["user"];

const pair = rulesSample();
const me: Rules<string>["backend"]["me"] = { method: "GET", path: "me/", read: () => "alice" };
const look = { type: "look", visible: true, returned: false } as const;

/** Reads the user from the claims. */
const byName: User = ({ name }) => name as string;

const rulesOf = (user: User, changes: Partial<Rules<string>["backend"]> = {}): Rules<string> => {
  const { user: _, ...nameless } = pair.backend;
  return { ...pair, backend: { ...nameless, ...changes, ...(user && { user }) } };
};

describe("the user after a login", () => {
  const answered = (rules: Rules<string>, access: string, changes: object = {}) => {
    const state = stateSample({ login: 5 });
    const outcome = granted(access, changes);
    const { saved } = happen(state, { type: "answered", id: 5, outcome, stored: null }, rules);
    return { user: saved?.tokenSet?.user, userFrom: saved?.tokenSet?.userFrom };
  };
  const zoe = writeJwt({ name: "zoe" });

  it.each([
    ["the one in the answer", rulesOf(byName), zoe, { user: "bob" }, { user: "bob" }],
    ["the one in the claims", rulesOf(byName), zoe, {}, { user: "zoe", userFrom: "claims" }],
    ["null if nothing could tell", rulesOf(undefined), zoe, {}, { user: null }],
    [
      "what `user` returns for a token without claims",
      rulesOf((claims) => `${Object.keys(claims).length} claims`),
      "opaque",
      {},
      { user: "0 claims", userFrom: "claims" },
    ],
  ])("is %s", (_, rules, access, changes, expected) => {
    expect(answered(rules, access, changes)).toEqual({ userFrom: undefined, ...expected });
  });
});

/** The settings, the new claims, the rest of the answer, the old claims, and the rest of the old token set. */
type Renewal = readonly [
  Rules<string>,
  claims: object,
  grant?: object,
  before?: object,
  tokenSet?: object,
];

describe("the user after a renewal", () => {
  const renewed = ([
    rules,
    claims,
    grant = {},
    before = { name: "alice" },
    tokenSet = {},
  ]: Renewal) => {
    const inFlight = {
      id: 3,
      kind: "refresh",
      why: "timer",
      userGone: null,
      tokens: { access: "access-1", refresh: "refresh-1" },
      generation: 1,
      epoch: 1,
    } as const;
    const old = tokenSetSample({ claims: { ...before }, userFrom: "claims", ...tokenSet });
    const state = stateSample({ inFlight }, old);
    const outcome = granted(writeJwt(claims), grant);
    const event = { type: "answered", id: 3, outcome, stored: null, random: 0.25 } as const;
    const { user, userAt, userFrom } = happen(state, event, rules).saved?.tokenSet ?? {};
    return { user, userAt, userFrom };
  };
  const old = { user: "alice", userAt: noon + 0.5, userFrom: "claims" };
  const changed = { userAt: noon + 1.5 + 0.25 };

  it.each([
    ["the one in the answer", [rulesOf(byName), {}, { user: "bob" }], { user: "bob", ...changed }],
    ["the same if the answer says so", [rulesOf(byName), {}, { user: "alice" }], old],
    [
      "the one in the new claims",
      [rulesOf(byName), { name: "bob" }],
      { user: "bob", ...changed, userFrom: "claims" },
    ],
    ["the same if the claims say the same", [rulesOf(byName), { name: "alice" }], old],
    [
      "the same if the claims have not changed since the login, but the user was renamed",
      [rulesOf(byName), { name: "al" }, {}, { name: "al" }],
      old,
    ],
    ["the same if the claims have no user", [rulesOf(byName), {}], old],
    ["the same if there is a `me` operation", [rulesOf(byName, { me }), { name: "bob" }], old],
    ["the same if nothing tells it", [rulesOf(undefined), { name: "bob" }], old],
    [
      "newer than the last one, whatever this clock says",
      [rulesOf(byName), {}, { user: "bob" }, {}, { userAt: noon + 9000 }],
      { user: "bob", userAt: noon + 9001.25 },
    ],
    [
      "as new as this clock says, if that is later",
      [rulesOf(byName), {}, { user: "bob" }, {}, { userAt: noon - 9000 }],
      { user: "bob", userAt: noon + 0.25 },
    ],
  ] as const)("is %s", (_, renewal, expected) => {
    expect(renewed(renewal)).toEqual({ userFrom: undefined, ...expected });
  });

  it("is the same if `user` throws", () => {
    const stumble: User = () => {
      throw new Error("no such claim");
    };
    expect(renewed([rulesOf(stumble), { name: "bob" }])).toEqual(old);
  });
});

describe("a stored user", () => {
  const restored = (user: User, tokenSet: object) =>
    happen(
      stateSample({ settled: false, record: recordSample({ tokenSet: null, epoch: 0 }) }),
      { type: "stored", stored: recordSample({ tokenSet: tokenSetSample(tokenSet) }) },
      rulesOf(user),
    );
  const told = { claims: { name: "Alice" }, userFrom: "claims" } as const;

  it("from the claims is read again, and stored if it reads differently", () => {
    const { saved, after } = restored(byName, told);
    expect(saved?.tokenSet).toMatchObject({
      user: "Alice",
      userAt: noon + 1.5,
      userFrom: "claims",
    });
    expect(after.record).toEqual(saved);
    expect(restored(() => "alice", told).saved).toBeNull();
    expect(restored(() => undefined, told).saved).toBeNull();
    expect(restored(undefined, told).saved).toBeNull();
  });

  it("from an answer of the server stays", () => {
    expect(restored(byName, { ...told, userFrom: undefined }).saved).toBeNull();
  });

  it("is not read with nobody logged in", () => {
    const state = stateSample({ settled: false, record: recordSample({ tokenSet: null }) });
    const stored = recordSample({ tokenSet: null });
    expect(happen(state, { type: "stored", stored }, rulesOf(byName)).effects).toEqual([]);
  });
});

describe("a user from `me` or an account operation", () => {
  const event = { type: "user", epoch: 1, user: "bob" } as const;

  it("replaces the old one, and `me` need not be asked", () => {
    const { after, types, saved } = happen(stateSample({ userDue: true }), event);
    expect(saved?.tokenSet).toEqual(
      tokenSetSample({ user: "bob", userAt: noon + 1.5, userFrom: undefined }),
    );
    expect(after).toMatchObject({ userDue: false, record: saved });
    expect(types).toEqual(["save"]);
  });

  it("changes nothing if it is the same", () => {
    const state = stateSample();
    expect(happen(state, { ...event, user: "alice" })).toMatchObject({ after: state, effects: [] });
  });

  it("is ignored in another session, or with nobody logged in", () => {
    const state = stateSample({ userDue: true });
    const { after, effects } = happen({ ...state, visible: false }, { ...event, epoch: 2 });
    expect(after).toEqual({ ...state, visible: false });
    expect(effects).toEqual([]);
    const record = recordSample({ tokenSet: null });
    expect(happen(stateSample({ record }), event).effects).toEqual([]);
  });
});

describe("the `me` operation", () => {
  const due = { userDue: true, renewAt: null };
  const asks = (changes: Partial<State<string>>, event: object = {}): boolean => {
    const { after, types } = happen(stateSample({ ...due, ...changes }), { ...look, ...event });
    expect(after.userDue).toBe(
      stateSample({ ...due, ...changes }).userDue && !types.includes("ask-user"),
    );
    return types.includes("ask-user");
  };

  it.each([
    ["is asked when that is due", {}, {}, true],
    ["is not asked when it is not due", { userDue: false }, {}, false],
    ["waits for the first answer", { settled: false }, {}, false],
    ["waits for the in-flight request", { inFlight: {} as never }, {}, false],
    ["waits on a hidden page", {}, { visible: false }, false],
  ])("%s", (_, changes, event, expected) => {
    expect(asks(changes, event)).toBe(expected);
  });
});
