// Logging out: here and now, whatever the network does, and nothing that arrives later brings it back.
import { describe, expect, it } from "vitest";
import { createWorld, hour, minute, password, rejection } from "../support/stage.ts";

describe("a logout", () => {
  it("a logout is done before the call returns, and informs the server", async () => {
    const { session, logIn, server, browser, run, told, clock } = createWorld();
    await logIn();
    const done = session.logout();
    expect(session.getSnapshot()).toEqual({
      status: "unauthenticated",
      user: null,
      loggingIn: false,
      pending: null,
      reason: "logout",
      elsewhere: false,
      error: null,
    });
    expect(JSON.parse(browser.storage.text ?? "")).toMatchObject({
      held: null,
      reason: "logout",
    });
    await run(done);
    expect(server.count("token/blacklist/")).toBe(1);
    expect(await session.getToken()).toBeNull();
    expect(told()).toEqual(["login", "ended"]);
    expect(clock.pending).toBe(0);
  });

  it.each(["network" as const, "lost" as const, { status: 500 }, { status: 404, body: "<h1>" }])(
    "a logout cannot fail: %j is reported separately, and a reload stays logged out",
    async (fault) => {
      const { session, logIn, server, run, told, open, news } = createWorld();
      await logIn();
      server.fail("token/blacklist/", fault);
      await run(session.logout());
      expect(session.getSnapshot()).toMatchObject({ reason: "logout", error: null });
      expect(told()).toEqual(["login", "ended", "logout-failed"]);
      expect(news.at(-1)).toHaveProperty("error.code");
      expect(open().session.getSnapshot()).toMatchObject({
        status: "unauthenticated",
        reason: "logout",
      });
    },
  );

  it("a logout reaches other tabs even if its own tab is gone before it was stored", async () => {
    const { session, tab, logIn, open, clock } = createWorld({ storage: "mirrored", lag: 0 });
    const other = open();
    await logIn();
    await clock.advance(minute);
    expect(other.session.getSnapshot().status).toBe("authenticated");
    void session.logout();
    tab.close();
    await clock.advance(minute);
    expect(other.session.getSnapshot()).toMatchObject({ reason: "logout", elsewhere: true });
  });

  it("a logout without a network is immediate", async () => {
    const { session, logIn, tab, run, told, open } = createWorld();
    await logIn();
    tab.goOffline();
    const done = session.logout();
    expect(session.getSnapshot().status).toBe("unauthenticated");
    await run(done);
    expect(told()).toContain("logout-failed");
    tab.goOnline();
    expect(open().session.getSnapshot().status).toBe("unauthenticated");
  });

  it("a logout waits for a hanging server only until the timeout", async () => {
    const { session, logIn, server, clock, told } = createWorld();
    await logIn();
    server.fail("token/blacklist/", "hang");
    const done = session.logout();
    await clock.advance(15_000);
    await done;
    expect(told()).toContain("logout-failed");
    expect(clock.pending).toBe(0);
  });

  it("logging out of a session that the server has already ended reports no error", async () => {
    const { session, logIn, server, run, told } = createWorld();
    await logIn();
    server.revoke("refresh");
    await run(session.logout());
    expect(told()).toEqual(["login", "ended"]);
  });

  it("logging out twice, or without a session, does nothing", async () => {
    const { session, logIn, run, told, browser, server } = createWorld();
    await run(session.logout());
    expect(session.getSnapshot()).toMatchObject({ status: "unauthenticated", reason: null });
    expect(browser.storage.text).toBeNull();
    await logIn();
    await run(session.logout());
    const { text } = browser.storage;
    await run(session.logout());
    expect(browser.storage.text).toBe(text);
    expect(told()).toEqual(["login", "ended"]);
    expect(server.count("token/blacklist/")).toBe(1);
  });

  it("a logout never rejects, even if the backend's description throws", async () => {
    const { session, logIn, run, told } = createWorld({
      backend: {
        logout: {
          method: "POST",
          path: "token/blacklist/",
          body: () => {
            throw new Error("a mistake in the description");
          },
        },
      },
    });
    await logIn();
    await run(session.logout());
    expect(told()).toEqual(["login", "ended", "logout-failed"]);
  });
});

describe("what arrives after a logout", () => {
  it("a refresh that is answered after a logout writes nothing, and its tokens are revoked", async () => {
    const { session, logIn, server, clock, browser, told } = createWorld({
      rotation: "detect-reuse",
    });
    await logIn();
    server.latency = 1000;
    const refreshed = rejection(session.refresh());
    await clock.advance(500);
    void session.logout();
    const { text } = browser.storage;
    await clock.advance(5000);
    expect(await refreshed).toMatchObject({ code: "session-changed" });
    expect(browser.storage.text).toBe(text);
    expect(session.getSnapshot()).toMatchObject({ status: "unauthenticated", reason: "logout" });
    expect(told()).toContain("late");
    // The logout's own tokens and the late ones.
    const revoked = server.requests.filter(({ path }) => path === "token/blacklist/");
    expect(new Set(revoked.map(({ body }) => body)).size).toBe(2);
  });

  it("a login that is answered after a logout writes nothing, and its tokens are revoked", async () => {
    const { session, server, clock, browser, told, open } = createWorld({ latency: 1000 });
    const login = rejection(session.login({ username: "alice", password }));
    await clock.advance(500);
    void session.logout();
    expect(session.getSnapshot()).toMatchObject({
      status: "unauthenticated",
      loggingIn: false,
      pending: null,
    });
    await clock.advance(5000);
    expect(await login).toMatchObject({ code: "session-changed" });
    expect(JSON.parse(browser.storage.text ?? "").held).toBeNull();
    expect(told()).toContain("late");
    expect(server.count("token/blacklist/")).toBe(1);
    expect(open().session.getSnapshot().status).toBe("unauthenticated");
  });

  it("a refresh for alice does not touch bob, who logged in meanwhile", async () => {
    const { session, logIn, server, clock, browser } = createWorld({
      rotation: "rotate",
    });
    await logIn("alice");
    server.latency = 10_000;
    const refreshed = rejection(session.refresh());
    await clock.advance();
    server.latency = 0;
    void session.logout();
    await logIn("bob");
    const { text } = browser.storage;
    await clock.advance(minute);
    expect(await refreshed).toMatchObject({ code: "session-changed" });
    expect(browser.storage.text).toBe(text);
    expect(session.getSnapshot().user?.username).toBe("bob");
    expect((await session.fetch("posts/")).status).toBe(200);
  });

  it("requests after a logout are sent unsigned", async () => {
    const { session, logIn, server, run } = createWorld();
    await logIn();
    await run(session.logout());
    expect((await run(session.fetch("posts/"))).status).toBe(401);
    expect(server.requests.at(-1)?.headers.authorization).toBeUndefined();
  });

  it("no timer is left after a logout", async () => {
    const { session, logIn, server, run, clock } = createWorld();
    await logIn();
    await run(session.logout());
    const before = server.requests.length;
    await clock.advance(10 * hour);
    expect(server.requests.length).toBe(before);
    expect(clock.pending).toBe(0);
  });
});

describe("tokens that arrive late", () => {
  it("late tokens are not revoked if that would log out all of the user's devices", async () => {
    const { session, server, clock } = createWorld({
      latency: 1000,
      backend: { logoutReach: "user" },
    });
    const login = rejection(session.login({ username: "alice", password }));
    await clock.advance(500);
    void session.logout();
    await clock.advance(5000);
    expect((await login).code).toBe("session-changed");
    expect(server.count("token/blacklist/")).toBe(0);
  });
});

describe("a session that ends by itself", () => {
  it("a session that ends by itself does not end a login in progress", async () => {
    const { session, logIn, server, clock } = createWorld({
      tokens: "pair",
      refreshLifetime: hour,
    });
    await logIn("alice");
    server.fail("token/refresh/", { status: 503 });
    await clock.advance(hour - 1000);
    server.latency = 5000;
    const login = session.login({ username: "bob", password });
    login.catch(() => {});
    await clock.advance(minute);
    expect(await login).toMatchObject({ username: "bob" });
    expect(session.getSnapshot().user?.username).toBe("bob");
  });
});
