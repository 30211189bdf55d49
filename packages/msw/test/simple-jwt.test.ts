// simplejwt as a page sees it, and the methods that control the server.
import { describe, expect, test } from "vitest";
import {
  type Answered,
  type MockServer,
  mockSimpleJwt,
  type SimpleJwtOptions,
} from "../src/index.ts";
import { BASE, call, handClock, LOGIN, login, START, use } from "./client.ts";

describe("simplejwt", () => {
  const pair = (
    options: Partial<SimpleJwtOptions> = {},
  ): MockServer & { clock: ReturnType<typeof handClock> } => {
    const clock = handClock();
    return { ...use(mockSimpleJwt({ baseUrl: BASE, now: clock.now, ...options })), clock };
  };

  test("answers login, me, posts, refresh and logout", async () => {
    pair({ blacklist: true });
    const { access, refresh } = await login();
    const auth = `Bearer ${access}`;
    expect((await call("GET", "me/", { auth })).body).toEqual({
      id: 1,
      username: "alice",
      email: "alice@example.test",
      is_staff: false,
    });
    const made = await call("POST", "posts/", { auth, body: { text: "Hello" } });
    expect([made.status, made.body]).toEqual([
      201,
      { id: 1, author: "alice", text: "Hello", created: "2026-11-21T12:00:00.000Z" },
    ]);
    expect((await call("GET", "posts/", { auth })).body).toMatchObject({
      count: 1,
      next: null,
      previous: null,
    });
    expect((await call("POST", "token/refresh/", { body: { refresh } })).status).toBe(200);
    expect((await call("POST", "token/blacklist/", { body: { refresh } })).status).toBe(200);
    const after = await call("POST", "token/refresh/", { body: { refresh } });
    expect([after.status, after.body]).toEqual([
      401,
      { detail: "Token is blacklisted", code: "token_not_valid" },
    ]);
  });

  test("an access token works until its exp, in whole seconds", async () => {
    const { clock } = pair({ access: 1_500 });
    clock.pass(700); // issued at .7 s: exp is 2 s
    const auth = `Bearer ${(await login()).access}`;
    clock.pass(1_299);
    expect((await call("GET", "me/", { auth })).status).toBe(200);
    clock.pass(1);
    const late = await call("GET", "me/", { auth });
    expect(late.status).toBe(401);
    expect(late.body.messages[0].message).toBe("Token is expired");
  });

  test("rotation with blacklist: a spent refresh token is refused, its successor works", async () => {
    pair({ rotate: true, blacklist: true });
    const { refresh } = await login();
    const first = await call("POST", "token/refresh/", { body: { refresh } });
    expect(Object.keys(first.body)).toEqual(["access", "refresh"]);
    expect((await call("POST", "token/refresh/", { body: { refresh } })).status).toBe(401);
    const body = { refresh: first.body.refresh };
    expect((await call("POST", "token/refresh/", { body })).status).toBe(200);
  });

  test("two refreshes with one token at the same time: one 200, one 401", async () => {
    pair({ rotate: true, blacklist: true });
    const { refresh } = await login();
    const both = await Promise.all(
      [1, 2].map(() => call("POST", "token/refresh/", { body: { refresh } })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([200, 401]);
  });

  test.each([
    ["5.3", 200, 200],
    ["5.4", 500, 401],
    ["5.5.0", 500, 401],
    ["5.5.1", 500, 401],
  ] as const)(
    "%s: refresh of a deleted user %i, of an inactive one %i",
    async (version, gone, inactive) => {
      const mock = pair({ version });
      const { refresh } = await login();
      await mock.setActive("alice", false);
      expect((await call("POST", "token/refresh/", { body: { refresh } })).status).toBe(inactive);
      await mock.deleteUser("alice");
      expect((await call("POST", "token/refresh/", { body: { refresh } })).status).toBe(gone);
    },
  );

  test("expireAccess: the access token is dead, the refresh token is not", async () => {
    const mock = pair();
    const { access, refresh } = await login();
    await mock.expireAccess();
    expect((await call("GET", "me/", { auth: `Bearer ${access}` })).status).toBe(401);
    const renewed = await call("POST", "token/refresh/", { body: { refresh } });
    expect((await call("GET", "me/", { auth: `Bearer ${renewed.body.access}` })).status).toBe(200);
  });

  test.each([true, false])("revoke ends a session elsewhere (blacklist: %s)", async (blacklist) => {
    const mock = pair({ blacklist });
    const { refresh } = await login();
    await mock.revoke("alice");
    expect((await call("POST", "token/refresh/", { body: { refresh } })).status).toBe(401);
    const again = await login();
    expect(
      (await call("POST", "token/refresh/", { body: { refresh: again.refresh } })).status,
    ).toBe(200);
  });

  test("revoke does not end the sessions of other users", async () => {
    const mock = pair({ blacklist: true });
    const { refresh } = await login();
    await mock.revoke("bob");
    expect((await call("POST", "token/refresh/", { body: { refresh } })).status).toBe(200);
  });

  test("reset makes old tokens invalid and clears posts and counters", async () => {
    const mock = pair();
    const { access } = await login();
    await mock.reset();
    expect(await mock.requests()).toBe(0);
    expect((await call("GET", "me/", { auth: `Bearer ${access}` })).status).toBe(401);
  });

  test("requests are counted by path", async () => {
    const mock = pair();
    await login();
    await Promise.all(Array.from({ length: 50 }, () => call("GET", "me/")));
    expect([
      await mock.requests("token/"),
      await mock.requests("me/"),
      await mock.requests(),
    ]).toEqual([1, 50, 51]);
  });

  test("onRequest gets each answer, without secrets", async () => {
    const heard: Answered[] = [];
    const mock = pair({ onRequest: (answered) => heard.push(answered) });
    await mock.fault({ kind: "network", path: "me/" });
    const { access, refresh } = await login();
    await call("GET", "me/", { auth: `Bearer ${access}` }).catch(() => null);
    expect(heard).toEqual([
      { at: START, method: "POST", path: "token/", status: 200, fault: null },
      { at: START, method: "GET", path: "me/", status: 0, fault: "network" },
    ]);
    const text = JSON.stringify(heard);
    expect([access, refresh, LOGIN.password].some((secret) => text.includes(secret))).toBe(false);
  });
});
