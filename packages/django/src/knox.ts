/** django-rest-knox: opaque tokens, a new one for each login, which end after a while. */
import type { Backend, Grant, Operation, Tokens } from "@sojourn/core";
import type {
  CommonOptions,
  Credentials,
  NoAccount,
  SessionFirstOption,
  UnknownUser,
  UserAccount,
  UsernameOption,
  UserOption,
  WithUserEndpoint,
} from "./options.ts";
import {
  asIs,
  challengeByStatus,
  given,
  grantOf,
  members,
  refusedInBody,
  signWith,
  unauthorized,
  userEndpoint,
} from "./read.ts";

/** The options of {@link knox}. */
export interface KnoxOptions<Field extends string, User>
  extends CommonOptions,
    UsernameOption<Field>,
    SessionFirstOption {
  /** The server's `AUTH_HEADER_PREFIX`. Default: `"Token"`. */
  readonly scheme?: string | undefined;
  /**
   * Set `true` if the server sets `AUTO_REFRESH`. Such a server moves the end of a token at each request and tells nobody, so
   * the `expiry` of the login is not believed: the session ends when the server refuses the token. Default: `false`; the
   * session ends at `expiry`.
   */
  readonly autoRefresh?: boolean | undefined;
  /**
   * Set `true` if your LoginView has `BasicAuthentication`: then the credentials are sent in a header (RFC 7617), and no body.
   * Default: `false`; they are sent as JSON, as the view of knox's documentation with `AuthTokenSerializer` expects.
   */
  readonly basicLogin?: boolean | undefined;
  /**
   * Your own user, from a "me" endpoint. Without `path`, `read` gets the `user` of the login answer, which a server with
   * `USER_SERIALIZER` adds. Default: no request; the user is an empty object.
   */
  readonly user?: UserOption<User> | undefined;
  /** The paths relative to `baseUrl`, if the server has others. */
  readonly paths?:
    | {
        /** Your LoginView. Default: `"login/"`. */
        readonly login?: string | undefined;
        /** LogoutView. Set `null` if the server has none. Default: `"logout/"`. */
        readonly logout?: string | null | undefined;
        /**
         * LogoutAllView, for `session.logout({ everywhere: true })`. Set `null` if the server has none. Default:
         * `"logoutall/"`.
         */
        readonly logoutEverywhere?: string | null | undefined;
      }
    | undefined;
}

/** An ISO 8601 date with a time and its offset, as Django writes it. Others (`EXPIRY_DATETIME_FORMAT`) could mean several instants. */
const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/;

/** When a token ends, in milliseconds since 1970. `undefined`: never, or the text cannot be read. */
function readExpiry(expiry: unknown): number | undefined {
  if (typeof expiry !== "string" || !INSTANT.test(expiry)) return undefined;
  return Date.parse(expiry);
}

/**
 * django-rest-knox 5: an opaque token for each login, so that logging out here leaves other devices logged in.
 * `session.logout({ everywhere: true })` deletes all tokens of the user.
 *
 * A token cannot be renewed. The session ends with the reason `"expired"` at the `expiry` that the login answered (10 hours
 * by default). If the server sets `AUTO_REFRESH`, set `autoRefresh` too.
 *
 * A login beyond `TOKEN_LIMIT_PER_USER` is a 403 although the password is right. It rejects with `validation`, and the
 * server's words are in `fields.error` (wire: `login/token-limit-403`).
 *
 * @example
 * ```ts
 * import { createSession } from "@sojourn/core";
 * import { knox } from "@sojourn/django";
 *
 * const session = createSession({
 *   backend: knox({
 *     baseUrl: "https://api.example.com/auth/",
 *     user: { read: ({ username }) => (typeof username === "string" ? { username } : undefined) },
 *   }),
 * });
 * ```
 */
export function knox<Field extends string = "username", User = UnknownUser>(
  options: WithUserEndpoint<KnoxOptions<Field, User>, User>,
): Backend<Credentials<Field>, User, UserAccount<User>>;
/** The same without a user endpoint. */
export function knox<Field extends string = "username", User = UnknownUser>(
  options: KnoxOptions<Field, User>,
): Backend<Credentials<Field>, User, NoAccount>;
export function knox<Field extends string, User>(
  options: KnoxOptions<Field, User>,
): Backend<Credentials<Field>, User> {
  const own = given(options);
  const { baseUrl, scheme = "Token", sessionFirst = false, user } = own;
  const { logout = "logout/", logoutEverywhere = "logoutall/" } = own.paths ?? {};
  const challenge = challengeByStatus(sessionFirst && user?.path !== undefined);
  return {
    name: "knox",
    baseUrl,
    lifecycle: "fixed",
    header: signWith(scheme),
    sessionFirst,
    challenge,
    login: loginOf(own),
    logout: logoutAt(logout),
    logoutEverywhere: logoutAt(logoutEverywhere),
    ...userEndpoint(user, challenge),
  };
}

/** The login, with a body or with a header. */
function loginOf<Field extends string, User>(
  options: KnoxOptions<Field, User>,
): Operation<Credentials<Field>, Grant<User>> {
  const { usernameField = "username" as Field, basicLogin, paths } = options;
  const login = {
    method: "POST",
    path: paths?.login ?? "login/",
    read: readLogin(options),
  } as const;
  if (!basicLogin) return { ...login, body: asIs, rejects: refusedInBody };
  return {
    ...login,
    headers: (input) => ({ authorization: basic(input[usernameField], input.password) }),
    rejects: unauthorized,
  };
}

/** The header of Basic authentication. Base64 is about bytes, so names with letters beyond Latin-1 are encoded first. */
function basic(name: string, password: string): string {
  const bytes = new TextEncoder().encode(`${name}:${password}`);
  return `Basic ${btoa(String.fromCharCode(...bytes))}`;
}

function logoutAt(path: string | null): Operation<Tokens, unknown> | undefined {
  if (!path) return undefined;
  return { method: "POST", path, signed: true, rejects: unauthorized };
}

/** A reader for the answer to a login. */
function readLogin<Field extends string, User>({
  user: option,
  autoRefresh,
}: KnoxOptions<Field, User>): (body: unknown) => Grant<User> | undefined {
  const read = grantOf("token");
  return (body) => {
    const granted = read(body);
    if (!granted) return undefined;
    const { expiry, user } = members(body);
    const expiresAt = autoRefresh ? undefined : readExpiry(expiry);
    // Without the option, the type User can only be UnknownUser.
    if (!option) return { ...granted, expiresAt, user: {} as User };
    if (option.path !== undefined) return { ...granted, expiresAt };
    return { ...granted, expiresAt, user: option.read(members(user)) };
  };
}
