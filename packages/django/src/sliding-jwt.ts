/** djangorestframework-simplejwt with sliding tokens: one token, exchanged for a new one while it is valid. */
import type { Backend } from "@sojourn/core";
import type { Credentials, NoAccount, UserAccount, WithUserEndpoint } from "./options.ts";
import {
  challengeByCode,
  given,
  grantOf,
  signWith,
  tokenBody,
  unauthorized,
  userFrom,
} from "./read.ts";
import {
  readUserId,
  type SimpleJwtCommonOptions,
  type SimpleJwtUser,
  verifyAt,
} from "./simple-jwt.ts";

/** The options of {@link slidingJwt}. */
export interface SlidingJwtOptions<Field extends string, User>
  extends SimpleJwtCommonOptions<Field, User> {
  /** The paths relative to `baseUrl`, if the server has others. */
  readonly paths?:
    | {
        /** TokenObtainSlidingView. Default: `"token/"`. */
        readonly login?: string | undefined;
        /** TokenRefreshSlidingView. Default: `"token/refresh/"`. */
        readonly refresh?: string | undefined;
        /** TokenVerifyView. Set `null` if the server has none. Default: `"token/verify/"`. */
        readonly verify?: string | null | undefined;
      }
    | undefined;
}

/**
 * The sliding tokens of djangorestframework-simplejwt 5.0 to 5.5: one token, renewed while it is valid, until its `refresh_exp`.
 *
 * The server must list `SlidingToken` in `AUTH_TOKEN_CLASSES`; otherwise its views refuse the tokens of its own login
 * (wire: `sliding/rejected-when-not-in-AUTH_TOKEN_CLASSES`). It cannot revoke these tokens: its blacklist view does not
 * accept them.
 *
 * @example
 * ```ts
 * import { createSession } from "@sojourn/core";
 * import { slidingJwt } from "@sojourn/django";
 *
 * const session = createSession({
 *   backend: slidingJwt({ baseUrl: "https://api.example.com/api/" }),
 * });
 * ```
 */
export function slidingJwt<Field extends string = "username", User = SimpleJwtUser>(
  options: WithUserEndpoint<SlidingJwtOptions<Field, User>, User>,
): Backend<Credentials<Field>, User, UserAccount<User>>;
/** The same without a user endpoint: the user is read from the claims. */
export function slidingJwt<Field extends string = "username", User = SimpleJwtUser>(
  options: SlidingJwtOptions<Field, User>,
): Backend<Credentials<Field>, User, NoAccount>;
export function slidingJwt<Field extends string, User>(
  options: SlidingJwtOptions<Field, User>,
): Backend<Credentials<Field>, User> {
  const own = given(options);
  const {
    login = "token/",
    refresh = "token/refresh/",
    verify = "token/verify/",
  } = own.paths ?? {};
  return {
    name: "slidingJwt",
    baseUrl: own.baseUrl,
    lifecycle: "sliding",
    header: signWith(own.scheme ?? "Bearer", own.headerName),
    challenge: challengeByCode,
    login: {
      method: "POST",
      path: login,
      body: (credentials) => credentials,
      read: grantOf("token"),
      rejects: unauthorized,
    },
    refresh: {
      method: "POST",
      path: refresh,
      body: tokenBody,
      read: grantOf("token"),
      rejects: unauthorized,
    },
    verify: verifyAt(verify),
    ...userFrom(own.user, readUserId(own.userIdClaim), challengeByCode),
  };
}
