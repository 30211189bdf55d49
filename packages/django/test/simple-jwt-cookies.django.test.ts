// What simplejwt answers behind the cookie views of playground/django/demo/refresh_cookie.py. A small jar plays the browser.
import { afterAll, beforeAll, expect, test } from "vitest";
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

async function open(): Promise<{
  readonly browser: CookieBrowser;
  readonly person: Person;
}> {
  const person = await server.newPerson();
  const browser = new CookieBrowser(`${server.url}/simplejwt-cookie/`);
  expect((await browser.post("auth/login/", { body: person })).status).toBe(200);
  return { browser, person };
}

const csrf = true;
const dead = { detail: "Token is blacklisted", code: "token_not_valid" };

test("a login puts the refresh token into a cookie for these views alone; the body has the access token", async () => {
  const person = await server.newPerson();
  const browser = new CookieBrowser(`${server.url}/simplejwt-cookie/`);
  const answer = await browser.post("auth/login/", { body: person });
  expect([answer.status, Object.keys(answer.body), answer.cookies]).toEqual([
    200,
    ["access"],
    ["refresh_token", "csrftoken"],
  ]);
  expect(browser.jar.get("refresh_token")?.attributes).toBe(
    "HttpOnly; Max-Age=86400; Path=/simplejwt-cookie/auth/; SameSite=Strict",
  );
  expect((await browser.get("me/")).status).toBe(401);
  const headers = { Authorization: `Bearer ${answer.body.access}` };
  expect((await browser.get("me/", { headers })).body).toMatchObject({ username: person.username });
});

test("a login is JSON, so that no form of another site logs anyone in", async () => {
  const body = new URLSearchParams({ ...(await server.newPerson()) });
  const url = `${server.url}/simplejwt-cookie/auth/login/`;
  expect((await fetch(url, { method: "POST", body })).status).toBe(415);
});

test("a refresh replaces the cookie; a logout deletes it and answers 204, as often as it is asked", async () => {
  const { browser } = await open();
  const before = browser.copy();
  const answer = await browser.post("auth/refresh/", { csrf });
  expect([answer.status, Object.keys(answer.body), answer.cookies]).toEqual([
    200,
    ["access"],
    ["refresh_token"],
  ]);
  expect(browser.jar.get("refresh_token")).not.toEqual(before.jar.get("refresh_token"));
  const kept = browser.copy();
  for (const _ of ["first", "second"]) {
    const { status, cookies } = await browser.post("auth/logout/", { csrf });
    expect([status, cookies]).toEqual([204, ["-refresh_token"]]);
  }
  expect((await kept.post("auth/refresh/", { csrf })).body).toEqual(dead);
  expect((await kept.post("auth/logout/", { csrf })).status).toBe(204);
});

test("a refused refresh is 401 with a code and deletes no cookie", async () => {
  const { browser, person } = await open();
  const spent = browser.copy();
  await browser.post("auth/refresh/", { csrf });
  const again = await spent.post("auth/refresh/", { csrf });
  expect([again.status, again.body, again.cookies]).toEqual([401, dead, []]);
  const none = await browser.without("refresh_token").post("auth/refresh/", { csrf });
  expect([none.status, none.body]).toEqual([
    401,
    { detail: "There is no refresh cookie.", code: "token_not_valid" },
  ]);
  await server.control("users", { username: person.username, active: false });
  expect((await browser.post("auth/refresh/", { csrf })).body).toEqual({
    detail: "No active account found for the given token.",
  });
  await server.control("users", { username: person.username, delete: true });
  expect((await browser.post("auth/refresh/", { csrf })).body).toMatchObject({
    code: "token_not_valid",
  });
});

test("refresh and logout without the CSRF header are 403 in JSON, before the refresh cookie is looked at", async () => {
  const { browser } = await open();
  for (const path of ["auth/refresh/", "auth/logout/"]) {
    const wrong = { headers: { "X-CSRFToken": "x".repeat(32) } };
    const strange = { csrf, headers: { Origin: "http://evil.example" } };
    const answers = [
      await browser.post(path),
      await browser.post(path, wrong),
      await browser.post(path, strange),
      await browser.without("csrftoken").post(path, { headers: { "X-CSRFToken": "x" } }),
      await new CookieBrowser(browser.base).post(path),
    ];
    expect(answers.map(({ status, body }) => [status, body.detail])).toEqual([
      [403, "CSRF Failed: CSRF token missing."],
      [403, "CSRF Failed: CSRF token from the 'X-Csrftoken' HTTP header incorrect."],
      [
        403,
        "CSRF Failed: Origin checking failed - http://evil.example does not match any trusted origins.",
      ],
      [403, "CSRF Failed: CSRF cookie not set."],
      [403, "CSRF Failed: CSRF cookie not set."],
    ]);
  }
  const trusted = { csrf, headers: { Origin: "http://app.example" } };
  expect((await browser.post("auth/refresh/", trusted)).status).toBe(200);
});

test("a login makes a new CSRF token; auth/csrf/ tells it to pages that cannot read the cookie", async () => {
  const { browser, person } = await open();
  const { csrfToken: old } = (await browser.get("auth/csrf/")).body;
  await browser.post("auth/login/", { body: person });
  const send = (csrfToken: unknown) =>
    browser.post("auth/refresh/", { headers: { "X-CSRFToken": `${csrfToken}` } });
  expect((await send(old)).status).toBe(403);
  expect((await send((await browser.get("auth/csrf/")).body.csrfToken)).status).toBe(200);
});

test("of twenty refreshes with one cookie some are refused, and every new cookie works", async () => {
  const { browser } = await open();
  const { won, statuses } = await atOnce(browser, "auth/refresh/", csrf);
  expect(won.length).toBeGreaterThan(0);
  expect([200, 401]).toEqual(expect.arrayContaining([...statuses]));
  for (const winner of won) {
    expect((await winner.post("auth/refresh/", { csrf })).status).toBe(200);
  }
});

test("cookies that cross sites are SameSite=None and Secure, also when they are deleted", async () => {
  const crossing = await startCookieServer({ SOJOURN_CROSS_SITE: "1" });
  try {
    const response = await fetch(`${crossing.url}/simplejwt-cookie/auth/login/`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(await crossing.newPerson()),
    });
    const lines = response.headers.getSetCookie();
    expect(lines.map((line) => /SameSite=None; Secure$/.test(line))).toEqual([true, true]);
  } finally {
    await crossing.stop();
  }
});

test("CORS with credentials is for the listed pages and for the prefixes with cookies", async () => {
  const asked = [
    ["simplejwt-cookie", "http://app.example"],
    ["simplejwt-cookie", "http://evil.example"],
    ["simplejwt", "http://app.example"],
  ] as const;
  const told = asked.map(async ([prefix, Origin]) => {
    const { headers } = await fetch(`${server.url}/${prefix}/me/`, { headers: { Origin } });
    const name = "access-control-allow";
    return [headers.get(`${name}-origin`), headers.get(`${name}-credentials`)];
  });
  expect(await Promise.all(told)).toEqual([
    ["http://app.example", "true"],
    [null, null],
    ["*", null],
  ]);
});
