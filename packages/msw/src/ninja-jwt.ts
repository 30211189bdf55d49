/** A server with django-ninja-jwt, in which there is no Django REST framework. */
import type { Route, System, View } from "./drf.ts";
import { dispatchNinja } from "./ninja.ts";
import {
  authenticateNinja,
  blacklistNinja,
  obtainNinja,
  refreshNinja,
  verifyNinja,
} from "./ninja-jwt-tokens.ts";
import { ninjaMicroblog } from "./ninja-microblog.ts";
import { createServer, type MockOptions, type MockServer } from "./server.ts";
import { simpleJwtRules } from "./simple-jwt.ts";
import { revokeJwt } from "./simplejwt-tokens.ts";

/** The options of {@link mockNinjaJwt}. Times are in milliseconds. */
export interface NinjaJwtOptions extends Omit<MockOptions, "firstAuthenticator"> {
  /** How long an access token lives, rounded down to whole seconds. Default: 5 minutes. */
  readonly access?: number;
  /** How long a refresh token lives. Default: 1 day. */
  readonly refresh?: number;
  /** `ROTATE_REFRESH_TOKENS`: each refresh returns a new refresh token. Default: `false`, the same one is returned. */
  readonly rotate?: boolean;
  /** The blacklist app, for spent refresh tokens, and the route `token/blacklist`. Default: `false`. */
  readonly blacklist?: boolean;
  /** Paths below `baseUrl`. Default: `token/pair`, `token/refresh`, `token/verify`, `token/blacklist`, `me/`. */
  readonly paths?: Partial<Record<"login" | "refresh" | "verify" | "logout" | "me", string>>;
}

/**
 * A server with django-ninja-jwt (`token/pair`, `token/refresh`, `token/verify`), `me/` and the microblog (`posts/`), all
 * answering as Django Ninja does.
 *
 * @example
 * ```ts
 * import { mockNinjaJwt } from "@sojourn/msw";
 *
 * const { handlers } = mockNinjaJwt({ baseUrl: "https://api.example.com/", rotate: true, blacklist: true });
 * ```
 */
export function mockNinjaJwt(options: NinjaJwtOptions): MockServer {
  return createServer("ninja-jwt", ninjaJwtSystem(options), options);
}

/** The pure part of {@link mockNinjaJwt}. */
export function ninjaJwtSystem(
  options: Omit<NinjaJwtOptions, keyof MockOptions> & Pick<MockOptions, "loginField">,
): System {
  const { paths = {} } = options;
  // ninja-jwt was made from simplejwt 5.0: the same texts, the same claims.
  const rules = simpleJwtRules({ ...options, version: "5.3" });
  const open = (path: string, view: View): Route => ({
    path,
    allow: "anyone",
    views: { POST: view },
  });
  const logoutRoutes: Route[] = [];
  if (rules.blacklist) {
    logoutRoutes.push(open(paths.logout ?? "token/blacklist", blacklistNinja(rules)));
  }
  return {
    authenticate: authenticateNinja(rules),
    challenge: "",
    dispatch: dispatchNinja,
    revoke: revokeJwt,
    routes: [
      open(paths.login ?? "token/pair", obtainNinja(rules)),
      open(paths.refresh ?? "token/refresh", refreshNinja(rules)),
      open(paths.verify ?? "token/verify", verifyNinja(rules)),
      ...logoutRoutes,
      ...ninjaMicroblog(paths.me ?? "me/", rules.loginField),
    ],
  };
}
