/** Backend descriptions: data and pure functions that say how to ask one kind of server and how to read its answers. */
import type { CookieDescription } from "./cookies.ts";
import { guardDescription } from "./description.ts";
import type { Fields } from "./errors.ts";
import type { Claims, Grant, LoginAnswer, Tokens } from "./grant.ts";
import type { Account, Answer, Operation, Steps } from "./operation.ts";
import { readFields } from "./read-fields.ts";

/** What the answer to a signed request says about its token. */
export type Challenge =
  /** The token was refused: refresh once and replay once, or end the session if it cannot be refreshed. */
  | "refused"
  /** The token is valid, but its user was deleted. The session ends if a new token gets the same answer, or if there is none. */
  | "gone"
  /** The token was refused, or the user lacks a permission: renew the token, or ask `verify`, to find out. */
  | "doubtful";

/** How the tokens of a backend live. */
export type Lifecycle =
  /** An access token and a refresh token (simplejwt). */
  | "pair"
  /** One token that is exchanged for a newer one while it is valid (drf-jwt, simplejwt's sliding tokens). */
  | "sliding"
  /** One token without refresh (DRF's authtoken, knox). */
  | "fixed";

/**
 * A description of one kind of server. It does no I/O: the core sends the requests.
 *
 * `@sojourn/django` has ready-made ones. Write your own with {@link defineBackend}.
 */
export interface Backend<
  Credentials,
  User,
  Operations extends Account = Account,
  Known extends Steps = Steps,
  Payload extends Claims = Claims,
> {
  /** Its name in error messages. Default: `"custom"`. */
  readonly name?: string;
  /**
   * The URL that all paths start from. A missing trailing slash is added. Signed requests may go to any address below it. A
   * relative one (`"/api/"`) starts at the page's own origin.
   */
  readonly baseUrl: string;
  /** How its tokens live. Default: `"pair"` with `refresh`, `"fixed"` without. */
  readonly lifecycle?: Lifecycle;
  /** The header that carries the access token, as name and value. Default: `Authorization: Bearer …`. */
  header?(access: string): readonly [name: string, value: string];
  /** Exchanges credentials for tokens. */
  readonly login: Operation<Credentials, LoginAnswer<User>>;
  /**
   * The further steps of a login, by name: a one-time code, the confirmation of an e-mail address. `read` asks for one by returning
   * {@link Pending}, and `session.proceed()` sends it. Default: a login is one request.
   */
  readonly steps?: Known | undefined;
  /** Exchanges tokens for newer tokens. Default: tokens cannot be renewed. */
  readonly refresh?: Operation<Tokens, Grant<User>> | undefined;
  /** Asks whether the access token is still good. Default: `me`; without `me`, this is never asked. */
  readonly verify?: Operation<Tokens, unknown> | undefined;
  /**
   * Asks for the logged-in user: after a login whose answer has none, and again after each renewal, because names and permissions
   * change. Default: never asked.
   */
  readonly me?: Operation<Tokens, User> | undefined;
  /** Reads the user from the access token's claims, if neither login nor `me` tells it. Default: the user is `null`. */
  user?(claims: Claims): User | undefined;
  /**
   * Reads `snapshot.claims` from the payload of the access token, and gives them a type: check each claim that you use. Return
   * `undefined` if they do not look as expected; then `snapshot.claims` is `null`. Default: the payload as it is.
   */
  claims?(payload: Claims): Payload | undefined;
  /** Revokes tokens on the server. Default: the server cannot do that. */
  readonly logout?: Operation<Tokens, unknown> | undefined;
  /** Revokes all tokens of the user, on every device: `session.logout({ everywhere: true })`. Default: the server cannot do that. */
  readonly logoutEverywhere?: Operation<Tokens, unknown> | undefined;
  /**
   * What `logout` revokes: `"token"` only these tokens, `"user"` the tokens of all devices of the user. Tokens that arrive for a session that
   * is over are revoked only with `"token"`. Default: `"token"`.
   */
  readonly logoutReach?: "token" | "user";
  /** Reads the server's field messages from the JSON of an error. Default: {@link readFields}. */
  fields?(body: unknown): Fields;
  /**
   * Whether the server checks its session cookie before the token (Django with `SessionAuthentication` first). A cookie, from the
   * admin site in the same browser for example, would then make the server answer for another user. So signed requests are sent without
   * cookies, unless they or the session's option `credentials` say otherwise. Default: `false`.
   */
  readonly sessionFirst?: boolean | undefined;
  /** What the answer to a signed request says about its token. Default: `"refused"` for a 401, otherwise nothing. */
  challenge?(answer: Answer): Challenge | undefined;
  /**
   * Whether the server also refuses tokens in a 2xx answer in JSON, as GraphQL servers do. `session.fetch` then reads the bodies of
   * those before it resolves, so that `challenge` sees them. Default: `false`.
   */
  readonly refusesWith2xx?: boolean | undefined;
  /** Operations such as sign-up and password reset, offered as `session.account`. Default: none. */
  readonly account?: Operations;
  /**
   * The server keeps its tokens in cookies that no script can read: write `cookieMode({ to: "auth" })`. Default: the session keeps its
   * tokens itself.
   */
  readonly cookies?: CookieDescription | undefined;
}

/**
 * Describes a REST backend of any kind. Returns its argument, with types inferred for the session.
 *
 * @example
 * ```ts
 * import { createSession, defineBackend } from "@sojourn/core";
 *
 * const backend = defineBackend({
 *   baseUrl: "https://api.example.com/",
 *   login: {
 *     method: "POST",
 *     path: "sessions",
 *     body: (input: { email: string; password: string }) => input,
 *     read: (body) => {
 *       const { token, name } = body as { token?: string; name?: string };
 *       return token && name ? { access: token, user: { name } } : undefined;
 *     },
 *     rejects: ({ status }) => status === 401,
 *   },
 * });
 * const session = createSession({ backend });
 * ```
 */
export function defineBackend<
  Credentials,
  User,
  Operations extends Account = Record<never, never>,
  Known extends Steps = Steps,
  Payload extends Claims = Claims,
>(
  // The second half adds nothing, but it lets you write the functions of account operations and steps without parameter types.
  backend: Backend<Credentials, User, Operations, Known, Payload> & {
    readonly account?: Account;
    readonly steps?: Steps | undefined;
  },
): Backend<Credentials, User, Operations, Known, Payload> {
  return backend;
}

/** A header: its name and its value. */
export type Header = readonly [name: string, value: string];

/** A backend with all defaults filled in, as the core uses it. */
export type CompleteBackend<Credentials, User> = Omit<Backend<Credentials, User>, "header"> &
  Required<Pick<Backend<Credentials, User>, "name" | "lifecycle" | "fields" | "challenge">> & {
    /** The header that carries a token. `null`: none does, because a cookie carries it. */
    header(access: string): Header | null;
    /** What to check if a server refuses what it has just granted. Default: the header. */
    readonly causesOfRefusal?: string | undefined;
  };

/** The text with exactly one slash at its end. */
export function withSlash(text: string): string {
  let end = text.length;
  while (text[end - 1] === "/") end -= 1;
  return `${text.slice(0, end)}/`;
}

/** Fills in the defaults that {@link Backend} documents, and guards every function. */
export function completeBackend<Credentials, User>(
  backend: Backend<Credentials, User>,
): CompleteBackend<Credentials, User> {
  return guardDescription({
    name: "custom",
    lifecycle: backend.refresh ? "pair" : "fixed",
    header: (access) => ["Authorization", `Bearer ${access}`],
    fields: readFields,
    challenge: ({ status }) => (status === 401 ? "refused" : undefined),
    ...backend,
    verify: backend.verify ?? backend.me,
    baseUrl: withSlash(`${backend.baseUrl}`),
  });
}
