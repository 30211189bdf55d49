// Every kind of server there is: where it is mounted, how it is described, how it signs.
import { type Backend, cookieMode } from "@sojourn/core";
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
import type { DjangoServer, Person } from "./django-server.ts";

/** A backend of whatever user: the tests log in with name and password. */
export type AnyBackend = Backend<Person, unknown>;

/** One row of the matrix. */
export interface Mount {
  readonly name: string;
  /** The first word of its paths. */
  readonly prefix: string;
  /** The word before the token; `""`: there is none. */
  readonly scheme: "Bearer" | "JWT" | "Token" | "";
  /** Set where the answers to logins are not those of Django REST framework. */
  readonly speaks?: "allauth" | "cookies";
  /** The name of the cookie that signs requests, where one does. */
  readonly accessCookie?: string;
  describe(baseUrl: string): AnyBackend;
}

/** Who is logged in, as `me/` tells. */
interface Me {
  readonly id: number;
  readonly username: string;
}

const me = {
  path: "me/",
  read: ({ id, username }: JsonObject): Me | undefined =>
    typeof id === "number" && typeof username === "string" ? { id, username } : undefined,
};
const drf = { prefix: "drf-jwt", paths: { logout: "api-token-blacklist/" } };

/** All rows. `drf-jwt` with the scheme `JWT` needs a server of its own, set up for it. */
export const mounts = {
  simpleJwt: {
    name: "simplejwt",
    prefix: "simplejwt",
    scheme: "Bearer",
    describe: (baseUrl) => simpleJwt({ baseUrl }),
  },
  rotating: {
    name: "simplejwt with rotation",
    prefix: "simplejwt-rotating",
    scheme: "Bearer",
    describe: (baseUrl) => simpleJwt({ baseUrl, user: me }),
  },
  sliding: {
    name: "simplejwt's sliding tokens",
    prefix: "sliding",
    scheme: "Bearer",
    describe: (baseUrl) => slidingJwt({ baseUrl }),
  },
  drfJwt: {
    name: "drf-jwt",
    prefix: drf.prefix,
    scheme: "Bearer",
    describe: (baseUrl) => drfJwt({ baseUrl, paths: drf.paths }),
  },
  drfJwtWithJwt: {
    name: "drf-jwt set up like djangorestframework-jwt",
    prefix: drf.prefix,
    scheme: "JWT",
    describe: (baseUrl) => djangoRestFrameworkJwt({ baseUrl, paths: drf.paths }),
  },
  authToken: {
    name: "authtoken",
    prefix: "authtoken",
    scheme: "Token",
    describe: (baseUrl) => authToken({ baseUrl, user: me }),
  },
  authTokenAlone: {
    name: "authtoken without a user endpoint",
    prefix: "authtoken",
    scheme: "Token",
    describe: (baseUrl) => authToken({ baseUrl }),
  },
  sessionFirst: {
    name: "authtoken that says 403 for 401",
    prefix: "authtoken-session-first",
    scheme: "Token",
    describe: (baseUrl) => authToken({ baseUrl, user: me, sessionFirst: true }),
  },
  djoser: {
    name: "djoser",
    prefix: "djoser",
    scheme: "Token",
    describe: (baseUrl) => djoser({ baseUrl }),
  },
  djoserJwt: {
    name: "djoser with simplejwt",
    prefix: "djoser-jwt",
    scheme: "Bearer",
    describe: (baseUrl) => djoserJwt({ baseUrl, paths: { logout: "jwt/blacklist/" } }),
  },
  knox: {
    name: "knox",
    prefix: "knox",
    scheme: "Token",
    describe: (baseUrl) => knox({ baseUrl, user: me }),
  },
  knoxAutoRefresh: {
    name: "knox with AUTO_REFRESH, and the user in the answer to a login",
    prefix: "knox-auto-refresh",
    scheme: "Token",
    describe: (baseUrl) => knox({ baseUrl, autoRefresh: true, user: { read: me.read } }),
  },
  ninjaJwt: {
    name: "ninja-jwt",
    prefix: "ninja",
    scheme: "Bearer",
    describe: (baseUrl) => ninjaJwt({ baseUrl, user: me, paths: { logout: "token/blacklist" } }),
  },
  djRestAuth: {
    name: "dj-rest-auth",
    prefix: "dj-rest-auth",
    scheme: "Token",
    describe: (baseUrl) => djRestAuth({ baseUrl }),
  },
  djRestAuthJwt: {
    name: "dj-rest-auth with simplejwt",
    prefix: "dj-rest-auth-jwt",
    scheme: "Bearer",
    describe: (baseUrl) => djRestAuthJwt({ baseUrl }),
  },
  allauth: {
    name: "allauth headless with session tokens",
    prefix: "allauth",
    scheme: "",
    speaks: "allauth",
    describe: (baseUrl) => allauthHeadless({ baseUrl }),
  },
  allauthJwt: {
    name: "allauth headless with JWTs",
    prefix: "allauth-jwt",
    scheme: "Bearer",
    speaks: "allauth",
    describe: (baseUrl) => allauthHeadless({ baseUrl, strategy: "jwt" }),
  },
} satisfies Record<string, Mount>;

export const allMounts: readonly Mount[] = Object.values(mounts);

const csrf = { cookie: "csrftoken", header: "X-CSRFToken" } as const;

/** The servers that keep tokens, or a session, in cookies that no script can read. */
export const cookieMounts = {
  djRestAuthCookies: {
    name: "dj-rest-auth with simplejwt in cookies",
    prefix: "dj-rest-auth-cookie",
    scheme: "Bearer",
    speaks: "cookies",
    describe: (baseUrl) => djRestAuthJwt({ baseUrl, cookies: true }),
  },
  djRestAuthCsrf: {
    name: "dj-rest-auth with simplejwt in cookies, and CSRF",
    prefix: "dj-rest-auth-csrf",
    scheme: "Bearer",
    speaks: "cookies",
    describe: (baseUrl) => djRestAuthJwt({ baseUrl, cookies: true }),
  },
  djRestAuthAll: {
    name: "dj-rest-auth whose cookies sign requests, with CSRF",
    prefix: "dj-rest-auth-csrf",
    scheme: "",
    speaks: "cookies",
    accessCookie: "app-csrf-auth",
    describe: (baseUrl) => djRestAuthJwt({ baseUrl, cookies: cookieMode({ to: "all", csrf }) }),
  },
  djRestAuthRefreshCookie: {
    name: "dj-rest-auth with a refresh cookie alone",
    prefix: "dj-rest-auth-refresh-cookie",
    scheme: "Bearer",
    speaks: "cookies",
    describe: (baseUrl) => djRestAuthJwt({ baseUrl, cookies: true }),
  },
  simpleJwtCookie: {
    name: "simplejwt with views for a refresh cookie",
    prefix: "simplejwt-cookie",
    scheme: "Bearer",
    speaks: "cookies",
    describe: (baseUrl) =>
      simpleJwt({
        baseUrl,
        user: me,
        paths: { login: "auth/login/", refresh: "auth/refresh/", logout: "auth/logout/" },
        cookies: cookieMode({ to: "auth", csrf }),
      }),
  },
  sessions: {
    name: "Django's own sessions",
    prefix: "session",
    scheme: "",
    speaks: "cookies",
    describe: (baseUrl) => sessionAuth({ baseUrl, user: me }),
  },
} satisfies Record<string, Mount>;

/** The rows whose logins are answered in the words of Django REST framework, and throttled by it. */
export const restMounts: readonly Mount[] = allMounts.filter(({ speaks }) => !speaks);

/** The backend of a mount on this server. */
export function backendOf({ prefix, describe }: Mount, { url }: DjangoServer): AnyBackend {
  return describe(`${url}/${prefix}/`);
}
