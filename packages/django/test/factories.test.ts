// The descriptions that the factories return: their requests, and their readers, which accept any input.
import type { Grant } from "@sojourn/core";
import { createAnswer } from "@sojourn/core/testing";
import {
  authToken,
  djangoRestFrameworkJwt,
  djoser,
  djoserJwt,
  djRestAuth,
  djRestAuthJwt,
  drfJwt,
  type JsonObject,
  knox,
  ninjaJwt,
  simpleJwt,
  slidingJwt,
} from "@sojourn/django";
import { describe, expect, test } from "vitest";
import type { AnyBackend } from "./replay-cases.ts";
import type { AnyOperation } from "./wire.ts";

/** What a login reads from this body. */
function grantOf({ read }: AnyOperation, body: unknown): Partial<Grant<unknown>> {
  return read?.(body, answered) as Partial<Grant<unknown>>;
}

/** The rest of the answer does not matter to these readers. */
const answered = createAnswer();

const baseUrl = "https://api.example.com/";
const user = { path: "me/", read: ({ name }: JsonObject) => (name ? { name } : undefined) };
const tokens = { access: "A", refresh: "R" };
const login = { username: "ada", password: "pw" };

const backends: readonly AnyBackend[] = [
  simpleJwt({ baseUrl }),
  simpleJwt({ baseUrl, user }),
  slidingJwt({ baseUrl }),
  drfJwt({ baseUrl, paths: { logout: "api-token-blacklist/" } }),
  djangoRestFrameworkJwt({ baseUrl }),
  authToken({ baseUrl }),
  authToken({ baseUrl, user }),
  djoser({ baseUrl }),
  djoserJwt({ baseUrl, paths: { logout: "jwt/blacklist/" } }),
  knox({ baseUrl }),
  knox({ baseUrl, user }),
  ninjaJwt({ baseUrl, paths: { logout: "token/blacklist" } }),
  knox({ baseUrl, basicLogin: true }),
  djRestAuth({ baseUrl, social: { google: "google/" } }),
  djRestAuthJwt({ baseUrl }),
];

const requests: readonly [AnyBackend, string, ...unknown[]][] = [
  [simpleJwt({ baseUrl }), "login", "POST", "token/", login],
  [simpleJwt({ baseUrl }), "refresh", "POST", "token/refresh/", { refresh: "R" }],
  [simpleJwt({ baseUrl }), "verify", "POST", "token/verify/", { token: "A" }],
  [simpleJwt({ baseUrl }), "logout", "POST", "token/blacklist/", { refresh: "R" }],
  [simpleJwt({ baseUrl, user }), "me", "GET", "me/", undefined, "signed"],
  [slidingJwt({ baseUrl }), "login", "POST", "token/", login],
  [slidingJwt({ baseUrl }), "refresh", "POST", "token/refresh/", { token: "A" }],
  [slidingJwt({ baseUrl }), "verify", "POST", "token/verify/", { token: "A" }],
  [drfJwt({ baseUrl }), "login", "POST", "api-token-auth/", login],
  [drfJwt({ baseUrl }), "refresh", "POST", "api-token-refresh/", { token: "A" }],
  [drfJwt({ baseUrl }), "verify", "POST", "api-token-verify/", { token: "A" }],
  [
    drfJwt({ baseUrl, paths: { logout: "out/" } }),
    "logout",
    "POST",
    "out/",
    { token: "A" },
    "signed",
  ],
  [authToken({ baseUrl }), "login", "POST", "api-token-auth/", login],
  [authToken({ baseUrl, user }), "me", "GET", "me/", undefined, "signed"],
  [djoser({ baseUrl }), "login", "POST", "token/login/", login],
  [djoser({ baseUrl }), "logout", "POST", "token/logout/", undefined, "signed"],
  [djoser({ baseUrl, prefix: "auth/" }), "me", "GET", "auth/users/me/", undefined, "signed"],
  [djoserJwt({ baseUrl }), "login", "POST", "jwt/create/", login],
  [djoserJwt({ baseUrl }), "refresh", "POST", "jwt/refresh/", { refresh: "R" }],
  [djoserJwt({ baseUrl, prefix: "auth/" }), "verify", "POST", "auth/jwt/verify/", { token: "A" }],
  [
    djoserJwt({ baseUrl, prefix: "auth/", paths: { logout: "jwt/blacklist/" } }),
    "logout",
    "POST",
    "auth/jwt/blacklist/",
    { refresh: "R" },
  ],
  [djoserJwt({ baseUrl }), "me", "GET", "users/me/", undefined, "signed"],
  [knox({ baseUrl }), "login", "POST", "login/", login],
  [knox({ baseUrl }), "logout", "POST", "logout/", undefined, "signed"],
  [knox({ baseUrl, user }), "me", "GET", "me/", undefined, "signed"],
  [knox({ baseUrl }), "logoutEverywhere", "POST", "logoutall/", undefined, "signed"],
  [knox({ baseUrl, basicLogin: true }), "login", "POST", "login/", undefined],
  [djRestAuth({ baseUrl }), "login", "POST", "login/", login],
  [djRestAuth({ baseUrl }), "logout", "POST", "logout/", undefined, "signed"],
  [djRestAuth({ baseUrl, prefix: "auth/" }), "me", "GET", "auth/user/", undefined, "signed"],
  [djRestAuthJwt({ baseUrl }), "login", "POST", "login/", login],
  [djRestAuthJwt({ baseUrl }), "refresh", "POST", "token/refresh/", { refresh: "R" }],
  [djRestAuthJwt({ baseUrl }), "verify", "POST", "token/verify/", { token: "A" }],
  [djRestAuthJwt({ baseUrl, prefix: "auth/" }), "logout", "POST", "auth/logout/", { refresh: "R" }],
  [djRestAuthJwt({ baseUrl }), "me", "GET", "user/", undefined, "signed"],
  [ninjaJwt({ baseUrl }), "login", "POST", "token/pair", login],
  [ninjaJwt({ baseUrl }), "refresh", "POST", "token/refresh", { refresh: "R" }],
  [ninjaJwt({ baseUrl }), "verify", "POST", "token/verify", { token: "A" }],
  [
    ninjaJwt({ baseUrl, paths: { logout: "token/blacklist" } }),
    "logout",
    "POST",
    "token/blacklist",
    { refresh: "R" },
  ],
  [ninjaJwt({ baseUrl, user }), "me", "GET", "me/", undefined, "signed"],
];

test.each(requests)("%o: %s is %s %s with %j", (backend, name, method, path, body, signed) => {
  const operation = backend[name as "login"] as AnyOperation;
  expect([operation.method, operation.path]).toEqual([method, path]);
  expect(operation.signed === true).toBe(signed === "signed");
  expect(operation.body?.(name === "login" ? login : tokens)).toEqual(body);
});

test("paths can be changed, and are null for a view that the server does not have", () => {
  const paths = { login: "in", refresh: "again", verify: null, logout: null };
  const backend = simpleJwt({ baseUrl, paths });
  expect(backend.login.path).toBe("in");
  expect(backend.refresh?.path).toBe("again");
  expect(backend.verify).toBeUndefined();
  expect(backend.logout).toBeUndefined();
  expect(slidingJwt({ baseUrl, paths: { verify: null } }).verify).toBeUndefined();
  expect(drfJwt({ baseUrl, paths: { refresh: null, verify: null } }).refresh).toBeUndefined();
  expect(drfJwt({ baseUrl }).logout).toBeUndefined();
  expect(djoserJwt({ baseUrl }).logout).toBeUndefined();
  expect(authToken({ baseUrl, paths: { login: "in/" } }).login.path).toBe("in/");
  expect(knox({ baseUrl, paths: { logout: null } }).logout).toBeUndefined();
  expect(knox({ baseUrl, paths: { logoutEverywhere: null } }).logoutEverywhere).toBeUndefined();
  expect(ninjaJwt({ baseUrl }).logout).toBeUndefined();
  expect(ninjaJwt({ baseUrl, paths: { verify: null } }).verify).toBeUndefined();
});

test("each factory signs with the scheme of its server, or with the one it is given", () => {
  const header = (backend: AnyBackend) => backend.header?.("T")[1];
  expect(simpleJwt({ baseUrl }).header?.("T")).toEqual(["Authorization", "Bearer T"]);
  expect(header(slidingJwt({ baseUrl, scheme: "JWT" }))).toBe("JWT T");
  expect(header(drfJwt({ baseUrl }))).toBe("Bearer T");
  expect(header(drfJwt({ baseUrl, scheme: "JWT" }))).toBe("JWT T");
  expect(header(djangoRestFrameworkJwt({ baseUrl }))).toBe("JWT T");
  expect(header(djangoRestFrameworkJwt({ baseUrl, scheme: "Bearer" }))).toBe("Bearer T");
  expect(header(authToken({ baseUrl }))).toBe("Token T");
  expect(header(djoser({ baseUrl }))).toBe("Token T");
  expect(header(djoser({ baseUrl, scheme: "Key" }))).toBe("Key T");
  expect(header(djoserJwt({ baseUrl, scheme: "JWT" }))).toBe("JWT T");
  expect(header(knox({ baseUrl }))).toBe("Token T");
  expect(header(ninjaJwt({ baseUrl }))).toBe("Bearer T");
  expect(header(djRestAuth({ baseUrl }))).toBe("Token T");
  expect(header(djRestAuth({ baseUrl, scheme: "Key" }))).toBe("Key T");
  expect(header(djRestAuthJwt({ baseUrl }))).toBe("Bearer T");
  expect(header(knox({ baseUrl, scheme: "Knox" }))).toBe("Knox T");
});

test.each([
  ["HTTP_X_ACCESS_TOKEN", "X-ACCESS-TOKEN"],
  ["X-Access-Token", "X-Access-Token"],
  ["HTTP_AUTHORIZATION", "AUTHORIZATION"],
  [undefined, "Authorization"],
])("AUTH_HEADER_NAME %s is the header %s", (headerName, expected) => {
  const options = { baseUrl, headerName };
  for (const { header } of [simpleJwt(options), slidingJwt(options), djoserJwt(options)])
    expect(header?.("T")).toEqual([expected, "Bearer T"]);
});

test("the two packages of rest_framework_jwt differ in name and scheme, and in nothing else", () => {
  const [fork, original] = [drfJwt({ baseUrl }), djangoRestFrameworkJwt({ baseUrl })];
  expect(Object.keys(original)).toEqual(Object.keys(fork));
  expect([fork.name, original.name]).toEqual(["drfJwt", "djangoRestFrameworkJwt"]);
});

test("each backend has the token lifecycle of its server", () => {
  const lives = (backend: AnyBackend) => [backend.lifecycle ?? "default", !!backend.refresh];
  expect(lives(simpleJwt({ baseUrl }))).toEqual(["default", true]);
  expect(lives(slidingJwt({ baseUrl }))).toEqual(["sliding", true]);
  expect(lives(drfJwt({ baseUrl, paths: { refresh: null } }))).toEqual(["sliding", false]);
  expect(lives(authToken({ baseUrl }))).toEqual(["fixed", false]);
  expect(lives(knox({ baseUrl, autoRefresh: true }))).toEqual(["fixed", false]);
  expect(djoser({ baseUrl }).logoutReach).toBe("user");
  expect(knox({ baseUrl }).logoutReach).toBeUndefined();
  expect(lives(djRestAuth({ baseUrl }))).toEqual(["fixed", false]);
  expect(djRestAuth({ baseUrl }).logoutReach).toBe("user");
  expect(lives(djRestAuthJwt({ baseUrl }))).toEqual(["default", true]);
  expect(djRestAuthJwt({ baseUrl }).logoutReach).toBeUndefined();
});

test("every backend with a user endpoint has the account operation me, which updates the user", () => {
  const asked: readonly AnyBackend[] = [
    simpleJwt({ baseUrl, user }),
    slidingJwt({ baseUrl, user }),
    drfJwt({ baseUrl, user }),
    djangoRestFrameworkJwt({ baseUrl, user }),
    authToken({ baseUrl, user }),
    djoser({ baseUrl }),
    djoserJwt({ baseUrl }),
    knox({ baseUrl, user }),
    ninjaJwt({ baseUrl, user }),
    djRestAuth({ baseUrl }),
    djRestAuthJwt({ baseUrl }),
  ];
  for (const { me, account } of asked) {
    expect(account.me).toEqual({ ...me, after: "user" });
    expect(account.me.read({ id: 1, pk: 1, name: "ada", username: "ada" })).toBeDefined();
  }
  for (const silent of [simpleJwt({ baseUrl }), authToken({ baseUrl }), knox({ baseUrl })])
    expect(silent.account).toBeUndefined();
});

describe("the readers of all factories", () => {
  const garbage: unknown[] = [
    undefined,
    null,
    [],
    ["x"],
    "",
    "<!DOCTYPE html>",
    0,
    7,
    true,
    {},
    { access: "" },
  ];
  garbage.push({ token: 5, auth_token: null, access: ["x"] }, { user: "ada", id: {}, email: 1 });

  test.each(garbage)("read %j as nothing, and do not throw", (body) => {
    for (const backend of backends) {
      expect(backend.login.read?.(body, answered)).toBeUndefined();
      expect(backend.refresh?.read?.(body, answered)).toBeUndefined();
      expect(backend.me?.read?.(body, answered)).toBeUndefined();
      const operations = [
        backend.login,
        backend.refresh,
        backend.verify,
        backend.me,
        backend.logout,
      ];
      for (const status of [400, 401, 403, 409]) {
        expect(() => operations.map((one) => one?.rejects?.({ status, body }))).not.toThrow();
        expect(() => backend.challenge?.({ status, body })).not.toThrow();
      }
    }
  });

  test("treat an empty refresh token as a missing one", () => {
    const read = simpleJwt({ baseUrl }).refresh?.read;
    expect(read?.({ access: "A", refresh: "" }, answered)).toEqual({ access: "A" });
    expect(read?.({ access: "A", refresh: "R" }, answered)).toEqual(tokens);
  });

  test("read a pair under the names of the server and under simplejwt's own", () => {
    const keys = { access: "access-token", refresh: "refresh-token" };
    const { login, refresh } = simpleJwt({ baseUrl, keys });
    expect(login.read?.({ "access-token": "A", "refresh-token": "R" }, answered)).toEqual(tokens);
    expect(refresh?.read?.({ access: "A" }, answered)).toEqual({ access: "A" });
    expect(refresh?.read?.({ access: "A", refresh: "R" }, answered)).toEqual(tokens);
    expect(login.read?.({ token: "A" }, answered)).toBeUndefined();
    expect(simpleJwt({ baseUrl }).login.read?.({ "access-token": "A" }, answered)).toBeUndefined();
    const half = simpleJwt({ baseUrl, keys: { access: "token" } });
    expect(half.login.read?.({ token: "A", refresh: "R" }, answered)).toEqual(tokens);
  });

  test("send a refresh token under both names, so that either view finds it", () => {
    const keys = { refresh: "refresh-token" };
    const { refresh, logout } = simpleJwt({ baseUrl, keys });
    const sent = { refresh: "R", "refresh-token": "R" };
    expect(refresh?.body?.(tokens)).toEqual(sent);
    expect(logout?.body?.(tokens)).toEqual(sent);
  });

  test("take drf-jwt's user from beside the token, not from pk", () => {
    const read = drfJwt({ baseUrl }).login.read;
    expect(read?.({ pk: 1795295113, token: "T" }, answered)).toEqual({ access: "T" });
    expect(read?.({ token: "T", user: { id: 1, username: "ada" } }, answered)).toEqual({
      access: "T",
      user: { id: "1", username: "ada" },
    });
    const name = { user: { read: ({ name }: JsonObject) => ({ name }) } };
    expect(drfJwt({ baseUrl, ...name }).login.read?.({ token: "T" }, answered)).toEqual({
      access: "T",
    });
  });

  test("read drf-jwt's user from the claims: id, name and, if there is one, e-mail address", () => {
    const read = drfJwt({ baseUrl }).user;
    const ada = { id: "7", username: "ada" };
    expect(read?.({ user_id: 7, id: 9, username: "ada" })).toEqual(ada);
    expect(read?.({ id: 7, username: "ada", email: "a@b.c" })).toEqual({ ...ada, email: "a@b.c" });
    expect(read?.({ user_id: 7 })).toBeUndefined();
    expect(read?.({ username: "ada" })).toBeUndefined();
  });

  test("accept a user endpoint that is the base URL itself", () => {
    expect(simpleJwt({ baseUrl, user: { ...user, path: "" } }).me?.path).toBe("");
  });

  test("give authtoken a user without members if there is no user endpoint", () => {
    expect(authToken({ baseUrl }).login.read?.({ token: "T" }, answered)).toEqual({
      access: "T",
      user: {},
    });
    expect(authToken({ baseUrl, user }).login.read?.({ token: "T" }, answered)).toEqual({
      access: "T",
    });
  });

  test("give knox an empty user, the one of the login answer, or the one of the user endpoint", () => {
    const body = { token: "T", user: { name: "ada" } };
    const readUser = (backend: AnyBackend) => grantOf(backend.login, body).user;
    expect(readUser(knox({ baseUrl }))).toEqual({});
    expect(readUser(knox({ baseUrl, user: { read: user.read } }))).toEqual({ name: "ada" });
    expect(readUser(knox({ baseUrl, user }))).toBeUndefined();
  });

  test.each([
    ["2026-11-22T07:07:45.698964Z", Date.UTC(2026, 10, 22, 7, 7, 45, 698)],
    ["2026-11-22T01:07:54-06:00", Date.UTC(2026, 10, 22, 7, 7, 54)],
    ["11/12/2026 07:07", undefined],
    ["2026-11-22T07:07:45.698964", undefined],
    [null, undefined],
    [1795295265, undefined],
  ])("read knox's expiry %s as the instant %s", (expiry, expiresAt) => {
    const answer = { token: "T", expiry };
    expect(grantOf(knox({ baseUrl }).login, answer).expiresAt).toBe(expiresAt);
    const renewing = knox({ baseUrl, autoRefresh: true });
    expect(grantOf(renewing.login, answer).expiresAt).toBeUndefined();
  });

  test("read simplejwt's user id as text, from the claim that the server uses", () => {
    expect(simpleJwt({ baseUrl }).user?.({ user_id: 7 })).toEqual({ id: "7" });
    expect(slidingJwt({ baseUrl, userIdClaim: "sub" }).user?.({ sub: "u1" })).toEqual({ id: "u1" });
    expect(ninjaJwt({ baseUrl, userIdClaim: "sub" }).user?.({ sub: 7 })).toEqual({ id: "7" });
    expect(simpleJwt({ baseUrl, user: { read: ({ name }) => name } }).user?.({ name: "Ada" })).toBe(
      "Ada",
    );
  });
});

test("a login is rejected only by a 400 about no single field", () => {
  const body = { non_field_errors: ["No."] };
  const all: readonly AnyBackend[] = [
    drfJwt({ baseUrl }),
    authToken({ baseUrl }),
    djoser({ baseUrl }),
    knox({ baseUrl }),
    djRestAuth({ baseUrl }),
    djRestAuthJwt({ baseUrl }),
  ];
  for (const { login } of all) {
    const rejects = (status: number, body: unknown) => login.rejects?.({ status, body });
    expect([rejects(400, body), rejects(403, body)]).toEqual([true, false]);
    expect(rejects(400, { username: ["This field is required."] })).toBe(false);
  }
});

test("knox's Basic login sends the credentials in a header, as UTF-8, and is rejected by a 401", () => {
  const { login } = knox({ baseUrl, basicLogin: true, usernameField: "email" });
  const headers = login.headers?.({ email: "Łucja-日本-é", password: "a:b" });
  const encoded = headers?.authorization?.replace(/^Basic /, "") ?? "";
  expect(Buffer.from(encoded, "base64").toString("utf8")).toBe("Łucja-日本-é:a:b");
  expect(login.rejects?.({ status: 401, body: { detail: "…" } })).toBe(true);
  expect(login.rejects?.({ status: 403, body: { error: "…" } })).toBe(false);
});

describe("a refused request", () => {
  const says = (backend: AnyBackend, status: number, body?: unknown) =>
    backend.challenge?.({ status, body });

  test("is judged by simplejwt's codes, on 401 and on 403", () => {
    const backend = djoserJwt({ baseUrl });
    expect(says(backend, 401)).toBe("refused");
    for (const status of [401, 403]) {
      expect(says(backend, status, { code: "token_not_valid" })).toBe("refused");
      for (const code of [
        "user_not_found",
        "user_inactive",
        "password_changed",
        "authentication_failed",
      ])
        expect(says(backend, status, { code })).toBe("gone");
    }
    expect(says(backend, 403, { code: "permission_denied" })).toBeUndefined();
    expect(says(backend, 404, { code: "user_not_found" })).toBeUndefined();
  });

  test("is doubtful if only the status tells and may mean something else", () => {
    const detail = { detail: "…" };
    const first = { baseUrl, sessionFirst: true };
    for (const backend of [
      drfJwt({ baseUrl }),
      authToken({ baseUrl, user }),
      djoser({ baseUrl }),
      knox({ baseUrl, user }),
    ]) {
      expect(says(backend, 401, detail)).toBe("refused");
      expect(says(backend, 401)).toBe("doubtful");
      expect(says(backend, 403, detail)).toBeUndefined();
    }
    for (const backend of [drfJwt(first), authToken({ ...first, user }), djoser(first)])
      expect(says(backend, 403, detail)).toBe("doubtful");
    expect(says(drfJwt({ baseUrl, paths: { logout: "out/" } }), 403, detail)).toBe("doubtful");
    expect(says(authToken(first), 403, detail)).toBeUndefined();
    expect(says(knox({ ...first, user }), 403, detail)).toBe("doubtful");
    expect(says(knox(first), 403, detail)).toBeUndefined();
    expect(djoser(first).me?.rejects?.({ status: 403, body: detail })).toBe(true);
    expect(djoser({ baseUrl }).me?.rejects?.({ status: 403, body: detail })).toBe(false);
  });
});

test("sessionFirst is part of the description, so that requests are sent without cookies", () => {
  const first = { baseUrl, sessionFirst: true };
  for (const backend of [drfJwt(first), djoser(first), authToken(first), knox(first)])
    expect(backend.sessionFirst).toBe(true);
  for (const backend of [drfJwt({ baseUrl }), djoser({ baseUrl }), authToken({ baseUrl })])
    expect(backend.sessionFirst ?? false).toBe(false);
});
