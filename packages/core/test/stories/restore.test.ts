// Restoring: what a reload, a new tab and a page that was closed for long find.
import { describe, expect, it } from "vitest";
import { createWorld, day, hour, minute } from "../support/stage.ts";

describe("a reload", () => {
  it("with a good token shows the user synchronously, and asks nobody", async () => {
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

  it("with nothing stored is unauthenticated at once, without a reason", () => {
    const { session } = createWorld();
    expect(session.getSnapshot()).toEqual({
      status: "unauthenticated",
      user: null,
      loggingIn: false,
      reason: null,
      elsewhere: false,
      error: null,
    });
  });

  it("with asynchronous storage is loading first, then settles once", async () => {
    const world = createWorld({ storage: "async" });
    await world.logIn();
    const { session } = world.open();
    const statuses: string[] = [];
    session.subscribe(() => statuses.push(session.getSnapshot().status));
    expect(session.getSnapshot().status).toBe("loading");
    expect((await world.run(session.ready())).status).toBe("authenticated");
    expect(statuses).toEqual(["authenticated"]);
  });

  it("from storage that takes its time makes ready, tokens, requests and logout wait for it", async () => {
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

  it("with an expired access token is loading until the refresh answered", async () => {
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

  it("with expired tokens that the server refuses ends with the reason", async () => {
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

  it("after the refresh token expired is over, shows nothing private and asks nobody", async () => {
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

  it("while the server is unreachable is logged in and offline, and heals by itself", async () => {
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

  it("never shows loading again, whatever happens later", async () => {
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

  it("lets a login through that does not wait for the first answer", async () => {
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

  it("can be logged out of before the first answer is known", async () => {
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
  it("is verified once, and loading until then", async () => {
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

  it("that the server refuses ends the session", async () => {
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
  ])("by %j is offline, and is verified later", async (fault) => {
    const { logIn, open, server, clock, run } = createWorld({ tokens: "fixed" });
    await logIn();
    const heal = server.fail("me/", fault);
    const { session } = open();
    expect(await run(session.ready())).toMatchObject({ status: "authenticated", offline: true });
    heal();
    server.revoke();
    await clock.advance(3 * minute);
    expect(session.getSnapshot()).toMatchObject({ status: "unauthenticated", reason: "rejected" });
  });

  it("and no address to ask is believed until the server says otherwise", async () => {
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
