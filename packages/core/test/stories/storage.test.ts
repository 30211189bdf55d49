// Storage that throws, is full, lies or holds what nobody can read: memory carries on, and what failed is told.
import type { StoragePort } from "@sojourn/core";
import { describe, expect, it } from "vitest";
import { createWorld, hour, minute } from "../support/stage.ts";

for (const storage of ["sync", "async", "mirrored"] as const)
  describe(`${storage} storage`, () => {
    it("that is forbidden: login, refresh and requests work in memory, and degraded is told", async () => {
      const { session, logIn, browser, run, told, clock, news } = createWorld({ storage });
      browser.storage.fault = "forbidden";
      await logIn();
      expect(session.getSnapshot().status).toBe("authenticated");
      await clock.advance(hour);
      expect((await run(session.fetch("posts/"))).status).toBe(200);
      await run(session.logout());
      expect(session.getSnapshot().status).toBe("unauthenticated");
      expect(told()).toContain("degraded");
      expect(news.find(({ type }) => type === "degraded")).toMatchObject({ cause: "unavailable" });
    });

    it("that is forbidden from the start settles as unauthenticated", async () => {
      const world = createWorld({ storage });
      world.browser.storage.fault = "forbidden";
      const { session, told } = world.open();
      expect((await world.run(session.ready())).status).toBe("unauthenticated");
      expect(told()).toEqual(["degraded"]);
    });

    it("that is full: the spent token is removed, and a reload is not logged in with it", async () => {
      const { session, logIn, browser, run, told, open } = createWorld({
        storage,
        rotation: "detect-reuse",
      });
      await logIn();
      browser.storage.fault = "full";
      await run(session.refresh());
      expect(session.getSnapshot().status).toBe("authenticated");
      expect(browser.storage.text).toBeNull();
      expect(told()).toContain("degraded");
      await run(session.refresh());
      expect(session.getSnapshot().status).toBe("authenticated");
      const page = open();
      expect((await run(page.session.ready())).status).toBe("unauthenticated");
    });

    it("that is full at the logout leaves no token, and tells", async () => {
      const { session, logIn, browser, run, told } = createWorld({ storage });
      await logIn();
      browser.storage.fault = "full";
      await run(session.logout());
      expect(browser.storage.text).toBeNull();
      expect(told()).toContain("degraded");
    });

    it("that reads nothing while the page goes away is not a logout", async () => {
      const { session, logIn, browser, run, tab, told } = createWorld({ storage });
      await logIn();
      browser.storage.fault = "empty";
      tab.hide();
      tab.show();
      await run(session.refresh());
      expect(session.getSnapshot().status).toBe("authenticated");
      expect(told()).not.toContain("ended");
    });

    it("that is cleared by hand is written again with the next change", async () => {
      const { session, logIn, browser, run } = createWorld({ storage });
      await logIn();
      browser.storage.text = null;
      await run(session.refresh());
      expect(session.getSnapshot().status).toBe("authenticated");
      expect(JSON.parse(browser.storage.text ?? "null")).toMatchObject({
        held: { user: { username: "alice" } },
      });
    });

    it.each([
      "",
      "garbage",
      "null",
      "[]",
      "42",
      '"text"',
      "{}",
      '{"version":1}',
      '{"version":1,"held":{"access":1}}',
    ])("that holds %j is unauthenticated, tells, and is usable again", async (text) => {
      const world = createWorld({ storage });
      world.browser.storage.text = text;
      const { session, told, news } = world.open();
      expect((await world.run(session.ready())).status).toBe("unauthenticated");
      expect(told()).toEqual(["degraded"]);
      expect(news[0]).toMatchObject({ cause: "corrupt" });
      await world.run(session.login({ username: "alice", password: "correct horse" }));
      expect(JSON.parse(world.browser.storage.text ?? "")).toMatchObject({ version: 1 });
    });

    it("that a newer version wrote is left alone", async () => {
      const world = createWorld({ storage });
      const foreign = '{"version":2,"sessions":[]}';
      world.browser.storage.text = foreign;
      const { session, news } = world.open();
      expect((await world.run(session.ready())).status).toBe("unauthenticated");
      expect(news[0]).toMatchObject({ type: "degraded", cause: "newer-version" });
      await world.run(session.login({ username: "alice", password: "correct horse" }));
      expect(session.getSnapshot().status).toBe("authenticated");
      await world.run(session.refresh());
      await world.run(session.logout());
      expect(world.browser.storage.text).toBe(foreign);
    });
  });

describe("storage", () => {
  it("that a newer version takes over under a running session is left alone from then on", async () => {
    const { session, logIn, browser, run } = createWorld();
    await logIn();
    const foreign = '{"version":2}';
    browser.storage.text = foreign;
    await run(session.refresh());
    expect(session.getSnapshot().status).toBe("authenticated");
    await run(session.refresh());
    expect(browser.storage.text).toBe(foreign);
  });

  it("that a newer version takes over unseen is left alone by what is written next, its copy too", async () => {
    const { session, logIn, browser, run } = createWorld({ storage: "mirrored" });
    await logIn();
    const foreign = '{"version":2}';
    browser.storage.text = foreign;
    await run(session.logout());
    const copy = browser.mirror.text;
    await logIn();
    expect(browser.storage.text).toBe(foreign);
    expect(browser.mirror.text).toBe(copy);
  });

  it("whose copy is full holds no spent token there, and one that is full itself leaves the copy", async () => {
    const { session, logIn, browser, run, open, clock } = createWorld({ storage: "mirrored" });
    await logIn();
    browser.mirror.fault = "full";
    await run(session.refresh());
    expect(browser.mirror.text).toBe(null);
    browser.mirror.fault = null;
    browser.storage.fault = "full";
    await run(session.refresh());
    await clock.advance(minute);
    expect((await run(open().session.ready())).status).toBe("authenticated");
  });

  it("that cannot be read is written all the same", async () => {
    const world = createWorld({ storage: "async" });
    const { storage: real } = world.tab.ports;
    const read = () => Promise.reject(new Error("no reading here"));
    const storage: StoragePort = { ...real, read };
    const { session } = world.open({ ports: { storage } });
    await world.run(session.login({ username: "alice", password: "correct horse" }));
    expect((await world.run(world.open().session.ready())).status).toBe("authenticated");
  });

  it("writes one record as a whole, in the order of the calls", async () => {
    const written: string[] = [];
    const storage: StoragePort = {
      read: () => null,
      write: (text) => void written.push(text),
      remove: () => {},
    };
    const world = createWorld();
    const { session } = world.open({ ports: { storage } });
    await world.run(session.login({ username: "alice", password: "correct horse" }));
    await world.run(session.refresh());
    await world.run(session.logout());
    const records = written.map((text) => JSON.parse(text));
    expect(records.map(({ generation }) => generation)).toEqual([1, 2, 2]);
    const [login, refresh, logout] = records.map(({ epoch }) => epoch);
    expect(refresh).toBe(login);
    expect(logout).toBe(login + 1);
    for (const record of records)
      expect(Object.keys(record).sort()).toEqual([
        "activeAt",
        "epoch",
        "generation",
        "held",
        "minVersion",
        "quietUntil",
        "reason",
        "version",
        "writtenAt",
      ]);
  });

  it("never holds a password", async () => {
    const { logIn, browser } = createWorld();
    await logIn();
    expect(browser.storage.text).not.toContain("correct horse");
  });
});
