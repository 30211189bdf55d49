// What Django's own sessions answer behind the views of playground/django/demo/session_views.py. A small jar plays the browser.
import { afterAll, beforeAll, expect, test } from "vitest";
import {
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

const csrf = true;
const html = "text/html; charset=utf-8";
const anonymous = { detail: "Authentication credentials were not provided." };

async function open(): Promise<{
  readonly browser: CookieBrowser;
  readonly person: Person;
}> {
  const person = await server.newPerson();
  const browser = new CookieBrowser(`${server.url}/session/`);
  await browser.get("csrf/");
  expect((await browser.post("login/", { body: person, csrf })).status).toBe(200);
  return { browser, person };
}

test("a login sets the session cookie and a new CSRF cookie, and answers with the user", async () => {
  const person = await server.newPerson();
  const browser = new CookieBrowser(`${server.url}/session/`);
  expect((await browser.get("csrf/")).cookies).toEqual(["csrftoken"]);
  const before = browser.csrfToken;
  const answer = await browser.post("login/", { body: person, csrf });
  expect(answer.body).toMatchObject({ username: person.username });
  expect(answer.cookies).toEqual(["csrftoken", "sessionid"]);
  expect(browser.csrfToken).not.toBe(before);
  expect(browser.jar.get("sessionid")?.attributes).toBe(
    "HttpOnly; Max-Age=1209600; Path=/; SameSite=Lax",
  );
  expect((await browser.get("me/")).body).toEqual(answer.body);
});

test("a wrong or missing password is 400 with a detail", async () => {
  const { browser, person } = await open();
  const wrong = await browser.post("login/", { body: { ...person, password: "x" }, csrf });
  expect([wrong.status, wrong.body]).toEqual([400, { detail: "Invalid credentials." }]);
  const none = await browser.post("login/", { body: { username: "alice" }, csrf });
  expect([none.status, none.body]).toEqual([
    400,
    { detail: "username and password are required." },
  ]);
});

test("Django's views refuse a missing or wrong CSRF token with a page, REST framework's in JSON", async () => {
  const { browser, person } = await open();
  const wrong = { "X-CSRFToken": "x".repeat(32) };
  for (const headers of [{}, wrong, { Origin: "http://evil.example" }]) {
    const csrfToo = "Origin" in headers;
    for (const path of ["login/", "logout/"]) {
      const answer = await browser.post(path, { body: person, headers, csrf: csrfToo });
      expect([path, answer.status, answer.contentType]).toEqual([path, 403, html]);
    }
    const answer = await browser.post("posts/", { body: { text: "Hi" }, headers, csrf: csrfToo });
    expect([answer.status, `${answer.body.detail}`.slice(0, 12)]).toEqual([403, "CSRF Failed:"]);
  }
  const trusted = { Origin: "http://app.example" };
  const post = await browser.post("posts/", { body: { text: "Hi" }, headers: trusted, csrf });
  expect(post.status).toBe(201);
});

test("nobody, a dead session and a missing permission are all 403; only a living session is asked for CSRF", async () => {
  const nobody = new CookieBrowser(`${server.url}/session/`);
  for (const answer of [await nobody.get("me/"), await nobody.post("posts/", { body: {} })]) {
    expect([answer.status, answer.body]).toEqual([403, anonymous]);
  }
  const { browser } = await open();
  const dead = browser.having("sessionid", "spentspentspentspentspentspent");
  expect((await dead.post("posts/", { body: {} })).body).toEqual(anonymous);
});

test("a revoked session and one from before a new password are dead, and the cookie is deleted", async () => {
  const { browser, person } = await open();
  await server.control("users", { username: person.username, revoke: true });
  const revoked = await browser.get("me/");
  expect([revoked.status, revoked.body, revoked.cookies]).toEqual([403, anonymous, ["-sessionid"]]);
  await browser.post("login/", { body: person, csrf });
  await server.control("users", { username: person.username, password: "another-horse-1" });
  expect((await browser.get("me/")).cookies).toEqual(["-sessionid"]);
});

test("an inactive user is nobody, and is back with the old cookie when active again", async () => {
  const { browser, person } = await open();
  await server.control("users", { username: person.username, active: false });
  const inactive = await browser.get("me/");
  expect([inactive.status, inactive.cookies]).toEqual([403, []]);
  await server.control("users", { username: person.username, active: true });
  expect((await browser.get("me/")).status).toBe(200);
});

test("a login over a session: the same user keeps its key, another one gets a new one", async () => {
  const { browser, person } = await open();
  const key = browser.jar.get("sessionid")?.value;
  await browser.post("login/", { body: person, csrf });
  expect(browser.jar.get("sessionid")?.value).toBe(key);
  const other = await server.newPerson();
  await browser.post("login/", { body: other, csrf });
  expect(browser.jar.get("sessionid")?.value).not.toBe(key);
  expect((await browser.get("me/")).body).toMatchObject({ username: other.username });
  expect((await browser.having("sessionid", key ?? "").get("me/")).status).toBe(403);
});

test("a login over a dead session cookie works", async () => {
  const { browser, person } = await open();
  await server.control("users", { username: person.username, revoke: true });
  expect((await browser.post("login/", { body: person, csrf })).status).toBe(200);
});

test("a logout is 204 with the CSRF header, also when nobody is logged in", async () => {
  const { browser } = await open();
  const before = browser.copy();
  const first = await browser.post("logout/", { csrf });
  expect([first.status, first.cookies]).toEqual([204, ["-sessionid"]]);
  expect((await browser.post("logout/", { csrf })).status).toBe(204);
  expect((await before.get("me/")).status).toBe(403);
});
