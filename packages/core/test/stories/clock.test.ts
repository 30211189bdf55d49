// Clocks that are wrong, set, or asleep: neither an immortal session nor a storm, and no expired token served.
import { describe, expect, it } from "vitest";
import { createWorld, day, hour, minute } from "../support/stage.ts";

describe("a clock that has always been wrong", () => {
  it.each([
    ["an hour slow", hour],
    ["a day slow", day],
    ["an hour fast", -hour],
    ["a day fast", -day],
    ["three seconds fast", -3000],
  ])(
    "a clock that is wrong by %s still gives one refresh per lifetime and no refusal",
    async (_, skew) => {
      const world = createWorld({ skew, rotation: "detect-reuse", refreshLifetime: 7 * day });
      const { session, logIn, clock, refreshes, run, server, told } = world;
      await logIn();
      for (let turn = 0; turn < 60; turn += 1) {
        await clock.advance(minute);
        expect((await run(session.fetch("posts/"))).status).toBe(200);
      }
      expect(refreshes()).toBeGreaterThanOrEqual(12);
      expect(refreshes()).toBeLessThanOrEqual(17);
      expect(server.count("posts/")).toBe(60);
      expect(told()).not.toContain("refused");
    },
  );

  it.each([
    ["slow", day],
    ["fast", -day],
  ])(
    "a clock that is wrong by a day (%s) does not hide that a restored session has ended",
    async (_, skew) => {
      const { logIn, tab, clock, open } = createWorld({ skew, refreshLifetime: hour });
      await logIn();
      tab.close();
      await clock.advance(30 * minute);
      expect(open().session.getSnapshot().status).toBe("loading");
      await clock.advance(hour);
      expect(open().session.getSnapshot().status).toBe("unauthenticated");
    },
  );
});

describe("a clock that is set while somebody is logged in", () => {
  it("a clock that is set back by a day does not make old tokens valid again, and causes no storm of requests", async () => {
    const { session, logIn, clock, refreshes, run, server } = createWorld({
      refreshLifetime: 7 * day,
    });
    await logIn();
    await clock.advance(2 * minute);
    clock.set(clock.now() - day);
    server.skew += day; // the server's clock goes on
    for (let turn = 0; turn < 30; turn += 1) {
      await clock.advance(minute);
      expect((await run(session.fetch("posts/"))).status).toBe(200);
    }
    expect(refreshes()).toBeGreaterThanOrEqual(6);
    expect(refreshes()).toBeLessThanOrEqual(12);
    const { expiresAt } = session.getSnapshot() as { expiresAt: number };
    expect(expiresAt - clock.now()).toBeLessThanOrEqual(5 * minute);
    expect(expiresAt - clock.now()).toBeGreaterThan(0);
  });

  it("a clock that is set forward by a day is corrected by one refresh, and causes no storm of requests", async () => {
    const { session, logIn, clock, refreshes, run, server } = createWorld({
      refreshLifetime: 7 * day,
    });
    await logIn();
    await clock.advance(2 * minute);
    clock.set(clock.now() + day);
    server.skew -= day;
    for (let turn = 0; turn < 30; turn += 1) {
      await clock.advance(minute);
      expect((await run(session.fetch("posts/"))).status).toBe(200);
    }
    expect(refreshes()).toBeGreaterThanOrEqual(6);
    expect(refreshes()).toBeLessThanOrEqual(12);
    expect(session.getSnapshot().status).toBe("authenticated");
  });

  it("the session survives a clock that is set forward by a day and back again, without a storm of requests", async () => {
    const { session, logIn, clock, refreshes, run, server } = createWorld({
      refreshLifetime: 7 * day,
    });
    await logIn();
    for (const step of [day, -day, day, -day]) {
      clock.set(clock.now() + step);
      server.skew -= step;
      for (let turn = 0; turn < 10; turn += 1) {
        await clock.advance(minute);
        expect((await run(session.fetch("posts/"))).status).toBe(200);
      }
    }
    expect(session.getSnapshot().status).toBe("authenticated");
    expect(refreshes()).toBeLessThanOrEqual(20);
  });

  it("a clock that was set back while the page was closed is corrected by the date of the stored record", async () => {
    const { logIn, tab, clock, open, refreshes, server } = createWorld();
    await logIn();
    tab.close();
    await clock.advance(minute);
    clock.set(clock.now() - 10 * day);
    server.skew += 10 * day;
    const { session } = open();
    expect(session.getSnapshot().status).toBe("authenticated");
    await clock.advance(5 * minute);
    expect(refreshes()).toBe(1);
    expect(session.getSnapshot().status).toBe("authenticated");
  });
});

describe("a clock that is set past the end of the refresh token", () => {
  it("a clock set past the refresh token's expiry looks like sleep: the session ends without a request", async () => {
    const { session, logIn, clock, refreshes, server } = createWorld({ refreshLifetime: 7 * day });
    await logIn();
    await clock.advance(2 * minute);
    clock.set(clock.now() + 8 * day);
    server.skew -= 8 * day;
    await clock.advance(5 * minute);
    expect(session.getSnapshot()).toMatchObject({ status: "unauthenticated", reason: "expired" });
    expect(refreshes()).toBe(0);
  });
});

describe("a token that the server refuses though it looks good", () => {
  it("a refused token that looked valid is refreshed once, and the clock skew is known afterwards", async () => {
    const { session, logIn, clock, refreshes, run, server } = createWorld({
      refreshLifetime: 7 * day,
    });
    await logIn();
    server.skew += 10 * minute; // the server's clock was corrected
    expect((await run(session.fetch("posts/"))).status).toBe(200);
    expect(refreshes()).toBe(1);
    for (let turn = 0; turn < 20; turn += 1) {
      await clock.advance(minute);
      expect((await run(session.fetch("posts/"))).status).toBe(200);
    }
    expect(server.requests.filter(({ status }) => status === 401)).toHaveLength(1);
  });
});

describe("a refresh that does not help", () => {
  it("a refresh that returns the same expiry is not repeated at once", async () => {
    const { session, logIn, clock, refreshes, server, run } = createWorld();
    await logIn();
    const access = await session.getToken();
    const heal = server.fail("token/refresh/", { status: 200, body: { access } });
    await clock.advance(4.9 * minute);
    for (let turn = 0; turn < 200; turn += 1) await run(session.getToken());
    await clock.advance(2 * minute);
    expect(refreshes()).toBeLessThanOrEqual(8);
    heal();
    await clock.advance(minute);
    expect((await run(session.fetch("posts/"))).status).toBe(200);
  });

  it("tokens that arrive expired cause no storm, neither by timer nor by requests", async () => {
    const { session, logIn, clock, refreshes, server, run } = createWorld();
    await logIn();
    server.accessLifetime = -minute;
    await clock.advance(6 * minute);
    for (let turn = 0; turn < 100; turn += 1) await run(session.fetch("posts/"));
    await clock.advance(10 * minute);
    expect(refreshes()).toBeLessThanOrEqual(25);
  });
});

describe("time", () => {
  it("a session never has more than one alarm", async () => {
    const { session, logIn, clock, run } = createWorld();
    expect(clock.pending).toBe(0);
    await logIn();
    expect(clock.pending).toBe(1);
    for (let turn = 0; turn < 50; turn += 1) await run(session.fetch("posts/"));
    await run(session.refresh());
    expect(clock.pending).toBe(1);
  });

  it("a tab that thaws catches up with the time it was frozen", async () => {
    const { session, logIn, clock, refreshes, tab } = createWorld();
    await logIn();
    tab.freeze();
    await clock.advance(3 * hour);
    expect(refreshes()).toBe(0);
    tab.thaw();
    await clock.advance();
    expect(refreshes()).toBe(1);
    expect(session.getSnapshot().status).toBe("authenticated");
  });
});
