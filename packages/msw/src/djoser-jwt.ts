/** A server with djoser and simplejwt. */
import { accountRoutes } from "./accounts.ts";
import { type DjoserSettings, djoserRules } from "./djoser.ts";
import type { Route, System, View } from "./drf.ts";
import { meRoute, postRoutes } from "./microblog.ts";
import { createServer, type MockOptions, type MockServer } from "./server.ts";
import { jwtSystem, type SimpleJwtOptions, simpleJwtRules } from "./simple-jwt.ts";
import { blacklistOne, obtain, refreshPair, tokenRoute, verifyAny } from "./simplejwt-tokens.ts";

/** The options of {@link mockDjoserJwt}. Times are in milliseconds. */
export interface DjoserJwtOptions
  extends DjoserSettings,
    Omit<SimpleJwtOptions, "paths" | "blacklist"> {
  /** The blacklist app and the view `jwt/blacklist/`, which a project adds to djoser. Default: `false`. */
  readonly blacklist?: boolean;
}

/**
 * A server with djoser (`users/…`) and its simplejwt views (`jwt/create/`, `jwt/refresh/`, `jwt/verify/`), `me/` and the
 * microblog (`posts/`). Logout exists only if `blacklist` adds `jwt/blacklist/`.
 *
 * @example
 * ```ts
 * import { mockDjoserJwt } from "@sojourn/msw";
 *
 * const { handlers } = mockDjoserJwt({ baseUrl: "https://api.example.com/auth/", scheme: "JWT" });
 * ```
 */
export function mockDjoserJwt(options: DjoserJwtOptions): MockServer {
  return createServer("djoser-jwt", djoserJwtSystem(options), options);
}

/** The pure part of {@link mockDjoserJwt}. */
export function djoserJwtSystem(
  options: Omit<DjoserJwtOptions, keyof MockOptions> & Pick<MockOptions, "loginField">,
): System {
  const rules = simpleJwtRules(options);
  const logoutRoutes: Route[] = [];
  if (rules.blacklist) logoutRoutes.push(tokenRoute("jwt/blacklist/", blacklistOne(rules)));
  const both = (path: string, view: View): Route => ({
    ...tokenRoute(path, view),
    slashOptional: true,
  });
  return {
    ...jwtSystem(rules),
    routes: [
      both("jwt/create/", obtain(rules, "pair")),
      both("jwt/refresh/", refreshPair(rules)),
      both("jwt/verify/", verifyAny(rules)),
      ...logoutRoutes,
      ...accountRoutes(djoserRules(options)),
      meRoute("me/", rules.loginField),
      ...postRoutes,
    ],
  };
}
