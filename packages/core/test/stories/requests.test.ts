// session.fetch: everything fetch takes, one refresh and one replay, and answers for sessions that are over.
// The HTTP contract of packages/conformance tests which URLs may receive tokens, and that retries keep their bodies.
import { describe, expect, it } from "vitest";
import { createWorld, hour, minute, rejection } from "../support/stage.ts";

const base = "https://api.example.com/api/";

describe("session.fetch", () => {
  it.each([
    ["a relative string", "posts/?page=2"],
    ["an absolute string", `${base}posts/?page=2`],
    ["a URL", new URL(`${base}posts/?page=2`)],
    ["a Request", new Request(`${base}posts/?page=2`)],
  ])("session.fetch accepts %s", async (_, input) => {
    const { session, logIn, run, server } = createWorld();
    await logIn();
    const { status } = await run(session.fetch(input));
    expect(status).toBe(200);
    expect(server.requests.at(-1)).toMatchObject({
      url: `${base}posts/?page=2`,
      method: "GET",
      headers: { authorization: `Bearer ${await session.getToken()}` },
    });
  });

  it("session.fetch keeps method, headers and body of a Request, also in a retry", async () => {
    const { session, logIn, run, server } = createWorld();
    await logIn();
    server.revoke();
    const headers = { "x-mark": "1", "content-type": "application/json" };
    const request = new Request(`${base}posts/`, { method: "PUT", headers, body: '{"a":1}' });
    expect((await run(session.fetch(request))).status).toBe(200);
    const seen = server.requests.filter(({ path }) => path === "posts/");
    expect(seen).toHaveLength(2);
    for (const one of seen) expect(one).toMatchObject({ method: "PUT", body: '{"a":1}', headers });
  });

  it("session.fetch sends FormData, and retries it unchanged", async () => {
    const { session, logIn, run, server } = createWorld();
    await logIn();
    server.revoke();
    const body = new FormData();
    body.append("title", "Zoë");
    expect((await run(session.fetch("posts/", { method: "POST", body }))).status).toBe(200);
    for (const { body: text } of server.requests.filter(({ path }) => path === "posts/"))
      expect(text).toContain("Zoë");
  });

  it("session.fetch prefers init over the Request's own values, as fetch does", async () => {
    const { session, logIn, run, server } = createWorld();
    await logIn();
    const request = new Request(`${base}posts/`, { headers: { "x-mark": "request" } });
    await run(session.fetch(request, { method: "DELETE", headers: { "x-mark": "init" } }));
    expect(server.requests.at(-1)).toMatchObject({
      method: "DELETE",
      headers: { "x-mark": "init" },
    });
  });

  it("session.fetch returns readable responses, also errors and empty ones", async () => {
    const { session, logIn, run, server } = createWorld();
    await logIn();
    for (const status of [400, 403, 404, 409, 422, 500, 503]) {
      const heal = server.fail("posts/", { status, body: { detail: `${status}` } });
      const response = await run(session.fetch("posts/"));
      expect(response.status).toBe(status);
      expect(await response.json()).toEqual({ detail: `${status}` });
      heal();
    }
    server.fail("empty/", { status: 204 });
    expect((await run(session.fetch("empty/"))).status).toBe(204);
  });

  it("session.fetch rejects like fetch if there is no answer, and keeps the session", async () => {
    const { session, logIn, server, clock } = createWorld();
    await logIn();
    server.fail("posts/", "network");
    const sent = session.fetch("posts/").catch((error: unknown) => error);
    await clock.advance();
    expect(await sent).toBeInstanceOf(TypeError);
    expect(session.getSnapshot()).toMatchObject({ status: "authenticated", offline: false });
  });

  it("session.fetch can be aborted by the signal of init or of the Request, with its reason", async () => {
    const { session, logIn, server, clock } = createWorld();
    await logIn();
    server.latency = 1000;
    const reason = new Error("enough");
    for (const isInit of [true, false]) {
      const controller = new AbortController();
      const { signal } = controller;
      const sent = isInit
        ? session.fetch("posts/", { signal })
        : session.fetch(new Request(`${base}posts/`, { signal }));
      const caught = sent.catch((error: unknown) => error);
      await clock.advance(500);
      controller.abort(reason);
      await clock.advance();
      expect(await caught).toBe(reason);
    }
  });

  it("session.fetch sends no token to data: and blob: URLs", async () => {
    const { logIn, session } = createWorld();
    await logIn();
    const { requests } = session;
    for (const url of ["data:text/plain,x", "blob:https://api.example.com/api/1"])
      expect(await requests.sign({ url, method: "GET" })).toBeNull();
  });
});

describe("getToken", () => {
  it("getToken resolves to a fresh token or null", async () => {
    const { session, logIn, run, clock, tab } = createWorld();
    expect(await run(session.getToken())).toBeNull();
    await logIn();
    const first = await run(session.getToken());
    expect(first).toMatch(/^eyJ/);
    tab.hide();
    await clock.advance(4.5 * minute);
    expect(await run(session.getToken())).not.toBe(first);
  });

  it("getToken can be aborted while it waits, with the signal's reason and without affecting others", async () => {
    const { session, logIn, server, clock, tab } = createWorld();
    await logIn();
    tab.hide();
    await clock.advance(hour);
    server.latency = 1000;
    const controller = new AbortController();
    const aborted = session.getToken(controller.signal).catch((error: unknown) => error);
    const other = session.getToken();
    await clock.advance(500);
    controller.abort("enough");
    await clock.advance();
    expect(await aborted).toBe("enough");
    await clock.advance(1000);
    expect(await other).not.toBeNull();
    const before = AbortSignal.abort("before");
    tab.hide();
    await clock.advance(hour);
    const late = session.getToken(before).catch((error: unknown) => error);
    await clock.advance(2000);
    expect(await late).toBe("before");
  });

  it("getToken can be aborted while the session is restored", async () => {
    const { tab, logIn, open, server, clock } = createWorld();
    await logIn();
    tab.close();
    await clock.advance(hour);
    server.fail("token/refresh/", "hang");
    const { session } = open();
    const controller = new AbortController();
    const aborted = session.getToken(controller.signal).catch((error: unknown) => error);
    await clock.advance();
    controller.abort("enough");
    await clock.advance();
    expect(await aborted).toBe("enough");
  });
});

describe("a token for a user who is gone, which the server renews all the same", () => {
  it("a deleted user's request costs one refresh and one retry, and ends the session", async () => {
    const { session, logIn, server, run, refreshes, news, clock } = createWorld();
    await logIn();
    const gone = { status: 401, body: { detail: "User not found", code: "user_not_found" } };
    server.fail("posts/", gone);
    expect((await run(session.fetch("posts/"))).status).toBe(401);
    expect(refreshes()).toBe(1);
    expect(server.count("posts/")).toBe(2);
    expect(session.getSnapshot()).toMatchObject({
      reason: "rejected",
      error: { code: "rejected", status: 401 },
    });
    expect(news.at(-1)).toMatchObject({ type: "ended", reason: "rejected" });
    expect(clock.pending).toBe(0);
  });

  it("1,000 requests of a deleted user at once cost no more refreshes than one request", async () => {
    const { session, logIn, server, clock, refreshes } = createWorld();
    await logIn();
    server.fail("posts/", { status: 401, body: { code: "user_not_found" } });
    const all = Promise.allSettled(Array.from({ length: 1000 }, () => session.fetch("posts/")));
    await clock.advance();
    for (const one of await all)
      expect(
        one.status === "fulfilled" ? one.value.status : (one.reason as { code: string }).code,
      ).toBeOneOf([401, "session-changed"]);
    expect(refreshes()).toBe(1);
    expect(server.count("posts/")).toBeLessThanOrEqual(2000);
    expect(session.getSnapshot().status).toBe("unauthenticated");
  });
});

describe("a 401 that no refresh cures", () => {
  it("a 401 that no refresh cures costs one refresh and one retry, keeps the session, and 1,000 more requests cause no storm", async () => {
    const { session, logIn, server, run, refreshes, clock } = createWorld();
    await logIn();
    server.fail("posts/", { status: 401, body: { detail: "Not you." } });
    for (let turn = 0; turn < 1000; turn += 1)
      expect((await run(session.fetch("posts/"))).status).toBe(401);
    expect(refreshes()).toBe(1);
    expect(server.count("posts/")).toBe(1001);
    await clock.advance(minute);
    await run(session.fetch("posts/"));
    expect(refreshes()).toBe(2);
    expect(session.getSnapshot().status).toBe("authenticated");
    expect((await run(session.fetch("other/"))).status).toBe(200);
  });
});

describe("a token without refresh", () => {
  it("a token without refresh is never renewed and has no timer, and refresh() rejects with not-supported", async () => {
    const { session, logIn, clock, server, failure } = createWorld({ tokens: "fixed" });
    await logIn();
    const before = server.requests.length;
    await clock.advance(100 * hour);
    expect(server.requests.length).toBe(before);
    expect(clock.pending).toBe(0);
    expect(await failure(session.refresh())).toMatchObject({ code: "not-supported" });
  });

  it("a refused token without refresh is verified once for all requests, and then the session ends", async () => {
    const { session, logIn, server, clock } = createWorld({ tokens: "fixed" });
    await logIn();
    const asked = server.count("me/");
    server.revoke();
    const all = Array.from({ length: 50 }, () => rejection(session.fetch("posts/")));
    await clock.advance();
    for (const { code } of await Promise.all(all)) expect(code).toBe("rejected");
    expect(server.count("me/")).toBe(asked + 1);
    expect(session.getSnapshot()).toMatchObject({ reason: "rejected" });
  });
});
