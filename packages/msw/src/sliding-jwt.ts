/** A server with simplejwt's sliding tokens. */
import type { System } from "./drf.ts";
import { meRoute, postRoutes } from "./microblog.ts";
import { createServer, type MockOptions, type MockServer } from "./server.ts";
import { jwtSystem, type SimpleJwtOptions, simpleJwtRules } from "./simple-jwt.ts";
import { obtain, refreshSliding, tokenRoute, verifyAny } from "./simplejwt-tokens.ts";

/** The options of {@link mockSlidingJwt}. Times are in milliseconds. */
export interface SlidingJwtOptions
  extends MockOptions,
    Pick<SimpleJwtOptions, "version" | "blacklist" | "scheme"> {
  /** How long a token lives, rounded down to whole seconds. Default: 5 minutes. */
  readonly access?: number;
  /** How long after the login it can be renewed. Default: 1 day. */
  readonly refresh?: number;
  /** Paths below `baseUrl`. Default: `token/`, `token/refresh/`, `token/verify/`, `me/`. */
  readonly paths?: Partial<Record<"login" | "refresh" | "verify" | "me", string>>;
}

/**
 * A server with simplejwt's sliding tokens, `me/` and the microblog (`posts/`).
 *
 * @example
 * ```ts
 * import { mockSlidingJwt } from "@sojourn/msw";
 *
 * const { handlers } = mockSlidingJwt({ baseUrl: "https://api.example.com/", access: 10_000 });
 * ```
 */
export function mockSlidingJwt(options: SlidingJwtOptions): MockServer {
  return createServer("sliding", slidingJwtSystem(options), options);
}

/** The pure part of {@link mockSlidingJwt}. */
export function slidingJwtSystem(
  options: Omit<SlidingJwtOptions, keyof MockOptions> & Pick<MockOptions, "loginField">,
): System {
  const rules = simpleJwtRules({ ...options, accepts: ["sliding"] });
  const { paths = {} } = options;
  return {
    ...jwtSystem(rules),
    routes: [
      tokenRoute(paths.login ?? "token/", obtain(rules, "sliding")),
      tokenRoute(paths.refresh ?? "token/refresh/", refreshSliding(rules)),
      tokenRoute(paths.verify ?? "token/verify/", verifyAny(rules)),
      meRoute(paths.me ?? "me/", rules.loginField),
      ...postRoutes,
    ],
  };
}
