/** The real servers that keep tokens in cookies, as descriptions: what a tab of the tests opens its session with. */
import {
  type Backend,
  type CookieSettings,
  cookieMode,
  defineBackend,
  type Grant,
} from "@sojourn/core";
import { type Credentials, type SimpleJwtUser, simpleJwt } from "@sojourn/django";

/** The mounts of the server with cookies. */
export type CookieSystem =
  | "dj-rest-auth-cookie"
  | "dj-rest-auth-csrf"
  | "dj-rest-auth-refresh-cookie"
  | "simplejwt-cookie"
  | "session";

/** Any of these descriptions. */
type CookieBackend = Backend<Credentials<"username">, SimpleJwtUser>;

/** What differs between two pages of one server. */
export interface CookieOptions {
  readonly baseUrl: string;
  /** Whether the cookies are asked who is logged in when nothing is stored. Default: `true`. */
  readonly restore?: boolean;
  /** Whether the page cannot read the cookie with the CSRF token, because the server is on another site. Default: `false`. */
  readonly crossSite?: boolean;
}

const empty = (): object => ({});

/** How the CSRF token gets into the header: from the cookie, or from an answer where there is none, or none that the page can read. */
function csrfOf({ crossSite }: CookieOptions, path: string): CookieSettings["csrf"] {
  const read = (body: unknown): string | undefined =>
    (body as { readonly csrfToken?: string }).csrfToken;
  const asked = { header: "X-CSRFToken", ask: { method: "GET", path, read } } as const;
  return crossSite ? asked : { ...asked, cookie: "csrftoken" };
}

function readAccess(body: unknown): Grant<SimpleJwtUser> | undefined {
  const { access } = body as { readonly access?: string };
  return access === undefined ? undefined : { access };
}

/** simplejwt's pair behind these paths, with the refresh token in a cookie. */
function pairInCookies(
  baseUrl: string,
  prefix: string,
  paths: { readonly refresh: string },
  cookies: CookieSettings,
): CookieBackend {
  const pair = simpleJwt({ baseUrl });
  const is401 = ({ status }: { readonly status: number }): boolean => status === 401;
  return {
    ...pair,
    login: {
      ...pair.login,
      path: `${prefix}login/`,
      read: readAccess,
      rejects: ({ status }) => status === 400 || status === 401,
    },
    refresh: {
      method: "POST",
      path: paths.refresh,
      body: empty,
      read: readAccess,
      rejects: is401,
    },
    verify: undefined,
    logout: { method: "POST", path: `${prefix}logout/`, body: empty, rejects: is401 },
    cookies: cookieMode(cookies),
  };
}

function readUser(body: unknown): SimpleJwtUser | undefined {
  const { id } = body as { readonly id?: number };
  return id === undefined ? undefined : { id: `${id}` };
}

/** Django's own session: there is nothing to renew, and 403 is what it answers to strangers. */
function djangoSession(options: CookieOptions): CookieBackend {
  const { baseUrl, restore = true } = options;
  return defineBackend({
    baseUrl,
    login: {
      method: "POST",
      path: "login/",
      body: (credentials: Credentials<"username">) => credentials,
      read(body) {
        const user = readUser(body);
        return user && { access: "", user };
      },
      rejects: ({ status }) => status === 400,
    },
    me: {
      method: "GET",
      path: "me/",
      signed: true,
      read: readUser,
      rejects: ({ status }) => status === 403,
    },
    logout: { method: "POST", path: "logout/" },
    challenge: ({ status }) => (status === 403 ? "doubtful" : undefined),
    cookies: cookieMode({ to: "all", restore, csrf: csrfOf(options, "csrf/") }),
  });
}

/** The description of one of these servers. */
export function cookieBackend(system: CookieSystem, options: CookieOptions): CookieBackend {
  const { baseUrl, restore = true } = options;
  const refresh = "token/refresh/";
  switch (system) {
    case "dj-rest-auth-cookie":
      return pairInCookies(baseUrl, "", { refresh }, { to: "all", restore });
    case "dj-rest-auth-csrf":
      return pairInCookies(
        baseUrl,
        "",
        { refresh },
        { to: "all", restore, csrf: csrfOf(options, "csrf/") },
      );
    case "dj-rest-auth-refresh-cookie":
      return pairInCookies(baseUrl, "", { refresh }, { to: "auth", restore });
    case "simplejwt-cookie":
      return pairInCookies(
        baseUrl,
        "auth/",
        { refresh: "auth/refresh/" },
        { to: "auth", restore, csrf: csrfOf(options, "auth/csrf/") },
      );
    case "session":
      return djangoSession(options);
  }
}
