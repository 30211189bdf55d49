// The mock servers of @sojourn/msw keep the backend contract, on a clock moved by hand.
import { backendContract } from "@sojourn/conformance";
import { cookieMode } from "@sojourn/core";
import { type BackendStage, createClock } from "@sojourn/core/testing";
import {
  allauthHeadless,
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
  sessionAuth,
  simpleJwt,
  slidingJwt,
} from "@sojourn/django";
import {
  type MockOptions,
  type MockServer,
  mockAllauthHeadless,
  mockAuthToken,
  mockDjoser,
  mockDjoserJwt,
  mockDjRestAuth,
  mockDjRestAuthJwt,
  mockDrfJwt,
  mockKnox,
  mockNinjaJwt,
  mockOAuth2,
  mockSessionAuth,
  mockSimpleJwt,
  mockSimpleJwtCookies,
  mockSlidingJwt,
} from "@sojourn/msw";
import { oauth2 } from "@sojourn/oauth2";
import { setupServer } from "msw/node";
import { afterAll, beforeAll, describe, it } from "vitest";
import { createJar } from "./jar.ts";
import type { AnyBackend } from "./mounts.ts";

type Login = { username: string; password: string };

const network = setupServer();
beforeAll(() => network.listen({ onUnhandledFrame: "error" }));
afterAll(() => network.close());

const baseUrl = "https://api.example.test/v1/";
const short = { access: 15_000 };
const pair = { ...short, blacklist: true };
const rotating = { ...pair, rotate: true };
const user = {
  path: "me/",
  read: ({ username }: JsonObject) => (typeof username === "string" ? { username } : undefined),
};
const logout = "api-token-blacklist/";
const csrf = { cookie: "csrftoken", header: "X-CSRFToken" };
const toolkit = { baseUrl, paths: { token: "o/token/", revoke: "o/revoke_token/" }, user };

interface Row {
  readonly mock: (options: MockOptions) => MockServer;
  readonly backend: AnyBackend;
  /** simplejwt since 5.4 answers 500 to the refresh of a deleted user. */
  readonly crashes?: true;
  /** django-oauth-toolkit leaves the tokens of a deactivated user alone. */
  readonly keepsInactive?: true;
  /** The cookie that signs requests, where one does. */
  readonly accessCookie?: string;
}

const rows: Readonly<Record<string, Row>> = {
  "mockSimpleJwt like simplejwt 5.5.1": {
    mock: (options) => mockSimpleJwt({ ...options, ...pair }),
    backend: simpleJwt({ baseUrl }),
    crashes: true,
  },
  "mockSimpleJwt like simplejwt 5.3": {
    mock: (options) => mockSimpleJwt({ ...options, ...pair, version: "5.3" }),
    backend: simpleJwt({ baseUrl, user }),
  },
  "mockSimpleJwt with rotation": {
    mock: (options) => mockSimpleJwt({ ...options, ...pair, rotate: true }),
    backend: simpleJwt({ baseUrl, user }),
    crashes: true,
  },
  mockSlidingJwt: {
    mock: (options) => mockSlidingJwt({ ...options, ...short }),
    backend: slidingJwt({ baseUrl }),
  },
  "mockDrfJwt like drf-jwt": {
    mock: (options) => mockDrfJwt({ ...options, ...pair }),
    backend: drfJwt({ baseUrl, paths: { logout } }),
  },
  "mockDrfJwt like djangorestframework-jwt": {
    mock: (options) =>
      mockDrfJwt({ ...options, ...short, package: "djangorestframework-jwt", includeUser: true }),
    backend: djangoRestFrameworkJwt({ baseUrl }),
  },
  mockAuthToken: {
    mock: mockAuthToken,
    backend: authToken({ baseUrl, user }),
  },
  "mockAuthToken that says 403 for 401": {
    mock: (options) => mockAuthToken({ ...options, firstAuthenticator: "session" }),
    backend: authToken({ baseUrl, user, sessionFirst: true }),
  },
  mockDjoser: {
    mock: mockDjoser,
    backend: djoser({ baseUrl }),
  },
  "mockDjoser with users by name": {
    mock: (options) => mockDjoser({ ...options, userIdField: "username" }),
    backend: djoser({ baseUrl }),
  },
  mockDjoserJwt: {
    mock: (options) => mockDjoserJwt({ ...options, ...pair }),
    backend: djoserJwt({ baseUrl, paths: { logout: "jwt/blacklist/" } }),
    crashes: true,
  },
  mockKnox: {
    mock: (options) => mockKnox({ ...options, includeUser: true }),
    backend: knox({ baseUrl, user: { read: user.read } }),
  },
  "mockKnox with AUTO_REFRESH": {
    mock: (options) => mockKnox({ ...options, autoRefresh: true }),
    backend: knox({ baseUrl, user, autoRefresh: true }),
  },
  mockNinjaJwt: {
    mock: (options) => mockNinjaJwt({ ...options, ...short }),
    backend: ninjaJwt({ baseUrl, user }),
  },
  mockDjRestAuth: {
    mock: mockDjRestAuth,
    backend: djRestAuth({ baseUrl }),
  },
  mockDjRestAuthJwt: {
    mock: (options) => mockDjRestAuthJwt({ ...options, ...pair, rotate: true }),
    backend: djRestAuthJwt({ baseUrl }),
    crashes: true,
  },
  "mockNinjaJwt with rotation": {
    mock: (options) => mockNinjaJwt({ ...options, ...pair, rotate: true }),
    backend: ninjaJwt({ baseUrl, paths: { logout: "token/blacklist" } }),
  },
  "mockAllauthHeadless with session tokens": {
    mock: mockAllauthHeadless,
    backend: allauthHeadless({ baseUrl }),
  },
  "mockAllauthHeadless with JWTs": {
    mock: (options) =>
      mockAllauthHeadless({ ...options, ...short, strategy: "jwt", stateful: true }),
    backend: allauthHeadless({ baseUrl, strategy: "jwt" }),
  },
  mockOAuth2: {
    mock: (options) => mockOAuth2({ ...options, ...short }),
    backend: oauth2({ ...toolkit, clientId: "my-app" }),
    keepsInactive: true,
  },
  "mockOAuth2 without rotation": {
    mock: (options) => mockOAuth2({ ...options, ...short, rotate: false }),
    backend: oauth2({ ...toolkit, clientId: "my-app" }),
    keepsInactive: true,
  },
  "mockDjRestAuthJwt with cookies": {
    mock: (options) => mockDjRestAuthJwt({ ...options, ...rotating, cookies: true }),
    backend: djRestAuthJwt({ baseUrl, cookies: true }),
    crashes: true,
  },
  "mockDjRestAuthJwt with cookies that sign requests, and CSRF": {
    mock: (options) => mockDjRestAuthJwt({ ...options, ...rotating, cookies: true, csrf: true }),
    backend: djRestAuthJwt({ baseUrl, cookies: cookieMode({ to: "all", csrf }) }),
    accessCookie: "app-auth",
    crashes: true,
  },
  "mockDjRestAuthJwt with a refresh cookie alone": {
    mock: (options) => mockDjRestAuthJwt({ ...options, ...rotating, cookies: { access: null } }),
    backend: djRestAuthJwt({ baseUrl, cookies: true }),
    crashes: true,
  },
  mockSimpleJwtCookies: {
    mock: (options) => mockSimpleJwtCookies({ ...options, ...short }),
    backend: simpleJwt({
      baseUrl,
      user,
      paths: { login: "auth/login/", refresh: "auth/refresh/", logout: "auth/logout/" },
      cookies: cookieMode({ to: "auth", csrf }),
    }),
  },
  mockSessionAuth: {
    mock: mockSessionAuth,
    backend: sessionAuth({ baseUrl, user }),
  },
};

/** A fresh mock server, whose time stands still until somebody waits. */
function stageOn(row: Row): BackendStage<Login, unknown> {
  const { mock, backend, crashes, keepsInactive, accessCookie } = row;
  const clock = createClock();
  const server = mock({ baseUrl, now: clock.now, cookieJar: false });
  const jar = createJar(fetch, clock.now);
  network.resetHandlers(...server.handlers);
  const credentials = { username: "alice", password: "correct-horse-1" };
  let underWay = 0;
  return {
    backend,
    credentials,
    wrong: { ...credentials, password: "wrong" },
    resource: "posts/",
    ports: { clock, readCookie: jar.readCookie },
    spoilCookies: (which) => jar.spoil(which === "access" ? accessCookie : undefined),
    async fetch(input, init) {
      underWay += 1;
      return jar.fetch(input, init).finally(() => {
        underWay -= 1;
      });
    },
    async wait(ms) {
      // An answer takes tasks of the platform, but none of this clock's time.
      do await clock.advance();
      while (underWay > 0);
      await clock.advance(ms);
    },
    ...(backend.refresh && { lifetime: short.access }),
    ...(!keepsInactive && { deactivate: () => server.setActive("alice", false) }),
    ...(!crashes && { remove: () => server.deleteUser("alice") }),
    throttle: () =>
      server.fault({
        kind: "status",
        path: `${backend.login.path}`,
        status: 429,
        retryAfter: 60_000,
      }),
  };
}

for (const [name, row] of Object.entries(rows))
  describe(name, () => backendContract(it, stageOn(row), async () => stageOn(row)));
