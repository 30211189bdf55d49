// The jar of the mock servers: which requests take cookies along, what is remembered, and for how long.
import { getResponse } from "msw";
import { afterEach, describe, expect, test, vi } from "vitest";
import {
  type MockServer,
  memoryStore,
  mockDjRestAuthJwt,
  mockSessionAuth,
  mockSimpleJwtCookies,
} from "../src/index.ts";
import { BASE, handClock, LOGIN, use } from "./client.ts";

interface Sent {
  readonly body?: object;
  readonly csrf?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

async function send(method: string, path: string, sent: Sent = {}): Promise<Response> {
  const { body, csrf, headers } = sent;
  return fetch(BASE + path, {
    method,
    credentials: "include",
    headers: {
      ...(body && { "Content-Type": "application/json" }),
      ...(csrf && { "X-CSRFToken": csrf }),
      ...headers,
    },
    ...(body && { body: JSON.stringify(body) }),
  });
}

async function csrfToken(path: string): Promise<string> {
  return (await (await send("GET", path)).json()).csrfToken;
}

async function loggedIn(mock: MockServer): Promise<MockServer> {
  use(mock);
  const csrf = await csrfToken("csrf/");
  expect((await send("POST", "login/", { body: LOGIN, csrf })).status).toBe(200);
  return mock;
}

test("a client that keeps cookies itself sees Set-Cookie, and sends Cookie", async () => {
  use(mockDjRestAuthJwt({ baseUrl: BASE, cookies: true, cookieJar: false }));
  const login = await send("POST", "login/", { body: LOGIN });
  const cookies = login.headers.getSetCookie();
  const headers = { Cookie: cookies.map((line) => line.split(";")[0]).join("; ") };
  expect((await send("GET", "user/", { headers })).status).toBe(200);
  expect((await send("GET", "user/")).status).toBe(401);
});

test("an answer with the jar's cookies shows no Set-Cookie", async () => {
  use(mockDjRestAuthJwt({ baseUrl: BASE, cookies: true }));
  const login = await send("POST", "login/", { body: LOGIN });
  expect([login.headers.getSetCookie(), (await login.json()).refresh]).toEqual([[], ""]);
});

test("a lost answer sets no cookie: after a rotation the jar has the spent one", async () => {
  const options = { baseUrl: BASE, cookies: true, rotate: true, blacklist: true } as const;
  const mock = use(mockDjRestAuthJwt(options));
  await send("POST", "login/", { body: LOGIN });
  await mock.fault({ kind: "lost", path: "token/refresh/" });
  await expect(send("POST", "token/refresh/")).rejects.toThrow(TypeError);
  const again = await send("POST", "token/refresh/");
  expect([again.status, (await again.json()).detail]).toEqual([401, "Token is blacklisted"]);
});

test("cookies end at their time, and with the session's age", async () => {
  const clock = handClock();
  await loggedIn(mockSessionAuth({ baseUrl: BASE, age: 60_000, now: clock.now }));
  clock.pass(59_000);
  expect((await send("GET", "me/")).status).toBe(200);
  clock.pass(1_000);
  expect((await send("GET", "me/")).status).toBe(403);
});

test("the refresh cookie goes to the paths of its views alone", async () => {
  use(mockSimpleJwtCookies({ baseUrl: BASE }));
  await send("POST", "auth/login/", { body: LOGIN });
  const csrf = await csrfToken("auth/csrf/");
  expect((await send("POST", "auth/refresh/", { csrf })).status).toBe(200);
  expect((await send("GET", "me/")).status).toBe(401);
  expect((await send("POST", "auth/logout/", { csrf })).status).toBe(204);
  expect((await send("POST", "auth/refresh/", { csrf })).status).toBe(401);
});

test("two mock servers with one store share the jar, as two tabs share their browser's", async () => {
  const store = memoryStore();
  await loggedIn(mockSessionAuth({ baseUrl: BASE, store }));
  use(mockSessionAuth({ baseUrl: BASE, store }));
  expect((await send("GET", "me/")).status).toBe(200);
});

describe("CSRF", () => {
  test("writing by the session cookie needs the token, which a login changes", async () => {
    use(mockSessionAuth({ baseUrl: BASE }));
    const old = await csrfToken("csrf/");
    const login = { body: LOGIN, csrf: old };
    expect((await send("POST", "login/", login)).status).toBe(200);
    const write = async (csrf?: string): Promise<number> => {
      const sent = { body: { text: "Hi" }, ...(csrf && { csrf }) };
      return (await send("POST", "posts/", sent)).status;
    };
    expect([await write(), await write(old), await write(await csrfToken("csrf/"))]).toEqual([
      403, 403, 201,
    ]);
  });

  test("csrfBeforeLogin refuses a login without the token", async () => {
    use(mockDjRestAuthJwt({ baseUrl: BASE, cookies: true, csrf: true, csrfBeforeLogin: true }));
    const refused = await send("POST", "login/", { body: LOGIN });
    expect([refused.status, (await refused.json()).detail]).toEqual([
      403,
      "CSRF Failed: CSRF cookie not set.",
    ]);
    const csrf = await csrfToken("csrf/");
    expect((await send("POST", "login/", { body: LOGIN, csrf })).status).toBe(200);
  });
});

test("logging out elsewhere ends sessions and refresh cookies", async () => {
  const session = await loggedIn(mockSessionAuth({ baseUrl: BASE }));
  await session.revoke("alice");
  expect((await send("GET", "me/")).status).toBe(403);
  const tokens = use(mockDjRestAuthJwt({ baseUrl: BASE, cookies: true, blacklist: true }));
  await send("POST", "login/", { body: LOGIN });
  await tokens.revoke("alice");
  expect((await send("POST", "token/refresh/")).status).toBe(401);
});

describe("in a page", () => {
  afterEach(() => vi.unstubAllGlobals());

  /** A page of this address, where MSW is a service worker and tells the credentials mode of a request. */
  function openPage(address: string): { cookie: string } {
    const document = { cookie: "" };
    vi.stubGlobal("navigator", { serviceWorker: {} });
    vi.stubGlobal("location", new URL(address));
    vi.stubGlobal("document", document);
    return document;
  }

  async function status(mock: MockServer, path: string, credentials: RequestCredentials) {
    const request = new Request(BASE + path, { credentials });
    return (await getResponse([...mock.handlers], request))?.status;
  }

  async function logIn(mock: MockServer, credentials: RequestCredentials): Promise<void> {
    const body = JSON.stringify(LOGIN);
    const headers = { "Content-Type": "application/json" };
    const request = new Request(`${BASE}login/`, { method: "POST", body, headers, credentials });
    const response = await getResponse([...mock.handlers], request);
    expect([response?.status, response?.headers.getSetCookie()]).toEqual([200, []]);
  }

  test("of another origin, cookies go along with credentials: include alone", async () => {
    openPage("https://app.example.com/");
    const mock = mockDjRestAuthJwt({ baseUrl: BASE, cookies: true, store: memoryStore() });
    await logIn(mock, "include");
    const modes = ["include", "same-origin", "omit"] as const;
    const statuses = modes.map((mode) => status(mock, "user/", mode));
    expect(await Promise.all(statuses)).toEqual([200, 401, 401]);
  });

  test("of the same origin, cookies go along unless credentials are omitted", async () => {
    openPage(BASE);
    const mock = mockDjRestAuthJwt({ baseUrl: BASE, cookies: true, store: memoryStore() });
    await logIn(mock, "same-origin");
    const modes = ["include", "same-origin", "omit"] as const;
    const statuses = modes.map((mode) => status(mock, "user/", mode));
    expect(await Promise.all(statuses)).toEqual([200, 200, 401]);
  });

  test("an answer to a request without credentials leaves no cookie", async () => {
    openPage("https://app.example.com/");
    const mock = mockDjRestAuthJwt({ baseUrl: BASE, cookies: true, store: memoryStore() });
    await logIn(mock, "omit");
    expect(await status(mock, "user/", "include")).toBe(401);
  });

  test("of twenty refreshes that leave at the same moment with one cookie, one is accepted", async () => {
    openPage(BASE);
    const rotation = { rotate: true, blacklist: true, store: memoryStore() };
    const mock = mockDjRestAuthJwt({ baseUrl: BASE, cookies: true, ...rotation });
    await logIn(mock, "include");
    const refresh = async (): Promise<number | undefined> => {
      const request = new Request(`${BASE}token/refresh/`, { method: "POST" });
      return (await getResponse([...mock.handlers], request))?.status;
    };
    const statuses = await Promise.all(Array.from({ length: 20 }, refresh));
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(await refresh()).toBe(200);
  });

  test("the CSRF cookie is shown to a page of the server's host, and no other cookie is", async () => {
    for (const [address, shown] of [
      ["https://api.example.com:8443/", /^csrftoken=\w{32}; path=\/; max-age=31449600$/],
      ["https://app.example.com/", /^$/],
    ] as const) {
      const document = openPage(address);
      const mock = mockDjRestAuthJwt({ baseUrl: BASE, cookies: true, store: memoryStore() });
      await logIn(mock, "include");
      expect(document.cookie).toMatch(shown);
    }
  });
});
