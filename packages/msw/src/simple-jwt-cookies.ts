/** A server with simplejwt whose refresh token is in an HttpOnly cookie. */
import { cookiesOf, deletion, type SetCookie } from "./cookies.ts";
import { csrfRoute, enforceCsrf, rotateCsrf } from "./csrf.ts";
import { type Context, type System, tokenFree, type View } from "./drf.ts";
import { Crash, json, Refusal, type ServerRequest } from "./http.ts";
import { meRoute, postRoutes } from "./microblog.ts";
import { createServer, type MockOptions, type MockServer } from "./server.ts";
import { jwtSystem, type SimpleJwtOptions, simpleJwtRules } from "./simple-jwt.ts";
import {
  block,
  obtain,
  readToken,
  refreshPair,
  type SimpleJwtRules,
  tokenRoute,
} from "./simplejwt-tokens.ts";

/** The options of {@link mockSimpleJwtCookies}. Times are in milliseconds. */
export interface SimpleJwtCookiesOptions extends Omit<SimpleJwtOptions, "paths"> {
  /** `ROTATE_REFRESH_TOKENS`. Default: `true`. */
  readonly rotate?: boolean;
  /** The blacklist app. Default: `true`. */
  readonly blacklist?: boolean;
  /** `CSRF_TRUSTED_ORIGINS`, for clients that send an `Origin` header (a page's fetch does not show it to MSW). Default: none. */
  readonly trustedOrigins?: readonly string[];
  /** Paths below `baseUrl`; the cookie is sent to those that begin with `auth`. Default: `auth/`, and in it `login/`, `refresh/`, `logout/`, `csrf/`. */
  readonly authPath?: string;
}

interface Rules extends SimpleJwtRules {
  readonly authPath: string;
  readonly trustedOrigins: readonly string[];
}

const COOKIE = "refresh_token";

/**
 * A server with simplejwt behind small views that keep the refresh token in an HttpOnly cookie (`auth/login/`, `auth/refresh/`,
 * `auth/logout/`, `auth/csrf/`), `me/` and the microblog (`posts/`). Refresh and logout need the header `X-CSRFToken`. Cookies are in the
 * mock server's jar: see the README.
 *
 * The views are those of the playground's Django (`playground/django/demo/refresh_cookie.py`).
 *
 * @example
 * ```ts
 * import { mockSimpleJwtCookies } from "@sojourn/msw";
 *
 * const { handlers } = mockSimpleJwtCookies({ baseUrl: "https://api.example.com/", access: 5_000 });
 * ```
 */
export function mockSimpleJwtCookies(options: SimpleJwtCookiesOptions): MockServer {
  return createServer("simplejwt-cookies", simpleJwtCookiesSystem(options), options);
}

/** The pure part of {@link mockSimpleJwtCookies}. */
function simpleJwtCookiesSystem(
  options: Omit<SimpleJwtCookiesOptions, keyof MockOptions> & Pick<MockOptions, "loginField">,
): System {
  const { authPath = "auth/", trustedOrigins = [], rotate = true, blacklist = true } = options;
  const tokens = simpleJwtRules({ ...options, rotate, blacklist });
  const rules: Rules = { ...tokens, authPath, trustedOrigins };
  return {
    ...jwtSystem(rules),
    routes: [
      tokenRoute(`${authPath}login/`, logIn(rules)),
      tokenRoute(`${authPath}refresh/`, refresh(rules)),
      tokenFree(`${authPath}logout/`, { POST: logOut(rules) }),
      csrfRoute(`${authPath}csrf/`),
      meRoute("me/", rules.loginField),
      ...postRoutes,
    ],
  };
}

function logIn(rules: Rules): View {
  const obtainPair = obtain(rules, "pair");
  return (context) => {
    const type = context.request.headers["content-type"]?.split(";")[0] ?? "";
    if (context.request.body !== "" && type !== "application/json") {
      throw new Refusal(415, { detail: `Unsupported media type "${type}" in request.` });
    }
    const { access, refresh: token } = JSON.parse(obtainPair(context).body);
    const cookies = [refreshCookie(rules, context.request, token), rotateCsrf(context.state)];
    return { ...json(200, { access }), cookies };
  };
}

function refresh(rules: Rules): View {
  return (context) => {
    enforceCsrf(context.request, rules.trustedOrigins);
    const { access, refresh: next } = renewed(rules, context);
    const cookies = next === undefined ? [] : [refreshCookie(rules, context.request, next)];
    return { ...json(200, { access }), cookies };
  };
}

function renewed(rules: Rules, context: Context): { access: string; refresh?: string } {
  const token = cookiesOf(context.request)[COOKIE];
  if (!token) throw notValid(rules, "There is no refresh cookie.");
  const data = (): object => ({ refresh: token });
  try {
    return JSON.parse(refreshPair(rules)({ ...context, data }).body);
  } catch (error) {
    if (error instanceof Crash) throw notValid(rules, "The user of this token was deleted.");
    throw error;
  }
}

function logOut(rules: Rules): View {
  return ({ state, request, now }) => {
    enforceCsrf(request, rules.trustedOrigins);
    const token = cookiesOf(request)[COOKIE] ?? "";
    const payload = readToken(rules, state, token, "refresh", now);
    if (typeof payload !== "string") block(state, payload);
    return { ...json(204), cookies: [deletion(COOKIE, pathOf(rules, request), "Strict")] };
  };
}

function refreshCookie(rules: Rules, request: ServerRequest, value: string): SetCookie {
  const path = pathOf(rules, request);
  const lifetime = rules.refresh;
  return { name: COOKIE, value, path, lifetime, httpOnly: true, sameSite: "Strict" };
}

function pathOf({ authPath }: Rules, { base }: ServerRequest): string {
  return new URL(authPath, base).pathname;
}

function notValid({ scheme }: Rules, detail: string): Refusal {
  const challenge = { "WWW-Authenticate": `${scheme} realm="api"` };
  return new Refusal(401, { detail, code: "token_not_valid" }, challenge);
}
