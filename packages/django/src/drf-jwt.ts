/** drf-jwt and djangorestframework-jwt, from which it was forked: one token, exchanged for a new one while it is valid. */
import type { Backend, Grant } from "@sojourn/core";
import type {
  CommonOptions,
  Credentials,
  JsonObject,
  NoAccount,
  SessionFirstOption,
  UserAccount,
  UsernameOption,
  UserOption,
  WithUserEndpoint,
} from "./options.ts";
import {
  challengeByStatus,
  given,
  grantOf,
  key,
  members,
  refusedInBody,
  signWith,
  text,
  tokenBody,
  userFrom,
} from "./read.ts";

/** The user in these tokens. */
export interface DrfJwtUser {
  /** The user's primary key as text: a number becomes `"1"`, a UUID is unchanged. */
  readonly id: string;
  /** The login name. */
  readonly username: string;
  /** The e-mail address. djangorestframework-jwt tells it, drf-jwt does not. */
  readonly email?: string | undefined;
}

/** The options of {@link drfJwt} and {@link djangoRestFrameworkJwt}. */
export interface DrfJwtOptions<Field extends string, User>
  extends CommonOptions,
    UsernameOption<Field>,
    SessionFirstOption {
  /**
   * The server's `JWT_AUTH_HEADER_PREFIX`, if it sets one. With a wrong scheme the server answers as if no token had
   * been sent. Default: that of the package, `"Bearer"` for `drfJwt` and `"JWT"` for `djangoRestFrameworkJwt`.
   */
  readonly scheme?: string | undefined;
  /**
   * Your own user, from a "me" endpoint. Without `path`, `read` gets the `user` of the login answer if the server's
   * `JWT_RESPONSE_PAYLOAD_HANDLER` adds one, and the claims otherwise. Default: a {@link DrfJwtUser} from either.
   */
  readonly user?: UserOption<User> | undefined;
  /** The paths relative to `baseUrl`, if the server has others. */
  readonly paths?:
    | {
        /** obtain_jwt_token. Default: `"api-token-auth/"`. */
        readonly login?: string | undefined;
        /** refresh_jwt_token. Set `null` if the server allows no refresh. Default: `"api-token-refresh/"`. */
        readonly refresh?: string | null | undefined;
        /** verify_jwt_token. Set `null` if the server has none. Default: `"api-token-verify/"`. */
        readonly verify?: string | null | undefined;
        /**
         * The BlacklistView of drf-jwt's app `rest_framework_jwt.blacklist`, for example `"api-token-blacklist/"`. Views
         * answer 403 for blacklisted tokens, like for a missing permission, so after a 403 the session asks `verify`.
         * Default: the server cannot revoke.
         */
        readonly logout?: string | null | undefined;
      }
    | undefined;
}

function readUser(from: JsonObject): DrfJwtUser | undefined {
  const id = key(from.user_id ?? from.id);
  const username = text(from.username);
  const email = text(from.email);
  if (id === undefined || username === undefined) return undefined;
  return { id, username, email };
}

/**
 * drf-jwt, the maintained fork: one token, renewed while it is valid, sent as `Bearer`.
 *
 * Its settings, paths and Python module (`rest_framework_jwt`) are those of djangorestframework-jwt, whose scheme is
 * `JWT`. Check your requirements: use {@link djangoRestFrameworkJwt} for that package. With the wrong scheme a login
 * succeeds, but no request is authenticated.
 *
 * The server stops renewing after `JWT_REFRESH_EXPIRATION_DELTA` (7 days). The last token then works until its own
 * `exp` (wire: `protected/ok-after-refresh-window`).
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
  options: WithUserEndpoint<DrfJwtOptions<Field, User>, User>,
): Backend<Credentials<Field>, User, UserAccount<User>>;
/** The same without a user endpoint. */
export function drfJwt<Field extends string = "username", User = DrfJwtUser>(
  options: DrfJwtOptions<Field, User>,
): Backend<Credentials<Field>, User, NoAccount>;
export function drfJwt<Field extends string, User>(
  options: DrfJwtOptions<Field, User>,
): Backend<Credentials<Field>, User> {
  return describe("drfJwt", "Bearer", options);
}

/**
 * djangorestframework-jwt 1.11, which is archived: like {@link drfJwt}, but sent as `JWT`.
 *
 * It renews only with `JWT_ALLOW_REFRESH`. If your server does not set that, set `paths: { refresh: null }`. There is no
 * blacklist view.
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
  options: WithUserEndpoint<DrfJwtOptions<Field, User>, User>,
): Backend<Credentials<Field>, User, UserAccount<User>>;
/** The same without a user endpoint. */
export function djangoRestFrameworkJwt<Field extends string = "username", User = DrfJwtUser>(
  options: DrfJwtOptions<Field, User>,
): Backend<Credentials<Field>, User, NoAccount>;
export function djangoRestFrameworkJwt<Field extends string, User>(
  options: DrfJwtOptions<Field, User>,
): Backend<Credentials<Field>, User> {
  return describe("djangoRestFrameworkJwt", "JWT", options);
}

/** The description that both packages share: everything but name and scheme. */
function describe<Field extends string, User>(
  name: string,
  scheme: string,
  options: DrfJwtOptions<Field, User>,
): Backend<Credentials<Field>, User, UserAccount<User>> {
  const own = given(options);
  const {
    login = "api-token-auth/",
    refresh = "api-token-refresh/",
    verify = "api-token-verify/",
    logout,
  } = own.paths ?? {};
  const challenge = challengeByStatus(own.sessionFirst === true || Boolean(logout));
  const from = userFrom(own.user, readUser, challenge);
  // drf-jwt's `pk` is the time of issue, not a user (wire: login/ok).
  const read = (body: unknown): Grant<User> | undefined => {
    const granted = grantOf("token")(body);
    const { user } = members(body);
    if (!granted || !user) return granted;
    return { ...granted, user: from.user?.(members(user)) };
  };
  const sendToken = (path: string) =>
    ({ method: "POST", path, body: tokenBody, rejects: refusedInBody }) as const;
  return {
    name,
    baseUrl: own.baseUrl,
    lifecycle: "sliding",
    header: signWith(own.scheme ?? scheme),
    sessionFirst: own.sessionFirst,
    challenge,
    login: {
      method: "POST",
      path: login,
      body: (credentials) => credentials,
      read,
      rejects: refusedInBody,
    },
    refresh: refresh ? { ...sendToken(refresh), read } : undefined,
    verify: verify ? sendToken(verify) : undefined,
    logout: logout
      ? {
          ...sendToken(logout),
          signed: true,
          rejects: (answer) => challenge(answer) !== undefined,
        }
      : undefined,
    ...from,
  };
}
