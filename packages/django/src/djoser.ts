/** djoser and its account operations, with DRF's tokens or with simplejwt's. */
import type { Backend } from "@sojourn/core";
import {
  type DjoserAccount,
  type DjoserCommonOptions,
  type DjoserSignUp,
  type DjoserUser,
  djoserUsers,
} from "./djoser-account.ts";
import type { Credentials, HeaderNameOption, SessionFirstOption } from "./options.ts";
import {
  challengeByCode,
  challengeByStatus,
  given,
  grantOf,
  refusedInBody,
  signWith,
  unauthorized,
} from "./read.ts";
import { pair } from "./simple-jwt.ts";

/** The options of {@link djoser}. */
export interface DjoserOptions<
  Field extends string,
  Login extends string,
  User,
  SignUp extends object,
> extends DjoserCommonOptions<Field, Login, User, SignUp>,
    SessionFirstOption {
  /** The `keyword` of the server's authentication class. Default: `"Token"`. */
  readonly scheme?: string | undefined;
}

/** The options of {@link djoserJwt}. */
export interface DjoserJwtOptions<
  Field extends string,
  Login extends string,
  User,
  SignUp extends object,
> extends DjoserCommonOptions<Field, Login, User, SignUp>,
    HeaderNameOption {
  /** One of the server's `AUTH_HEADER_TYPES`; djoser's guide sets `"JWT"`. Default: simplejwt's `"Bearer"`. */
  readonly scheme?: string | undefined;
  /** The paths that depend on your project, after `prefix`. */
  readonly paths?:
    | {
        /** simplejwt's TokenBlacklistView, which is not a part of djoser. Default: the server cannot revoke. */
        readonly logout?: string | null | undefined;
      }
    | undefined;
}

/**
 * djoser 2.0.4 to 2.3 with DRF's tokens (`djoser.urls` and `djoser.urls.authtoken`): one token per user that never
 * expires, and the account operations. (Older releases of djoser 2 do not start on Django 4.0 and newer.)
 *
 * **Logging out here logs the user out on every device**: all devices share one token, and the server deletes it
 * (djoser/utils.py, `logout_user`). `setPassword` does the same if the server sets `LOGOUT_ON_PASSWORD_CHANGE`.
 *
 * @example
 * ```ts
 * import { createSession } from "@sojourn/core";
 * import { djoser } from "@sojourn/django";
 *
 * const session = createSession({
 *   backend: djoser({ baseUrl: "https://api.example.com/", prefix: "auth/" }),
 * });
 * ```
 */
export function djoser<
  Field extends string = "username",
  Login extends string = Field,
  User = DjoserUser<Login>,
  SignUp extends object = DjoserSignUp<Login>,
>(
  options: DjoserOptions<Field, Login, User, SignUp>,
): Backend<Credentials<Login>, User, DjoserAccount<Login, User, SignUp>> {
  const own = given(options);
  const { prefix = "" } = own;
  const challenge = challengeByStatus(own.sessionFirst === true);
  return {
    name: "djoser",
    baseUrl: own.baseUrl,
    lifecycle: "fixed",
    header: signWith(own.scheme ?? "Token"),
    sessionFirst: own.sessionFirst,
    challenge,
    login: {
      method: "POST",
      path: `${prefix}token/login/`,
      body: (credentials) => credentials,
      read: grantOf("auth_token"),
      rejects: refusedInBody,
    },
    logout: {
      method: "POST",
      path: `${prefix}token/logout/`,
      signed: true,
      rejects: unauthorized,
    },
    logoutReach: "user",
    ...djoserUsers(own, challenge),
  };
}

/**
 * djoser 2.0.4 to 2.3 with simplejwt's pair (`djoser.urls` and `djoser.urls.jwt`), and the account operations.
 *
 * djoser has no logout for these tokens: its `token/logout/` answers 204 and revokes nothing (wire:
 * `jwt-logout/token-logout-endpoint`). Add simplejwt's blacklist view and set its path in `paths.logout`.
 *
 * @example
 * ```ts
 * import { createSession } from "@sojourn/core";
 * import { djoserJwt } from "@sojourn/django";
 *
 * const session = createSession({
 *   backend: djoserJwt({
 *     baseUrl: "https://api.example.com/",
 *     prefix: "auth/",
 *     scheme: "JWT",
 *     paths: { logout: "jwt/blacklist/" },
 *   }),
 * });
 * ```
 */
export function djoserJwt<
  Field extends string = "username",
  Login extends string = Field,
  User = DjoserUser<Login>,
  SignUp extends object = DjoserSignUp<Login>,
>(
  options: DjoserJwtOptions<Field, Login, User, SignUp>,
): Backend<Credentials<Field>, User, DjoserAccount<Login, User, SignUp>> {
  const own = given(options);
  const { prefix = "", paths } = own;
  const logout = paths?.logout && prefix + paths.logout;
  return {
    ...pair(own, {
      login: `${prefix}jwt/create/`,
      refresh: `${prefix}jwt/refresh/`,
      verify: `${prefix}jwt/verify/`,
      logout,
    }),
    name: "djoserJwt",
    ...djoserUsers(own, challengeByCode),
  };
}
