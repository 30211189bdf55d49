/** djangorestframework-simplejwt with its pair of an access and a refresh token. */
import type { Backend, Grant, Operation, Tokens } from "@sojourn/core";
import type {
  CommonOptions,
  Credentials,
  HeaderNameOption,
  JsonObject,
  NoAccount,
  UsernameOption,
  UserOption,
} from "./options.ts";
import {
  challengeByCode,
  key,
  members,
  refusedInBody,
  signWith,
  text,
  unauthorized,
  userFrom,
} from "./read.ts";

/** The user that simplejwt's tokens name: an id and nothing else. */
export interface SimpleJwtUser {
  /** The user's primary key, as text: a number becomes `"1"`, a UUID stays. */
  readonly id: string;
}

/** What the factories for simplejwt have in common. */
export interface SimpleJwtCommonOptions<Field extends string, User>
  extends CommonOptions,
    UsernameOption<Field>,
    HeaderNameOption {
  /** A type of the server's `AUTH_HEADER_TYPES`, in the same capitals: it is case-sensitive. Default: `"Bearer"`. */
  readonly scheme?: string | undefined;
  /** The claim with the user's id, the server's `USER_ID_CLAIM`. Default: `"user_id"`. */
  readonly userIdClaim?: string | undefined;
  /** Your own user, from a "me" endpoint or out of the claims. Default: `{ id: string }` out of the claims. */
  readonly user?: UserOption<User> | undefined;
}

/** What a server calls the tokens of a pair in its JSON. */
export interface SimpleJwtKeys {
  /** The access token. Default: `"access"`. */
  readonly access?: string | undefined;
  /** The refresh token. Default: `"refresh"`. */
  readonly refresh?: string | undefined;
}

/** The options of {@link simpleJwt}. */
export interface SimpleJwtOptions<Field extends string, User>
  extends SimpleJwtCommonOptions<Field, User> {
  /**
   * The names of the tokens, where a view of your own gives them others:
   * `{ access: "access-token", refresh: "refresh-token" }`. simplejwt's own views may stand beside it: answers are read
   * under either name, and the refresh and blacklist views are sent the token under both. Default: `"access"` and
   * `"refresh"`.
   */
  readonly keys?: SimpleJwtKeys | undefined;
  /** The paths below `baseUrl`, where the server has others. */
  readonly paths?:
    | {
        /** TokenObtainPairView. Default: `"token/"`. */
        readonly login?: string | undefined;
        /** TokenRefreshView. Default: `"token/refresh/"`. */
        readonly refresh?: string | undefined;
        /** TokenVerifyView; `null`: the server has none. Default: `"token/verify/"`. */
        readonly verify?: string | null | undefined;
        /** TokenBlacklistView; `null`: the server has none. Default: `"token/blacklist/"`. */
        readonly logout?: string | null | undefined;
      }
    | undefined;
}

/** What a server with simplejwt's pair of tokens can be told about them. */
interface PairOptions extends CommonOptions, HeaderNameOption {
  readonly scheme?: string | undefined;
  readonly keys?: SimpleJwtKeys | undefined;
}

/** What all servers with simplejwt's pair of tokens share: all but the user. */
export function pair<Field extends string>(
  { baseUrl, scheme = "Bearer", headerName, keys }: PairOptions,
  login: string,
  refresh: string,
  verify: string | null,
  logout: string | null | undefined,
): Omit<Backend<Credentials<Field>, never>, "user" | "account"> {
  const accessKey = keys?.access ?? "access";
  const refreshKey = keys?.refresh ?? "refresh";
  // One of the project's own views may stand beside simplejwt's: each finds the name that it knows.
  const read = (body: unknown): Grant<never> | undefined => {
    const found = members(body);
    const access = text(found[accessKey]) ?? text(found.access);
    return access ? { access, refresh: text(found[refreshKey]) ?? text(found.refresh) } : undefined;
  };
  const spend = ({ refresh }: Tokens): object => ({ refresh, [refreshKey]: refresh });
  return {
    baseUrl,
    header: signWith(scheme, headerName),
    challenge: challengeByCode,
    login: {
      method: "POST",
      path: login,
      body: (credentials) => credentials,
      read,
      rejects: unauthorized,
    },
    refresh: { method: "POST", path: refresh, body: spend, read, rejects: unauthorized },
    verify: verifyAt(verify),
    logout: logout
      ? { method: "POST", path: logout, body: spend, rejects: unauthorized }
      : undefined,
  };
}

/** TokenVerifyView. A blacklisted token is a 400 here (wire: `verify/blacklisted-refresh`). */
export function verifyAt(path: string | null): Operation<Tokens, unknown> | undefined {
  return path
    ? {
        method: "POST",
        path,
        body: (tokens) => ({ token: tokens.access }),
        rejects: (answer) => unauthorized(answer) || refusedInBody(answer),
      }
    : undefined;
}

/** The user in simplejwt's claims: an id, under the name that the server gave it. */
export function readUserId(claim = "user_id"): (claims: JsonObject) => SimpleJwtUser | undefined {
  return (claims) => {
    const id = key(claims[claim]);
    return id ? { id } : undefined;
  };
}

/**
 * djangorestframework-simplejwt, 5.0 to 5.5, with or without rotation: an access token, renewed with a refresh token.
 *
 * Logout blacklists the refresh token; the access token works until it expires. A server without the app
 * `token_blacklist` answers 200 to that and revokes nothing (wire: `blacklist/without-app`). A server without the view
 * needs `paths: { logout: null }`.
 *
 * A user who was deleted or deactivated ends the session by the `code` of the 401, even where refresh still answers 200
 * (up to 5.3.1; wire: `protected/fresh-access-of-deleted-user`).
 *
 * @example
 * ```ts
 * import { createSession } from "@sojourn/core";
 * import { simpleJwt } from "@sojourn/django";
 *
 * const session = createSession({
 *   backend: simpleJwt({
 *     baseUrl: "https://api.example.com/api/",
 *     usernameField: "email",
 *     user: {
 *       path: "me/",
 *       read: ({ id, name }) =>
 *         typeof id === "number" && typeof name === "string" ? { id, name } : undefined,
 *     },
 *   }),
 * });
 * ```
 */
export function simpleJwt<Field extends string = "username", User = SimpleJwtUser>(
  options: SimpleJwtOptions<Field, User>,
): Backend<Credentials<Field>, User, NoAccount> {
  const {
    login = "token/",
    refresh = "token/refresh/",
    verify = "token/verify/",
    logout = "token/blacklist/",
  } = options.paths ?? {};
  return {
    name: "simpleJwt",
    ...pair(options, login, refresh, verify, logout),
    ...userFrom(options.user, readUserId(options.userIdClaim), challengeByCode),
  };
}
