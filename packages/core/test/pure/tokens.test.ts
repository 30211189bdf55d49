// Claims and token sets: every alphabet, seconds as milliseconds, and a clock difference that is never guessed.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readClaims } from "../../src/model/claims.ts";
import { correctSkew } from "../../src/model/server-clock.ts";
import { createTokenSet } from "../../src/model/token-set.ts";
import { writeJwt } from "../../src/testing/mint.ts";
import { noon, timing } from "../support/samples.ts";

const seconds = (at: number): number => Math.floor(at / 1000);
const jwt = (at: number, lifetime: number, more: object = {}): string =>
  writeJwt({ iat: seconds(at), exp: seconds(at + lifetime), ...more });
const body = (text: string): string => `e30.${btoa(text).replaceAll("=", "")}.s`;

describe("readClaims", () => {
  it("reads base64url with - and _, and names in UTF-8", () => {
    const claims = { name: "Zoë 🧭 ÿÿÿ>>>???", a: "\u00fb\u00ff\u00fe" };
    const token = writeJwt(claims);
    expect(token).toMatch(/[-_]/);
    expect(readClaims(token)).toEqual(claims);
  });

  it("reads every JSON object", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (claims) => {
        expect(JSON.stringify(readClaims(writeJwt(claims)))).toBe(JSON.stringify(claims));
      }),
    );
  });

  it.each(["null", "[]", "[1]", "42", '"text"', "true", "{", ""])("treats %j as opaque", (text) => {
    expect(readClaims(body(text))).toBeNull();
  });

  it("treats any other text as opaque, without throwing", () => {
    for (const token of [
      "",
      ".",
      "..",
      "a.b",
      "a.b.c",
      "9944b09199c62bcf9418ad846dd0e4bb",
      "e30.%.x",
    ])
      expect(readClaims(token)).toBeNull();
    fc.assert(fc.property(fc.string(), (text) => void readClaims(text)));
  });
});

describe("correctSkew", () => {
  it("keeps the known difference if the stamp agrees, whatever the network's delay", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -86_400_000, max: 86_400_000 }),
        fc.nat(60_000),
        fc.nat(60_000),
        (skew, there, back) => {
          const stamp = Math.floor((noon + there + skew) / 1000) * 1000;
          const answered = { sentAt: noon, receivedAt: noon + there + back, date: null };
          expect(correctSkew(skew, stamp, answered)).toBe(skew);
        },
      ),
    );
  });

  it("is never wrong by more than the delay and a second", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e10, max: 1e10 }),
        fc.integer({ min: -1e10, max: 1e10 }),
        fc.nat(60_000),
        fc.nat(60_000),
        (skew, believed, there, back) => {
          const stamp = Math.floor((noon + there + skew) / 1000) * 1000;
          const answered = { sentAt: noon, receivedAt: noon + there + back, date: null };
          const found = correctSkew(believed, stamp, answered);
          expect(Math.abs(found - skew)).toBeLessThanOrEqual(there + back + 1000);
        },
      ),
    );
  });
});

describe("createTokenSet at login", () => {
  it("turns seconds into milliseconds and keeps what the tokens say", () => {
    const refresh = writeJwt({ iat: seconds(noon), exp: seconds(noon + 86_400_000) });
    const grant = { access: jwt(noon, 300_000, { user_id: 7 }), refresh };
    expect(createTokenSet(grant, "alice", timing(noon), null, "pair")).toEqual({
      ...grant,
      user: "alice",
      accessExpiresAt: noon + 300_000,
      arrivedAt: noon,
      startedAt: 0,
      userAt: 0,
      renewableUntil: noon + 86_400_000,
      issuedAt: noon,
      lifetime: 300_000,
      skew: 0,
      claims: expect.objectContaining({ user_id: 7 }),
    });
  });

  it("finds the clock's difference from iat, a day in both directions", () => {
    for (const skew of [86_400_000, -86_400_000, 90_000, -90_000]) {
      const grant = { access: jwt(noon + skew, 300_000) };
      const tokenSet = createTokenSet(grant, "", timing(noon, 200), null, "pair");
      expect(Math.abs(tokenSet.skew - skew)).toBeLessThanOrEqual(1200);
      expect(tokenSet.lifetime).toBe(300_000);
    }
  });

  it("finds the clock's difference from orig_iat without iat (djangorestframework-jwt), otherwise from Date", () => {
    const at = noon + 3_600_000;
    const old = writeJwt({ exp: seconds(at + 300_000), orig_iat: seconds(at) });
    expect(createTokenSet({ access: old }, "", timing(noon), null, "sliding")).toMatchObject({
      skew: 3_600_000,
      lifetime: 300_000,
    });
    const bare = writeJwt({ exp: seconds(at + 300_000) });
    expect(createTokenSet({ access: bare }, "", timing(noon, 0, at), null, "pair").skew).toBe(
      3_600_000,
    );
    expect(createTokenSet({ access: bare }, "", timing(noon), null, "pair").skew).toBe(0);
  });

  it("uses expiresIn if the token says nothing, and exp if both do", () => {
    const opaque = createTokenSet(
      { access: "opaque", expiresIn: 60_000 },
      "",
      timing(noon, 500),
      null,
      "pair",
    );
    expect(opaque).toMatchObject({ accessExpiresAt: noon + 60_000, claims: null, skew: 0 });
    const both = { access: jwt(noon, 300_000), expiresIn: 60_000 };
    expect(createTokenSet(both, "", timing(noon), null, "pair").accessExpiresAt).toBe(
      noon + 300_000,
    );
  });

  it("leaves the times of an opaque token unknown, and those of a token with nonsense", () => {
    const unknown = { accessExpiresAt: null, renewableUntil: null, issuedAt: null, lifetime: null };
    expect(createTokenSet({ access: "opaque" }, "", timing(noon), null, "fixed")).toMatchObject(
      unknown,
    );
    const nonsense = writeJwt({ exp: "soon", iat: [], orig_iat: null });
    expect(createTokenSet({ access: nonsense }, "", timing(noon), null, "fixed")).toMatchObject(
      unknown,
    );
  });

  it("lets a sliding token be renewed until its expiry, or until refresh_exp if that is earlier", () => {
    for (const [limit, until] of [
      [600_000, 300_000],
      [120_000, 120_000],
    ] as const) {
      const access = jwt(noon, 300_000, { refresh_exp: seconds(noon + limit) });
      expect(createTokenSet({ access }, "", timing(noon), null, "sliding").renewableUntil).toBe(
        noon + until,
      );
    }
  });
});

describe("createTokenSet at a refresh", () => {
  const first = createTokenSet(
    { access: jwt(noon, 300_000), refresh: jwt(noon, 86_400_000) },
    "alice",
    timing(noon),
    null,
    "pair",
  );
  const later = noon + 240_000;

  it("keeps the old refresh token, its expiry and the user if the answer has none", () => {
    const tokenSet = createTokenSet(
      { access: jwt(later, 300_000) },
      "alice",
      timing(later),
      first,
      "pair",
    );
    expect(tokenSet).toMatchObject({
      refresh: first.refresh,
      renewableUntil: first.renewableUntil,
      user: "alice",
      accessExpiresAt: later + 300_000,
    });
    const empty = { access: jwt(later, 300_000), refresh: "" };
    expect(createTokenSet(empty, "alice", timing(later), first, "pair").refresh).toBe(
      first.refresh,
    );
  });

  it("uses a new refresh token with its own expiry", () => {
    const refresh = jwt(later, 86_400_000);
    const tokenSet = createTokenSet(
      { access: jwt(later, 300_000), refresh },
      "",
      timing(later),
      first,
      "pair",
    );
    expect(tokenSet).toMatchObject({ refresh, renewableUntil: later + 86_400_000 });
  });

  it("ignores an iat that repeats the login's (simplejwt ≤ 5.5.0), and uses the known lifetime", () => {
    for (const skew of [0, 86_400_000, -86_400_000]) {
      const login = createTokenSet(
        { access: jwt(noon + skew, 300_000) },
        "",
        timing(noon),
        null,
        "pair",
      );
      const access = writeJwt({ iat: seconds(noon + skew), exp: seconds(later + skew + 300_000) });
      const tokenSet = createTokenSet({ access }, "", timing(later, 100), login, "pair");
      expect(tokenSet.lifetime).toBe(300_000);
      expect(tokenSet.issuedAt).toBe(login.issuedAt);
      expect(Math.abs(tokenSet.skew - skew)).toBeLessThanOrEqual(1000);
    }
  });

  it("keeps a correct clock difference over many refreshes, whatever the delays and the iat", () => {
    const step = fc.record({ wait: fc.nat(600_000), delay: fc.nat(20_000), isOld: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        let [tokenSet, at] = [first, noon];
        for (const { wait, delay, isOld } of steps) {
          at += wait;
          const issued = at + Math.floor(delay / 2);
          const access = writeJwt({
            iat: seconds(isOld ? noon : issued),
            exp: seconds(issued) + 300,
          });
          tokenSet = createTokenSet({ access }, "alice", timing(at, delay), tokenSet, "pair");
          expect(tokenSet.skew).toBe(0);
        }
      }),
    );
  });

  it("never throws and never returns NaN or Infinity, whatever the token says", () => {
    const claim = fc.oneof(fc.double(), fc.string(), fc.constant(null), fc.boolean());
    const claims = fc.record(
      { exp: claim, iat: claim, orig_iat: claim, refresh_exp: claim },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(claims, fc.constantFrom("pair", "sliding", "fixed"), (said, lifecycle) => {
        const tokenSet = createTokenSet(
          { access: writeJwt(said) },
          "",
          timing(noon),
          first,
          lifecycle as never,
        );
        for (const value of Object.values(tokenSet)) expect(value).not.toBeNaN();
      }),
    );
  });
});
