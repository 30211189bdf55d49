/** A server with djangorestframework-jwt or drf-jwt. */
import type { Route, System } from "./drf.ts";
import {
  authenticateDrfJwt,
  blacklistDrfJwt,
  type DrfJwtPackage,
  type DrfJwtRules,
  obtainDrfJwt,
  refreshDrfJwt,
  revokeDrfJwt,
  verifyDrfJwt,
} from "./drf-jwt-tokens.ts";
import { meRoute, postRoutes } from "./microblog.ts";
import { createServer, type MockOptions, type MockServer } from "./server.ts";
import { tokenRoute } from "./simplejwt-tokens.ts";

/** The options of {@link mockDrfJwt}. Times are in milliseconds. */
export interface DrfJwtOptions extends MockOptions {
  /** Which of the two packages. Default: `"drf-jwt"`. */
  readonly package?: DrfJwtPackage;
  /** `JWT_EXPIRATION_DELTA`: how long a token lives, rounded down to whole seconds. Default: 5 minutes. */
  readonly access?: number;
  /** `JWT_REFRESH_EXPIRATION_DELTA`: how long after the login it can be renewed. Default: 7 days. */
  readonly refresh?: number;
  /** `JWT_ALLOW_REFRESH`. Default: `true` (the archived djangorestframework-jwt itself: `false`). */
  readonly allowRefresh?: boolean;
  /** drf-jwt's blacklist app: `api-token-blacklist/`. Default: `false`. */
  readonly blacklist?: boolean;
  /** The usual `JWT_RESPONSE_PAYLOAD_HANDLER`: answers `{token, user}`. Default: `false`. */
  readonly includeUser?: boolean;
  /** `JWT_AUTH_HEADER_PREFIX`. Default: `"Bearer"`, with djangorestframework-jwt `"JWT"`. */
  readonly scheme?: string;
  /**
   * Paths below `baseUrl`. Default: `api-token-auth/`, `api-token-refresh/`, `api-token-verify/`,
   * `api-token-blacklist/`, `me/`.
   */
  readonly paths?: Partial<Record<"login" | "refresh" | "verify" | "logout" | "me", string>>;
}

/**
 * A server with drf-jwt or djangorestframework-jwt, `me/` and the microblog (`posts/`).
 *
 * @example
 * ```ts
 * import { mockDrfJwt } from "@sojourn/msw";
 *
 * const { handlers } = mockDrfJwt({ baseUrl: "https://api.example.com/", package: "djangorestframework-jwt" });
 * ```
 */
export function mockDrfJwt(options: DrfJwtOptions): MockServer {
  return createServer("drf-jwt", drfJwtSystem(options), options);
}

/** The scheme of each package, unless the server sets another. */
const SCHEMES = { "drf-jwt": "Bearer", "djangorestframework-jwt": "JWT" } as const;

/** The pure part of {@link mockDrfJwt}. */
export function drfJwtSystem(
  options: Omit<DrfJwtOptions, keyof MockOptions> & Pick<MockOptions, "loginField">,
): System {
  const { package: name = "drf-jwt", paths = {} } = options;
  const rules: DrfJwtRules = {
    package: name,
    scheme: options.scheme ?? SCHEMES[name],
    loginField: options.loginField ?? "username",
    access: options.access ?? 5 * 60_000,
    refresh: options.refresh ?? 7 * 24 * 60 * 60_000,
    allowRefresh: options.allowRefresh ?? true,
    blacklist: options.blacklist ?? false,
    includeUser: options.includeUser ?? false,
  };
  const logoutRoutes: Route[] = [];
  if (rules.blacklist) {
    const path = paths.logout ?? "api-token-blacklist/";
    logoutRoutes.push({ path, allow: "users", views: { POST: blacklistDrfJwt(rules) } });
  }
  return {
    authenticate: authenticateDrfJwt(rules),
    challenge: `${rules.scheme} realm="api"`,
    revoke: revokeDrfJwt,
    routes: [
      tokenRoute(paths.login ?? "api-token-auth/", obtainDrfJwt(rules)),
      tokenRoute(paths.refresh ?? "api-token-refresh/", refreshDrfJwt(rules)),
      tokenRoute(paths.verify ?? "api-token-verify/", verifyDrfJwt(rules)),
      ...logoutRoutes,
      meRoute(paths.me ?? "me/", rules.loginField),
      ...postRoutes,
    ],
  };
}
