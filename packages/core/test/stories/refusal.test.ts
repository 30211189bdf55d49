// Refreshes that fail: what ends a session and what never does, and how often the server is asked again.
import { describe, expect, it } from "vitest";
import { createWorld, day, hour, minute } from "../support/stage.ts";

const html = "<!doctype html><title>Bad gateway</title>";

describe("a failure that settles nothing", () => {
  it.each([
    ["network" as const, "network"],
    ["lost" as const, "network"],
    ["hang" as const, "timeout"],
    [{ status: 408, body: {} }, "timeout"],
    [{ status: 425, body: {} }, "server"],
    [{ status: 429, body: { detail: "Request was throttled.", code: "throttled" } }, "throttled"],
    [{ status: 500, body: { code: "token_not_valid" } }, "server"],
    [{ status: 502, body: html }, "server"],
    [{ status: 503 }, "server"],
    [{ status: 401, body: html }, "misconfigured"],
    [{ status: 403, body: html }, "misconfigured"],
    [{ status: 200, body: html }, "misconfigured"],
    [{ status: 200, body: { tokens: [] } }, "misconfigured"],
    [{ status: 204 }, "misconfigured"],
    [{ status: 404, body: { detail: "Not found." } }, "misconfigured"],
    [{ status: 405, body: { detail: "Method not allowed." } }, "misconfigured"],
    [{ status: 415, body: {} }, "misconfigured"],
    [{ status: 301, body: html }, "misconfigured"],
    [{ status: 401, body: { detail: "Another app's 401 without code." } }, "validation"],
  ])("like %j is %s and never ends the session", async (fault, code) => {
    const { session, server, logIn, clock, failure, told } = createWorld();
    await logIn();
    const heal = server.fail("token/refresh/", fault);
    const error = await failure(session.refresh(), 15_000);
    expect(error.code).toBe(code);
    await clock.advance(2 * hour);
    expect(session.getSnapshot()).toMatchObject({
      status: "authenticated",
      offline: ["network", "timeout", "server"].includes(code),
    });
    expect(told()).not.toContain("ended");
    heal();
    await clock.advance(2 * minute);
    expect(session.getSnapshot()).toMatchObject({ status: "authenticated", offline: false });
  });

  it("a temporary failure is retried with growing random pauses, at most about once a minute, never at once", async () => {
    const { server, logIn, clock, news } = createWorld();
    await logIn();
    server.fail("token/refresh/", { status: 503 });
    await clock.advance(hour);
    const tries = server.requests.filter(({ path }) => path === "token/refresh/");
    const waits = tries.slice(1).map(({ at }, index) => at - (tries[index]?.at ?? 0));
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(1000);
    expect(Math.max(...waits)).toBeLessThanOrEqual(61_000);
    expect(new Set(waits).size).toBeGreaterThan(waits.length / 2);
    expect(tries.length).toBeLessThan(200);
    const failures = news.filter(({ type }) => type === "refresh-failed");
    for (const [index, failure] of failures.slice(0, 5).entries())
      expect(failure).toMatchObject({ code: "server", retryAt: tries[index + 1]?.at });
  });

  it("a temporary failure is retried at once when somebody returns or the network does", async () => {
    const { server, logIn, clock, tab, refreshes, session } = createWorld();
    await logIn();
    tab.goOffline();
    await clock.advance(30 * minute);
    expect(session.getSnapshot()).toMatchObject({ status: "authenticated", offline: true });
    expect(refreshes()).toBe(0);
    tab.goOnline();
    await clock.advance();
    expect(refreshes()).toBe(1);
    expect(session.getSnapshot()).toMatchObject({ offline: false });

    server.fail("token/refresh/", { status: 503 });
    await clock.advance(hour);
    const failed = refreshes();
    tab.hide();
    tab.show();
    await clock.advance();
    expect(refreshes()).toBe(failed + 1);
  });

  it("a failed early renewal leaves the valid token in use", async () => {
    const { session, server, logIn, clock, run } = createWorld();
    await logIn();
    server.fail("token/refresh/", { status: 503 });
    await clock.advance(4.5 * minute);
    expect((await run(session.fetch("posts/"))).status).toBe(200);
    expect(await session.getToken()).not.toBeNull();
  });

  it("requests fail with the refresh error, and are not sent, if the token has expired", async () => {
    const { session, server, logIn, clock, failure } = createWorld();
    await logIn();
    server.fail("token/refresh/", { status: 503 });
    await clock.advance(6 * minute);
    expect(await failure(session.fetch("posts/"))).toMatchObject({ code: "server" });
    expect(await failure(session.getToken())).toMatchObject({ code: "server" });
    expect(server.count("posts/")).toBe(0);
  });

  it("a refresh that keeps failing with 500 ends at the refresh token's expiry", async () => {
    const { session, server, logIn, clock, refreshes } = createWorld({ refreshLifetime: 6 * hour });
    await logIn();
    server.fail("token/refresh/", { status: 500, body: html });
    await clock.advance(6 * hour - 2 * minute);
    expect(session.getSnapshot().status).toBe("authenticated");
    await clock.advance(3 * minute);
    expect(session.getSnapshot()).toMatchObject({
      status: "unauthenticated",
      reason: "expired",
      error: { code: "server" },
    });
    const asked = refreshes();
    expect(asked).toBeLessThan(1000);
    await clock.advance(day);
    expect(refreshes()).toBe(asked);
    expect(clock.pending).toBe(0);
  });
});

describe("Retry-After", () => {
  const wait = { status: 503, body: {}, headers: { "Retry-After": "600" } };

  it("Retry-After applies to the timer, requests, returns and manual refreshes", async () => {
    const { session, server, logIn, clock, tab, refreshes, failure } = createWorld();
    await logIn();
    server.fail("token/refresh/", wait, 1);
    expect(await failure(session.refresh())).toMatchObject({ retryAfter: 600_000 });
    for (let turn = 0; turn < 9; turn += 1) {
      await clock.advance(minute);
      tab.hide();
      tab.show();
      await failure(session.refresh());
    }
    expect(await failure(session.fetch("posts/"))).toMatchObject({ code: "server" });
    expect(refreshes()).toBe(1);
    await clock.advance(minute);
    expect(refreshes()).toBe(2);
    expect(session.getSnapshot()).toMatchObject({ offline: false, refreshing: false });
  });

  it("Retry-After as a date is compared with the server's own date", async () => {
    const { session, server, logIn, clock, failure, refreshes } = createWorld();
    server.showsDate = true;
    server.skew = 3 * hour;
    await logIn();
    const until = new Date(clock.now() + server.skew + 10 * minute).toUTCString();
    server.fail("token/refresh/", { ...wait, headers: { "Retry-After": until } }, 1);
    expect(await failure(session.refresh())).toMatchObject({ retryAfter: 10 * minute });
    await clock.advance(9.9 * minute);
    expect(refreshes()).toBe(1);
    await clock.advance(0.2 * minute);
    expect(refreshes()).toBe(2);
  });

  it("Retry-After is stored, so neither a reload nor another tab asks earlier", async () => {
    const { session, server, logIn, clock, failure, refreshes, open } = createWorld();
    await logIn();
    server.fail("token/refresh/", wait, 1);
    await failure(session.refresh());
    await clock.advance(minute);
    const other = open();
    await clock.advance(6 * minute);
    expect(other.session.getSnapshot().status).toBe("authenticated");
    expect(await failure(other.session.refresh())).toMatchObject({ code: "throttled" });
    expect(refreshes()).toBe(1);
    await clock.advance(5 * minute);
    expect(refreshes()).toBe(2);
    for (const one of [session, other.session])
      expect(one.getSnapshot()).toMatchObject({ status: "authenticated", refreshing: false });
  });

  it.each(["Infinity", "-5", "soon", "", "1e400"])(
    "an invalid Retry-After (%j) is ignored: the record stays valid and the session recovers",
    async (value) => {
      const { session, server, logIn, clock, failure, open } = createWorld();
      await logIn();
      server.fail("token/refresh/", { status: 503, headers: { "Retry-After": value } }, 1);
      await failure(session.refresh());
      expect(open().session.getSnapshot().status).toBe("authenticated");
      await clock.advance(5 * minute);
      expect(session.getSnapshot()).toMatchObject({ status: "authenticated", offline: false });
    },
  );
});

describe("a Retry-After of years", () => {
  it("a Retry-After of years stops renewals for one day only", async () => {
    const { session, server, logIn, failure, clock } = createWorld();
    await logIn();
    server.fail("token/refresh/", { status: 429, headers: { "Retry-After": "999999999" } }, 1);
    const { retryAfter } = await failure(session.refresh());
    expect(retryAfter).toBe(24 * 60 * minute);
    expect(clock.pending).toBe(1);
  });
});

describe("a definitive no", () => {
  it("a refused early refresh keeps the session until the access token expires, and is not repeated", async () => {
    const { session, server, logIn, clock, failure, run, refreshes, tab } = createWorld();
    await logIn();
    server.revoke("refresh");
    await clock.advance(4.5 * minute);
    expect(refreshes()).toBe(1);
    expect(session.getSnapshot().status).toBe("authenticated");
    expect((await run(session.fetch("posts/"))).status).toBe(200);
    expect(await failure(session.refresh())).toMatchObject({ code: "rejected" });
    tab.hide();
    tab.show();
    await clock.advance();
    expect(refreshes()).toBe(1);
    await clock.advance(minute);
    expect(session.getSnapshot()).toMatchObject({
      status: "unauthenticated",
      reason: "expired",
      error: { code: "rejected" },
    });
    expect(refreshes()).toBe(1);
  });

  it("a refused refresh of an expired token ends the session at once, for all callers", async () => {
    const { session, server, logIn, clock, tab, news, browser } = createWorld();
    await logIn();
    tab.hide();
    await clock.advance(hour);
    server.revoke("refresh");
    const results = Promise.allSettled([
      session.getToken(),
      session.fetch("a/"),
      session.refresh(),
    ]);
    await clock.advance();
    for (const result of await results)
      expect(result).toMatchObject({ status: "rejected", reason: { code: "rejected" } });
    expect(session.getSnapshot()).toMatchObject({
      reason: "rejected",
      error: { code: "rejected" },
    });
    expect(news.at(-1)).toMatchObject({ type: "ended", reason: "rejected", elsewhere: false });
    expect(JSON.parse(browser.storage.text ?? "")).toMatchObject({ held: null });
    expect(clock.pending).toBe(0);
  });

  it("a refresh that is refused because the user was deactivated ends the session", async () => {
    const { session, server, logIn, failure } = createWorld();
    await logIn();
    server.revoke("access");
    const alice = server.people.get("alice");
    if (alice) alice.active = false;
    expect(await failure(session.fetch("posts/"))).toMatchObject({ code: "rejected" });
    expect(session.getSnapshot()).toMatchObject({ reason: "rejected" });
  });

  it("a refused early refresh is remembered when the user is renamed", async () => {
    const { session, server, logIn, clock, failure, run, refreshes } = createWorld();
    await logIn();
    server.revoke("refresh");
    expect(await failure(session.refresh())).toMatchObject({ code: "rejected" });
    await run(session.account.rename({ name: "Alicia" }));
    await clock.advance(4.5 * minute);
    expect(session.getSnapshot()).toMatchObject({ user: { name: "Alicia" } });
    expect(refreshes()).toBe(1);
  });

  it("a refused access token ends the session after a refused early refresh", async () => {
    const { session, server, logIn, failure, refreshes } = createWorld({ accessLifetime: day });
    await logIn();
    server.revoke("refresh");
    await failure(session.refresh());
    server.revoke("access");
    expect(await failure(session.fetch("posts/"))).toMatchObject({ code: "rejected" });
    expect(session.getSnapshot()).toMatchObject({ status: "unauthenticated", reason: "rejected" });
    expect(refreshes()).toBe(1);
  });

  it("an expired refresh token is never sent", async () => {
    const { session, logIn, clock, tab, refreshes, run, told } = createWorld({
      refreshLifetime: hour,
    });
    await logIn();
    tab.hide();
    await clock.advance(2 * hour);
    tab.show();
    expect(await run(session.getToken())).toBeNull();
    expect(session.getSnapshot()).toMatchObject({ reason: "expired", elsewhere: false });
    expect(told().filter((type) => type === "ended")).toHaveLength(1);
    expect(refreshes()).toBe(0);
  });
});
