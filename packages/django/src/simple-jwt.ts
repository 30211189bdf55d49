/** djangorestframework-simplejwt with a pair of tokens: an access and a refresh token. */
import type { Backend, CookieDescription, Grant, Operation, Tokens } from "@sojourn/core";
import type {
  CommonOptions,
  Credentials,
  HeaderNameOption,
  JsonObject,
  NoAccount,
  UserAccount,
  UsernameOption,
  UserOption,
  WithUserEndpoint,
} from "./options.ts";
import {
  challengeByCode,
  given,
  key,
  members,
  refusedInBody,
  signWith,
  text,
  tokenBody,
  unauthorized,
  userFrom,
} from "./read.ts";

/** The user in simplejwt's tokens: only an id. */
export interface SimpleJwtUser {
  /** The user's primary key as text: a number becomes `"1"`, a UUID is unchanged. */
  readonly id: string;
}

/** The options that {@link simpleJwt} and `slidingJwt` share. */
export interface SimpleJwtCommonOptions<Field extends string, User>
  extends CommonOptions,
    UsernameOption<Field>,
    HeaderNameOption {
  /** One of the server's `AUTH_HEADER_TYPES`. It is case-sensitive. Default: `"Bearer"`. */
  readonly scheme?: string | undefined;
  /** The claim with the user's id, the server's `USER_ID_CLAIM`. Default: `"user_id"`. */
  readonly userIdClaim?: string | undefined;
  /** Your own user, from a "me" endpoint or from the claims. Default: `{ id: string }` from the claims. */
  readonly user?: UserOption<User> | undefined;
}

/** The names of the two tokens in the JSON of the server. */
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
   * The names of the tokens, if a view of your own uses others: `{ access: "access-token", refresh: "refresh-token" }`.
   * You can mix such views with simplejwt's own: answers are read under either name, and the refresh and blacklist views
   * get the token under both. Default: `"access"` and `"refresh"`.
   */
  readonly keys?: SimpleJwtKeys | undefined;
  /**
   * For a server whose own views keep the refresh token in a cookie (simplejwt itself has none): `cookieMode({ to: "auth" })`, with its
   * `csrf` if they check that. A login then answers with an access token alone, and refresh and logout are sent without a token. Set the
   * `paths` of the views. Default: the session keeps both tokens itself.
   */
  readonly cookies?: CookieDescription | undefined;
  /** The paths relative to `baseUrl`, if the server has others. */
  readonly paths?:
    | {
        /** TokenObtainPairView. Default: `"token/"`. */
        readonly login?: string | undefined;
        /** TokenRefreshView. Default: `"token/refresh/"`. */
        readonly refresh?: string | undefined;
        /** TokenVerifyView. Set `null` if the server has none. Default: `"token/verify/"`; with `cookies` none. */
        readonly verify?: string | null | undefined;
        /** TokenBlacklistView. Set `null` if the server has none. Default: `"token/blacklist/"`. */
        readonly logout?: string | null | undefined;
      }
    | undefined;
}

/** The options that concern the pair itself. */
interface PairOptions extends CommonOptions, HeaderNameOption {
  readonly scheme?: string | undefined;
  readonly keys?: SimpleJwtKeys | undefined;
}

/** The paths of the views of a pair. */
interface PairPaths {
  readonly login: string;
  readonly refresh: string;
  readonly verify: string | null;
  readonly logout: string | null | undefined;
}

/** The description that all servers with simplejwt's pair share: everything but the user. */
export function pair<Field extends string>(
  { baseUrl, scheme = "Bearer", headerName, keys }: PairOptions,
  paths: PairPaths,
): Omit<Backend<Credentials<Field>, never>, "user" | "account"> {
  const refreshKey = keys?.refresh ?? "refresh";
  const read = readPair(keys);
  // A project may mix its own views with simplejwt's: each finds the name that it knows. In cookie mode there is nothing to send.
  const spend = ({ refresh }: Tokens): object =>
    refresh ? { refresh, [refreshKey]: refresh } : {};
  return {
    baseUrl,
    header: signWith(scheme, headerName),
    challenge: challengeByCode,
    login: {
      method: "POST",
      path: paths.login,
      body: (credentials) => credentials,
      read,
      rejects: unauthorized,
    },
    refresh: { method: "POST", path: paths.refresh, body: spend, read, rejects: unauthorized },
    verify: verifyAt(paths.verify),
    logout: paths.logout
      ? { method: "POST", path: paths.logout, body: spend, rejects: unauthorized }
      : undefined,
  };
}

/** A reader for answers with a pair. A project may mix views that use other names with simplejwt's own. */
export function readPair(keys?: SimpleJwtKeys): (body: unknown) => Grant<never> | undefined {
  const accessKey = keys?.access ?? "access";
  const refreshKey = keys?.refresh ?? "refresh";
  return (body) => {
    const found = members(body);
    const access = text(found[accessKey]) ?? text(found.access);
    if (access === undefined) return undefined;
    return { access, refresh: text(found[refreshKey]) ?? text(found.refresh) };
  };
}

/** TokenVerifyView, if the server has it. It answers 400 for a blacklisted token (wire: `verify/blacklisted-refresh`). */
export function verifyAt(path: string | null): Operation<Tokens, unknown> | undefined {
  if (!path) return undefined;
  return {
    method: "POST",
    path,
    body: tokenBody,
    rejects: (answer) => unauthorized(answer) || refusedInBody(answer),
  };
}

/** A reader for the user in simplejwt's claims: an id, in the claim that the server uses. */
export function readUserId(claim = "user_id"): (claims: JsonObject) => SimpleJwtUser | undefined {
  return (claims) => {
    const id = key(claims[claim]);
    if (id === undefined) return undefined;
    return { id };
  };
}

/**
 * djangorestframework-simplejwt 5.0 to 5.5, with or without rotation: an access token that is renewed with a refresh
 * token.
 *
 * Logout blacklists the refresh token; the access token works until it expires. A server without the app
 * `token_blacklist` answers 200 and revokes nothing (wire: `blacklist/without-app`). For a server without the view, set
 * `paths: { logout: null }`.
 *
 * If the user was deleted or deactivated, the `code` of the next 401 ends the session, even if refresh still answers 200
 * (up to 5.3.1; wire: `protected/fresh-access-of-deleted-user`).
 *
 * With views of your own that keep the refresh token in a cookie (playground/django/demo/refresh_cookie.py shows some):
 *
 * @example
 * ```ts
 * import { cookieMode, createSession } from "@sojourn/core";
 * import { simpleJwt } from "@sojourn/django";
 *
 * const session = createSession({
 *   backend: simpleJwt({
 *     baseUrl: "https://api.example.com/",
 *     paths: { login: "auth/login/", refresh: "auth/refresh/", logout: "auth/logout/" },
 *     cookies: cookieMode({
 *       to: "auth",
 *       csrf: { cookie: "csrftoken", header: "X-CSRFToken" },
 *     }),
 *   }),
 * });
 * ```
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
  options: WithUserEndpoint<SimpleJwtOptions<Field, User>, User>,
): Backend<Credentials<Field>, User, UserAccount<User>>;
/** The same without a user endpoint: the user is read from the claims. */
export function simpleJwt<Field extends string = "username", User = SimpleJwtUser>(
  options: SimpleJwtOptions<Field, User>,
): Backend<Credentials<Field>, User, NoAccount>;
export function simpleJwt<Field extends string, User>(
  options: SimpleJwtOptions<Field, User>,
): Backend<Credentials<Field>, User> {
  const own = given(options);
  const { cookies } = own;
  const {
    login = "token/",
    refresh = "token/refresh/",
    verify = cookies ? null : "token/verify/",
    logout = "token/blacklist/",
  } = own.paths ?? {};
  return {
    name: "simpleJwt",
    cookies,
    ...pair(own, { login, refresh, verify, logout }),
    ...userFrom(own.user, readUserId(own.userIdClaim), challengeByCode),
  };
}
