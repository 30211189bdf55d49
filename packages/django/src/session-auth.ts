/** Django's own session cookie, for projects that have not moved to tokens. */
import { type Backend, cookieMode, type Operation } from "@sojourn/core";
import type {
  CommonOptions,
  Credentials,
  UnknownUser,
  UserAccount,
  UserEndpoint,
  UsernameOption,
} from "./options.ts";
import {
  challengeByStatus,
  given,
  members,
  refusedInBody,
  text,
  toHttpName,
  userEndpoint,
} from "./read.ts";

/** The options of {@link sessionAuth}. */
export interface SessionAuthOptions<Field extends string, User>
  extends CommonOptions,
    UsernameOption<Field> {
  /**
   * The endpoint for the current user. It also tells whether the session is alive. `read` gets its JSON, and the JSON of the answer to a
   * login: if that has no such user, the endpoint is asked.
   */
  readonly user: UserEndpoint<User>;
  /** The paths relative to `baseUrl`, if the server has others. */
  readonly paths?:
    | {
        /** A view that answers `{ "csrfToken": … }` and sets Django's CSRF cookie. `null`: the server has none. Default: `"csrf/"`. */
        readonly csrf?: string | null | undefined;
        /** A view that takes the credentials as JSON and logs in. Default: `"login/"`. */
        readonly login?: string | undefined;
        /** A view that logs out with POST and answers JSON or nothing: an HTML page may be that of a proxy. Default: `"logout/"`. */
        readonly logout?: string | undefined;
      }
    | undefined;
  /**
   * The server's `CSRF_COOKIE_NAME`. `null`: the page cannot read the cookie, because of `CSRF_COOKIE_HTTPONLY` or because the API has
   * another host. Then the token is asked for at `paths.csrf`, as it is where no cookie is found. Default: `"csrftoken"`.
   */
  readonly csrfCookie?: string | null | undefined;
  /** The server's `CSRF_HEADER_NAME`, spelled as in its settings or as in HTTP. Default: `"X-CSRFToken"`. */
  readonly csrfHeader?: string | undefined;
  /**
   * Whether the user endpoint is asked who is logged in when nothing is stored: after a login on a page of Django, for example. It costs
   * one request at a browser's first visit. Default: `true`.
   */
  readonly restore?: boolean | undefined;
}

/**
 * Django's own session cookie with `SessionAuthentication`: every request takes cookies along, unsafe ones with the CSRF header, and no
 * script has a token.
 *
 * Django has no JSON views to log in. It needs three small ones: playground/django/demo/session_views.py shows them. A page on another
 * origin also needs `CORS_ALLOW_CREDENTIALS`, `CORS_ALLOWED_ORIGINS` and `CSRF_TRUSTED_ORIGINS`.
 *
 * `SessionAuthentication` says 403 to a request of nobody, as to a missing permission (rest_framework/authentication.py: it has no
 * `authenticate_header`). After a 403 the user endpoint is asked, and only its 403 ends the session.
 *
 * The session is alive for as long as the server says (`SESSION_COOKIE_AGE`), and there is nothing to renew.
 *
 * @example
 * ```ts
 * import { createSession } from "@sojourn/core";
 * import { sessionAuth } from "@sojourn/django";
 *
 * const session = createSession({
 *   backend: sessionAuth({
 *     baseUrl: "/api/",
 *     user: {
 *       path: "me/",
 *       read: ({ username }) => (typeof username === "string" ? { username } : undefined),
 *     },
 *   }),
 * });
 * ```
 */
export function sessionAuth<Field extends string = "username", User = UnknownUser>(
  options: SessionAuthOptions<Field, User>,
): Backend<Credentials<Field>, User, UserAccount<User>> {
  const own = given(options);
  const { baseUrl, user, paths = {}, restore = true } = own;
  const { csrfCookie = "csrftoken", csrfHeader = "X-CSRFToken" } = own;
  const { csrf = "csrf/", login = "login/", logout = "logout/" } = paths;
  const cookies = cookieMode({
    to: "all",
    csrf: {
      header: toHttpName(csrfHeader),
      cookie: csrfCookie ?? undefined,
      ask: csrf === null ? undefined : askForCsrf(csrf),
    },
    restore,
  });
  return {
    name: "sessionAuth",
    baseUrl,
    lifecycle: "fixed",
    cookies,
    challenge,
    login: {
      method: "POST",
      path: login,
      body: (credentials) => credentials,
      read: (body) => ({ access: "", user: user.read(members(body)) }),
      rejects: ({ status, body }) =>
        status === 401 ||
        refusedInBody({ status, body }) ||
        (status === 400 && text(members(body).detail) !== undefined),
    },
    // Only the view's own success counts: a 403 may be about CSRF, and then the session is still alive.
    logout: { method: "POST", path: logout },
    ...userEndpoint(user, challenge),
  };
}

const challenge = challengeByStatus(true);

/** Django's token for the CSRF cookie: another text each time, and all of them are good. */
function askForCsrf(path: string): Operation<void, string> {
  return { method: "GET", path, read: (body) => text(members(body).csrfToken) };
}
