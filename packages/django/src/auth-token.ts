/** DRF's own `rest_framework.authtoken`: one opaque token that never expires. */
import type { Backend } from "@sojourn/core";
import type {
  CommonOptions,
  Credentials,
  NoAccount,
  SessionFirstOption,
  UnknownUser,
  UserAccount,
  UserEndpoint,
  WithUserEndpoint,
} from "./options.ts";
import {
  challengeByStatus,
  given,
  grantOf,
  refusedInBody,
  signWith,
  userEndpoint,
} from "./read.ts";

/** The options of {@link authToken}. */
export interface AuthTokenOptions<User> extends CommonOptions, SessionFirstOption {
  /** The `keyword` of the server's authentication class. Default: `"Token"`. */
  readonly scheme?: string | undefined;
  /**
   * The endpoint for the current user. It also tells whether a token is still valid; without it there is no way to ask,
   * and `sessionFirst` has no effect on a 403. Default: no request; the user is an empty object.
   */
  readonly user?: UserEndpoint<User> | undefined;
  /** The paths relative to `baseUrl`, if the server has others. */
  readonly paths?:
    | {
        /** obtain_auth_token. Default: `"api-token-auth/"`. */
        readonly login?: string | undefined;
      }
    | undefined;
}

/**
 * DRF's `rest_framework.authtoken`: one token per user that never expires, the same on every device.
 *
 * There is no renewal, and the server has no logout: only this browser forgets the token. The login field is `username`,
 * even if people log in by e-mail (wire: `login/username-field-carries-email`).
 *
 * @example
 * ```ts
 * import { createSession } from "@sojourn/core";
 * import { authToken } from "@sojourn/django";
 *
 * const session = createSession({
 *   backend: authToken({
 *     baseUrl: "https://api.example.com/",
 *     user: {
 *       path: "api/me/",
 *       read: ({ username }) => (typeof username === "string" ? { username } : undefined),
 *     },
 *   }),
 * });
 * ```
 */
export function authToken<User = UnknownUser>(
  options: WithUserEndpoint<AuthTokenOptions<User>, User>,
): Backend<Credentials<"username">, User, UserAccount<User>>;
/** The same without a user endpoint. */
export function authToken<User = UnknownUser>(
  options: AuthTokenOptions<User>,
): Backend<Credentials<"username">, User, NoAccount>;
export function authToken<User>(
  options: AuthTokenOptions<User>,
): Backend<Credentials<"username">, User> {
  const { baseUrl, scheme = "Token", sessionFirst = false, user, paths } = given(options);
  const challenge = challengeByStatus(sessionFirst && user !== undefined);
  const read = grantOf("token");
  return {
    name: "authToken",
    baseUrl,
    lifecycle: "fixed",
    header: signWith(scheme),
    sessionFirst,
    challenge,
    login: {
      method: "POST",
      path: paths?.login ?? "api-token-auth/",
      body: (credentials) => credentials,
      read: (body) => {
        const granted = read(body);
        if (!granted || user) return granted;
        // Without the option, the type User can only be UnknownUser.
        return { ...granted, user: {} as User };
      },
      rejects: refusedInBody,
    },
    ...userEndpoint(user, challenge),
  };
}
