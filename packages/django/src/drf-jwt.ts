/** drf-jwt and djangorestframework-jwt, which it was forked from: one token that buys its own successor. */
import type { Backend, Grant } from "@sojourn/core";
import type {
  CommonOptions,
  Credentials,
  JsonObject,
  NoAccount,
  SessionFirstOption,
  UsernameOption,
  UserOption,
} from "./options.ts";
import {
  challengeByStatus,
  grantOf,
  key,
  members,
  refusedInBody,
  signWith,
  text,
  userFrom,
} from "./read.ts";

/** The user that these tokens name. */
export interface DrfJwtUser {
  /** The user's primary key, as text: a number becomes `"1"`, a UUID stays. */
  readonly id: string;
  /** What the user logs in with. */
  readonly username: string;
  /** The e-mail address, where the server tells it: djangorestframework-jwt does, drf-jwt does not. */
  readonly email?: string | undefined;
}

/** The options of {@link drfJwt} and {@link djangoRestFrameworkJwt}. */
export interface DrfJwtOptions<Field extends string, User>
  extends CommonOptions,
    UsernameOption<Field>,
    SessionFirstOption {
  /**
   * The server's `JWT_AUTH_HEADER_PREFIX`, where it sets one; a wrong one is answered as if no token had come. Default:
   * the package's own, `"Bearer"` for `drfJwt`, `"JWT"` for `djangoRestFrameworkJwt`.
   */
  readonly scheme?: string | undefined;
  /**
   * Your own user, from a "me" endpoint; without `path`, `read` gets the `user` of the login answer where the server's
   * `JWT_RESPONSE_PAYLOAD_HANDLER` adds one, else the claims. Default: a {@link DrfJwtUser} out of either.
   */
  readonly user?: UserOption<User> | undefined;
  /** The paths below `baseUrl`, where the server has others. */
  readonly paths?:
    | {
        /** obtain_jwt_token. Default: `"api-token-auth/"`. */
        readonly login?: string | undefined;
        /** refresh_jwt_token; `null`: the server allows no refresh. Default: `"api-token-refresh/"`. */
        readonly refresh?: string | null | undefined;
        /** verify_jwt_token; `null`: the server has none. Default: `"api-token-verify/"`. */
        readonly verify?: string | null | undefined;
        /**
         * The BlacklistView of drf-jwt's app `rest_framework_jwt.blacklist`, `"api-token-blacklist/"` say. Views answer
         * 403 to its tokens, like a missing permission, so a 403 is then followed by a question to `verify`. Default:
         * the server cannot revoke.
         */
        readonly logout?: string | null | undefined;
      }
    | undefined;
}

function readUser(from: JsonObject): DrfJwtUser | undefined {
  const id = key(from.user_id ?? from.id);
  const username = text(from.username);
  const email = text(from.email);
  return id && username ? { id, username, email } : undefined;
}

/**
 * drf-jwt, the fork that is kept up: one token, renewed while it is valid, sent as `Bearer`.
 *
 * Its settings, paths and Python module (`rest_framework_jwt`) are those of djangorestframework-jwt, whose header says
 * `JWT`: look at your requirements, and take {@link djangoRestFrameworkJwt} for that one. With the wrong scheme a login
 * succeeds and no request is authenticated.
 *
 * The server ends renewing after `JWT_REFRESH_EXPIRATION_DELTA` (7 days) and the token lives on until its own `exp`
 * (wire: `protected/ok-after-refresh-window`).
 *
 * @example
 * ```ts
 * import { createSession } from "@sojourn/core";
 * import { drfJwt } from "@sojourn/django";
 *
 * const session = createSession({
 *   backend: drfJwt({ baseUrl: "https://api.example.com/" }),
 * });
 * ```
 */
export function drfJwt<Field extends string = "username", User = DrfJwtUser>(
  options: DrfJwtOptions<Field, User>,
): Backend<Credentials<Field>, User, NoAccount> {
  return describe("drfJwt", "Bearer", options);
}

/**
 * djangorestframework-jwt 1.11, which is archived: as {@link drfJwt}, but sent as `JWT`.
 *
 * It renews only with `JWT_ALLOW_REFRESH`; without that, say `paths: { refresh: null }`. It has no blacklist view.
 *
 * @example
 * ```ts
 * import { createSession } from "@sojourn/core";
 * import { djangoRestFrameworkJwt } from "@sojourn/django";
 *
 * const session = createSession({
 *   backend: djangoRestFrameworkJwt({ baseUrl: "https://api.example.com/" }),
 * });
 * ```
 */
export function djangoRestFrameworkJwt<Field extends string = "username", User = DrfJwtUser>(
  options: DrfJwtOptions<Field, User>,
): Backend<Credentials<Field>, User, NoAccount> {
  return describe("djangoRestFrameworkJwt", "JWT", options);
}

/** What both packages have in common: all but the scheme. */
function describe<Field extends string, User>(
  name: string,
  scheme: string,
  options: DrfJwtOptions<Field, User>,
): Backend<Credentials<Field>, User, NoAccount> {
  const {
    login = "api-token-auth/",
    refresh = "api-token-refresh/",
    verify = "api-token-verify/",
    logout,
  } = options.paths ?? {};
  const challenge = challengeByStatus(!!options.sessionFirst || !!logout);
  const from = userFrom(options.user, readUser, challenge);
  // drf-jwt's `pk` is the time of issue, not a user (wire: login/ok).
  const read = (body: unknown): Grant<User> | undefined => {
    const granted = grantOf("token")(body);
    const { user } = members(body);
    return granted && { ...granted, user: user ? from.user?.(members(user)) : undefined };
  };
  return {
    name,
    baseUrl: options.baseUrl,
    lifecycle: "sliding",
    header: signWith(options.scheme ?? scheme),
    sessionFirst: options.sessionFirst,
    challenge,
    login: {
      method: "POST",
      path: login,
      body: (credentials) => credentials,
      read,
      rejects: refusedInBody,
    },
    refresh: refresh
      ? {
          method: "POST",
          path: refresh,
          body: (tokens) => ({ token: tokens.access }),
          read,
          rejects: refusedInBody,
        }
      : undefined,
    verify: verify
      ? {
          method: "POST",
          path: verify,
          body: (tokens) => ({ token: tokens.access }),
          rejects: refusedInBody,
        }
      : undefined,
    logout: logout
      ? {
          method: "POST",
          path: logout,
          signed: true,
          body: (tokens) => ({ token: tokens.access }),
          rejects: (answer) => !!challenge(answer),
        }
      : undefined,
    ...from,
  };
}
