/** A server with DRF's own `rest_framework.authtoken`. */
import { authenticateKey, keyOf } from "./authtoken-keys.ts";
import type { System } from "./drf.ts";
import { readFields } from "./fields.ts";
import { json, Refusal } from "./http.ts";
import { meRoute, postRoutes } from "./microblog.ts";
import { createServer, type MockOptions, type MockServer } from "./server.ts";
import { dropKeys, findUser } from "./state.ts";

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
            // The field is called "username" even if people log in by e-mail.
            const input = readFields(data(), { username: {}, password: { verbatim: true } });
            const user = findUser(state, loginField, input.username);
            if (!user?.active || user.password !== input.password) {
              const message = "Unable to log in with provided credentials.";
              throw new Refusal(400, { non_field_errors: [message] });
            }
            return json(200, { token: keyOf(state, user) });
          },
        },
      },
      meRoute(paths.me ?? "me/", loginField),
      ...postRoutes,
    ],
  };
}
