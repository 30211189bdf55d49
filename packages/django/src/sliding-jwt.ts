/** djangorestframework-simplejwt with sliding tokens: one token that buys its own successor. */
import type { Backend } from "@sojourn/core";
import type { Credentials, NoAccount } from "./options.ts";
import { challengeByCode, grantOf, signWith, unauthorized, userFrom } from "./read.ts";
import {
  readUserId,
  type SimpleJwtCommonOptions,
  type SimpleJwtUser,
  verifyAt,
} from "./simple-jwt.ts";

/** The options of {@link slidingJwt}. */
export interface SlidingJwtOptions<Field extends string, User>
  extends SimpleJwtCommonOptions<Field, User> {
  /** The paths below `baseUrl`, where the server has others. */
  readonly paths?:
    | {
        /** TokenObtainSlidingView. Default: `"token/"`. */
        readonly login?: string | undefined;
        /** TokenRefreshSlidingView. Default: `"token/refresh/"`. */
        readonly refresh?: string | undefined;
        /** TokenVerifyView; `null`: the server has none. Default: `"token/verify/"`. */
        readonly verify?: string | null | undefined;
      }
    | undefined;
}

/**
 * djangorestframework-simplejwt's sliding tokens: one token, renewed while it is valid and no longer than its
 * `refresh_exp`.
 *
 * The server must list `SlidingToken` in `AUTH_TOKEN_CLASSES`, or its views refuse what its login gave out (wire:
 * `sliding/rejected-when-not-in-AUTH_TOKEN_CLASSES`). It cannot revoke: its blacklist view takes no sliding tokens.
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
  options: SlidingJwtOptions<Field, User>,
): Backend<Credentials<Field>, User, NoAccount> {
  const {
    login = "token/",
    refresh = "token/refresh/",
    verify = "token/verify/",
  } = options.paths ?? {};
  return {
    name: "slidingJwt",
    baseUrl: options.baseUrl,
    lifecycle: "sliding",
    header: signWith(options.scheme ?? "Bearer", options.headerName),
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
      body: (tokens) => ({ token: tokens.access }),
      read: grantOf("token"),
      rejects: unauthorized,
    },
    verify: verifyAt(verify),
    ...userFrom(options.user, readUserId(options.userIdClaim), challengeByCode),
  };
}
