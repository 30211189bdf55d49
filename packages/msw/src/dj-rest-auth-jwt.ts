/** A server with dj-rest-auth and simplejwt. */
import { type DjRestAuthSettings, djRestAuthRules, logoutRoute } from "./dj-rest-auth.ts";
import { djRestAuthAccounts, openRoute, say, userDetails } from "./dj-rest-auth-accounts.ts";
import { djRestAuthLogins, type GrantTokens } from "./dj-rest-auth-logins.ts";
import type { Route, System, View } from "./drf.ts";
import { has } from "./fields.ts";
import { json, Refusal } from "./http.ts";
import { microseconds } from "./knox-tokens.ts";
import { meRoute, postRoutes } from "./microblog.ts";
import { createServer, type MockOptions, type MockServer } from "./server.ts";
import { jwtSystem, type SimpleJwtOptions, simpleJwtRules } from "./simple-jwt.ts";
import {
  block,
  issue,
  readToken,
  refreshPair,
  type SimpleJwtRules,
  verifyAny,
} from "./simplejwt-tokens.ts";

/** The options of {@link mockDjRestAuthJwt}. Times are in milliseconds. */
export interface DjRestAuthJwtOptions
  extends DjRestAuthSettings,
    Omit<SimpleJwtOptions, "paths" | "blacklist"> {
  /** The blacklist app, for logout and (with `rotate`) for spent refresh tokens. Default: `false`. */
  readonly blacklist?: boolean;
  /**
   * `JWT_AUTH_HTTPONLY`, which is on by default in dj-rest-auth: the refresh token is only in a cookie. The mock servers have
   * no cookies, so this is for seeing how an app takes such a server. Default: `false`.
   */
  readonly httpOnly?: boolean;
  /** `JWT_AUTH_RETURN_EXPIRATION`: a login also tells when the tokens expire. Default: `false`. */
  readonly returnExpiration?: boolean;
}

/** The settings of both packages. */
interface Rules extends SimpleJwtRules {
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
    httpOnly: options.httpOnly ?? false,
    returnExpiration: options.returnExpiration ?? false,
  };
  const open = (path: string, view: View): Route => ({
    ...openRoute(prefix + path, view),
    authenticates: false,
  });
  return {
    ...jwtSystem(rules),
    routes: [
      ...djRestAuthLogins(prefix, accounts, grantPair(rules)),
      open("token/refresh/", refresh(rules)),
      open("token/verify/", verifyAny(rules)),
      logoutRoute(`${prefix}logout/`, logout(rules)),
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
    if (!has(context.data(), "refresh")) {
      const body = { detail: "No valid refresh token found.", code: "token_not_valid" };
      throw new Refusal(401, body, { "WWW-Authenticate": `${rules.scheme} realm="api"` });
    }
    const { access, refresh: next } = JSON.parse(refreshBoth(context).body);
    const answer = { access, access_expiration: microseconds(context.now + rules.access) };
    if (next === undefined || rules.httpOnly) return json(200, answer);
    const refresh_expiration = microseconds(context.now + rules.refresh);
    return json(200, { ...answer, refresh: next, refresh_expiration });
  };
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
