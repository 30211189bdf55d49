// How often tokens are renewed: not in a storm where their lifetime is nonsense, and no alarm rings in vain.
import { writeJwt } from "@sojourn/core/testing";
import { describe, expect, it, vi } from "vitest";
import { type Issued, left, openIssuer, seconds } from "../support/issuer.ts";
import { createWorld, hour, minute } from "../support/stage.ts";

describe("a lifetime that is too short to be true", () => {
  it.each([10, 100, 300, 900, 3600])(
    "a lifetime of %i ms is renewed by the timer every ten seconds at most",
    async (expiresIn) => {
      const issue = (_now: number, turn: number): Issued => ({
        access: `opaque-${turn}`,
        refresh: "refresh-token",
        expiresIn,
      });
      const page = openIssuer({ issue });
      await page.run(page.session.login({}));
      await page.clock.advance(9999);
      expect(page.refreshes()).toBe(0);
      await page.clock.advance(minute);
      expect(page.refreshes()).toBeLessThanOrEqual(6);
      expect(page.session.getSnapshot().status).toBe("authenticated");
    },
  );

  it.each([10, 100, 300, 900, 3600])(
    "with a lifetime of %i ms requests renew once a second at most, and none fails",
    async (expiresIn) => {
      const issue = (_now: number, turn: number): Issued => ({
        access: `opaque-${turn}`,
        refresh: "refresh-token",
        expiresIn,
      });
      const page = openIssuer({ issue });
      await page.run(page.session.login({}));
      for (let turn = 0; turn < 600; turn += 1) {
        expect((await page.run(page.session.fetch("posts/"))).status).toBe(200);
        await page.clock.advance(50);
      }
      expect(page.refreshes()).toBeLessThanOrEqual(31);
    },
  );

  it.each([
    { expiresIn: 3600, expiresAt: undefined, said: /expiresIn: 3600.*multiply by 1000/ },
    { expiresIn: undefined, expiresAt: 1_767_355_200, said: /expiresAt: 1767355200.*by 1000/ },
  ])(
    "a lifetime that is too short ($expiresIn, $expiresAt) is reported to developers once",
    async ({ said, ...told }) => {
      const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
      const page = openIssuer({
        issue: (_, turn) => ({ access: `opaque-${turn}`, refresh: "refresh-token", ...told }),
      });
      await page.run(page.session.login({}));
      await page.run(page.session.refresh());
      expect(warn.mock.calls).toEqual([[expect.stringMatching(said)]]);
    },
  );

  it("a lifetime of a few seconds still works, because requests renew the token", async () => {
    const issue = (now: number, turn: number): Issued => ({
      access: writeJwt({ turn, iat: seconds(now), exp: seconds(now) + 5 }),
      refresh: "refresh-token",
    });
    const page = openIssuer({ issue });
    await page.run(page.session.login({}));
    for (let turn = 0; turn < 30; turn += 1) {
      await page.run(page.session.fetch("posts/"));
      expect(left(page)).toBeGreaterThan(0);
      await page.clock.advance(1000);
    }
    expect(page.refreshes()).toBeLessThanOrEqual(8);
  });
});

describe("a fixed token with a refresh operation", () => {
  const issue = (now: number, turn: number): Issued => ({
    access: writeJwt({ turn, iat: seconds(now), exp: seconds(now) + 300 }),
  });

  it("a fixed token with a refresh operation is renewed like any other", async () => {
    const page = openIssuer({ issue, lifecycle: "fixed" });
    await page.run(page.session.login({}));
    await page.clock.advance(hour);
    expect(page.session.getSnapshot().status).toBe("authenticated");
    expect(page.refreshes()).toBeLessThanOrEqual(18);
  });

  it.each([
    [503, "authenticated"],
    [404, "authenticated"],
  ])("a fixed token whose refresh answers %i sets no useless alarm", async (fails, status) => {
    const page = openIssuer({ issue, lifecycle: "fixed", fails });
    await page.run(page.session.login({}));
    await page.clock.advance(hour);
    expect(page.session.getSnapshot().status).toBe(status);
    expect(page.refreshes()).toBeLessThanOrEqual(200);
  });
});

it("two tabs whose requests are all refused renew once each, however often they ask", async () => {
  const { open, session, logIn, clock, run, server, refreshes } = createWorld();
  await logIn();
  const other = open();
  await clock.advance();
  server.fail("posts/", { status: 401, body: { detail: "No.", code: "token_not_valid" } });
  for (let round = 0; round < 5; round += 1)
    for (const tab of [session, other.session])
      expect((await run(tab.fetch("posts/"))).status).toBe(401);
  expect(refreshes()).toBe(2);
});
