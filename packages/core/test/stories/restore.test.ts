// Restoring: what a reload, a new tab and a page that was closed for long find.
import { describe, expect, it } from "vitest";
import { createWorld, day, hour, minute } from "../support/stage.ts";

describe("a reload", () => {
  it("a reload with a valid token shows the user at once, and sends no request", async () => {
    const { logIn, open, server } = createWorld();
    const user = await logIn();
    const before = server.requests.length;
    const { session, told } = open(undefined, false);
    expect(session.getSnapshot().status).toBe("loading");
    session.start();
    expect(session.getSnapshot()).toMatchObject({ status: "authenticated", user });
    expect((await session.ready()).status).toBe("authenticated");
    expect(server.requests.length).toBe(before);
    expect(told()).toEqual(["restored"]);
  });

  it("a reload with nothing stored is unauthenticated at once, without a reason", () => {
    const { session } = createWorld();
    expect(session.getSnapshot()).toEqual({
      status: "unauthenticated",
      user: null,
      loggingIn: false,
      pending: null,
      reason: null,
      elsewhere: false,
      error: null,
    });
  });

  it("a reload with asynchronous storage is loading first, and changes the snapshot once", async () => {
    const world = createWorld({ storage: "async" });
    await world.logIn();
    const { session } = world.open();
    const statuses: string[] = [];
    session.subscribe(() => statuses.push(session.getSnapshot().status));
    expect(session.getSnapshot().status).toBe("loading");
    expect((await world.run(session.ready())).status).toBe("authenticated");
    expect(statuses).toEqual(["authenticated"]);
  });

  it("ready, getToken, requests and logout wait for slow storage after a reload", async () => {
    const { open, logIn, tab, clock, browser } = createWorld();
    await logIn();
    const calls = ["ready", "getToken", "fetch", "logout"] as const;
    for (const call of calls) {
      const answers: ((text: string | null) => void)[] = [];
      const read = (): Promise<string | null> => new Promise((resolve) => answers.push(resolve));
      const { session } = open({ ports: { storage: { ...tab.ports.storage, read } } });
      let isDone = false;
      const done = (call === "fetch" ? session.fetch("posts/") : session[call]()).then((value) => {
        isDone = true;
        return value;
      });
      await clock.advance(1000);
      expect([call, isDone, session.getSnapshot().status]).toEqual([call, false, "loading"]);
      for (const answer of answers) answer(browser.storage.text);
      await clock.advance();
      await done;
      expect(session.getSnapshot()).toMatchObject(
        call === "logout" ? { reason: "logout" } : { status: "authenticated" },
      );
    }
  });

  it("a reload with an expired access token is loading until the refresh is answered", async () => {
    const { tab, logIn, open, server, clock, refreshes } = createWorld();
    await logIn();
    tab.close();
    await clock.advance(hour);
    server.latency = 500;
    const { session } = open();
    const statuses: string[] = [];
    session.subscribe(() => statuses.push(session.getSnapshot().status));
    await clock.advance(499);
    expect(session.getSnapshot().status).toBe("loading");
    const token = session.getToken();
    const sent = session.fetch("posts/");
    await clock.advance(1000);
    expect(statuses).toEqual(["authenticated"]);
    expect(await token).not.toBeNull();
    expect((await sent).status).toBe(200);
    expect(refreshes()).toBe(1);
  });

  it("a reload with expired tokens that the server refuses ends the session with a reason", async () => {
    const { tab, logIn, open, server, clock, run } = createWorld();
    await logIn();
    tab.close();
    await clock.advance(hour);
    server.revoke("refresh");
    const { session } = open();
    expect(await run(session.ready())).toMatchObject({
      status: "unauthenticated",
      reason: "rejected",
      elsewhere: false,
      error: { code: "rejected" },
    });
  });

  it("a reload after the refresh token expired shows nothing private, and sends no request", async () => {
    const { tab, logIn, open, server, clock } = createWorld();
    await logIn();
    tab.close();
    await clock.advance(2 * day);
    const before = server.requests.length;
    const { session } = open();
    expect(session.getSnapshot().status).toBe("loading");
    await clock.advance();
    expect(session.getSnapshot()).toMatchObject({ status: "unauthenticated", reason: "expired" });
    expect(server.requests.length).toBe(before);
  });

  it("a reload without a reachable server is logged in and offline, and recovers by itself", async () => {
    const { tab, logIn, open, server, clock, run, failure } = createWorld();
    await logIn();
    tab.close();
    await clock.advance(hour);
    const heal = server.fail("*", "network");
    const { session } = open();
    expect(await run(session.ready())).toMatchObject({
      status: "authenticated",
      user: { username: "alice" },
      offline: true,
    });
    expect(await failure(session.fetch("posts/"))).toMatchObject({ code: "network" });
    heal();
    await clock.advance(2 * minute);
    expect(session.getSnapshot()).toMatchObject({ status: "authenticated", offline: false });
    expect((await run(session.fetch("posts/"))).status).toBe(200);
  });

  it("a session never becomes loading again after its first snapshot", async () => {
    const { session, logIn, clock, server, tab } = createWorld();
    const statuses = new Set<string>();
    session.subscribe(() => statuses.add(session.getSnapshot().status));
    await logIn();
    await clock.advance(hour);
    server.fail("*", "network", 5);
    await clock.advance(hour);
    tab.hide();
    await clock.advance(hour);
    tab.show();
    await clock.advance(minute);
    await session.logout();
    expect([...statuses]).toEqual(["unauthenticated", "authenticated"]);
  });

  it("a login does not wait for the session to be restored", async () => {
    const { tab, logIn, open, server, clock, run } = createWorld();
    await logIn("alice");
    tab.close();
    await clock.advance(hour);
    server.fail("token/refresh/", "hang");
    const page = open();
    await clock.advance();
    expect(page.session.getSnapshot().status).toBe("loading");
    await run(page.session.login({ username: "bob", password: "correct horse" }));
    expect(page.session.getSnapshot()).toMatchObject({ user: { username: "bob" } });
  });

  it("a logout works while the session is being restored", async () => {
    const { tab, logIn, open, server, clock } = createWorld();
    await logIn("alice");
    tab.close();
    await clock.advance(hour);
    server.latency = 1000;
    const { session } = open();
    const ready = session.ready();
    await clock.advance(10);
    void session.logout();
    expect(session.getSnapshot()).toMatchObject({ status: "unauthenticated", reason: "logout" });
    await clock.advance(5000);
    expect((await ready).status).toBe("unauthenticated");
    expect(open().session.getSnapshot().status).toBe("unauthenticated");
  });
});

describe("a reload with a token that does not say when it expires", () => {
  it("a token of unknown expiry is verified once after a reload, and the session is loading until then", async () => {
    const { logIn, open, server, clock } = createWorld({ tokens: "fixed" });
    await logIn();
    const asked = server.count("me/");
    server.latency = 100;
    const { session } = open();
    await clock.advance(50);
    expect(session.getSnapshot().status).toBe("loading");
    await clock.advance(day);
    expect(session.getSnapshot()).toMatchObject({ status: "authenticated", expiresAt: null });
    expect(server.count("me/")).toBe(asked + 1);
  });

  it("a token of unknown expiry that the server refuses after a reload ends the session", async () => {
    const { logIn, open, server, run } = createWorld({ tokens: "fixed" });
    await logIn();
    server.revoke();
    const { session } = open();
    expect(await run(session.ready())).toMatchObject({ reason: "rejected" });
  });

  it.each([
    ["network" as const],
    [{ status: 503 }],
    [{ status: 503, headers: { "Retry-After": "60" } }],
  ])(
    "a token of unknown expiry whose verification fails with %j is offline, and is verified later",
    async (fault) => {
      const { logIn, open, server, clock, run } = createWorld({ tokens: "fixed" });
      await logIn();
      const heal = server.fail("me/", fault);
      const { session } = open();
      expect(await run(session.ready())).toMatchObject({ status: "authenticated", offline: true });
      heal();
      server.revoke();
      await clock.advance(3 * minute);
      expect(session.getSnapshot()).toMatchObject({
        status: "unauthenticated",
        reason: "rejected",
      });
    },
  );

  it("a token of unknown expiry is used until the server refuses it if the backend cannot verify it", async () => {
    const { logIn, open, server, failure } = createWorld({
      tokens: "fixed",
      backend: { me: undefined, user: () => ({ username: "alice", name: "" }) },
    });
    await logIn();
    server.revoke();
    const { session } = open();
    expect(session.getSnapshot().status).toBe("authenticated");
    expect(await failure(session.fetch("posts/"))).toMatchObject({ code: "rejected" });
    expect(session.getSnapshot()).toMatchObject({ reason: "rejected" });
  });
});
