// Tokens that the app got elsewhere: who is believed, what is renewed, and that adopting is a login like any other.
import type { Grant } from "@sojourn/core";
import { describe, expect, it } from "vitest";
import {
  createWorld,
  minute,
  password,
  rejection,
  type World,
  type WorldOptions,
} from "../support/stage.ts";

/** Lets the fake server issue tokens, as a social login or an older app would get them. */
function issue({ server }: World, username = "alice"): Grant<never> {
  const { body } = server.act({
    method: "POST",
    url: `${server.baseUrl}token/`,
    path: "token/",
    headers: {},
    body: JSON.stringify({ username, password }),
  });
  const { access = "", token = "", refresh } = body as Record<string, string>;
  return { access: access || token, refresh };
}

/** A world, and tokens that were issued so long ago. */
async function withOldTokens(age: number, options: WorldOptions = {}) {
  const world = createWorld(options);
  const grant = issue(world);
  await world.clock.advance(age);
  return { ...world, grant };
}

describe("adopting tokens", () => {
  it("begins a session whose user comes from `me`, and survives a reload", async () => {
    const world = createWorld();
    const { session, run, open, told } = world;
    const user = await run(session.adopt(issue(world)));
    expect(user).toEqual({ username: "alice", name: "Alice" });
    expect(session.getSnapshot()).toMatchObject({ status: "authenticated", user });
    expect(told()).toEqual(["login"]);
    expect(open().session.getSnapshot()).toMatchObject({ status: "authenticated", user });
  });

  it("takes the user that the app gives, and asks nobody", async () => {
    const world = createWorld();
    const user = { username: "alice", name: "Alice of the old app" };
    expect(await world.run(world.session.adopt({ ...issue(world), user }))).toEqual(user);
    expect(world.server.requests).toEqual([]);
  });

  it("believes a token with one minute left for one minute, however old it is", async () => {
    const { session, run, clock, grant } = await withOldTokens(4 * minute);
    await run(session.adopt(grant));
    const { expiresAt } = session.getSnapshot() as { expiresAt: number };
    expect(expiresAt - clock.now()).toBe(minute);
  });

  it("renews a token that is over before anybody sees it, without asking `me` with the dead one", async () => {
    const { session, run, server, grant } = await withOldTokens(10 * minute);
    await run(session.adopt(grant));
    expect(session.getSnapshot().status).toBe("authenticated");
    expect(server.requests.map(({ path, status }) => [path, status])).toEqual([
      ["token/refresh/", 200],
      ["me/", 200],
    ]);
  });

  it("renews opaque tokens that the server does not take any more", async () => {
    const { session, run, server, grant } = await withOldTokens(10 * minute, { tokens: "opaque" });
    await run(session.adopt(grant));
    expect(server.requests.map(({ path, status }) => [path, status])).toEqual([
      ["me/", 401],
      ["token/refresh/", 200],
      ["me/", 200],
    ]);
  });

  it("rejects dead tokens with rejected, and stores nothing", async () => {
    const { session, failure, browser, server, grant } = await withOldTokens(10 * minute);
    server.revoke("refresh");
    const error = await failure(session.adopt(grant));
    expect(error.code).toBe("rejected");
    expect(session.getSnapshot()).toMatchObject({ status: "unauthenticated", error });
    expect(browser.storage.text).toBeNull();
  });

  it.each<[string, Partial<WorldOptions>, (grant: Grant<never>) => Grant<never>]>([
    ["an access token that is over, without a refresh token", {}, ({ access }) => ({ access })],
    ["a sliding token that is over", { tokens: "sliding" }, (grant) => grant],
  ])("rejects %s, and asks nobody", async (_, options, change) => {
    const { session, failure, server, grant } = await withOldTokens(10 * minute, options);
    expect((await failure(session.adopt(change(grant)))).code).toBe("rejected");
    expect(server.requests).toEqual([]);
  });

  it("rejects a fixed token that the server does not know", async () => {
    const { session, failure } = createWorld({ tokens: "fixed" });
    expect((await failure(session.adopt({ access: "an-old-token" }))).code).toBe("rejected");
  });

  it("without a network logs nobody in, and can be tried again", async () => {
    const { session, tab, run, failure, grant } = await withOldTokens(10 * minute);
    tab.goOffline();
    expect((await failure(session.adopt(grant))).code).toBe("network");
    tab.goOnline();
    await run(session.adopt(grant));
    expect(session.getSnapshot().status).toBe("authenticated");
  });

  it("replaces a session that is open, in all tabs", async () => {
    const world = createWorld();
    const { session, run, open, logIn, clock, told } = world;
    await logIn("bob");
    const other = open();
    await run(session.adopt(issue(world)));
    await clock.advance(100);
    expect(told()).toEqual(["login", "ended", "login"]);
    for (const { getSnapshot } of [session, other.session])
      expect(getSnapshot()).toMatchObject({ user: { username: "alice" } });
  });

  it("is overtaken by a later login: it rejects, and its tokens stay as they are", async () => {
    const world = createWorld({ latency: 100 });
    const { session, server, clock } = world;
    const adopted = rejection(session.adopt(issue(world)));
    await clock.advance();
    const login = session.login({ username: "bob", password });
    await clock.advance(1000);
    expect((await adopted).code).toBe("session-changed");
    await login;
    expect(session.getSnapshot()).toMatchObject({ user: { username: "bob" } });
    expect(server.count("token/blacklist/")).toBe(0);
  });

  it("that is given up leaves the tokens as they are, unless they were renewed", async () => {
    for (const [age, revocations] of [
      [0, 0],
      [10 * minute, 1],
    ] as const) {
      const { session, clock, server, grant } = await withOldTokens(age, { latency: 100 });
      const controller = new AbortController();
      const adopted = session.adopt(grant, { signal: controller.signal }).catch(String);
      await clock.advance(10);
      controller.abort("given up");
      expect(await adopted).toBe("given up");
      await clock.advance(1000);
      expect(session.getSnapshot().status).toBe("unauthenticated");
      expect(server.count("token/blacklist/")).toBe(revocations);
    }
  });

  it("again does not revoke the refresh token that both sessions share", async () => {
    const { session, run, server, clock, grant } = await withOldTokens(10 * minute);
    await run(session.adopt(grant));
    await clock.advance(10 * minute);
    await run(session.adopt(grant));
    expect(server.count("token/blacklist/")).toBe(0);
    await run(session.refresh());
    expect(session.getSnapshot().status).toBe("authenticated");
  });

  it("in two tabs at once spends the refresh token once", async () => {
    const { session, open, server, clock, grant } = await withOldTokens(10 * minute, {
      rotation: "detect-reuse",
      latency: 50,
    });
    const other = open();
    const both = [session.adopt(grant), other.session.adopt(grant)];
    const outcomes = Promise.allSettled(both);
    await clock.advance(1000);
    expect((await outcomes).map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(server.count("token/refresh/")).toBe(1);
    for (const { getSnapshot } of [session, other.session])
      expect(getSnapshot().status).toBe("authenticated");
  });

  it("a token that cannot be sent in a header is misconfigured", async () => {
    const { session, failure } = createWorld();
    expect((await failure(session.adopt({ access: "two\nlines" }))).code).toBe("misconfigured");
  });

  it("a grant without an access token is misconfigured, and says what to give", async () => {
    const { session, failure } = createWorld();
    const error = await failure(session.adopt({} as Grant<never>));
    expect(error.code).toBe("misconfigured");
    expect(error.message).toContain("access");
  });

  it("a wrong clock of this machine does not throw away tokens that the server takes", async () => {
    const world = createWorld({ skew: -60 * minute });
    await world.run(world.session.adopt(issue(world)));
    expect(world.session.getSnapshot().status).toBe("authenticated");
  });
});
