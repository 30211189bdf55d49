// Storage that throws, is full, lies or holds what nobody can read: memory carries on, and what failed is told.
import type { StoragePort } from "@sojourn/core";
import { describe, expect, it } from "vitest";
import { createWorld, hour, minute } from "../support/stage.ts";

for (const storage of ["sync", "async", "mirrored"] as const)
  describe(`${storage} storage`, () => {
    it("login, refresh and requests work in memory if storage is forbidden, and `degraded` is emitted", async () => {
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

    it("forbidden storage gives an unauthenticated first snapshot", async () => {
      const world = createWorld({ storage });
      world.browser.storage.fault = "forbidden";
      const { session, told } = world.open();
      expect((await world.run(session.ready())).status).toBe("unauthenticated");
      expect(told()).toEqual(["degraded"]);
    });

    it("full storage loses the spent token, and a reload is not logged in with it", async () => {
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

    it("full storage at logout keeps no token, and `degraded` is emitted", async () => {
      const { session, logIn, browser, run, told } = createWorld({ storage });
      await logIn();
      browser.storage.fault = "full";
      await run(session.logout());
      expect(browser.storage.text).toBeNull();
      expect(told()).toContain("degraded");
    });

    it("empty storage while the page is unloaded is not a logout", async () => {
      const { session, logIn, browser, run, tab, told } = createWorld({ storage });
      await logIn();
      browser.storage.fault = "empty";
      tab.hide();
      tab.show();
      await run(session.refresh());
      expect(session.getSnapshot().status).toBe("authenticated");
      expect(told()).not.toContain("ended");
    });

    it("storage that was cleared by hand is written again at the next change", async () => {
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
    ])(
      "storage that holds %j is unauthenticated, emits `degraded`, and can be used again",
      async (text) => {
        const world = createWorld({ storage });
        world.browser.storage.text = text;
        const { session, told, news } = world.open();
        expect((await world.run(session.ready())).status).toBe("unauthenticated");
        expect(told()).toEqual(["degraded"]);
        expect(news[0]).toMatchObject({ cause: "corrupt" });
        await world.run(session.login({ username: "alice", password: "correct horse" }));
        expect(JSON.parse(world.browser.storage.text ?? "")).toMatchObject({ version: 1 });
      },
    );

    it("a record of a newer version is not changed", async () => {
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
  it("a record that a newer version takes over during a session is not changed afterwards", async () => {
    const { session, logIn, browser, run } = createWorld();
    await logIn();
    const foreign = '{"version":2}';
    browser.storage.text = foreign;
    await run(session.refresh());
    expect(session.getSnapshot().status).toBe("authenticated");
    await run(session.refresh());
    expect(browser.storage.text).toBe(foreign);
  });

  it("the next write does not change a record that a newer version took over unnoticed, nor its mirror", async () => {
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

  it("a full mirror holds no spent token, and a new page uses the mirror if storage is full", async () => {
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

  it("storage that cannot be read is still written", async () => {
    const world = createWorld({ storage: "async" });
    const { storage: real } = world.tab.ports;
    const read = () => Promise.reject(new Error("no reading here"));
    const storage: StoragePort = { ...real, read };
    const { session } = world.open({ ports: { storage } });
    await world.run(session.login({ username: "alice", password: "correct horse" }));
    expect((await world.run(world.open().session.ready())).status).toBe("authenticated");
  });

  it("the record is written as a whole, in the order of the calls", async () => {
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

  it("storage never holds a password", async () => {
    const { logIn, browser } = createWorld();
    await logIn();
    expect(browser.storage.text).not.toContain("correct horse");
  });
});

it("where storage shows late that another tab has spent the refresh token, it is not spent again", async () => {
  const world = createWorld({ storage: "async", rotation: "detect-reuse" });
  const { session, logIn, open, run, browser, clock, refreshes } = world;
  await logIn();
  let late: string | null = null;
  const real = browser.openTab().ports.storage;
  const storage = {
    ...real,
    read: () => late ?? real.read(),
    reread() {
      late = null;
      return real.read();
    },
  };
  const second = open({ ports: { storage } });
  await clock.advance(100);
  late = browser.storage.text;
  await run(session.refresh());
  await clock.advance(100);
  expect(second.told()).not.toContain("adopted");
  await run(second.session.refresh());
  expect(refreshes()).toBe(1);
  for (const one of [session, second.session])
    expect(one.getSnapshot()).toMatchObject({ status: "authenticated" });
  expect(await run(second.session.getToken())).toBe(await run(session.getToken()));
});
