// The other token systems, and the microblog.
import { describe, expect, test } from "vitest";
import {
  mockAuthToken,
  mockDjoser,
  mockDjoserJwt,
  mockDrfJwt,
  mockSlidingJwt,
} from "../src/index.ts";
import { BASE, call, type Heard, handClock, LOGIN, login, use } from "./client.ts";

describe("the other systems", () => {
  test("sliding tokens: renewed before exp, never after, and not past refresh_exp", async () => {
    const clock = handClock();
    use(mockSlidingJwt({ baseUrl: BASE, now: clock.now, access: 10_000, refresh: 15_000 }));
    let { token } = await login();
    const renew = (): Promise<Heard> => call("POST", "token/refresh/", { body: { token } });
    clock.pass(9_000);
    token = (await renew()).body.token;
    clock.pass(7_000);
    expect((await renew()).body.detail).toBe("Token 'refresh_exp' claim has expired");
    expect((await call("GET", "me/", { auth: `Bearer ${token}` })).status).toBe(200);
    clock.pass(3_000);
    expect((await renew()).body.detail).toBe("Token is expired");
  });

  test("drf-jwt: 201, one token, a limit since the login, a blacklist that says 403", async () => {
    const clock = handClock();
    use(
      mockDrfJwt({
        baseUrl: BASE,
        now: clock.now,
        access: 10_000,
        refresh: 15_000,
        blacklist: true,
      }),
    );
    const first = await call("POST", "api-token-auth/", { body: LOGIN });
    expect(first.status).toBe(201);
    clock.pass(9_000);
    const { body } = await call("POST", "api-token-refresh/", {
      body: { token: first.body.token },
    });
    clock.pass(8_000);
    const late = await call("POST", "api-token-refresh/", { body: { token: body.token } });
    expect([late.status, late.body]).toEqual([400, { non_field_errors: ["Refresh has expired."] }]);
    const auth = `Bearer ${body.token}`;
    expect((await call("POST", "api-token-blacklist/", { auth, body: {} })).status).toBe(201);
    expect((await call("GET", "me/", { auth })).status).toBe(403);
  });

  test("authtoken with the session class first answers 403 instead of 401", async () => {
    const mock = use(mockAuthToken({ baseUrl: BASE, firstAuthenticator: "session" }));
    const { token } = await login("api-token-auth/");
    expect((await call("GET", "me/", { auth: `Token ${token}` })).status).toBe(200);
    await mock.revoke("alice");
    const refused = await call("GET", "me/", { auth: `Token ${token}` });
    expect([refused.status, refused.headers.get("www-authenticate")]).toEqual([403, null]);
  });

  test("djoser: sign-up, activation by mail, login, new password by mail", async () => {
    const mock = use(mockDjoser({ baseUrl: BASE, activation: true }));
    const zoe = { username: "zoe", email: "zoe@example.test", password: "brand-new-horse-1" };
    const signedUp = await call("POST", "users/", { body: zoe });
    expect([signedUp.status, signedUp.body]).toEqual([
      201,
      { email: zoe.email, username: "zoe", id: 6 },
    ]);
    expect((await call("POST", "token/login/", { body: zoe })).status).toBe(400);
    const [welcome] = await mock.mails();
    const link = { uid: welcome?.uid, token: welcome?.token };
    expect((await call("POST", "users/activation/", { body: link })).status).toBe(204);
    expect((await call("POST", "token/login/", { body: zoe })).status).toBe(200);
    await call("POST", "users/reset_password/", { body: { email: zoe.email } });
    const [reset] = await mock.mails();
    expect(reset?.kind).toBe("password-reset");
    const body = { uid: reset?.uid, token: reset?.token, new_password: "another-horse-2" };
    expect((await call("POST", "users/reset_password_confirm/", { body })).status).toBe(204);
    expect((await call("POST", "users/reset_password_confirm/", { body })).status).toBe(400);
    const again = { ...zoe, password: "another-horse-2" };
    expect((await call("POST", "token/login/", { body: again })).status).toBe(200);
  });

  test("djoser sends links only to users who can use them", async () => {
    const mock = use(mockDjoser({ baseUrl: BASE, activation: true }));
    const body = { email: "alice@example.test" };
    await call("POST", "users/resend_activation/", { body });
    await mock.setActive("alice", false);
    await call("POST", "users/reset_password/", { body });
    expect(await mock.mails()).toEqual([]);
    await call("POST", "users/resend_activation/", { body });
    expect((await mock.mails()).map(({ kind }) => kind)).toEqual(["activation"]);
  });

  test("djoser with LOGOUT_ON_PASSWORD_CHANGE logs out after a password reset too", async () => {
    const mock = use(mockDjoser({ baseUrl: BASE, logoutOnPasswordChange: true }));
    const auth = `Token ${(await login("token/login/")).auth_token}`;
    await call("POST", "users/reset_password/", { body: { email: "alice@example.test" } });
    const [reset] = await mock.mails();
    const body = { uid: reset?.uid, token: reset?.token, new_password: "another-horse-2" };
    await call("POST", "users/reset_password_confirm/", { body });
    expect((await call("GET", "users/me/", { auth })).status).toBe(401);
  });

  test("djoser with e-mail addresses as names does not change them at `users/me/`", async () => {
    use(mockDjoser({ baseUrl: BASE, loginField: "email" }));
    const body = { email: "alice@example.test", password: LOGIN.password };
    const auth = `Token ${(await call("POST", "token/login/", { body })).body.auth_token}`;
    const changed = { email: "zoe@example.test" };
    const answer = await call("PATCH", "users/me/", { auth, body: changed });
    expect([answer.status, answer.body.email]).toEqual([200, body.email]);
  });

  test("djoser with JWTs has the same users, and a blacklist with the option", async () => {
    use(mockDjoserJwt({ baseUrl: BASE, scheme: "JWT", blacklist: true }));
    const { access, refresh } = await login("jwt/create/");
    expect((await call("GET", "users/me/", { auth: `JWT ${access}` })).body.username).toBe("alice");
    expect((await call("POST", "jwt/blacklist/", { body: { refresh } })).status).toBe(200);
    expect((await call("POST", "jwt/refresh/", { body: { refresh } })).status).toBe(401);
  });

  test("the microblog: pages of 20, newest first; only one's own posts can be deleted", async () => {
    const clock = handClock();
    use(mockAuthToken({ baseUrl: BASE, now: clock.now }));
    const auth = `Token ${(await login("api-token-auth/")).token}`;
    for (let i = 1; i <= 21; i++)
      await call("POST", "posts/", { auth, body: { text: `Post ${i}` } });
    const first = (await call("GET", "posts/", { auth })).body;
    expect([first.count, first.next, first.results.length, first.results[0].text]).toEqual([
      21,
      `${BASE}posts/?page=2`,
      20,
      "Post 21",
    ]);
    const second = (await call("GET", "posts/?page=2", { auth })).body;
    expect([second.previous, second.results.length]).toEqual([`${BASE}posts/`, 1]);
    expect((await call("GET", "posts/?page=3", { auth })).status).toBe(404);
    const bob = await call("POST", "api-token-auth/", { body: { ...LOGIN, username: "bob" } });
    const other = `Token ${bob.body.token}`;
    expect((await call("DELETE", "posts/1/", { auth: other })).status).toBe(403);
    expect((await call("DELETE", "posts/1/", { auth })).status).toBe(204);
    const long = { text: "x".repeat(281) };
    expect((await call("POST", "posts/", { auth, body: long })).body).toEqual({
      text: ["Ensure this field has no more than 280 characters."],
    });
  });

  test("the option posts fills the microblog at the start and after a reset", async () => {
    const posts = [
      { author: "bob", text: "First" },
      { author: "alice", text: "Second" },
    ];
    const mock = use(mockAuthToken({ baseUrl: BASE, posts }));
    for (let i = 0; i < 2; i++) {
      const auth = `Token ${(await login("api-token-auth/")).token}`;
      const { results } = (await call("GET", "posts/", { auth })).body;
      expect(results.map((post: { id: number; author: string }) => [post.id, post.author])).toEqual(
        [
          [2, "alice"],
          [1, "bob"],
        ],
      );
      await call("POST", "posts/", { auth, body: { text: "Third" } });
      await mock.reset();
    }
  });
});
