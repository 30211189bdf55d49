// What the real dj-rest-auth answers in its cookie mode, with and without its CSRF check. A small jar plays the browser.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  atOnce,
  CookieBrowser,
  type CookieServer,
  type Person,
  startCookieServer,
} from "./cookie-browser.ts";

let server: CookieServer;
beforeAll(async () => {
  server = await startCookieServer({ SOJOURN_ORIGINS: "http://app.example" });
});
afterAll(() => server.stop());

const modes = [
  { prefix: "dj-rest-auth-cookie", access: "app-auth", refresh: "app-refresh" },
  { prefix: "dj-rest-auth-csrf", access: "app-csrf-auth", refresh: "app-csrf-refresh" },
] as const;

async function open(
  prefix: string,
): Promise<{ readonly browser: CookieBrowser; readonly person: Person }> {
  const person = await server.newPerson();
  const browser = new CookieBrowser(`${server.url}/${prefix}/`);
  expect(await browser.post("login/", { body: person })).toMatchObject({ status: 200 });
  return { browser, person };
}

const deadToken = { detail: "Token is blacklisted", code: "token_not_valid" };
const deadAccess = { detail: "Given token not valid for any token type", code: "token_not_valid" };
const noCookie = { detail: "Refresh token was not included in cookie data." };

describe.each(modes)("$prefix", ({ prefix, access, refresh }) => {
  test("a login puts both tokens into cookies, and only the access token into the body", async () => {
    const person = await server.newPerson();
    const browser = new CookieBrowser(`${server.url}/${prefix}/`);
    const answer = await browser.post("login/", { body: person });
    expect(answer.body).toMatchObject({ refresh: "", user: { username: person.username } });
    expect(answer.body.access).toBe(browser.jar.get(access)?.value);
    expect(answer.cookies).toEqual([access, refresh, "csrftoken", "sessionid"]);
    expect(browser.jar.get(access)?.attributes).toBe("HttpOnly; Max-Age=60; Path=/; SameSite=Lax");
    expect(browser.jar.get(refresh)?.attributes).toBe(
      "HttpOnly; Max-Age=86400; Path=/; SameSite=Lax",
    );
    expect(browser.jar.get("csrftoken")?.attributes).not.toContain("HttpOnly");
  });

  test("the access cookie signs requests", async () => {
    const { browser, person } = await open(prefix);
    expect((await browser.get("user/")).body).toMatchObject({ username: person.username });
    expect((await browser.without(access).get("user/")).status).toBe(401);
  });

  test("a refresh takes the cookie, without a CSRF header; its body has no refresh token", async () => {
    const { browser } = await open(prefix);
    const answer = await browser.post("token/refresh/", { body: {} });
    expect([answer.status, Object.keys(answer.body)]).toEqual([
      200,
      ["access", "access_expiration"],
    ]);
    expect(answer.cookies).toEqual([access, refresh]);
    expect((await browser.post("token/refresh/")).status).toBe(200);
    const empty = await browser.post("token/refresh/", { body: { refresh: "" } });
    expect([empty.status, empty.body]).toEqual([
      400,
      { refresh: ["This field may not be blank."] },
    ]);
  });

  test("a refresh with a spent, revoked, foreign or no cookie is 401 and deletes nothing", async () => {
    const { browser, person } = await open(prefix);
    const before = browser.copy();
    await browser.post("token/refresh/");
    const spent = await before.post("token/refresh/");
    expect([spent.status, spent.body, spent.cookies]).toEqual([401, deadToken, []]);
    const foreign = await browser.having(refresh, "garbage").post("token/refresh/");
    expect([foreign.status, foreign.body.code, foreign.cookies]).toEqual([
      401,
      "token_not_valid",
      [],
    ]);
    const none = await browser.without(refresh).post("token/refresh/");
    expect([none.status, none.body]).toEqual([
      401,
      { detail: "No valid refresh token found.", code: "token_not_valid" },
    ]);
    await server.control("users", { username: person.username, revoke: true });
    const revoked = await browser.post("token/refresh/");
    expect([revoked.status, revoked.body, revoked.cookies]).toEqual([401, deadToken, []]);
    expect((await browser.get("user/")).status).toBe(200); // until the access token expires
  });

  test("an inactive user's refresh is 401 without a code, a deleted user's 500", async () => {
    const { browser, person } = await open(prefix);
    await server.control("users", { username: person.username, active: false });
    const inactive = await browser.copy().post("token/refresh/");
    expect([inactive.status, inactive.body]).toEqual([
      401,
      { detail: "No active account found for the given token." },
    ]);
    await server.control("users", { username: person.username, delete: true });
    const deleted = await browser.post("token/refresh/");
    expect([deleted.status, deleted.contentType]).toEqual([500, "text/html; charset=utf-8"]);
  });

  test("a logout deletes the cookies, and says 401 if there was no living refresh token", async () => {
    const { browser } = await open(prefix);
    const before = browser.copy();
    const first = await browser.post("logout/", { body: {}, csrf: true });
    expect([first.status, first.cookies]).toEqual([
      200,
      [`-${access}`, `-${refresh}`, "-sessionid"],
    ]);
    const second = await browser.post("logout/", { body: {}, csrf: true });
    expect([second.status, second.body, second.cookies]).toEqual([
      401,
      noCookie,
      [`-${access}`, `-${refresh}`],
    ]);
    const spent = await before.copy().post("logout/", { body: {}, csrf: true });
    expect([spent.status, spent.body]).toEqual([401, { detail: "Token is blacklisted" }]);
    expect(spent.cookies).toContain(`-${refresh}`);
    expect((await before.post("token/refresh/")).status).toBe(401);
  });

  test("a logout works when the access cookie is gone", async () => {
    const { browser } = await open(prefix);
    expect((await browser.without(access).post("logout/", { body: {} })).status).toBe(200);
  });

  test("a dead access token, in the cookie or the header, stops login and logout; a refresh helps", async () => {
    const { browser, person } = await open(prefix);
    const stuck = browser.having(access, "garbage");
    for (const path of ["login/", "logout/"]) {
      const answer = await stuck.post(path, { body: person, csrf: true });
      expect([path, answer.status, answer.cookies]).toEqual([path, 401, []]);
      expect(answer.body).toMatchObject(deadAccess);
    }
    const headers = { Authorization: "Bearer garbage" };
    expect((await browser.copy().post("logout/", { body: {}, headers })).body).toMatchObject(
      deadAccess,
    );
    expect((await stuck.post("token/refresh/")).cookies).toContain(access);
    expect((await stuck.post("logout/", { body: {}, csrf: true })).status).toBe(200);
  });

  test("a login over stale refresh, session and CSRF cookies is as good as the first", async () => {
    const { browser } = await open(prefix);
    const other = await server.newPerson();
    const stale = browser.without(access);
    const answer = await stale.post("login/", { body: other });
    expect(answer.body.user).toMatchObject({ username: other.username });
    expect(answer.cookies).toEqual([access, refresh, "csrftoken", "sessionid"]);
    expect(stale.csrfToken).not.toBe(browser.csrfToken);
  });

  test("of twenty refreshes with one cookie some are refused, and every new cookie works", async () => {
    const { browser } = await open(prefix);
    const { won, statuses } = await atOnce(browser, "token/refresh/", false);
    expect(won.length).toBeGreaterThan(0);
    expect([200, 401]).toEqual(expect.arrayContaining([...statuses]));
    for (const winner of won) expect((await winner.post("token/refresh/")).status).toBe(200);
  });

  test("the new cookie of a refresh outlives a logout that was sent with the old one", async () => {
    const { browser } = await open(prefix);
    const before = browser.copy();
    await browser.post("token/refresh/");
    expect((await before.post("logout/", { body: {}, csrf: true })).status).toBe(401);
    expect((await browser.post("token/refresh/")).status).toBe(200);
  });

  test("a sign-up sets no token cookie and hands out the refresh token; a refresh with it sets both", async () => {
    const browser = new CookieBrowser(`${server.url}/${prefix}/`);
    const username = `new-${crypto.randomUUID().slice(0, 13)}`;
    const [password1, password2] = ["7-Quetzalcoatl-Pyjamas", "7-Quetzalcoatl-Pyjamas"];
    const body = { username, email: `${username}@example.test`, password1, password2 };
    const answer = await browser.post("registration/", { body });
    expect([answer.status, answer.cookies]).toEqual([201, ["csrftoken", "sessionid"]]);
    const refreshed = await browser.post("token/refresh/", {
      body: { refresh: answer.body.refresh },
    });
    expect([refreshed.status, refreshed.cookies]).toEqual([200, [access, refresh]]);
  });
});

test("without JWT_AUTH_COOKIE_USE_CSRF the cookie alone may write", async () => {
  const { browser } = await open("dj-rest-auth-cookie");
  expect((await browser.post("posts/", { body: { text: "Hi" } })).status).toBe(201);
});

describe("JWT_AUTH_COOKIE_USE_CSRF", () => {
  test("refuses writing by cookie without the right header, in JSON", async () => {
    const { browser } = await open("dj-rest-auth-csrf");
    const write = (headers: Record<string, string>) =>
      browser.post("posts/", { body: { text: "Hi" }, headers });
    const right = { "X-CSRFToken": browser.csrfToken };
    const refusals = [
      await write({}),
      await write({ "X-CSRFToken": "x".repeat(32) }),
      await write({ ...right, Origin: "http://evil.example" }),
    ];
    expect(refusals.map(({ status, body }) => [status, body.detail])).toEqual([
      [403, "CSRF Failed: CSRF token missing."],
      [403, "CSRF Failed: CSRF token from the 'X-Csrftoken' HTTP header incorrect."],
      [
        403,
        "CSRF Failed: Origin checking failed - http://evil.example does not match any trusted origins.",
      ],
    ]);
    expect((await write({ ...right, Origin: "http://app.example" })).status).toBe(201);
    const { csrfToken } = (await browser.get("csrf/")).body;
    expect((await write({ "X-CSRFToken": `${csrfToken}` })).status).toBe(201);
  });

  test("asks no CSRF header of a request with a Bearer token", async () => {
    const { browser } = await open("dj-rest-auth-csrf");
    const { access } = (await browser.post("token/refresh/")).body;
    const headers = { Authorization: `Bearer ${access}` };
    expect((await browser.post("posts/", { body: { text: "Hi" }, headers })).status).toBe(201);
  });

  test("refuses login and logout over a living access cookie without the header", async () => {
    const { browser, person } = await open("dj-rest-auth-csrf");
    for (const path of ["login/", "logout/"]) {
      const answer = await browser.copy().post(path, { body: person });
      expect([path, answer.status, answer.cookies]).toEqual([path, 403, []]);
      expect((await browser.copy().post(path, { body: person, csrf: true })).status).toBe(200);
    }
  });

  test("with JWT_AUTH_COOKIE_ENFORCE_CSRF_ON_UNAUTHENTICATED a login needs the header too", async () => {
    await server.control("settings", { djRestAuth: { csrfBeforeLogin: true } });
    try {
      const person = await server.newPerson();
      const browser = new CookieBrowser(`${server.url}/dj-rest-auth-csrf/`);
      const refused = await browser.post("login/", { body: person });
      expect([refused.status, refused.body.detail]).toEqual([
        403,
        "CSRF Failed: CSRF cookie not set.",
      ]);
      await browser.get("csrf/");
      expect((await browser.post("login/", { body: person, csrf: true })).status).toBe(200);
      expect((await browser.post("token/refresh/")).status).toBe(200); // never checked
    } finally {
      await server.control("settings", { djRestAuth: { csrfBeforeLogin: false } });
    }
  });
});

test("without JWT_AUTH_COOKIE only the refresh token is in a cookie, and only Bearer signs", async () => {
  const { browser } = await open("dj-rest-auth-refresh-cookie");
  expect([...browser.jar.keys()]).toEqual(["app-refresh-only", "csrftoken", "sessionid"]);
  expect((await browser.get("user/")).status).toBe(401);
  const { body, cookies } = await browser.post("token/refresh/");
  expect(cookies).toEqual(["app-refresh-only"]);
  const headers = { Authorization: `Bearer ${body.access}` };
  expect((await browser.post("posts/", { body: { text: "Hi" }, headers })).status).toBe(201);
  expect((await browser.post("logout/")).status).toBe(200);
  expect((await browser.post("token/refresh/")).status).toBe(401);
});
