// Logging in: its input, its effects, its errors, and which of two logins wins.
import { isSessionError } from "@sojourn/core";
import { describe, expect, it } from "vitest";
import { createWorld, minute, password, rejection } from "../support/stage.ts";

describe("a login that succeeds", () => {
  it("a login resolves to the user and shows it", async () => {
    const { session, logIn, told } = createWorld();
    expect(session.getSnapshot()).toMatchObject({ status: "unauthenticated", reason: null });
    const user = await logIn();
    expect(user).toEqual({ username: "alice", name: "Alice" });
    expect(session.getSnapshot()).toMatchObject({
      status: "authenticated",
      user,
      loggingIn: false,
      pending: null,
      refreshing: false,
      offline: false,
      claims: { username: "alice" },
    });
    expect(session.getSnapshot().user).toBe(user);
    expect(told()).toEqual(["login"]);
  });

  it("a login in progress is shown by `loggingIn`, and the status is not loading", async () => {
    const { session, run, server, clock } = createWorld({ latency: 100 });
    const statuses: unknown[] = [];
    session.subscribe(() => {
      const { status, loggingIn } = session.getSnapshot();
      statuses.push([status, loggingIn]);
    });
    const login = run(session.login({ username: "alice", password }));
    await clock.advance(200);
    await login;
    expect(statuses).toEqual([
      ["unauthenticated", true],
      ["authenticated", false],
    ]);
    expect(server.count("token/")).toBe(1);
  });

  it("`expiresAt` is the access token's expiry on this machine's clock, never too late", async () => {
    for (const skew of [0, 3_600_000, -3_600_000]) {
      const { session, logIn, clock } = createWorld({ skew });
      const expiry = clock.now() + 300_000;
      await logIn();
      const { expiresAt } = session.getSnapshot() as { expiresAt: number };
      expect(expiresAt).toBeLessThanOrEqual(expiry);
      expect(expiresAt).toBeGreaterThanOrEqual(expiry - 1000);
    }
  });

  it("a login and all of the session's own requests send no cookies", async () => {
    const { open, tab, run } = createWorld();
    const seen: unknown[] = [];
    const fetch: typeof globalThis.fetch = (input, init) => {
      seen.push(init?.credentials);
      return tab.fetch(input, init);
    };
    const { session } = open({ fetch });
    await run(session.login({ username: "alice", password }));
    await run(session.refresh());
    await run(session.logout());
    expect(seen).toEqual(Array(5).fill("omit"));
  });

  it("a login is stored with a higher epoch", async () => {
    const { browser, logIn } = createWorld();
    await logIn();
    const first = JSON.parse(browser.storage.text ?? "");
    expect(first).toMatchObject({ version: 1, held: { user: { username: "alice" } } });
    await logIn("bob");
    const second = JSON.parse(browser.storage.text ?? "");
    expect(second).toMatchObject({ held: { user: { username: "bob" } } });
    expect(second.epoch).toBeGreaterThan(first.epoch);
  });

  it("a login after storage was cleared replaces the session of an open tab, and is not mistaken for it", async () => {
    const { session, browser, logIn, open, clock, run, server } = createWorld();
    await logIn("alice");
    await run(session.logout());
    await logIn("alice");
    const signed = await run(session.requests.sign({ url: "posts/", method: "POST" }));
    browser.storage.text = null;
    const other = open();
    await clock.advance(1000);
    await logIn("bob", other);
    await clock.advance();
    for (const page of [{ session }, other])
      expect(page.session.getSnapshot().user).toMatchObject({ username: "bob" });
    const refused = { status: 401, body: { code: "token_not_valid" } };
    const settled = session.requests.settle(signed as never, refused).catch(({ code }) => code);
    expect(await run(settled)).toBe("session-changed");
    await clock.advance(10 * minute);
    for (const page of [{ session }, other])
      expect(page.session.getSnapshot().user).toMatchObject({ username: "bob" });
    expect(server.count("token/")).toBe(3);
  });
});

describe("a login that fails", () => {
  it("a failed login rejects with invalid-credentials and shows the error", async () => {
    const { session, failure } = createWorld();
    const error = await failure(session.login({ username: "alice", password: "wr0ng-secret" }));
    expect(error).toMatchObject({ code: "invalid-credentials", status: 401 });
    expect(error.fields).toEqual({ "": ["No active account found with the given credentials"] });
    expect(session.getSnapshot()).toMatchObject({
      status: "unauthenticated",
      loggingIn: false,
      pending: null,
    });
    expect(session.getSnapshot()).toHaveProperty("error", error);
  });

  it("the error of a failed login is cleared when the next login starts", async () => {
    const { session, failure, clock, server } = createWorld();
    await failure(session.login({ username: "alice", password: "wr0ng-secret" }));
    server.latency = 100;
    const second = session.login({ username: "alice", password });
    await clock.advance(50);
    expect(session.getSnapshot()).toMatchObject({ loggingIn: true, error: null });
    await clock.advance(150);
    await second;
  });

  it("a login that fails validation names the wrong fields", async () => {
    const { session, failure } = createWorld();
    const error = await failure(session.login({ username: "", password }));
    expect(error).toMatchObject({
      code: "validation",
      status: 400,
      fields: { username: ["This field is required."] },
    });
  });

  it.each([
    ["network" as const, "network", null],
    ["lost" as const, "network", null],
    [{ status: 503, body: "<h1>Down</h1>" }, "server", 503],
    [{ status: 500, body: {} }, "server", 500],
    [{ status: 429, body: {}, headers: { "Retry-After": "30" } }, "throttled", 429],
    [{ status: 408 }, "timeout", 408],
    [{ status: 404, body: "<h1>Not found</h1>" }, "misconfigured", 404],
    [{ status: 200, body: "<h1>Welcome</h1>" }, "misconfigured", 200],
    [{ status: 200, body: { tokens: {} } }, "misconfigured", 200],
    [{ status: 401, body: "<h1>Proxy login</h1>" }, "misconfigured", 401],
  ])(
    "a login that fails with %j rejects with %s, and logs nobody in",
    async (fault, code, status) => {
      const { session, failure, server, told } = createWorld();
      server.fail("token/", fault);
      const error = await failure(session.login({ username: "alice", password }));
      expect(error).toMatchObject({ code, status });
      expect(session.getSnapshot()).toMatchObject({
        status: "unauthenticated",
        loggingIn: false,
        pending: null,
      });
      expect(told()).toEqual([]);
    },
  );

  it("a throttled login tells how long to wait", async () => {
    const { session, failure, server } = createWorld();
    server.fail("token/", { status: 429, body: {}, headers: { "Retry-After": "30" } });
    expect(await failure(session.login({ username: "alice", password }))).toMatchObject({
      retryAfter: 30_000,
    });
  });

  it("a login that hangs rejects with timeout after 15 seconds, and the next one works", async () => {
    const { session, server, clock, failure, logIn } = createWorld();
    server.fail("token/", "hang", 1);
    const hung = failure(session.login({ username: "alice", password }), 15_000);
    expect(await hung).toMatchObject({ code: "timeout" });
    expect(clock.pending).toBe(0);
    expect(await logIn()).toMatchObject({ username: "alice" });
  });

  it("a failed login leaves the current session unchanged", async () => {
    const { session, logIn, failure, told } = createWorld();
    await logIn();
    const token = await session.getToken();
    const before = session.getSnapshot();
    const error = await failure(session.login({ username: "bob", password: "wr0ng-secret" }));
    expect(error.code).toBe("invalid-credentials");
    expect(session.getSnapshot()).toEqual(before);
    expect(await session.getToken()).toBe(token);
    expect(told()).toEqual(["login"]);
  });

  it("the error of a failed login is a SessionError and prints no secret", async () => {
    const { session, failure, server } = createWorld();
    server.fail("token/", "network");
    const error = await failure(session.login({ username: "alice", password }));
    expect(isSessionError(error)).toBe(true);
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      code: "network",
      fields: {},
      status: null,
      retryAfter: null,
    });
    expect(error.cause).toBeInstanceOf(TypeError);
  });
});

describe("the user after a login", () => {
  it("is asked for with the new token; without an answer nobody is logged in and the token is revoked", async () => {
    const { session, failure, server } = createWorld();
    server.fail("me/", { status: 503 });
    const error = await failure(session.login({ username: "alice", password }));
    expect(error.code).toBe("server");
    expect(session.getSnapshot().status).toBe("unauthenticated");
    expect(server.count("token/blacklist/")).toBe(1);
  });

  it("that the server refuses to tell with the new token is a matter of the scheme", async () => {
    const { session, failure } = createWorld({
      backend: { header: (access) => ["Authorization", `Token ${access}`] },
    });
    const error = await failure(session.login({ username: "alice", password }));
    expect(error.code).toBe("misconfigured");
    expect(error.message).toContain("me/");
    expect(error.message).toContain("scheme");
    expect(session.getSnapshot().status).toBe("unauthenticated");
  });

  it("comes from the claims where there is no such endpoint, and is never invented", async () => {
    const fromClaims = { me: undefined, user: () => ({ username: "c", name: "Claims" }) };
    const world = createWorld({ backend: fromClaims as never });
    expect(await world.logIn()).toEqual({ username: "c", name: "Claims" });

    const nobody = createWorld({ backend: { me: undefined, user: () => undefined } as never });
    const error = await nobody.failure(nobody.session.login({ username: "alice", password }));
    expect(error.code).toBe("misconfigured");
    expect(nobody.session.getSnapshot().status).toBe("unauthenticated");
  });
});

describe("a login while somebody is logged in", () => {
  it("a second login replaces the session: the old tokens are revoked, and the end has a reason", async () => {
    const { session, logIn, told, news, server } = createWorld();
    await logIn("alice");
    const old = JSON.parse(server.requests.find(({ path }) => path === "token/")?.body ?? "");
    expect(old.username).toBe("alice");
    await logIn("bob");
    expect(session.getSnapshot().user?.username).toBe("bob");
    expect(told()).toEqual(["login", "ended", "login"]);
    expect(news[1]).toMatchObject({ reason: "replaced", elsewhere: false });
    expect(server.count("token/blacklist/")).toBe(1);
  });

  it("a second login keeps the current screen while it is in progress", async () => {
    const { session, logIn, server, clock } = createWorld();
    await logIn("alice");
    server.latency = 100;
    const login = session.login({ username: "bob", password });
    await clock.advance(50);
    expect(session.getSnapshot()).toMatchObject({
      status: "authenticated",
      user: { username: "alice" },
      loggingIn: true,
      pending: null,
    });
    await clock.advance(500);
    await login;
  });
});

describe("two logins at once", () => {
  it("of two logins the later one wins, and the other is rejected and its tokens are revoked", async () => {
    for (const [first, second] of [
      [100, 1000],
      [1000, 100],
    ]) {
      const { session, server, clock } = createWorld();
      server.latency = first ?? 0;
      const alice = rejection(session.login({ username: "alice", password }));
      await clock.advance();
      server.latency = second ?? 0;
      const bob = session.login({ username: "bob", password });
      await clock.advance(5000);
      expect(await alice).toMatchObject({ code: "session-changed" });
      expect(await bob).toMatchObject({ username: "bob" });
      expect(session.getSnapshot().user?.username).toBe("bob");
      expect(server.count("token/blacklist/")).toBe(1);
    }
  });

  it("a listener that logs in as somebody else does not make the first login resolve to a stranger", async () => {
    const { session, clock, failure } = createWorld();
    let other: Promise<unknown> | undefined;
    session.subscribe(() => {
      other ??= session.login({ username: "bob", password });
    });
    const error = await failure(session.login({ username: "alice", password }));
    await clock.advance();
    expect(error.code).toBe("session-changed");
    expect(await other).toMatchObject({ username: "bob" });
  });
});
