/** dj-rest-auth and its account operations, with DRF's tokens or with simplejwt's. */
import {
  type Answer,
  type Backend,
  type CookieDescription,
  cookieMode,
  type Grant,
  SessionError,
} from "@sojourn/core";
import {
  type DjRestAuthAccount,
  type DjRestAuthCommonOptions,
  type DjRestAuthSignUp,
  type DjRestAuthUser,
  djRestAuthUsers,
  userReader,
} from "./dj-rest-auth-account.ts";
import type { Credentials, HeaderNameOption, SessionFirstOption } from "./options.ts";
import {
  challengeByCode,
  challengeByStatus,
  given,
  grantOf,
  members,
  refusedInBody,
  signWith,
  unauthorized,
} from "./read.ts";
import { pair, readPair } from "./simple-jwt.ts";

/** The options of {@link djRestAuth}. */
export interface DjRestAuthOptions<
  Field extends string,
  User,
  SignUp extends object,
  Social extends string,
> extends DjRestAuthCommonOptions<Field, User, SignUp, Social>,
    SessionFirstOption {
  /** The `keyword` of the server's authentication class. Default: `"Token"`. */
  readonly scheme?: string | undefined;
}

/** The options of {@link djRestAuthJwt}. */
export interface DjRestAuthJwtOptions<
  Field extends string,
  User,
  SignUp extends object,
  Social extends string,
> extends DjRestAuthCommonOptions<Field, User, SignUp, Social>,
    HeaderNameOption {
  /** One of the server's `AUTH_HEADER_TYPES`. It is case-sensitive. Default: `"Bearer"`. */
  readonly scheme?: string | undefined;
  /**
   * The server keeps the refresh token in a cookie, as dj-rest-auth does by default (`JWT_AUTH_HTTPONLY`, with a name in
   * `JWT_AUTH_REFRESH_COOKIE`). `true` is for all its settings: `cookieMode({ to: "auth" })` with Django's CSRF cookie, for
   * `JWT_AUTH_COOKIE_USE_CSRF`. The access token of the answer stays in memory and signs requests, whether the server has a cookie for it
   * (`JWT_AUTH_COOKIE`) or not.
   *
   * Give `cookieMode()` itself for anything else: `to: "all"` if the access cookie should sign requests, `csrf: { ask }` if the API has
   * another host, `restore`. Default: both tokens are in the answer, and the session keeps them itself.
   */
  readonly cookies?: boolean | CookieDescription | undefined;
}

/**
 * dj-rest-auth 7 with DRF's tokens: one token per user that never expires, and the account operations.
 *
 * **Logging out here logs the user out on every device**: all devices share one token, and the server deletes it
 * (dj_rest_auth/views.py, `LogoutView`). The server also sets a session cookie, unless it sets `SESSION_LOGIN = False`. It is
 * not used: requests of the session send no cookies.
 *
 * A sign-up logs in, and so does a social login:
 *
 * @example
 * ```ts
 * import { createSession } from "@sojourn/core";
 * import { djRestAuth } from "@sojourn/django";
 *
 * const session = createSession({
 *   backend: djRestAuth({
 *     baseUrl: "https://api.example.com/",
 *     prefix: "dj-rest-auth/",
 *     social: { google: "google/" },
 *   }),
 * });
 *
 * export async function logInWithGoogle(access_token: string, id_token: string): Promise<string> {
 *   const user = await session.account.google({ access_token, id_token });
 *   return user.username;
 * }
 * ```
 */
export function djRestAuth<
  Field extends string = "username",
  User = DjRestAuthUser<Field>,
  SignUp extends object = DjRestAuthSignUp,
  Social extends string = never,
>(
  options: DjRestAuthOptions<Field, User, SignUp, Social>,
): Backend<Credentials<Field>, User, DjRestAuthAccount<User, SignUp, Social>> {
  const own = given(options);
  const { prefix = "", baseUrl, scheme = "Token", sessionFirst } = own;
  const challenge = challengeByStatus(sessionFirst === true);
  const read = grantOf("key");
  return {
    name: "djRestAuth",
    baseUrl,
    lifecycle: "fixed",
    header: signWith(scheme),
    sessionFirst,
    challenge,
    login: {
      method: "POST",
      path: `${prefix}login/`,
      body: (credentials) => credentials,
      read,
      rejects: refusedInBody,
    },
    logout: { method: "POST", path: `${prefix}logout/`, signed: true, rejects: unauthorized },
    logoutReach: "user",
    ...djRestAuthUsers(own, challenge, read),
  };
}

/**
 * dj-rest-auth 7 with simplejwt's pair (`USE_JWT`), and the account operations of {@link djRestAuth}.
 *
 * By default the server keeps the refresh token in a cookie, and its answer has `""` in its place (wire: `jwt-login/ok`): write
 * `cookies: true`. Without it both tokens must be in the body, so the server must set `JWT_AUTH_HTTPONLY = False`; otherwise the login
 * rejects with `misconfigured`.
 *
 * Logout blacklists the refresh token if the server has the app `token_blacklist`.
 *
 * With `cookies` a sign-up takes one more request: its answer has the refresh token in the body and sets no cookie
 * (dj_rest_auth/registration/views.py, `RegisterView`), so it is exchanged at once for one in a cookie. And a dead access token in a
 * cookie, of a user who was deactivated for example, makes the server refuse login and logout with 401 until the browser drops the cookie
 * (`ACCESS_TOKEN_LIFETIME`). The logout is told again later. A server without `JWT_AUTH_COOKIE` has no such cookie.
 *
 * @example
 * ```ts
 * import { createSession } from "@sojourn/core";
 * import { djRestAuthJwt } from "@sojourn/django";
 *
 * const session = createSession({
 *   backend: djRestAuthJwt({ baseUrl: "https://api.example.com/dj-rest-auth/", cookies: true }),
 * });
 *
 * export async function signUp(username: string, email: string, password: string): Promise<string> {
 *   const form = { username, email, password1: password, password2: password };
 *   const user = await session.account.signUp(form); // logs in
 *   return user.username;
 * }
 * ```
 */
export function djRestAuthJwt<
  Field extends string = "username",
  User = DjRestAuthUser<Field>,
  SignUp extends object = DjRestAuthSignUp,
  Social extends string = never,
>(
  options: DjRestAuthJwtOptions<Field, User, SignUp, Social>,
): Backend<Credentials<Field>, User, DjRestAuthAccount<User, SignUp, Social>> {
  const own = given(options);
  const { prefix = "" } = own;
  const cookies = own.cookies === true ? cookiesByDefault() : own.cookies || undefined;
  const tokens = pair<Field>(own, {
    login: `${prefix}login/`,
    refresh: `${prefix}token/refresh/`,
    verify: cookies ? null : `${prefix}token/verify/`,
    logout: `${prefix}logout/`,
  });
  const readUser = userReader(own);
  const readTokens = readPair();
  const read = (body: unknown): Grant<User> | undefined => {
    const { access, refresh, user } = members(body);
    if (access && refresh === "" && !cookies) throw hidden();
    const granted = readTokens(body);
    if (!granted || !user) return granted;
    return { ...granted, user: readUser(members(user)) };
  };
  return {
    ...tokens,
    name: "djRestAuthJwt",
    cookies,
    login: { ...tokens.login, read, rejects: refusedInBody },
    logout: tokens.logout && { ...tokens.logout, rejects: cookies ? isNobody : unauthorized },
    ...djRestAuthUsers(own, challengeByCode, read),
  };
}

/** Cookie mode for all settings of dj-rest-auth. */
function cookiesByDefault(): CookieDescription {
  return cookieMode({ to: "auth", csrf: { cookie: "csrftoken", header: "X-CSRFToken" } });
}

/**
 * Whether LogoutView says that the cookie is of no session. It has no code for that; simplejwt has one for a dead access token in a cookie,
 * and then LogoutView was not asked.
 */
function isNobody({ status, body }: Answer): boolean {
  return status === 401 && members(body).code === undefined;
}

function hidden(): SessionError {
  return new SessionError(
    "misconfigured",
    "The refresh token is in a cookie that this page cannot read. Write djRestAuthJwt({ cookies: true }), or set JWT_AUTH_HTTPONLY to False in the server's REST_AUTH.",
  );
}
