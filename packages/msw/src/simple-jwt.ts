/** A server with simplejwt's token pairs. */
import type { System } from "./drf.ts";
import { meRoute, postRoutes } from "./microblog.ts";
import { createServer, type MockOptions, type MockServer } from "./server.ts";
import {
  authenticateJwt,
  blacklistOne,
  obtain,
  refreshPair,
  revokeJwt,
  type SimpleJwtRules,
  type SimpleJwtVersion,
  tokenRoute,
  verifyAny,
} from "./simplejwt-tokens.ts";

/** The options of {@link mockSimpleJwt}. Times are in milliseconds. */
export interface SimpleJwtOptions extends MockOptions {
  /** The release of simplejwt. Default: `"5.5.1"`. */
  readonly version?: SimpleJwtVersion;
  /** How long an access token lives, rounded down to whole seconds. Default: 5 minutes. */
  readonly access?: number;
  /** How long a refresh token lives. Default: 1 day. */
  readonly refresh?: number;
  /** `ROTATE_REFRESH_TOKENS`: each refresh also returns a new refresh token. Default: `false`. */
  readonly rotate?: boolean;
  /** The blacklist app, for logout and (with `rotate`) for spent refresh tokens. Default: `false`. */
  readonly blacklist?: boolean;
  /** `CHECK_REVOKE_TOKEN`: changing the password makes tokens invalid. Default: `false`. */
  readonly revokeOnPasswordChange?: boolean;
  /** `AUTH_HEADER_TYPES`. Default: `"Bearer"`. */
  readonly scheme?: string;
  /** Paths below `baseUrl`. Default: `token/`, `token/refresh/`, `token/verify/`, `token/blacklist/`, `me/`. */
  readonly paths?: Partial<Record<"login" | "refresh" | "verify" | "logout" | "me", string>>;
}

/**
 * A server with simplejwt's token pairs (`token/`, `token/refresh/`, `token/verify/`, `token/blacklist/`), `me/` and
 * the microblog (`posts/`).
 *
 * @example
 * ```ts
 * import { mockSimpleJwt } from "@sojourn/msw";
 * import { setupServer } from "msw/node";
 *
 * const mock = mockSimpleJwt({ baseUrl: "https://api.example.com/", access: 5_000, rotate: true, blacklist: true });
 * const server = setupServer(...mock.handlers);
 * server.listen();
 * await mock.fault({ kind: "status", path: "token/refresh/", status: 503, times: 2 });
 * ```
 */
export function mockSimpleJwt(options: SimpleJwtOptions): MockServer {
  return createServer("simplejwt", simpleJwtSystem(options), options);
}

/** The pure part of {@link mockSimpleJwt}. */
export function simpleJwtSystem(
  options: Partial<SimpleJwtRules> & Pick<SimpleJwtOptions, "paths">,
): System {
  const rules = simpleJwtRules(options);
  const { paths = {} } = options;
  return {
    ...jwtSystem(rules),
    routes: [
      tokenRoute(paths.login ?? "token/", obtain(rules, "pair")),
      tokenRoute(paths.refresh ?? "token/refresh/", refreshPair(rules)),
      tokenRoute(paths.verify ?? "token/verify/", verifyAny(rules)),
      tokenRoute(paths.logout ?? "token/blacklist/", blacklistOne(rules)),
      meRoute(paths.me ?? "me/", rules.loginField),
      ...postRoutes,
    ],
  };
}

/** Authenticates requests with simplejwt's tokens. */
export function jwtSystem(rules: SimpleJwtRules): Omit<System, "routes"> {
  return {
    authenticate: authenticateJwt(rules),
    challenge: `${rules.scheme} realm="api"`,
    revoke: revokeJwt,
  };
}

/** Fills in simplejwt's defaults. */
export function simpleJwtRules(options: Partial<SimpleJwtRules>): SimpleJwtRules {
  return {
    version: options.version ?? "5.5.1",
    scheme: options.scheme ?? "Bearer",
    loginField: options.loginField ?? "username",
    access: options.access ?? 5 * 60_000,
    refresh: options.refresh ?? 24 * 60 * 60_000,
    rotate: options.rotate ?? false,
    blacklist: options.blacklist ?? false,
    revokeOnPasswordChange: options.revokeOnPasswordChange ?? false,
    accepts: options.accepts ?? ["access"],
  };
}
