// Servers that answer, but not so that it helps: the same token again, half an answer, a no that must be remembered.
import { defineBackend } from "@sojourn/core";
import { expect, it } from "vitest";
import { openIssuer } from "../support/issuer.ts";
import { createSlidingServer } from "../support/sliding.ts";
import { createStage, createWorld, day, hour, minute, rejection } from "../support/stage.ts";

it("a refresh that returns the same sliding token causes no storm", async () => {
  const server = createSlidingServer(hour, 7 * day);
  const { session, run, clock } = createStage({
    ...server,
    async fetch(input, init) {
      const response = await server.fetch(input, init);
      const { pathname } = new URL(new Request(input).url);
      if (pathname !== "/refresh/") return response;
      return Response.json(JSON.parse(String(init?.body)), { status: 201 });
    },
  });
  await run(session.login({ name: "Zoë" }));
  await clock.advance(59 * minute);
  expect(server.refreshes()).toBeLessThanOrEqual(6);
  await clock.advance(2 * minute);
  expect(session.getSnapshot()).toMatchObject({ status: "unauthenticated", reason: "expired" });
});

it("a Retry-After outlives a late replay that is refused again", async () => {
  const { session, server, logIn, run, failure, refreshes, clock } = createWorld();
  await logIn();
  server.revoke("access");
  server.fail("posts/", { status: 401, body: { code: "token_not_valid" } });
  server.latency = 1000;
  const slow = session.fetch("posts/");
  await clock.advance(2500);
  server.latency = 0;
  server.fail("token/refresh/", { status: 429, headers: { "Retry-After": "3600" } }, 1);
  await failure(session.refresh());
  const asked = refreshes();
  await clock.advance(5000);
  expect((await run(slow)).status).toBe(401);
  expect(await failure(session.refresh())).toMatchObject({ code: "throttled" });
  expect(refreshes()).toBe(asked);
});

it("a verification without an answer is repeated, and the page does not stay offline", async () => {
  const { session, server, logIn, run, failure, clock } = createWorld({ tokens: "fixed" });
  await logIn();
  server.fail("posts/", { status: 401, body: {} }, 1);
  server.fail("me/", "network", 1);
  await failure(session.fetch("posts/"));
  expect(session.getSnapshot()).toMatchObject({ status: "authenticated", offline: true });
  await clock.advance(5 * minute);
  expect(session.getSnapshot()).toMatchObject({ status: "authenticated", offline: false });
  expect((await run(session.fetch("posts/"))).status).toBe(200);
});

it("a refused refresh token is not sent again after a reload", async () => {
  const { session, server, logIn, failure, refreshes, open, clock, tab } = createWorld();
  await logIn();
  server.revoke("refresh");
  await failure(session.refresh());
  const asked = refreshes();
  tab.close();
  // The renewal would be due by now.
  await clock.advance(4.2 * minute);
  for (let reload = 0; reload < 3; reload += 1) {
    const page = open();
    expect(page.session.getSnapshot().status).toBe("authenticated");
    await clock.advance(10_000);
    page.tab.close();
  }
  expect(refreshes()).toBe(asked);
});

it("a lifetime that is not a number gives a token of unknown expiry", async () => {
  const { session, clock } = createStage({
    clock: createWorld().clock,
    fetch: async () => Response.json({ token: "opaque" }),
    backend: defineBackend({
      baseUrl: "https://api.example.com/",
      login: {
        method: "POST",
        path: "login",
        body: (input: { name: string }) => input,
        read: () => ({ access: "opaque", expiresIn: Number.NaN }),
      },
    }),
  });
  const login = session.login({ name: "Zoë" });
  await clock.advance();
  await login;
  const before = session.getSnapshot();
  expect(before).toMatchObject({ status: "authenticated", expiresAt: null });
  await session.getToken();
  expect(session.getSnapshot()).toBe(before);
});

it("a second login that gets the same token does not revoke it", async () => {
  const asked: string[] = [];
  const { session, clock } = createStage({
    clock: createWorld().clock,
    fetch: async (input) => {
      asked.push(new URL(new Request(input).url).pathname);
      return Response.json({ token: "the one and only" });
    },
    backend: defineBackend({
      baseUrl: "https://api.example.com/",
      login: { method: "POST", path: "login", read: () => ({ access: "the one and only" }) },
      logout: { method: "POST", path: "logout", signed: true },
    }),
  });
  for (let turn = 0; turn < 2; turn += 1) {
    const login = session.login({});
    await clock.advance();
    await login;
  }
  expect(asked).toEqual(["/login", "/login"]);
});

it("two tabs whose server hands out the same access token again refresh once for both", async () => {
  const same = { access: "opaque", refresh: "opaque too", expiresIn: 5 * minute };
  const { session, open, run, clock, refreshes } = openIssuer({ issue: () => same });
  await run(session.login({}));
  const other = open();
  await clock.advance();
  await run(Promise.all([session.refresh(), other.session.refresh()]));
  expect(refreshes()).toBe(1);
  await clock.advance(30 * minute);
  // The timer of one of them, each time.
  expect(refreshes()).toBeLessThanOrEqual(1 + 30 / 3.5);
});

it("a refresh token that was refused is dead, though a tab that crashed stored a newer access token by it", async () => {
  const { session, server, logIn, run, open, clock, tab, browser, failure, refreshes } =
    createWorld({ storage: "async", rotation: "none" });
  await logIn();
  const before = browser.storage.text;
  await clock.advance(minute);
  await run(session.refresh());
  const after = browser.storage.text;
  browser.storage.text = before;
  tab.close();
  const other = open();
  await clock.advance();
  server.revoke("refresh");
  server.latency = 1000;
  const refused = rejection(other.session.refresh());
  await clock.advance(500);
  browser.storage.text = after;
  await clock.advance(500);
  expect(await refused).toMatchObject({ code: "rejected" });
  server.latency = 0;
  expect(other.told()).toEqual(["restored", "refreshing", "adopted", "refresh-failed"]);
  expect((await run(other.session.fetch("posts/"))).status).toBe(200);
  expect(await failure(other.session.refresh())).toMatchObject({ code: "rejected" });
  await clock.advance(10 * minute);
  expect(other.session.getSnapshot()).toMatchObject({ reason: "expired" });
  expect(refreshes()).toBe(2);
});
