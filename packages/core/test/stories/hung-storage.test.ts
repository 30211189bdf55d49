// Storage that never answers: it is waited for two seconds, then its copy has to do, then memory.
import { describe, expect, it } from "vitest";
import { createHanging } from "../support/hanging.ts";
import { createWorld, hour, minute, password, type WorldOptions } from "../support/stage.ts";

const second = 1000;

/** A world whose pages can have a storage that hangs. */
function createHungWorld(given: WorldOptions) {
  const world = createWorld(given);
  return {
    ...world,
    /** A page whose storage hangs from the start where `isHung` says so. */
    openHanging(isHung: boolean, options: WorldOptions["options"] = {}) {
      const hanging = createHanging(world.browser.openTab().ports.storage);
      if (isHung) hanging.hang();
      return { ...hanging, ...world.open({ ...options, ports: { storage: hanging.storage } }) };
    },
    /** How many milliseconds it takes, to a tenth of a second. */
    async took(promise: Promise<unknown>): Promise<number> {
      const start = world.clock.elapsed;
      let isSettled = false;
      const settle = (): void => {
        isSettled = true;
      };
      promise.then(settle, settle);
      await world.clock.advance();
      for (let step = 0; step < 600 && !isSettled; step += 1) await world.clock.advance(100);
      return isSettled ? world.clock.elapsed - start : Number.POSITIVE_INFINITY;
    },
  };
}

for (const storage of ["async", "mirrored"] as const)
  describe(`${storage} storage that never answers`, () => {
    it("storage that never answers delays the first screen by two seconds, and later steps only briefly", async () => {
      const { openHanging, took, refreshes, server, clock, run } = createHungWorld({ storage });
      const { session, told } = openHanging(true);
      expect(await took(session.ready())).toBeLessThan(2.5 * second);
      expect(await took(session.login({ username: "alice", password }))).toBeLessThan(second);
      expect(session.getSnapshot().status).toBe("authenticated");
      expect(await took(session.refresh())).toBeLessThan(second);
      expect(refreshes()).toBe(1);
      await clock.advance(hour);
      const posts = session.fetch("posts/");
      expect(await took(posts)).toBeLessThan(second);
      expect((await run(posts)).status).toBe(200);
      expect(await took(session.logout())).toBeLessThan(second);
      expect(session.getSnapshot()).toMatchObject({ reason: "logout", elsewhere: false });
      expect(server.count("token/blacklist/")).toBe(1);
      expect(await took(session.login({ username: "bob", password }))).toBeLessThan(second);
      expect(told().filter((type) => type === "degraded")).toEqual(["degraded"]);
    });

    it("the timer still renews tokens if storage never answers", async () => {
      const { openHanging, took, refreshes, clock } = createHungWorld({ storage });
      const { session } = openHanging(true);
      await took(session.login({ username: "alice", password }));
      await clock.advance(hour);
      expect(refreshes()).toBeGreaterThan(10);
      expect(session.getSnapshot()).toMatchObject({ status: "authenticated", offline: false });
    });

    it("storage that hangs during a session delays one renewal by two seconds per access, and the lock is not held longer", async () => {
      const { openHanging, took, clock, session, logIn, refreshes } = createHungWorld({ storage });
      const { session: hung, hang } = openHanging(false);
      await logIn();
      await clock.advance(second);
      hang();
      const refreshed = hung.refresh();
      expect(await took(session.refresh())).toBeLessThan(5 * second);
      await refreshed;
      expect(refreshes()).toBeLessThanOrEqual(2);
      expect(await took(hung.refresh())).toBeLessThan(second);
      for (const one of [session, hung])
        expect(one.getSnapshot()).toMatchObject({ status: "authenticated", offline: false });
    });

    it("storage that answers again is used again: the current record is stored, and other tabs are heard", async () => {
      const { openHanging, clock, browser, took, open, run } = createHungWorld({ storage });
      const { session, heal, told } = openHanging(true);
      await took(session.login({ username: "alice", password }));
      await clock.advance(minute);
      heal();
      await clock.advance(second);
      expect(JSON.parse(browser.storage.text ?? "{}")).toHaveProperty(
        "held.user.username",
        "alice",
      );
      const other = open();
      expect(await run(other.session.ready())).toMatchObject({ status: "authenticated" });
      await run(other.session.logout());
      await clock.advance(second);
      expect(session.getSnapshot()).toMatchObject({ reason: "logout", elsewhere: true });
      expect(told().filter((type) => type === "degraded")).toEqual(["degraded"]);
    });
  });

describe("storage that hangs", () => {
  it("storage that answers late at the start still restores its session", async () => {
    const { openHanging, logIn, clock } = createHungWorld({ storage: "async" });
    await logIn();
    const { session, heal } = openHanging(true);
    await clock.advance(1900);
    expect(session.getSnapshot().status).toBe("loading");
    await clock.advance(200);
    expect(session.getSnapshot().status).toBe("unauthenticated");
    heal();
    await clock.advance();
    expect(session.getSnapshot()).toMatchObject({ user: { username: "alice" } });
  });

  it("two tabs with hanging storage share the mirror: one adopts the other's renewal and sends no refresh", async () => {
    const { openHanging, took, clock, refreshes, server } = createHungWorld({
      storage: "mirrored",
      rotation: "detect-reuse",
    });
    const [one, other] = [openHanging(true), openHanging(true)];
    await took(one.session.login({ username: "alice", password }));
    await clock.advance(3 * second);
    expect(other.session.getSnapshot()).toMatchObject({ user: { username: "alice" } });
    for (let round = 1; round <= 10; round += 1) {
      server.revoke("access");
      const asked = [one, other].map(({ session }) => session.fetch("posts/"));
      await took(Promise.all(asked));
      expect(refreshes()).toBe(round);
    }
    for (const { session } of [one, other])
      expect(session.getSnapshot()).toMatchObject({ status: "authenticated" });
    await took(other.session.logout());
    await clock.advance(second);
    expect(one.session.getSnapshot()).toMatchObject({ reason: "logout", elsewhere: true });
  });
});

describe("an end that was decided while a question was under way", () => {
  it("an idle end is shown at once even if storage hangs, so nothing private is visible after sleep", async () => {
    const { openHanging, server, clock, took } = createHungWorld({ storage: "mirrored" });
    const { session, hang, told } = openHanging(false, { idle: { timeout: 10 * minute } });
    await took(session.login({ username: "alice", password }));
    server.fail("token/refresh/", { status: 503 });
    server.latency = 5 * second;
    session.refresh().catch(() => {});
    await clock.advance(100);
    // The machine sleeps. The answer comes first, the alarm that would end the session later.
    clock.set(clock.now() + 8 * hour);
    hang("write");
    await clock.advance(5 * second);
    expect(told().at(-1)).toBe("ended");
    expect(session.getSnapshot()).toMatchObject({ status: "unauthenticated", reason: "idle" });
  });

  it("an end by the server is shown without waiting for storage, and the lock is free", async () => {
    const {
      openHanging,
      server,
      clock,
      took,
      session: other,
    } = createHungWorld({
      storage: "mirrored",
    });
    const { session, hang } = openHanging(false);
    await took(session.login({ username: "alice", password }));
    server.revoke("refresh");
    server.revoke("access");
    hang("write");
    const asked = session.fetch("posts/").catch((error) => error);
    await clock.advance();
    expect(session.getSnapshot()).toMatchObject({ status: "unauthenticated", reason: "rejected" });
    await asked;
    await clock.advance(3 * second);
    expect(other.getSnapshot()).toMatchObject({ reason: "rejected", elsewhere: true });
  });
});
