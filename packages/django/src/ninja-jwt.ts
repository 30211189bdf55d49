/** django-ninja-jwt: simplejwt's pair of tokens for Django Ninja. */
import type { Backend } from "@sojourn/core";
import type {
  CommonOptions,
  Credentials,
  NoAccount,
  UserAccount,
  UsernameOption,
  UserOption,
  WithUserEndpoint,
} from "./options.ts";
import { challengeByCode, given, userFrom } from "./read.ts";
import { pair, readUserId, type SimpleJwtUser } from "./simple-jwt.ts";

/** The options of {@link ninjaJwt}. */
export interface NinjaJwtOptions<Field extends string, User>
  extends CommonOptions,
    UsernameOption<Field> {
  /** The claim with the user's id, the server's `USER_ID_CLAIM`. Default: `"user_id"`. */
  readonly userIdClaim?: string | undefined;
  /** Your own user, from a "me" endpoint or from the claims. Default: `{ id: string }` from the claims. */
  readonly user?: UserOption<User> | undefined;
  /** The paths relative to `baseUrl`, if the server has others. Ninja's own paths have no trailing slash. */
  readonly paths?:
    | {
        /** Obtains a pair. Default: `"token/pair"`. */
        readonly login?: string | undefined;
        /** Default: `"token/refresh"`. */
        readonly refresh?: string | undefined;
        /** Set `null` if the server has none. Default: `"token/verify"`. */
        readonly verify?: string | null | undefined;
        /**
         * The route of the blacklist, which a project adds itself (`TokenBlackListController`), for example
         * `"token/blacklist"`. Default: the server cannot revoke.
         */
        readonly logout?: string | null | undefined;
      }
    | undefined;
}

/**
 * django-ninja-jwt 5: an access token that is renewed with a refresh token, rotating or not.
 *
 * The controllers `NinjaJWTDefaultController` and the routers have the same paths: `token/pair`, `token/refresh` and
 * `token/verify`, below the path of your `NinjaAPI`. A path with a trailing slash is a 404 (wire: `login/trailing-slash`).
 *
 * If the user was deleted or deactivated, refresh still answers 200 (wire: `refresh/deleted-user`). The code
 * `authentication_failed` of the next request ends the session.
 *
 * @example
 * ```ts
 * import { createSession } from "@sojourn/core";
 * import { ninjaJwt } from "@sojourn/django";
 *
 * const session = createSession({
 *   backend: ninjaJwt({
 *     baseUrl: "https://api.example.com/api/",
 *     user: {
 *       path: "me",
 *       read: ({ username }) => (typeof username === "string" ? { username } : undefined),
 *     },
 *   }),
 * });
 * ```
 */
export function ninjaJwt<Field extends string = "username", User = SimpleJwtUser>(
  options: WithUserEndpoint<NinjaJwtOptions<Field, User>, User>,
): Backend<Credentials<Field>, User, UserAccount<User>>;
/** The same without a user endpoint: the user is read from the claims. */
export function ninjaJwt<Field extends string = "username", User = SimpleJwtUser>(
  options: NinjaJwtOptions<Field, User>,
): Backend<Credentials<Field>, User, NoAccount>;
export function ninjaJwt<Field extends string, User>(
  options: NinjaJwtOptions<Field, User>,
): Backend<Credentials<Field>, User> {
  const own = given(options);
  const {
    login = "token/pair",
    refresh = "token/refresh",
    verify = "token/verify",
    logout,
  } = own.paths ?? {};
  return {
    ...pair(own, { login, refresh, verify, logout }),
    name: "ninjaJwt",
    ...userFrom(own.user, readUserId(own.userIdClaim), challengeByCode),
  };
}
