// A session in a cookie: deleting the cookie logs out, and nothing writes it back.
import { cookieStorage } from "@sojourn/core";
import { afterEach, describe, expect, it, vi } from "vitest";
import { stubCookies } from "../support/cookie-jar.ts";
import { createWorld, day, minute, password, rejection } from "../support/stage.ts";

afterEach(() => vi.unstubAllGlobals());

/** One browser that keeps the session in a cookie named `token`. */
function createCookieWorld(given: Parameters<typeof createWorld>[0] = {}) {
  const jar = stubCookies();
  const { ports } = given.options ?? {};
  const storage = cookieStorage({ name: "token" });
  const options = { ...given.options, ports: { ...ports, storage } };
  return { jar, ...createWorld({ ...given, options }) };
}

const loggedOutElsewhere = { status: "unauthenticated", reason: "logout", elsewhere: true };

describe("a session in a cookie", () => {
  it("a session in a cookie is restored at once after a reload, and in another tab", async () => {
    const { logIn, open, jar, session, run } = createCookieWorld();
    await logIn();
    expect(jar.get("token")).toContain("alice");
    expect(open().session.getSnapshot()).toMatchObject({ user: { username: "alice" } });
    await run(session.logout());
    expect(jar.get("token")).not.toContain("alice");
  });

  it("the session ends when somebody comes back to a tab whose cookie the server deleted", async () => {
    const { session, tab, logIn, jar, clock, told, server } = createCookieWorld();
    await logIn();
    tab.hide();
    jar.delete("token");
    await clock.advance(minute);
    tab.show();
    await clock.advance();
    expect(session.getSnapshot()).toMatchObject(loggedOutElsewhere);
    expect(told()).toEqual(["login", "ended"]);
    expect(jar.get("token")).toBeNull();
    expect(server.requests.filter(({ path }) => path === "token/blacklist/")).toEqual([]);
  });

  it("a session whose cookie was deleted ends when another tab rings", async () => {
    const { session, logIn, jar, clock, browser } = createCookieWorld();
    await logIn();
    jar.delete("token");
    browser.openTab().ports.bell.ring();
    await clock.advance();
    expect(session.getSnapshot()).toMatchObject(loggedOutElsewhere);
  });

  it("a session whose cookie was deleted ends before the next request, which is sent without a token", async () => {
    const { session, logIn, jar, run, server } = createCookieWorld();
    await logIn();
    jar.delete("token");
    const response = await run(session.fetch("posts/"));
    expect(response.status).toBe(401);
    expect(server.requests.at(-1)?.headers.authorization).toBeUndefined();
    expect(session.getSnapshot()).toMatchObject(loggedOutElsewhere);
    expect(await run(session.getToken())).toBeNull();
  });

  it("a renewal during which the server deletes the cookie does not write it back, and its tokens are revoked", async () => {
    const { session, logIn, jar, clock, server, told } = createCookieWorld({
      rotation: "rotate",
    });
    await logIn();
    server.latency = 1000;
    const refreshed = rejection(session.refresh());
    await clock.advance(500);
    jar.delete("token");
    await clock.advance(5000);
    expect(await refreshed).toMatchObject({ code: "session-changed" });
    expect(session.getSnapshot()).toMatchObject(loggedOutElsewhere);
    expect(jar.get("token")).toBeNull();
    expect(told()).toContain("late");
    expect(server.count("token/blacklist/")).toBe(1);
  });

  it("a renewal that finds the cookie deleted does not write it back, and sends no request", async () => {
    const { session, logIn, jar, run, refreshes } = createCookieWorld();
    await logIn();
    jar.delete("token");
    await run(rejection(session.refresh()));
    expect(refreshes()).toBe(0);
    expect(jar.get("token")).toBeNull();
  });

  it("neither a changed user nor stay() writes a deleted cookie back", async () => {
    const { session, logIn, jar, clock } = createCookieWorld({
      options: { idle: { timeout: 10 * minute, warning: minute } },
    });
    await logIn();
    const renamed = session.account.rename({ name: "Zoë" });
    await clock.advance();
    await renamed;
    expect(decodeURIComponent(jar.get("token") ?? "")).toContain("Zoë");
    await clock.advance(9.5 * minute);
    jar.delete("token");
    session.stay();
    await clock.advance();
    expect(jar.get("token")).toBeNull();
    expect(session.getSnapshot()).toMatchObject(loggedOutElsewhere);
  });

  it("the next login is stored in a cookie that was deleted before", async () => {
    const { session, logIn, jar, run } = createCookieWorld();
    await logIn();
    jar.delete("token");
    expect(await run(session.getToken())).toBeNull();
    await logIn("bob");
    expect(jar.get("token")).toContain("bob");
    expect(session.getSnapshot().status).toBe("authenticated");
    jar.delete("token");
    await logIn("alice");
    expect(jar.get("token")).toContain("alice");
    expect(session.getSnapshot()).toMatchObject({ user: { username: "alice" } });
  });

  it("an empty cookie in a hidden page is not a logout: nothing is renewed or written until the page is visible", async () => {
    const { session, tab, logIn, jar, clock, refreshes, run } = createCookieWorld();
    await logIn();
    const text = jar.get("token") ?? "";
    tab.hide();
    jar.delete("token");
    await run(rejection(session.refresh()));
    expect(session.getSnapshot().status).toBe("authenticated");
    expect([refreshes(), jar.get("token")]).toEqual([0, null]);
    jar.set("token", text);
    tab.show();
    await clock.advance();
    expect(session.getSnapshot().status).toBe("authenticated");
    await run(session.refresh());
    expect(refreshes()).toBe(1);
  });

  it("a session with a token that never expires also ends when its cookie is deleted, days later", async () => {
    const { session, logIn, jar, clock, tab } = createCookieWorld({ tokens: "fixed" });
    await logIn();
    await clock.advance(3 * day);
    tab.hide();
    jar.delete("token");
    tab.show();
    await clock.advance();
    expect(session.getSnapshot()).toMatchObject(loggedOutElsewhere);
  });

  it("a session that is too large for a cookie stays in memory: `degraded` reports its size, and no part of it is stored", async () => {
    const { session, run, jar, news } = createCookieWorld({
      backend: { login: { method: "POST", path: "token/", body: (it) => it, read: readLarge } },
    });
    await run(session.login({ username: "alice", password }));
    expect(session.getSnapshot().status).toBe("authenticated");
    expect(await run(session.getToken())).toMatch(/./);
    expect(jar.get("token")).toBeNull();
    const told = news.find(({ type }) => type === "degraded");
    expect(told).toMatchObject({
      cause: "unavailable",
      error: { code: "misconfigured", message: expect.stringMatching(/takes \d+ bytes/) },
    });
    expect(session.getSnapshot().status).toBe("authenticated");
  });

  it.each(["throws", "keeps nothing"] as const)(
    "a session in a cookie stays in memory if the browser blocks cookies (%s)",
    async (fault) => {
      const { session, logIn, jar, run, told } = createCookieWorld();
      jar.fault = fault;
      await logIn();
      expect((await run(session.fetch("posts/"))).status).toBe(200);
      await run(session.refresh());
      expect(session.getSnapshot().status).toBe("authenticated");
      expect(told()).toContain("degraded");
    },
  );
});

describe("cookieStorage", () => {
  it("cookieStorage sets Path, SameSite and, on https, Secure, but no Domain or Max-Age by default", () => {
    const jar = stubCookies();
    void cookieStorage({ name: "a" }).write("text");
    expect(jar.attributes("a")).toEqual(["Path=/", "SameSite=lax", "Secure"]);
    const given = {
      domain: "example.com",
      path: "/app/",
      sameSite: "strict",
      maxAge: day,
    } as const;
    void cookieStorage({ name: "b", secure: false, ...given }).write("text");
    expect(jar.attributes("b")).toEqual([
      "Path=/app/",
      "SameSite=strict",
      "Domain=example.com",
      "Max-Age=86400",
    ]);
  });

  it("cookieStorage omits Secure on a page over plain http, because browsers would refuse the cookie", () => {
    const jar = stubCookies("http:");
    void cookieStorage({ name: "a" }).write("text");
    expect(jar.attributes("a")).toEqual(["Path=/", "SameSite=lax"]);
  });

  it("a cookie may have 4,096 bytes with its name, and one more is refused", () => {
    stubCookies();
    const storage = cookieStorage({ name: "token" });
    void storage.write("x".repeat(4090));
    expect(storage.read()).toHaveLength(4090);
    expect(() => storage.write("x".repeat(4091))).toThrow("takes 4097 bytes");
    expect(storage.read()).toHaveLength(4090);
  });

  it("cookieStorage reads only its own cookie, and treats an empty one as missing", () => {
    const jar = stubCookies();
    jar.set("my-token", "other");
    const storage = cookieStorage({ name: "token" });
    expect(storage.read()).toBeNull();
    jar.set("token", "");
    expect(storage.read()).toBeNull();
    jar.set("token", "%zz");
    expect(storage.read()).toBe("%zz");
  });

  it.each([
    { name: "" },
    { name: "a b" },
    { name: "a;b" },
    { name: "a", path: "relative" },
    { name: "a", path: "/;x" },
    { name: "a", domain: "x; y" },
    { name: "a", sameSite: "sometimes" as "lax" },
    { name: "a", maxAge: 0 },
    { name: "a", maxAge: Number.NaN },
  ])("cookieStorage refuses %j at once", (options) => {
    expect(() => cookieStorage(options)).toThrow("cookieStorage");
  });
});

/** A login whose user is too large for a cookie. */
function readLarge(body: unknown) {
  const { access, refresh } = body as { access: string; refresh: string };
  return { access, refresh, user: { id: 1, username: "alice", name: "x".repeat(4096) } };
}

describe("the recipe for a bare token in a cookie", () => {
  it("the recipe for a bare token writes each new token, and deletes the cookie when the session ends", async () => {
    const jar = stubCookies();
    const { session, logIn, run, clock } = createWorld();
    async function copyToken(): Promise<void> {
      const token = await session.getToken();
      const end = token ? "" : "; Max-Age=0";
      // biome-ignore lint/suspicious/noDocumentCookie: as the page docs/cookies.md tells it.
      document.cookie = `token=${token ?? ""}; Path=/; SameSite=Lax; Secure${end}`;
    }
    session.on("login", copyToken);
    session.on("refreshed", copyToken);
    session.on("adopted", copyToken);
    session.on("ended", copyToken);
    await logIn();
    await clock.advance();
    expect(jar.get("token")).toBe(await session.getToken());
    const first = jar.get("token");
    await run(session.refresh());
    await clock.advance();
    expect(jar.get("token")).not.toBe(first);
    expect(jar.get("token")).toBe(await session.getToken());
    await run(session.logout());
    expect(jar.get("token")).toBeNull();
  });
});
