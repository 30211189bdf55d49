/** A server with dj-rest-auth and simplejwt. */
import { csrfRoute } from "./csrf.ts";
import { type DjRestAuthSettings, djRestAuthRules, logoutRoute } from "./dj-rest-auth.ts";
import { djRestAuthAccounts, openRoute, say, userDetails } from "./dj-rest-auth-accounts.ts";
import {
  authenticateCookie,
  type CookieRules,
  cookieNames,
  type DjRestAuthCookies,
  logoutByCookie,
  refreshTokenOf,
  tokenCookies,
  withLoginCookies,
} from "./dj-rest-auth-cookies.ts";
import { djRestAuthLogins, type GrantTokens } from "./dj-rest-auth-logins.ts";
import type { Context, Route, System, View } from "./drf.ts";
import { has } from "./fields.ts";
import { json, Refusal } from "./http.ts";
import { microseconds } from "./knox-tokens.ts";
import { meRoute, postRoutes } from "./microblog.ts";
import { createServer, type MockOptions, type MockServer } from "./server.ts";
import { jwtSystem, type SimpleJwtOptions, simpleJwtRules } from "./simple-jwt.ts";
import { block, issue, readToken, refreshPair, verifyAny } from "./simplejwt-tokens.ts";

/** The options of {@link mockDjRestAuthJwt}. Times are in milliseconds. */
export interface DjRestAuthJwtOptions
  extends DjRestAuthSettings,
    Omit<SimpleJwtOptions, "paths" | "blacklist"> {
  /** The blacklist app, for logout and (with `rotate`) for spent refresh tokens. Default: `false`. */
  readonly blacklist?: boolean;
  /**
   * Cookies as dj-rest-auth sets them by default (`JWT_AUTH_HTTPONLY`): the refresh token is only in a cookie, the access token in a
   * cookie and in the body. Names may be given. A login sets Django's session and CSRF cookies as well (`SESSION_LOGIN`).
   * Default: `false`, tokens in the body.
   */
  readonly cookies?: boolean | DjRestAuthCookies;
  /** `JWT_AUTH_COOKIE_USE_CSRF`: writing by the access cookie needs the header `X-CSRFToken`. Adds `csrf/`. Default: `false`. */
  readonly csrf?: boolean;
  /** `JWT_AUTH_COOKIE_ENFORCE_CSRF_ON_UNAUTHENTICATED`: a login needs that header too. Default: `false`. */
  readonly csrfBeforeLogin?: boolean;
  /** `CSRF_TRUSTED_ORIGINS`, for clients that send an `Origin` header (a page's fetch does not show it to MSW). Default: none. */
  readonly trustedOrigins?: readonly string[];
  /**
   * The refresh token is left out of the body, although there is no cookie: for seeing how an app that knows no cookies takes dj-rest-auth's
   * default. Default: `false`.
   */
  readonly httpOnly?: boolean;
  /** `JWT_AUTH_RETURN_EXPIRATION`: a login also tells when the tokens expire. Default: `false`. */
  readonly returnExpiration?: boolean;
}

/** The settings of both packages. */
interface Rules extends CookieRules {
  readonly httpOnly: boolean;
  readonly returnExpiration: boolean;
}

/**
 * A server with dj-rest-auth and simplejwt's tokens in the body: as `mockDjRestAuth`, and `token/refresh/` and
 * `token/verify/`.
 *
 * @example
 * ```ts
 * import { mockDjRestAuthJwt } from "@sojourn/msw";
 *
 * const { handlers } = mockDjRestAuthJwt({ baseUrl: "https://api.example.com/", rotate: true, blacklist: true });
 * ```
 */
export function mockDjRestAuthJwt(options: DjRestAuthJwtOptions): MockServer {
  return createServer("dj-rest-auth-jwt", djRestAuthJwtSystem(options), options);
}

/** The pure part of {@link mockDjRestAuthJwt}. */
export function djRestAuthJwtSystem(
  options: Omit<DjRestAuthJwtOptions, keyof MockOptions> & Pick<MockOptions, "loginField">,
): System {
  const { prefix = "" } = options;
  const accounts = djRestAuthRules(options);
  const rules: Rules = {
    ...simpleJwtRules(options),
    httpOnly: (options.httpOnly ?? false) && !options.cookies,
    returnExpiration: options.returnExpiration ?? false,
    cookies: cookieNames(options.cookies ?? false),
    csrf: options.csrf ?? false,
    csrfBeforeLogin: options.csrfBeforeLogin ?? false,
    trustedOrigins: options.trustedOrigins ?? [],
  };
  const logins = djRestAuthLogins(prefix, accounts, grantPair(rules));
  const open = (path: string, view: View): Route => ({
    ...openRoute(prefix + path, view),
    authenticates: false,
  });
  return {
    ...jwtSystem(rules),
    authenticate: authenticateCookie(rules),
    routes: [
      ...(rules.cookies ? logins.map(withLoginCookies(rules)) : logins),
      open("token/refresh/", refresh(rules)),
      open("token/verify/", verifyAny(rules)),
      logoutRoute(`${prefix}logout/`, rules.cookies ? logoutByCookie(rules) : logout(rules)),
      ...(rules.csrf ? [csrfRoute(`${prefix}csrf/`)] : []),
      ...djRestAuthAccounts(prefix, accounts),
      meRoute("me/", rules.loginField),
      ...postRoutes,
    ],
  };
}

/** The answer of a login. RegisterView puts the refresh token into the body in any case. */
function grantPair(rules: Rules): GrantTokens {
  return (state, user, now, way) => {
    const refreshToken = issue(rules, state, user, "refresh", now);
    const isHidden = rules.httpOnly && way === "login";
    const expirations = {
      access_expiration: microseconds(now + rules.access),
      refresh_expiration: microseconds(now + rules.refresh),
    };
    return {
      access: issue(rules, state, user, "access", now),
      refresh: isHidden ? "" : refreshToken,
      user: userDetails(user),
      ...(rules.returnExpiration && way === "login" ? expirations : {}),
    };
  };
}

/** simplejwt's refresh, which also tells when the tokens expire. */
function refresh(rules: Rules): View {
  const refreshBoth = refreshPair(rules);
  return (context) => {
    const data = refreshDataOf(rules, context);
    const { access, refresh: next } = JSON.parse(refreshBoth({ ...context, data }).body);
    const answer = { access, access_expiration: microseconds(context.now + rules.access) };
    if (rules.cookies) return { ...json(200, answer), cookies: tokenCookies(rules, access, next) };
    if (next === undefined || rules.httpOnly) return json(200, answer);
    const refresh_expiration = microseconds(context.now + rules.refresh);
    return json(200, { ...answer, refresh: next, refresh_expiration });
  };
}

/** A refresh token in the body comes before the one in the cookie. */
function refreshDataOf(rules: Rules, { data, request }: Context): () => unknown {
  if (has(data(), "refresh")) return data;
  const refreshToken = refreshTokenOf(rules, request);
  if (refreshToken !== undefined) return () => ({ refresh: refreshToken });
  const body = { detail: "No valid refresh token found.", code: "token_not_valid" };
  throw new Refusal(401, body, { "WWW-Authenticate": `${rules.scheme} realm="api"` });
}

/** Blacklists the refresh token of the body. A `null` there blacklists nothing. */
function logout(rules: Rules): View {
  return ({ state, now, data }) => {
    const done = say("Successfully logged out.");
    if (!rules.blacklist) return done;
    if (rules.httpOnly) throw refused("Refresh token was not included in cookie data.");
    const given = data();
    if (!has(given, "refresh")) throw refused("Refresh token was not included in request data.");
    const { refresh: token } = Object(given);
    if (token === null) return done;
    const payload = readToken(rules, state, String(token), "refresh", now);
    if (typeof payload === "string") throw refused(payload);
    block(state, payload);
    return done;
  };
}

function refused(detail: string): Refusal {
  return new Refusal(401, { detail });
}
