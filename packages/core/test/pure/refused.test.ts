// Token requests that bring no tokens: which answers end a session, which keep it, and how long the next request waits.
import { describe, expect, it } from "vitest";
import { SessionError } from "../../src/model/errors.ts";
import type { Outcome, Pause, State, TokenRequest } from "../../src/model/state.ts";
import { happen, nothing } from "../support/happen.ts";
import {
  noon,
  opaque,
  recordSample,
  rulesSample,
  stateSample,
  tokenSetSample,
} from "../support/samples.ts";

const pair = rulesSample("pair");
const fixed = rulesSample("fixed");

const inFlight: TokenRequest = {
  id: 3,
  kind: "refresh",
  why: "timer",
  tokens: { access: "access-1", refresh: "refresh-1" },
  generation: 1,
  epoch: 1,
  userGone: null,
};
const pause: Pause = {
  until: noon - 1,
  error: new SessionError("server", ""),
  kind: "refresh",
  strict: false,
  failures: 2,
};
const rejected = new SessionError("rejected", "");
const network = new SessionError("network", "");
const missing = new SessionError("misconfigured", "", { status: 404 });

/** Answers the in-flight request. */
function answer(
  asked: Partial<TokenRequest>,
  outcome: Outcome<null>,
  changes: Partial<State<string>> = {},
  rules = pair,
): ReturnType<typeof happen> {
  const state = stateSample({ inFlight: { ...inFlight, ...asked }, ...changes });
  const event = { type: "answered", id: 3, outcome, stored: null } as const;
  return happen(state, event, rules);
}

/** The error that the waiting callers get. */
const heard = ({ effects }: ReturnType<typeof happen>): SessionError | null | undefined =>
  effects.flatMap((effect) => (effect.type === "release" ? [effect.error] : [])).at(-1);

const expired = recordSample({ tokenSet: tokenSetSample({ accessExpiresAt: noon }) });
const over = recordSample({
  tokenSet: tokenSetSample({ accessExpiresAt: noon, renewableUntil: noon }),
});
const forever = recordSample({ tokenSet: tokenSetSample({ ...opaque, refresh: null }) });

describe("a failed token request that is no refusal", () => {
  it.each([
    ["the first", null, noon + 2000, 1],
    ["the third", pause, noon + 5000, 3],
  ])("causes a pause, which grows with each failure: %s", (_, before, until, failures) => {
    const state = { pause: before, renewAt: null };
    const asked = { ...inFlight };
    const event = { type: "answered", id: 3, outcome: { error: network }, stored: null } as const;
    const happened = happen(stateSample({ ...state, inFlight: asked }), { ...event, random: 0.5 });
    expect(happened.after.pause).toEqual({
      until,
      error: network,
      kind: "refresh",
      strict: false,
      failures,
    });
    expect(happened.after).toMatchObject({ renewAt: null, settled: true, unverified: false });
    expect(happened.saved).toBeNull();
    expect(happened.logged).toEqual([
      { type: "refresh-failed", code: "network", error: network, retryAt: until },
    ]);
    expect(heard(happened)).toBe(network);
  });

  it("is repeated when the server says, and the record tells all tabs", () => {
    const error = new SessionError("throttled", "", { retryAfter: 0 });
    const { after, saved, logged } = answer({}, { error }, { renewAt: noon + 240_000 });
    expect(after.pause).toMatchObject({ until: noon, strict: true, failures: 1 });
    expect(after.renewAt).toBe(noon);
    expect(saved).toMatchObject({ quietUntil: noon, tokenSet: tokenSetSample() });
    expect(logged[0]).toMatchObject({ retryAt: noon });
  });

  it("does not delay a renewal that is due before the pause is over", () => {
    expect(answer({}, { error: network }, { renewAt: noon + 500 }).after.renewAt).toBe(noon + 500);
  });

  it("is not repeated by a hidden page", () => {
    expect(answer({}, { error: network }, { visible: false }).logged[0]).toMatchObject({
      retryAt: null,
    });
  });

  it("leaves the token unverified if it was a verification", () => {
    const { after } = answer({ kind: "verify" }, { error: network }, { record: forever }, fixed);
    expect(after).toMatchObject({ unverified: true, pause: { kind: "verify" } });
  });

  it("is a server error, unless a signed request was told that the user was deleted", () => {
    const server = new SessionError("server", "");
    expect(answer({ why: "refused" }, { error: server }).after.record.tokenSet).not.toBeNull();
    expect(answer({ why: "gone" }, { error: network }).after.record.tokenSet).not.toBeNull();
    const gone = new SessionError("rejected", "no such user");
    const ended = answer({ why: "gone", userGone: gone }, { error: server });
    expect(ended.after).toMatchObject({
      record: { tokenSet: null, reason: "rejected" },
      error: gone,
    });
    expect(heard(ended)).toBe(gone);
  });
});

describe("a clear refusal", () => {
  it.each(["timer", "retry", "request", "manual", "restore"] as const)(
    "of an early renewal (%s) keeps the access token until it expires, and nothing is asked again",
    (why) => {
      const record = recordSample({ tokenSet: tokenSetSample({ skew: 500 }) });
      const happened = answer({ why }, { error: rejected }, { record, pause });
      const { after, saved, logged } = happened;
      expect(saved?.tokenSet).toEqual(tokenSetSample({ skew: 500, renewableUntil: noon + 500 }));
      expect(after).toMatchObject({ pause: null, refusal: rejected, inFlight: null });
      expect(logged).toEqual([
        { type: "refresh-failed", code: "rejected", error: rejected, retryAt: null },
      ]);
      expect(heard(happened)).toBe(rejected);
    },
  );

  it("of a renewal because of a doubt is followed by a verification of the access token", () => {
    const happened = answer({ why: "doubtful" }, { error: rejected });
    expect(happened.after.inFlight).toMatchObject({ kind: "verify", why: "doubtful" });
    expect(happened.after.refusal).toBe(rejected);
    expect(heard(happened)).toBeNull();
  });

  it.each(["refused", "gone"] as const)(
    "of a renewal after a refused request (%s) ends the session",
    (why) => {
      const happened = answer({ why }, { error: rejected });
      expect(happened.after).toMatchObject({
        record: { tokenSet: null, reason: "rejected" },
        error: rejected,
        refusal: null,
      });
      expect(happened.types).toEqual(["save", "log", "release"]);
      expect(heard(happened)).toBe(rejected);
    },
  );

  it("of the renewal of an expired token ends the session", () => {
    const { after } = answer({}, { error: rejected }, { record: expired });
    expect(after).toMatchObject({
      record: { tokenSet: null, reason: "rejected" },
      error: rejected,
    });
  });

  it("of a verification ends the session", () => {
    const { after } = answer({ kind: "verify", why: "doubtful" }, { error: rejected });
    expect(after).toMatchObject({
      record: { tokenSet: null, reason: "rejected" },
      error: rejected,
    });
  });

  it.each([
    ["with the earlier refusal as the error", { refusal: network, pause }, network],
    ["with the last failure as the error", { pause }, pause.error],
    ["without an error if there was none", {}, null],
  ])("of tokens that are over ends the session as expired, %s", (_, changes, error) => {
    const { after } = answer({ kind: "reread" }, { error: rejected }, { record: over, ...changes });
    expect(after).toMatchObject({ record: { tokenSet: null, reason: "expired" }, error });
  });

  it("of tokens that only a newer version may renew ends nothing, and nothing is asked again", () => {
    const record = { ...expired, minVersion: 2 };
    const happened = answer({ kind: "reread" }, { error: rejected }, { record, unverified: true });
    const error = heard(happened);
    expect(error).toMatchObject({
      code: "not-supported",
      message: expect.stringContaining("Reload the page"),
    });
    expect(happened.after).toMatchObject({ record, unverified: false });
    expect(happened.after.pause).toEqual({
      until: Infinity,
      error,
      kind: "reread",
      strict: true,
      failures: 0,
    });
    expect(happened.logged).toEqual([
      { type: "refresh-failed", code: "not-supported", error, retryAt: null },
    ]);
    expect(happened.saved).toBeNull();
  });
});

describe("a verification address that does not exist", () => {
  const asked = { kind: "verify", why: "doubtful" } as const;

  it("makes the refused request a matter of permissions, and the session goes on", () => {
    const happened = answer(
      asked,
      { error: missing },
      { record: forever, unverified: true },
      fixed,
    );
    expect(heard(happened)).toBeNull();
    expect(happened.after).toMatchObject({ unverified: false, record: forever });
    expect(happened.after.pause).toMatchObject({ until: noon + 30_000, error: null });
    expect(happened.logged).toEqual([
      { type: "refresh-failed", code: "misconfigured", error: missing, retryAt: null },
    ]);
  });

  it.each([
    ["another status", asked, new SessionError("misconfigured", "", { status: 405 })],
    ["another kind of request", { ...asked, kind: "refresh" }, missing],
    ["another reason", { ...asked, why: "restore" }, missing],
  ] as const)("is not assumed after %s", (_, question, error) => {
    const happened = answer(question, { error }, { record: forever }, fixed);
    expect(heard(happened)).toBe(error);
    expect(happened.after.pause).toMatchObject({ error, kind: question.kind });
  });
});

describe("a verified token", () => {
  it("stays, and is not verified again for a while", () => {
    const changes = { record: forever, unverified: true, pause };
    const happened = answer({ kind: "verify", why: "doubtful" }, nothing, changes, fixed);
    expect(happened.after).toMatchObject({ unverified: false, settled: true, record: forever });
    expect(happened.after.pause).toMatchObject({ until: noon + 30_000, error: null, failures: 0 });
    expect(happened.effects).toEqual([{ type: "release", id: 3, error: null }]);
  });

  it("stays without a pause if the page was just opened", () => {
    const changes = { record: forever, unverified: true, pause, settled: false };
    const { after } = answer({ kind: "verify", why: "restore" }, nothing, changes, fixed);
    expect(after).toMatchObject({ unverified: false, settled: true, pause: null });
  });
});
