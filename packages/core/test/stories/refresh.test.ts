// Refreshing: one for everybody, at the right time, and what it leaves as it was.
import { describe, expect, it } from "vitest";
import { createWorld, day, hour, minute } from "../support/stage.ts";

describe("one refresh", () => {
  it("one refresh serves the timer, requests, a 401, a manual call and 1,000 parallel getToken() calls", async () => {
    const { session, server, logIn, clock, refreshes, tab } = createWorld({
      rotation: "detect-reuse",
      latency: 100,
    });
    const login = logIn();
    await clock.advance(300);
    await login;
    // A request is under way when its token is revoked and the timer is due.
    server.latency = 50;
    tab.hide();
    await clock.advance(5 * minute);
    server.latency = 1000;
    tab.show();
    const tokens = Array.from({ length: 1000 }, () => session.getToken());
    const requests = Array.from({ length: 20 }, () => session.fetch("posts/"));
    const manual = session.refresh();
    await clock.advance(3000);
    await manual;
    expect(new Set(await Promise.all(tokens)).size).toBe(1);
    expect((await Promise.all(requests)).map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(refreshes()).toBe(1);
  });

  it("a manual refresh in flight also serves requests that get a 401", async () => {
    const { session, server, logIn, clock, refreshes, run } = createWorld();
    await logIn();
    server.revoke();
    const requests = Array.from({ length: 1000 }, () => session.fetch("posts/"));
    const manual = session.refresh();
    await clock.advance();
    await run(manual);
    for (const { status } of await Promise.all(requests)) expect(status).toBe(200);
    expect(refreshes()).toBe(1);
  });

  it("a failed refresh rejects all callers with the same error, and the next one works", async () => {
    const { session, server, logIn, clock, refreshes, tab } = createWorld();
    await logIn();
    tab.hide();
    await clock.advance(6 * minute);
    server.fail("token/refresh/", { status: 503 }, 1);
    const waiting = [
      ...Array.from({ length: 10 }, () => session.getToken()),
      ...Array.from({ length: 10 }, () => session.fetch("posts/")),
      session.refresh(),
    ];
    const results = Promise.allSettled(waiting);
    await clock.advance();
    const reasons = (await results).map((result) => (result as PromiseRejectedResult).reason);
    expect(reasons[0]).toMatchObject({ code: "server", status: 503 });
    expect(new Set(reasons).size).toBe(1);
    expect(refreshes()).toBe(1);

    const again = session.refresh();
    await clock.advance();
    await again;
    expect(session.getSnapshot()).toMatchObject({ status: "authenticated", offline: false });
    expect(refreshes()).toBe(2);
  });

  it("a refresh that hangs is aborted at the timeout, and the next one works", async () => {
    const { session, server, logIn, clock, failure, run, tab } = createWorld();
    await logIn();
    tab.hide();
    await clock.advance(6 * minute);
    server.fail("token/refresh/", "hang", 1);
    const waiting = Promise.allSettled([session.getToken(), session.fetch("posts/")]);
    const error = await failure(session.refresh(), 15_000);
    expect(error.code).toBe("timeout");
    for (const result of await waiting) expect(result.status).toBe("rejected");
    expect(session.getSnapshot()).toMatchObject({ status: "authenticated", offline: true });
    await run(session.refresh());
    expect(session.getSnapshot()).toMatchObject({ refreshing: false, offline: false });
  });

  it("a refresh whose fetch ignores its signal is given up at the timeout too", async () => {
    const world = createWorld();
    let deaf = false;
    const fetch: typeof globalThis.fetch = (input, init) =>
      deaf ? new Promise(() => {}) : world.tab.fetch(input, init);
    const { session } = world.open({ fetch });
    await world.run(session.login({ username: "alice", password: "correct horse" }));
    deaf = true;
    expect(await world.failure(session.refresh(), 15_000)).toMatchObject({ code: "timeout" });
    deaf = false;
    await world.run(session.refresh());
  });
});

describe("the timer", () => {
  it("the timer renews a fifth of the lifetime or a minute before expiry, plus a small random time", async () => {
    for (const [lifetime, margin] of [
      [5 * minute, minute],
      [hour, minute],
      [50_000, 10_000],
    ] as const)
      for (const seed of [1, 2, 3]) {
        const { server, clock, logIn, refreshes } = createWorld({ accessLifetime: lifetime, seed });
        const start = clock.now();
        await logIn();
        await clock.advance(lifetime - margin);
        expect(refreshes()).toBe(1);
        const [refresh] = server.requests.filter(({ path }) => path === "token/refresh/");
        expect(refresh?.at).toBeGreaterThanOrEqual(start + lifetime - 1.5 * margin);
      }
  });

  it("the timer keeps a session for hours with one refresh per lifetime", async () => {
    const { session, clock, logIn, refreshes } = createWorld({ rotation: "detect-reuse" });
    await logIn();
    await clock.advance(6 * hour);
    expect(session.getSnapshot().status).toBe("authenticated");
    expect(refreshes()).toBeGreaterThan(70);
    expect(refreshes()).toBeLessThan(100);
  });

  it("the timer does not renew in a hidden page, and catches up when somebody returns", async () => {
    const { session, clock, logIn, refreshes, tab, server } = createWorld();
    await logIn();
    const before = server.requests.length;
    tab.hide();
    await clock.advance(6 * hour);
    expect(server.requests.length).toBe(before);
    expect(clock.pending).toBeLessThanOrEqual(1);
    tab.show();
    await clock.advance();
    expect(refreshes()).toBe(1);
    expect(session.getSnapshot().status).toBe("authenticated");
  });

  it("a request in a hidden page still renews the token", async () => {
    const { session, clock, logIn, refreshes, tab, run } = createWorld();
    await logIn();
    tab.hide();
    await clock.advance(hour);
    expect((await run(session.fetch("posts/"))).status).toBe(200);
    expect(refreshes()).toBe(1);
  });

  it("the timer does not renew tokens early that last for weeks", async () => {
    const { clock, logIn, refreshes, server, session } = createWorld({
      accessLifetime: 30 * day,
      refreshLifetime: 60 * day,
    });
    await logIn();
    await clock.advance(29 * day);
    expect(refreshes()).toBe(0);
    expect(clock.pending).toBe(1);
    await clock.advance(day);
    expect(refreshes()).toBe(1);
    expect(session.getSnapshot().status).toBe("authenticated");
    expect(server.requests.length).toBeLessThan(6);
  });

  it("a timer that fires hours late, after sleep, checks the clock and renews once", async () => {
    const { session, clock, logIn, refreshes, run } = createWorld();
    await logIn();
    clock.set(clock.now() + 7 * hour); // the alarm keeps what it still had to wait
    await clock.advance(5 * minute);
    expect(refreshes()).toBe(1);
    expect(session.getSnapshot().status).toBe("authenticated");
    expect((await run(session.fetch("posts/"))).status).toBe(200);
  });

  it("getToken() after sleep renews at once, without waiting for the timer", async () => {
    const { session, clock, logIn, refreshes, run } = createWorld();
    await logIn();
    const old = await session.getToken();
    clock.set(clock.now() + 7 * hour);
    expect(await run(session.getToken())).not.toBe(old);
    expect(refreshes()).toBe(1);
  });
});

describe("a refresh", () => {
  it("a refresh is shown by `refreshing`, and keeps status, user and functions", async () => {
    const { session, logIn, clock, server } = createWorld();
    const user = await logIn();
    const { fetch, login, refresh, getToken } = session;
    const before = session.getSnapshot();
    server.latency = 100;
    const refreshed = session.refresh();
    await clock.advance(50);
    const during = session.getSnapshot();
    expect(during).toMatchObject({ status: "authenticated", refreshing: true });
    await clock.advance(200);
    await refreshed;
    const after = session.getSnapshot();
    expect(after).toMatchObject({ refreshing: false });
    for (const one of [before, during, after]) expect(one.user).toBe(user);
    expect([session.fetch, session.login, session.refresh, session.getToken]).toEqual([
      fetch,
      login,
      refresh,
      getToken,
    ]);
  });

  it("a refresh without a new refresh token keeps the old one", async () => {
    const { session, logIn, clock, browser, server, run } = createWorld({ rotation: "none" });
    await logIn();
    const refresh = JSON.parse(browser.storage.text ?? "").held.refresh;
    for (let turn = 0; turn < 3; turn += 1) {
      await clock.advance(hour);
      await run(session.refresh());
      expect(JSON.parse(browser.storage.text ?? "").held.refresh).toBe(refresh);
    }
    const spent = server.requests.filter(({ path }) => path === "token/refresh/");
    expect(new Set(spent.map(({ body }) => body)).size).toBe(1);
  });

  it("a new refresh token is used next time, and stored together with the access token", async () => {
    const { session, logIn, browser, run, refreshes } = createWorld({ rotation: "detect-reuse" });
    await logIn();
    const seen = new Set<string>();
    for (let turn = 0; turn < 3; turn += 1) {
      await run(session.refresh());
      const { held, generation } = JSON.parse(browser.storage.text ?? "");
      expect(held.access).toBe(await session.getToken());
      expect(generation).toBe(turn + 2);
      seen.add(held.refresh);
    }
    expect(seen.size).toBe(3);
    expect(refreshes()).toBe(3);
  });

  it("a refresh may be answered with 201", async () => {
    const { session, logIn, server, run, browser } = createWorld();
    await logIn();
    const { access } = JSON.parse(browser.storage.text ?? "").held;
    server.fail("token/refresh/", { status: 201, body: { access: `${access}x` } }, 1);
    server.fail("me/", { status: 503 });
    await run(session.refresh());
    expect(await session.getToken()).toBe(`${access}x`);
  });

  it("a refresh without a session rejects with unauthenticated", async () => {
    const { session, failure, server } = createWorld();
    expect(await failure(session.refresh())).toMatchObject({ code: "unauthenticated" });
    expect(server.requests).toEqual([]);
  });
});
