// The decisions of cookie mode: what is owed, whom the cookies are asked about, and whose they are.
import { cookieMode } from "@sojourn/core";
import { describe, expect, it } from "vitest";
import { paid } from "../../src/cookies/debts.ts";
import { isLaterLogin, Purse } from "../../src/cookies/purse.ts";
import { cookieTransition } from "../../src/cookies/transition.ts";
import { initialState } from "../../src/machine/transition.ts";
import { SessionError } from "../../src/model/errors.ts";
import {
  emptyRecord,
  isSuperseded,
  merge,
  readRecord,
  writeRecord,
} from "../../src/model/record.ts";
import type { Effect, Rules, SessionRecord, State, TokenRequest } from "../../src/model/state.ts";
import type { EventDraft } from "../support/happen.ts";
import {
  noon,
  recordSample,
  rulesSample,
  stateSample,
  timing,
  tokenSetSample,
} from "../support/samples.ts";

function cookieRules(restore = false): Rules<string> {
  const { backend, ...rules } = rulesSample();
  return { ...rules, backend: { ...backend, cookies: cookieMode({ to: "auth", restore }) } };
}

function decide(
  before: State<string>,
  event: EventDraft,
  rules = cookieRules(),
): readonly [State<string>, readonly Effect<string>[]] {
  const circumstances = { now: before.now, random: 0.5, sharedActivityAt: 0 };
  return cookieTransition(before, { ...circumstances, ...event }, rules);
}

const saved = (effects: readonly Effect<string>[]): SessionRecord<string> | undefined =>
  effects.flatMap((effect) => (effect.type === "save" ? [effect.record] : [])).at(-1);

const types = (effects: readonly Effect<string>[]): string[] => effects.map(({ type }) => type);

const logout = { type: "logout", reason: "logout", revoke: true } as const;
const owing: SessionRecord<string> = {
  ...recordSample({ epoch: 2 }),
  tokenSet: null,
  reason: "logout",
  owed: true,
};
const answeredNow = timing(noon);
const rejected = new SessionError("rejected", "No.");
const offline = new SessionError("network", "No answer.");

describe("a login that nothing comes of", () => {
  /** The answer to a login that was given up, with these keys, while storage holds this record. */
  const arrives = (access: string, stored: SessionRecord<string> | null, before = stateSample()) =>
    decide(before, {
      type: "answered",
      id: 99,
      stored,
      outcome: { value: { access, refresh: access }, timing: answeredNow },
    });
  const withKey = (access: string, epoch: number): SessionRecord<string> =>
    recordSample({ epoch, tokenSet: tokenSetSample({ access, refresh: access }) });
  const mine = stateSample({ record: withKey("login-1000-0.1", 5) });

  it("ends the session whose cookies it took, and owes the server the news", () => {
    const [after, effects] = arrives("login-3000-0.2", null, mine);
    expect(after.record).toMatchObject({ tokenSet: null, reason: "replaced", owed: true });
    expect(saved(effects)).toBe(after.record);
  });

  it("ends the session that another tab has begun meanwhile, of which only storage knows", () => {
    const [after] = arrives("login-3000-0.2", withKey("login-2000-0.3", 7), mine);
    expect(after.record).toMatchObject({ tokenSet: null, reason: "replaced", epoch: 8 });
  });

  it.each([
    ["an earlier login", "login-500-0.2"],
    ["a renewal, or cookies that were found", "renewal-3000-0.2"],
  ])("ends nothing where the keys are those of %s", (_what, access) => {
    const [after] = arrives(access, null, mine);
    expect(after.record.tokenSet).not.toBeNull();
  });
});

describe("what is owed", () => {
  it("a logout owes the server the news, and the stored end says so", () => {
    const [after, effects] = decide(stateSample(), logout);
    expect(after.record).toMatchObject({ tokenSet: null, owed: true });
    expect(saved(effects)).toBe(after.record);
    expect(types(effects)).toContain("revoke");
  });

  it.each([
    ["the idle timeout", { ...cookieRules(), idle: { timeout: 60_000, warning: 30_000 } }],
    ["the maximum age", { ...cookieRules(), maxAge: 60_000 }],
  ])("so does %s", (_what, rules) => {
    const late = noon + 3_600_000;
    const look = { type: "look", visible: true, returned: false, now: late } as const;
    const [after] = decide(stateSample({ activeAt: noon }), look, rules);
    expect(after.record).toMatchObject({ tokenSet: null, owed: true });
  });

  it.each([
    [
      "a refusal of the server",
      { type: "answered", id: 1, stored: null, outcome: { error: rejected } },
    ],
    ["an end that the app was told of", { type: "end", reason: "expired" }],
  ] as const)("%s owes nothing", (_what, event) => {
    const tokens = { access: "access-1", refresh: "refresh-1" };
    const inFlight = {
      id: 1,
      kind: "refresh",
      why: "refused",
      tokens,
      generation: 1,
      epoch: 1,
    } as const;
    const [after] = decide(stateSample({ inFlight: { ...inFlight, userGone: null } }), event);
    expect(after.record.tokenSet).toBeNull();
    expect(after.record.owed).toBeUndefined();
  });

  it("a login ends a debt", () => {
    const before = {
      ...initialState,
      now: noon,
      settled: true,
      record: owing,
      login: 7,
      serial: 7,
    };
    const outcome = { value: { access: "key", refresh: "key" }, timing: answeredNow };
    const [after, effects] = decide(before, { type: "answered", id: 7, stored: null, outcome });
    expect(after.record.tokenSet).not.toBeNull();
    expect(after.record.owed).toBeUndefined();
    expect(saved(effects)?.owed).toBeUndefined();
  });

  it("a page that starts pays it before it asks the cookies anything", () => {
    const [after, effects] = decide(
      initialState,
      { type: "stored", stored: owing },
      cookieRules(true),
    );
    expect(after.settled).toBe(true);
    expect(types(effects)).toEqual(["revoke"]);
  });

  it("a return pays it, and a mere look does not", () => {
    const before = { ...initialState, now: noon, settled: true, record: owing };
    const look = { type: "look", visible: true } as const;
    expect(types(decide(before, { ...look, returned: true })[1])).toEqual(["revoke"]);
    expect(types(decide(before, { ...look, returned: false })[1])).toEqual([]);
  });

  it("a paid end wins over the same end unpaid, whichever comes first", () => {
    expect(merge(owing, paid(owing))).toEqual(paid(owing));
    expect(merge(paid(owing), owing)).toEqual(paid(owing));
    expect(readRecord(writeRecord(owing))).toEqual(owing);
  });
});

describe("cookies that nobody has asked", () => {
  it.each([
    ["with restore and nothing stored", true, null, ["request-tokens"]],
    ["without restore", false, null, []],
    ["with restore over an end", true, paid(owing), []],
    ["with restore over a session", true, recordSample(), ["log"]],
  ])("%s: what is done", (_what, restore, stored, expected) => {
    const start = { type: "stored", stored, now: noon } as const;
    const [after, effects] = decide(initialState, start, cookieRules(restore));
    expect(types(effects)).toEqual(expected);
    expect(after.settled).toBe(!expected.includes("request-tokens"));
  });

  const asking = decide(
    initialState,
    { type: "stored", stored: null, now: noon },
    cookieRules(true),
  )[0];
  const id = asking.inFlight?.id ?? 0;

  it("a plain no is nobody, without a reason and without an error", () => {
    const [after] = decide(asking, {
      type: "answered",
      id,
      stored: null,
      outcome: { error: rejected },
    });
    expect(after).toMatchObject({
      settled: true,
      inFlight: null,
      error: null,
      record: emptyRecord,
    });
  });

  it("no answer is nobody for now, and is asked again on a return", () => {
    const rules = cookieRules(true);
    const [after] = decide(
      asking,
      { type: "answered", id, stored: null, outcome: { error: offline } },
      rules,
    );
    expect(after).toMatchObject({ settled: true, error: offline });
    const look = { type: "look", visible: true, returned: true } as const;
    expect(decide(after, look, rules)[0]).toMatchObject({
      settled: true,
      inFlight: { kind: "restore" },
    });
  });

  it("what another tab stored meanwhile comes first", () => {
    const outcome = { error: rejected };
    const [after] = decide(asking, { type: "answered", id, stored: recordSample(), outcome });
    expect(after.record.tokenSet?.user).toBe("alice");
  });

  it.each([
    ["the same person", { id: 1, name: "Zoë" }, "Alice", ["release"]],
    ["nobody", null, "Alice", ["release"]],
    ["another person", { id: 2, name: "Bob" }, "Bob", expect.arrayContaining(["save", "release"])],
  ])(
    "a session that storage told late goes on, unless the cookies know another person: %s",
    (_who, found, shown, done) => {
      const known = recordSample({
        epoch: 1,
        tokenSet: tokenSetSample({ user: { id: 1, name: "Alice" } as never }),
      });
      const late = { ...asking, record: known };
      const value = { access: "key", refresh: "key", user: found as never };
      const outcome = found ? { value, timing: answeredNow } : { error: rejected };
      const [after, effects] = decide(late, { type: "answered", id, stored: null, outcome });
      expect(after).toMatchObject({ inFlight: null, settled: true, error: null });
      expect(after.record.tokenSet?.user).toMatchObject({ name: shown });
      expect(types(effects)).toEqual(done);
    },
  );

  it("an end that storage told late keeps the cookies out, and what it owes is paid", () => {
    const late = { ...asking, record: owing };
    const value = { access: "key", refresh: "key", user: "alice" };
    const outcome = { value, timing: answeredNow };
    const [after, effects] = decide(late, { type: "answered", id, stored: null, outcome });
    expect(after.record.tokenSet).toBeNull();
    expect(types(effects)).toEqual(["release", "revoke"]);
  });

  it("a logout meanwhile leaves nobody, and a debt", () => {
    const [after, effects] = decide(asking, logout);
    expect(after).toMatchObject({
      inFlight: null,
      login: null,
      record: { owed: true, reason: "logout" },
    });
    expect(types(effects)).toContain("revoke");
    const outcome = { value: { access: "key", refresh: "key" }, timing: answeredNow };
    expect(
      decide(after, { type: "answered", id, stored: null, outcome })[0].record.tokenSet,
    ).toBeNull();
  });
});

describe("whose cookies they are", () => {
  const tokens = { access: "access-1", refresh: "refresh-1" };
  const inFlight: TokenRequest = {
    id: 3,
    kind: "refresh",
    why: "timer",
    tokens,
    generation: 1,
    epoch: 1,
    userGone: null,
  };
  const answer = (claims: object) =>
    decide(stateSample({ inFlight }, tokenSetSample({ claims: { user_id: 1 } })), {
      type: "answered",
      id: 3,
      stored: null,
      outcome: {
        value: { access: "key", refresh: "key", claims: { ...claims } },
        timing: answeredNow,
      },
    })[0];

  it.each([
    ["the same person", { user_id: 1 }, true],
    ["claims without a person", {}, true],
    ["another person", { user_id: 2 }, false],
    ["another subject, where there was none", { sub: "x", user_id: 1 }, true],
  ])("a renewal with %s", (_what, claims, goesOn) => {
    expect(answer(claims).record.tokenSet !== null).toBe(goesOn);
  });

  it.each([
    ["another id", { id: 2, name: "Alice" }, false],
    ["another name", { id: 1, name: "Zoë" }, true],
    ["no id", { name: "Zoë" }, true],
  ])("'me' with %s", (_what, user, goesOn) => {
    const before = stateSample({}, tokenSetSample({ user: { id: 1, name: "Alice" } as never }));
    const [after] = decide(before, { type: "user", epoch: 1, user: user as never });
    expect(after.record.tokenSet !== null).toBe(goesOn);
  });
});

describe("a tab without a token", () => {
  const tokens = { access: "access-1", refresh: "refresh-1" };
  const request: TokenRequest = {
    id: 1,
    kind: "refresh",
    why: "missing",
    tokens,
    generation: 1,
    epoch: 1,
    userGone: null,
  };

  it("is not helped by the renewal of another tab, but by another session", () => {
    const renewed = recordSample({ generation: 9, tokenSet: tokenSetSample({ access: "other" }) });
    expect(isSuperseded(request, renewed)).toBe(false);
    expect(isSuperseded(request, { ...renewed, epoch: 2 })).toBe(true);
    expect(isSuperseded({ ...request, why: "timer" }, renewed)).toBe(true);
  });

  it("does not wait for the end of a rest, but for the end of a failure", () => {
    const rest = { until: noon + 1000, error: null, kind: null, strict: false, failures: 0 };
    const wish = { type: "renew", why: "missing" } as const;
    expect(types(decide(stateSample({ pause: rest }), wish)[1])).toContain("request-tokens");
    const failure = { ...rest, error: offline };
    expect(types(decide(stateSample({ pause: failure }), wish)[1])).toEqual([]);
  });

  it("uses an older token of the same session until it is due, and never one of another session", () => {
    const clock = { now: noon };
    const purse = new Purse({ keepsTokens: true, now: () => clock.now, random: () => 0.5 });
    const rules = rulesSample();
    const { access } = purse.keep({ access: "a.b.c" });
    const mine = recordSample({ tokenSet: tokenSetSample({ access }) });
    expect(purse.serves(mine, rules)).toBe(true);
    const newer = recordSample({ generation: 2, tokenSet: tokenSetSample({ access: "sibling" }) });
    expect(purse.serves(newer, rules)).toBe(true);
    expect(purse.tokenFor("sibling")).toBe("a.b.c");
    expect(purse.serves({ ...newer, epoch: 5 }, rules)).toBe(false);
    clock.now = noon + 290_000;
    expect(purse.serves(newer, rules)).toBe(false);
    purse.refuse("sibling", "another");
    expect(purse.tokenFor(access)).toBeNull();
  });

  it("keys tell which login came later, and a renewal leaves the cookies with their session", () => {
    expect(isLaterLogin("login-2000-0.1", "login-1000-0.9")).toBe(true);
    expect(isLaterLogin("login-1000-0.9", "renewal-2000-0.1")).toBe(false);
    expect(isLaterLogin("renewal-2000-0.1", "login-1000-0.9")).toBe(false);
  });
});

it.each([
  [{ to: "some" }, /Write "auth" or "all"/],
  [{ to: "all", csrf: { header: "X-CSRFToken" } }, /a cookie to read or an operation to ask/],
])("settings that cannot be right are refused", (settings, message) => {
  expect(() => cookieMode(settings as never)).toThrow(message);
});
