// How servers give the expiry of their tokens: relative or absolute, in the wrong unit, or not at all, with a wrong clock here.
import { writeJwt } from "@sojourn/core/testing";
import { describe, expect, it } from "vitest";
import { type Issued, type Issuer, left, openIssuer, seconds } from "../support/issuer.ts";
import { day, hour, minute } from "../support/stage.ts";

const skews = [
  ["right", 0],
  ["an hour slow", hour],
  ["an hour fast", -hour],
  ["three days fast", -3 * day],
] as const;

describe.each(skews)("with a clock that is %s", (_, skew) => {
  it.each([
    ["fixed", true],
    ["pair", true],
    ["fixed", false],
    ["pair", false],
  ] as const)(
    "a %s token with a lifetime is used for exactly that time (Date readable: %s)",
    async (lifecycle, date) => {
      const renews = lifecycle === "pair";
      const issue = (_now: number, turn: number): Issued => ({
        access: `opaque-${turn}`,
        ...(renews && { refresh: `refresh-${turn}` }),
        expiresIn: 5 * minute,
      });
      const page = openIssuer({ issue, skew, date, lifecycle, renews });
      await page.run(page.session.login({}));
      expect(left(page)).toBe(5 * minute);
      await page.clock.advance(3 * minute);
      expect(page.refreshes()).toBe(0);
      await page.clock.advance(minute);
      expect(page.refreshes()).toBe(renews ? 1 : 0);
      await page.clock.advance(2 * minute);
      expect(page.session.getSnapshot().status).toBe(renews ? "authenticated" : "unauthenticated");
    },
  );

  it("an expiry on the server's clock is compared with that clock", async () => {
    const issue = (now: number, turn: number): Issued => ({
      access: `opaque-${turn}`,
      refresh: "refresh-token",
      expiresAt: now + 5 * minute,
    });
    const page = openIssuer({ issue, skew, date: true });
    await page.run(page.session.login({}));
    expect(Math.abs((left(page) ?? 0) - 5 * minute)).toBeLessThanOrEqual(1000);
  });

  it("an absolute expiry together with `expires_in` needs no Date header", async () => {
    const issue = (now: number, turn: number): Issued => ({
      access: writeJwt({ turn, exp: seconds(now) + 300 }),
      refresh: "refresh-token",
      expiresIn: 5 * minute,
    });
    const page = openIssuer({ issue, skew });
    await page.run(page.session.login({}));
    expect(left(page)).toBeLessThanOrEqual(5 * minute);
    expect(left(page)).toBeGreaterThan(5 * minute - 1001);
  });

  it("a session ends at its refresh token's relative expiry", async () => {
    const issue = (_now: number, turn: number): Issued => ({
      access: `opaque-${turn}`,
      expiresIn: 5 * minute,
      ...(turn === 1 && { refresh: "refresh-token", renewableFor: hour }),
    });
    const page = openIssuer({ issue, skew, date: true });
    await page.run(page.session.login({}));
    await page.clock.advance(59 * minute);
    expect(page.session.getSnapshot().status).toBe("authenticated");
    await page.clock.advance(7 * minute);
    expect(page.session.getSnapshot()).toMatchObject({ reason: "expired" });
  });
});

describe("a token that was kept for a while, or whose issue time is set back", () => {
  const kept = (age: number, more: (exp: number, now: number) => object): Issuer["issue"] =>
    function issue(now, turn) {
      const iat = seconds(now - age);
      const exp = iat + 3600;
      return {
        access: writeJwt({ turn, iat, exp }),
        refresh: "refresh-token",
        ...more(exp * 1000, now),
      };
    };

  it.each([
    ["half an hour ago, beside Date", 30, true, {}],
    ["five minutes ago (Entra), beside Date", 5, true, {}],
    ["half an hour ago, saying how much is left", 30, false, { expiresIn: 30 * minute }],
  ] as const)("(issued %s) is believed for what is left", async (_, age, date, more) => {
    const page = openIssuer({ issue: kept(age * minute, () => more), date });
    await page.run(page.session.login({}));
    expect(left(page)).toBe((60 - age) * minute);
    await page.clock.advance((60 - age) * minute - 1);
    expect(page.refreshes()).toBe(1);
    expect(left(page)).toBeLessThanOrEqual((60 - age) * minute);
  });

  it("an old token that still works does not change the clock skew", async () => {
    const issue = (now: number, turn: number): Issued => ({
      access: writeJwt({ turn, iat: seconds(now - 2 * day), exp: seconds(now + 5 * minute) }),
      refresh: "refresh-token",
    });
    const page = openIssuer({ issue });
    await page.run(page.session.login({}));
    expect(left(page)).toBe(5 * minute);
  });

  it("an old token is renewed at most once in its lifetime", async () => {
    const page = openIssuer({ issue: kept(30 * minute, () => ({})), date: true });
    await page.run(page.session.login({}));
    await page.clock.advance(10 * hour);
    expect(page.refreshes()).toBeGreaterThanOrEqual(20);
    expect(page.refreshes()).toBeLessThanOrEqual(22);
  });
});

describe("claims that are odd", () => {
  type Claims = (now: number) => object;
  const lives = 5 * minute;
  const cases: [string, Claims, left: number | null][] = [
    ["exp in milliseconds", (s) => ({ exp: (s + 300) * 1000, iat: s }), lives],
    ["iat in milliseconds", (s) => ({ exp: s + 300, iat: s * 1000 }), lives],
    ["both in milliseconds", (s) => ({ exp: (s + 300) * 1000, iat: s * 1000 }), lives],
    ["both in strings", (s) => ({ exp: `${s + 300}`, iat: `${s}` }), lives],
    ["an iat of 0", (s) => ({ exp: s + 300, iat: 0 }), lives],
    ["an iat of 1e300", (s) => ({ exp: s + 300, iat: 1e300 }), lives],
    ["an iat after exp", (s) => ({ exp: s + 300, iat: s + 600 }), lives],
    ["an iat of half a year ago", (s) => ({ exp: s + 300, iat: s - 15_000_000 }), lives],
    ["an exp of 0", (s) => ({ exp: 0, iat: s }), null],
    ["a negative exp", (s) => ({ exp: -1, iat: s }), null],
    ["an exp of 1e300", (s) => ({ exp: 1e300, iat: s }), null],
    ["an exp that is text", (s) => ({ exp: "soon", iat: s }), null],
    ["an exp that is past", (s) => ({ exp: s - 300, iat: s }), null],
    ["a lifetime of 0", (s) => ({ exp: s, iat: s }), null],
    ["no exp", (s) => ({ iat: s }), null],
  ];

  it.each(
    cases.flatMap(([name, claims, expected]) =>
      (["pair", "fixed"] as const).map((lifecycle) => ({ name, claims, expected, lifecycle })),
    ),
  )(
    "($name, $lifecycle) neither end the session nor storm the server",
    async ({ claims, expected, lifecycle }) => {
      const issue = (now: number, turn: number): Issued => {
        const said = claims(seconds(now));
        const refresh = writeJwt({ ...said, turn, exp: seconds(now) + 86_400 });
        return { access: writeJwt({ ...said, turn }), ...(lifecycle === "pair" && { refresh }) };
      };
      const page = openIssuer({ issue, lifecycle, renews: lifecycle === "pair" });
      await page.run(page.session.login({}));
      expect(left(page)).toBe(expected);
      for (let turn = 0; turn < 24; turn += 1) {
        expect((await page.run(page.session.fetch("posts/"))).status).toBe(200);
        await page.clock.advance(10_000);
      }
      expect(page.session.getSnapshot().status).toBe("authenticated");
      expect(page.refreshes()).toBeLessThanOrEqual(1);
    },
  );
});
