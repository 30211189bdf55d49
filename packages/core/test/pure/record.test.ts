// The stored record: it is read as it was written, damaged text is refused, and records of tabs are merged.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  emptyRecord,
  isSuperseded,
  merge,
  needsNewerVersion,
  readRecord,
  writeRecord,
} from "../../src/model/record.ts";
import type { Reason, SessionRecord, TokenRequest, TokenSet } from "../../src/model/state.ts";
import { noon, recordSample, tokenSetSample } from "../support/samples.ts";

/** The stored text of a record with these changes. It calls the token set `held`. */
const damaged = (changes: object): string => {
  const { tokenSet, ...rest } = { ...recordSample(), ...changes };
  return JSON.stringify({ ...rest, held: tokenSet });
};

describe("readRecord", () => {
  it("reads what writeRecord wrote", () => {
    for (const record of [
      emptyRecord,
      recordSample(),
      recordSample({ tokenSet: null, reason: "expired" }),
      recordSample({
        tokenSet: tokenSetSample({
          accessExpiresAt: null,
          lifetime: null,
          refresh: null,
          claims: null,
        }),
      }),
    ])
      expect(readRecord(writeRecord(record))).toEqual(record);
  });

  it("refuses a record with a missing member or one of another type", () => {
    const { tokenSet, ...rest } = recordSample();
    for (const key of Object.keys(rest)) {
      expect(readRecord(damaged({ [key]: undefined })), key).toBe("corrupt");
      expect(readRecord(damaged({ [key]: [] })), key).toBe("corrupt");
      expect(readRecord(damaged({ [key]: true })), key).toBe("corrupt");
    }
    for (const key of Object.keys(tokenSet ?? {})) {
      expect(readRecord(damaged({ tokenSet: { ...tokenSet, [key]: undefined } })), key).toBe(
        "corrupt",
      );
      if (key !== "user")
        expect(readRecord(damaged({ tokenSet: { ...tokenSet, [key]: true } })), key).toBe(
          "corrupt",
        );
    }
    for (const wrong of [undefined, 0, "", false, "text", [], {}])
      expect(readRecord(damaged({ tokenSet: wrong }))).toBe("corrupt");
  });

  it("never throws, and returns a record only if one was written", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(readRecord(text)).toBeOneOf(["corrupt", "newer-version"]);
      }),
    );
  });

  it("does not touch a newer version with another format", () => {
    for (const text of ['{"version":2}', '{"version":17,"held":[]}'])
      expect(readRecord(text)).toBe("newer-version");
  });

  it("reads a newer version that keeps the members of this one, together with what it added", () => {
    const changes = { version: 2, minVersion: 2, device: { id: 7 } };
    expect(readRecord(damaged(changes))).toEqual({ ...recordSample(), ...changes });
  });

  it("refuses a version that never existed", () => {
    for (const version of [0, -1]) expect(readRecord(damaged({ version }))).toBe("corrupt");
  });

  it("does not let any text change a prototype", () => {
    const text = writeRecord(recordSample()).replace("{", '{"__proto__":{"polluted":true},');
    const record = readRecord(text);
    expect({}).not.toHaveProperty("polluted");
    expect(Object.getPrototypeOf({ ...(record as object) })).toBe(Object.prototype);
    expect(readRecord('{"__proto__":{"version":1,"tokenSet":null}}')).toBe("corrupt");
  });
});

/** Records as tabs could have written them, similar enough to conflict. */
const anyHeld = fc
  .record({
    access: fc.constantFrom("access-1", "access-2", "access-3"),
    startedAt: fc.nat(2),
    userAt: fc.nat(2),
    renewableUntil: fc.constantFrom(null, noon),
  })
  // The same moment means the same user.
  .map((some) => tokenSetSample({ ...some, user: `user-${some.startedAt}-${some.userAt}` }));
const anyRecord = fc
  .record({
    epoch: fc.nat(2),
    generation: fc.nat(2),
    tokenSet: fc.option(anyHeld),
    reason: fc.constantFrom<Reason>("logout", "idle"),
    quietUntil: fc.nat(2),
    writtenAt: fc.nat(2),
  })
  .map(({ tokenSet, reason, quietUntil, ...some }) =>
    recordSample({ ...some, tokenSet, ...(tokenSet ? { quietUntil } : { reason }) }),
  );

describe("merge", () => {
  it("gives the same result in any order and after repetition, so tabs that saw the same records agree", () => {
    fc.assert(
      fc.property(anyRecord, anyRecord, anyRecord, (a, b, c) => {
        expect(merge(a, b)).toEqual(merge(b, a));
        expect(merge(merge(a, b), c)).toEqual(merge(a, merge(b, c)));
        expect(merge(a, a)).toBe(a);
        const both = merge(a, b);
        expect(merge(both, b)).toBe(both);
        expect(merge(both, a)).toBe(both);
      }),
      { numRuns: 2000 },
    );
  });

  it("never mixes two sessions, and never goes back", () => {
    fc.assert(
      fc.property(anyRecord, anyRecord, (a, b) => {
        const { epoch, tokenSet } = merge(a, b);
        expect(epoch).toBe(Math.max(a.epoch, b.epoch));
        if (!tokenSet) return;
        expect(tokenSet.user).toMatch(`user-${tokenSet.startedAt}-`);
        // An end with a higher epoch is final.
        for (const { epoch: ended, tokenSet: none } of [a, b])
          if (!none) expect(ended).toBeLessThanOrEqual(epoch);
      }),
      { numRuns: 2000 },
    );
  });

  const mine = recordSample({ epoch: 3, generation: 7 });
  const renewed = recordSample({
    epoch: 3,
    generation: 8,
    tokenSet: tokenSetSample({ access: "access-2" }),
  });

  it("keeps a renewal and a change of the user that did not know of each other", () => {
    const renamed = recordSample({
      ...mine,
      tokenSet: tokenSetSample({ user: "alicia", userAt: noon + 5 }),
    });
    for (const record of [merge(renewed, renamed), merge(renamed, renewed)])
      expect(record).toMatchObject({
        generation: 8,
        tokenSet: { access: "access-2", user: "alicia" },
      });
  });

  it("prefers a logout to a renewal, and a later login to a logout of the same moment", () => {
    const logout = recordSample({ epoch: 4, generation: 7, tokenSet: null, reason: "logout" });
    expect(merge(renewed, logout)).toBe(logout);
    const login = recordSample({
      epoch: 4,
      generation: 9,
      tokenSet: tokenSetSample({ startedAt: noon + 9 }),
    });
    expect(merge(logout, login)).toBe(login);
  });

  it("remembers that the server will not renew tokens, until there are new ones", () => {
    const spent = { ...mine, tokenSet: tokenSetSample({ renewableUntil: noon }) };
    expect(merge(mine, spent).tokenSet?.renewableUntil).toBe(noon);
    expect(merge(spent, mine).tokenSet?.renewableUntil).toBe(noon);
    expect(merge(spent, renewed).tokenSet?.renewableUntil).toBeGreaterThan(noon);
  });

  const ended = (changes: Partial<SessionRecord<string>> = {}) =>
    recordSample({ epoch: 4, tokenSet: null, reason: "logout", ...changes });
  const loggedIn = (changes: Partial<TokenSet<string>>) =>
    recordSample({ epoch: 4, tokenSet: tokenSetSample(changes) });

  it.each([
    ["the later epoch", ended({ epoch: 5 }), ended({ epoch: 4, generation: 9 })],
    ["the later login of one epoch", loggedIn({ startedAt: noon + 9 }), loggedIn({})],
    ["a login, not an end of the same epoch", loggedIn({}), ended({ writtenAt: noon - 1 })],
    ["the earlier of two ends", ended({ reason: "idle" }), ended({ writtenAt: noon + 1 })],
    [
      "always the same of two ends at one moment",
      ended({ reason: "logout" }),
      ended({ reason: "idle" }),
    ],
    ["the end that knew more renewals", ended({ generation: 2 }), ended({ generation: 1 })],
  ])("of two sessions keeps %s", (_, stands, gives) => {
    expect(merge(gives, stands)).toBe(stands);
    expect(merge(stands, gives)).toBe(stands);
  });

  it("chooses the same one of two simultaneous renewals in every tab", () => {
    const chosen = recordSample({ ...mine, tokenSet: tokenSetSample({ access: "access-2" }) });
    expect(merge(mine, chosen)).toEqual(chosen);
    expect(merge(chosen, mine)).toBe(chosen);
  });

  it("keeps the longest pause, the newest activity and the highest versions of one session", () => {
    for (const name of ["quietUntil", "activeAt", "writtenAt", "version", "minVersion"] as const) {
      const more = { ...mine, [name]: mine[name] + 5 };
      expect(merge(mine, more), name).toEqual(more);
      expect(merge(more, mine), name).toBe(more);
    }
  });

  it("keeps the newest user and where it came from, whichever tokens are newer", () => {
    const claimed = { ...mine, tokenSet: tokenSetSample({ userFrom: "claims" }) };
    const told = {
      ...renewed,
      tokenSet: tokenSetSample({ access: "access-2", user: "alicia", userAt: noon + 5 }),
    };
    for (const { tokenSet } of [merge(claimed, told), merge(told, claimed)]) {
      expect(tokenSet).toMatchObject({ user: "alicia", userAt: noon + 5 });
      expect(tokenSet?.userFrom).toBeUndefined();
    }
    const toldFirst = {
      ...renewed,
      tokenSet: tokenSetSample({ access: "access-2", userAt: noon - 5 }),
    };
    for (const record of [merge(claimed, toldFirst), merge(toldFirst, claimed)])
      expect(record.tokenSet).toMatchObject({ access: "access-2", userFrom: "claims" });
  });

  it("keeps the members that newer versions added, and prefers those that came with the newer tokens", () => {
    const older = { ...mine, device: 7, tokenSet: { ...tokenSetSample(), bound: "older", one: 1 } };
    const newer = {
      ...renewed,
      screen: 8,
      tokenSet: { ...(renewed.tokenSet ?? tokenSetSample()), bound: "newer", two: 2 },
    };
    for (const record of [merge(older, newer), merge(newer, older)]) {
      expect(record).toMatchObject({ device: 7, screen: 8 });
      expect(record.tokenSet).toMatchObject({ access: "access-2", bound: "newer", one: 1, two: 2 });
    }
  });

  it("keeps the stored members if the tokens are the same, and its own objects", () => {
    const before = { ...mine, tokenSet: { ...tokenSetSample(), bound: "before" } };
    const after = { ...mine, tokenSet: { ...tokenSetSample(), bound: "after" } };
    const { tokenSet } = merge(before, after);
    expect(tokenSet).toMatchObject({ bound: "after" });
    expect(tokenSet?.claims).toBe(before.tokenSet.claims);
  });
});

describe("needsNewerVersion", () => {
  it("is true if only a newer version may renew", () => {
    expect(needsNewerVersion(recordSample())).toBe(false);
    expect(needsNewerVersion(recordSample({ version: 2 }))).toBe(false);
    expect(needsNewerVersion(recordSample({ version: 2, minVersion: 2 }))).toBe(true);
  });
});

describe("isSuperseded, after another tab stored", () => {
  const tokens = { access: "access-1", refresh: "refresh-1" };
  const inFlight: TokenRequest = {
    id: 1,
    kind: "refresh",
    why: "timer",
    tokens,
    generation: 7,
    epoch: 1,
    userGone: null,
  };
  const record = recordSample({ epoch: 3, generation: 7 });
  const other = tokenSetSample({ access: "access-2" });

  it.each([
    ["the same record", record, false],
    ["another session", recordSample({ epoch: 4, generation: 8, tokenSet: other }), true],
    ["a logout", recordSample({ epoch: 4, generation: 8, tokenSet: null }), true],
    ["newer tokens", recordSample({ epoch: 3, generation: 8, tokenSet: other }), true],
    ["the same tokens, handed out again", recordSample({ epoch: 3, generation: 8 }), true],
    [
      "a rename",
      recordSample({ ...record, tokenSet: tokenSetSample({ userAt: noon + 9 }) }),
      false,
    ],
    ["older tokens", recordSample({ epoch: 3, generation: 6, tokenSet: other }), false],
    ["an older session", recordSample({ epoch: 2, generation: 9, tokenSet: other }), false],
  ])("%s: %#", (_, stored, expected) => {
    expect(isSuperseded(inFlight, merge(record, stored))).toBe(expected);
  });
});
