// The mock servers beside the real Django: the same requests to both, the same answers from both.
import { setupServer } from "msw/node";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import {
  type MockServer,
  memoryStore,
  mockAuthToken,
  mockDjoser,
  mockDjoserJwt,
  mockDjRestAuth,
  mockDjRestAuthJwt,
  mockDrfJwt,
  mockKnox,
  mockNinjaJwt,
  mockSimpleJwt,
  mockSlidingJwt,
} from "../src/index.ts";

type Step = readonly [method: string, path: string, body?: unknown];

const MOCK = "http://mock.example/";
const HEADERS = ["content-type", "www-authenticate", "allow", "location", "content-language"];
const PASSWORD = "correct-horse-1";
const LOGIN = { username: "alice", password: PASSWORD };
const store = memoryStore();
const at = (path: string): { readonly baseUrl: string; readonly store: typeof store } => ({
  baseUrl: MOCK + path,
  store,
});

/** Each mount of the real server: its double, where one logs in and renews, and which scheme signs. */
const mounts = [
  [
    "simplejwt/",
    mockSimpleJwt({ ...at("simplejwt/"), blacklist: true }),
    "token/",
    "token/refresh/",
    "Bearer",
  ],
  [
    "simplejwt-rotating/",
    mockSimpleJwt({ ...at("simplejwt-rotating/"), rotate: true, blacklist: true }),
    "token/",
    "token/refresh/",
    "Bearer",
  ],
  [
    "sliding/",
    mockSlidingJwt({ ...at("sliding/"), blacklist: true }),
    "token/",
    "token/refresh/",
    "Bearer",
  ],
  [
    "drf-jwt/",
    mockDrfJwt({ ...at("drf-jwt/"), blacklist: true }),
    "api-token-auth/",
    "api-token-refresh/",
    "Bearer",
  ],
  ["authtoken/", mockAuthToken(at("authtoken/")), "api-token-auth/", null, "Token"],
  [
    "authtoken-session-first/",
    mockAuthToken({ ...at("authtoken-session-first/"), firstAuthenticator: "session" }),
    "api-token-auth/",
    null,
    "Token",
  ],
  ["djoser/", mockDjoser(at("djoser/")), "token/login/", null, "Token"],
  [
    "djoser-jwt/",
    mockDjoserJwt({ ...at("djoser-jwt/"), blacklist: true }),
    "jwt/create/",
    "jwt/refresh/",
    "Bearer",
  ],
  ["knox/", mockKnox(at("knox/")), "login/", null, "Token"],
  [
    "ninja/",
    mockNinjaJwt({ ...at("ninja/"), blacklist: true }),
    "token/pair",
    "token/refresh",
    "Bearer",
  ],
  [
    "dj-rest-auth/",
    mockDjRestAuth({ ...at("dj-rest-auth/"), social: ["fake/"] }),
    "login/",
    null,
    "Token",
  ],
  [
    "dj-rest-auth-jwt/",
    mockDjRestAuthJwt({ ...at("dj-rest-auth-jwt/"), social: ["fake/"], blacklist: true }),
    "login/",
    "token/refresh/",
    "Bearer",
  ],
] as const satisfies readonly (readonly [string, MockServer, string, string | null, string])[];

const logins: readonly unknown[] = [
  ...["nonsense", '{"a":', '{"username": "alice", ', "[]", "5", "null"],
  ...[{}, { ...LOGIN, password: "x" }, { username: "a\0", password: true }],
];
const microblog: readonly Step[] = [
  ["GET", "me/"],
  ["HEAD", "me/"],
  ["GET", "me"],
  ["POST", "me/", {}],
  ["GET", "posts/"],
  ["GET", "posts/?page=7"],
  ["GET", "posts/?page=x"],
  ["POST", "posts/", { text: "Hi" }],
  ...[
    {},
    { text: "" },
    { text: "  " },
    { text: null },
    { text: true },
    { text: "x".repeat(281) },
  ].map((body): Step => ["POST", "posts/", body]),
  ["POST", "posts", { text: "a" }],
  ["GET", "posts/1/"],
  ["GET", "posts/999/"],
  ["GET", "posts/x/"],
  ["DELETE", "posts/999/"],
  ["PATCH", "posts/1/", {}],
  ["GET", "nothing/"],
];
const accounts: readonly Step[] = [
  ...["users/me/", "users/", "users/1/", "users/2/"].map((path): Step => ["GET", path]),
  ...[{ email: "" }, { email: null }, { email: "x" }, { email: "alice@example.test" }].map(
    (body): Step => ["PATCH", "users/me/", body],
  ),
  ["PUT", "users/2/", {}],
  ["DELETE", "users/me/", {}],
  ["POST", "users/set_password/", {}],
  ["POST", "users/set_password/", { current_password: "x", new_password: "y" }],
  ["POST", "users/set_username/", { current_password: "x", new_username: "bob" }],
  ["POST", "users/set_username/", { current_password: PASSWORD, new_username: "a b" }],
  ["POST", "users/reset_username/", { email: "nobody@example.test" }],
  ["POST", "users/reset_password/", { email: "x" }],
  ["POST", "users/activation/", { uid: "x", token: "x" }],
  ["POST", "users/resend_activation/", { email: "alice@example.test" }],
  ...[
    {},
    { username: "bob", password: "password" },
    { username: "zoe", password: "zoezoezoe", email: "bad" },
    { username: "", password: "" },
    { username: "x".repeat(151), password: "brand-new-horse-1" },
    { username: "newbie", password: "brand-new-horse-1", email: "n@example.test" },
  ].map((body): Step => ["POST", "users/", body]),
];

/** Django Ninja writes its JSON with blanks. */
function withoutBlanks(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return text;
  }
}

/** New passwords of dj-rest-auth, twice. */
const twice = (one: string, two = one): object => ({ new_password1: one, new_password2: two });
const restAuthAccounts: readonly Step[] = [
  ...["user/", "user", "logout/", "registration/", "registration", "password/change/"].map(
    (path): Step => ["GET", path],
  ),
  ...[
    {},
    { first_name: "Al" },
    { first_name: null },
    { last_name: "x".repeat(151) },
    { username: "alice" },
    { username: "a b" },
    { username: "" },
    { email: "x@example.test", pk: 7 },
  ].map((body): Step => ["PATCH", "user/", body]),
  ["PUT", "user/", {}],
  ["PUT", "user/", { username: "alicia", first_name: "" }],
  ["PATCH", "user/", { username: "alice" }],
  ...[{}, twice("x", "y"), twice("123"), twice(""), twice("alice-alice")].map(
    (body): Step => ["POST", "password/change/", body],
  ),
  ...[{}, { email: "x" }, { email: "nobody@example.test" }].map(
    (body): Step => ["POST", "password/reset/", body],
  ),
  ...[{}, { uid: "x", token: "x", ...twice("brand-new-horse-1") }].map(
    (body): Step => ["POST", "password/reset/confirm/", body],
  ),
  ...[
    {},
    { username: "bob", email: "bad", password1: "123", password2: "123" },
    { username: "zoe", email: "alice@example.test", password1: "zq8", password2: "zq8" },
    { username: "zoe", password1: "brand-new-horse-1", password2: "x" },
    { username: "", password1: "", password2: "" },
    { username: "a b", password1: "brand-new-horse-1", password2: "brand-new-horse-1" },
  ].map((body): Step => ["POST", "registration/", body]),
  ...[{}, { key: "x" }].map((body): Step => ["POST", "registration/verify-email/", body]),
  ["GET", "registration/verify-email/"],
  ...[{}, { email: "x" }, { email: "nobody@example.test" }].map(
    (body): Step => ["POST", "registration/resend-email/", body],
  ),
  ...[{}, { access_token: "x" }, { code: "x" }].map((body): Step => ["POST", "fake/", body]),
];
/** Sign-ups that succeed: the second time, the name is taken. */
const signUps: readonly Step[] = [
  [
    "POST",
    "registration/",
    { username: "newbie", password1: "horse-1-new", password2: "horse-1-new" },
  ],
  [
    "POST",
    "registration/",
    { username: "newbie", password1: "horse-1-new", password2: "horse-1-new" },
  ],
];

const real = `${inject("djangoUrl")}/`;
const server = setupServer(...mounts.flatMap(([, mock]) => mock.handlers));
const control = (path: string, body: object): Promise<Response> =>
  fetch(`${real}control/${path}/`, { method: "POST", body: JSON.stringify(body) });

beforeAll(() => server.listen({ onUnhandledFrame: "bypass" }));
afterAll(async () => {
  server.close();
  await control("reset", {});
});

describe.each(mounts)("%s", (prefix, mock, login, refresh, scheme) => {
  const tokens: Record<string, Record<string, string>> = { [real]: {}, [MOCK]: {} };

  async function answer(base: string, step: Step, signed: boolean): Promise<object> {
    const [method, path, body] = step;
    const held = tokens[base] ?? {};
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const response = await fetch(base + prefix + path, {
      method,
      redirect: "manual",
      headers: {
        Accept: "application/json, text/plain, */*",
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...(signed
          ? {
              Authorization: `${scheme} ${held.access ?? held.token ?? held.auth_token ?? held.key}`,
            }
          : {}),
      },
      ...(text === undefined
        ? {}
        : { body: text.replace("{refresh}", held.refresh ?? held.token ?? "") }),
    });
    const answered = await response.text();
    if (path === login && response.ok) tokens[base] = JSON.parse(answered);
    return {
      step: `${method} ${path}${signed ? " signed" : ""}`,
      status: response.status,
      // Ninja names the methods in no certain order.
      headers: HEADERS.map((name) => response.headers.get(name)?.split(", ").sort().join(", ")),
      body: withoutBlanks(answered)
        .replaceAll(base, "/")
        .replaceAll(/eyJ[\w-]+\.[\w-]+\.[\w-]+|\b[0-9a-f]{40}([0-9a-f]{24})?\b/g, "<token>")
        .replaceAll(/"(id|pk|count)":\d+/g, '"$1":0')
        .replaceAll(/"results":\[.*\]/g, '"results":[]')
        .replaceAll(/"(text|created|expiry|\w+_expiration)":"[^"]+"/g, '"$1":""'),
    };
  }

  async function same(steps: readonly Step[], signed: boolean): Promise<void> {
    const [there, here]: object[][] = [[], []];
    for (const step of steps) {
      there?.push(await answer(real, step, signed));
      here?.push(await answer(MOCK, step, signed));
    }
    expect(here).toEqual(there);
  }

  beforeAll(async () => {
    await control("reset", {});
    await mock.reset();
    for (let i = 0; i < 2; i++) {
      await same([["POST", login, LOGIN]], false);
      const post: Step = ["POST", "posts/", { text: "Hi" }];
      await same([post], true);
    }
  });

  test("login", () =>
    same([...logins.map((body): Step => ["POST", login, body]), ["PUT", login, LOGIN]], false));

  test("the microblog, signed and not", async () => {
    await same(microblog, true);
    await same(microblog, false);
  });

  if (refresh)
    test("refresh", () =>
      same(
        [
          ["POST", refresh ?? "", {}],
          ["POST", refresh ?? "", { refresh: "x", token: "x" }],
          ["POST", refresh ?? "", { refresh: "{refresh}", token: "{refresh}" }],
          ["GET", refresh ?? ""],
        ],
        false,
      ));

  if (prefix.startsWith("djoser"))
    test("accounts, signed and not", async () => {
      await same(accounts, true);
      await same(accounts, false);
    });

  if (prefix.startsWith("dj-rest-auth"))
    test("sign-up, the user, passwords, signed and not", async () => {
      await same(restAuthAccounts, true);
      await same(restAuthAccounts, false);
      await same(signUps, false);
    });

  test("a user who is deactivated, then deleted", async () => {
    await same([["POST", login, LOGIN]], false);
    const steps: Step[] = [["GET", "me/"]];
    const renewal: Step[] = refresh
      ? [["POST", refresh, { refresh: "{refresh}", token: "{refresh}" }]]
      : [];
    await control("users", { username: "alice", active: false });
    await mock.setActive("alice", false);
    await same(steps, true);
    await same([...renewal, ["POST", login, LOGIN]], false);
    await control("users", { username: "alice", delete: true });
    await mock.deleteUser("alice");
    await same(steps, true);
    await same([...renewal, ["POST", login, LOGIN]], false);
  });
});
