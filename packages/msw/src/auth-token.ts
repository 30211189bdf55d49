/** A server with DRF's own `rest_framework.authtoken`. */
import { authenticateKey, keyOf, readCredentials } from "./authtoken-keys.ts";
import type { System } from "./drf.ts";
import { json } from "./http.ts";
import { meRoute, postRoutes } from "./microblog.ts";
import { createServer, type MockOptions, type MockServer } from "./server.ts";
import { dropKeys } from "./state.ts";

/** The options of {@link mockAuthToken}. Its tokens never expire. */
export interface AuthTokenOptions extends MockOptions {
  /** Paths below `baseUrl`. Default: `api-token-auth/`, `me/`. */
  readonly paths?: Partial<Record<"login" | "me", string>>;
}

/**
 * A server with `rest_framework.authtoken` (`api-token-auth/`), `me/` and the microblog (`posts/`).
 *
 * @example
 * ```ts
 * import { mockAuthToken } from "@sojourn/msw";
 *
 * const { handlers } = mockAuthToken({ baseUrl: "https://api.example.com/", firstAuthenticator: "session" });
 * ```
 */
export function mockAuthToken(options: AuthTokenOptions): MockServer {
  return createServer("authtoken", authTokenSystem(options), options);
}

/** The pure part of {@link mockAuthToken}. */
export function authTokenSystem({
  loginField = "username",
  paths = {},
}: Pick<AuthTokenOptions, "loginField" | "paths">): System {
  return {
    authenticate: authenticateKey,
    challenge: "Token",
    revoke: dropKeys,
    routes: [
      {
        // obtain_auth_token has throttle_classes = (), but the default authenticators read the header.
        path: paths.login ?? "api-token-auth/",
        allow: "anyone",
        throttled: false,
        jsonOnly: true,
        views: {
          POST: ({ state, data }) => {
            const user = readCredentials(state, data(), loginField);
            return json(200, { token: keyOf(state, user) });
          },
        },
      },
      meRoute(paths.me ?? "me/", loginField),
      ...postRoutes,
    ],
  };
}
