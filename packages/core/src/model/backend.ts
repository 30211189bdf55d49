/** Backend descriptions: data and pure functions that say how to ask one kind of server and how to read its answers. */
import { guardDescription } from "./description.ts";
import type { Fields } from "./errors.ts";
import { readFields } from "./read-fields.ts";

/** The payload of a JWT. */
export type Claims = Readonly<Record<string, unknown>>;

/** The tokens of one session as the server gave them. */
export interface Tokens {
  /** The access token: it signs requests. */
  readonly access: string;
  /** The refresh token: it buys a new access token. `null`: there is none. Sliding tokens renew themselves. */
  readonly refresh: string | null;
}

/** What a server grants at a login or a refresh. */
export interface Grant<User> {
  /** The access token. */
  readonly access: string;
  /** The refresh token. If a refresh returns none, the old one stays (simplejwt without rotation). Default: none. */
  readonly refresh?: string | undefined;
  /** The user. Default: the answer has none. */
  readonly user?: User | undefined;
  /**
   * How long the access token lives from now on, in milliseconds (OAuth's `expires_in` × 1000). It is used if neither the token nor
   * `expiresAt` says when it expires. Together with one of them it tells how far the server's clock is from this one. Default:
   * unknown, as is 0.
   */
  readonly expiresIn?: number | undefined;
  /**
   * When the access token expires, in milliseconds since 1970 on the server's clock, if the token itself does not say
   * (`Date.parse` of knox's `expiry`, for example). Default: unknown, as is 0.
   */
  readonly expiresAt?: number | undefined;
  /**
   * How long the refresh token lives from now on, in milliseconds, if it does not say so itself (Keycloak's `refresh_expires_in`
   * × 1000). The session ends then unless it was renewed. Default: unknown, as is 0.
   */
  readonly renewableFor?: number | undefined;
}

/** The answer of a server, as the functions of a backend see it. */
export interface Answer {
  /** HTTP status. */
  readonly status: number;
  /** The parsed JSON. `undefined`: the body was empty, not JSON, or could not be read. */
  readonly body: unknown;
}

/** One operation of a server: how to ask for it and how to read the answer. */
export interface Operation<Input, Output> {
  /** HTTP method. */
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path below `baseUrl`, spelled as the server expects it, with the trailing slash if there is one. */
  readonly path: string;
  /** Whether to send the access token. Default: `false`. */
  readonly signed?: boolean;
  /**
   * The body. It is sent as JSON, but `FormData`, `URLSearchParams`, a `Blob` and bytes are sent as they are, with their own
   * content type. Default: no body.
   */
  body?(input: Input): object;
  /** Reads the body of a 2xx answer. Return `undefined` if it does not look as expected. Default: there is nothing to read. */
  read?(body: unknown): Output | undefined;
  /**
   * Whether this answer is a clear refusal: wrong credentials at login, a dead token elsewhere. Decide on `status` and `code`,
   * never on text, which may be translated. Default: never.
   *
   * It is called for a 4xx in JSON, as plain text or empty (then `body` is `undefined`), but never for HTML, nor for 404,
   * 405, 406, 408, 415, 425 and 429. At login it is also called for 404, 405, 406 and 415 in JSON, and for a 2xx in JSON that
   * `read` did not accept.
   */
  rejects?(answer: Answer): boolean;
}

/** An operation on the account, and what its success does to the session. */
export interface AccountOperation<Input, Output> extends Operation<Input, Output> {
  /**
   * What happens after a success. `"user"`: the output becomes the user of the snapshot. `"end"`: the session ends, because the
   * account is gone. Default: nothing.
   */
  readonly after?: "user" | "end";
}

/** The account operations of a backend, by name. */
export type Account = Readonly<Record<string, AccountOperation<never, unknown>>>;

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
export interface Backend<Credentials, User, Operations extends Account = Account> {
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
  readonly login: Operation<Credentials, Grant<User>>;
  /** Exchanges tokens for newer tokens. Default: tokens cannot be renewed. */
  readonly refresh?: Operation<Tokens, Grant<User>> | undefined;
  /** Asks whether the access token is still good. Default: `me`; without `me`, this is never asked. */
  readonly verify?: Operation<Tokens, unknown> | undefined;
  /**
   * Asks for the logged-in user: after a login whose answer has none, and again after each renewal, because names and permissions
   * change. Default: never asked.
   */
  readonly me?: Operation<unknown, User> | undefined;
  /** Reads the user from the access token's claims, if neither login nor `me` tells it. Default: the user is `null`. */
  user?(claims: Claims): User | undefined;
  /** Revokes tokens on the server. Default: the server cannot do that. */
  readonly logout?: Operation<Tokens, unknown> | undefined;
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
  /** Operations such as sign-up and password reset, offered as `session.account`. Default: none. */
  readonly account?: Operations;
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
export function defineBackend<Credentials, User, Operations extends Account = Record<never, never>>(
  // The second half adds nothing, but it lets you write the functions of account operations without parameter types.
  backend: Backend<Credentials, User, Operations> & { readonly account?: Account },
): Backend<Credentials, User, Operations> {
  return backend;
}

/** A backend with all defaults filled in, as the core uses it. */
export type CompleteBackend<Credentials, User, Operations extends Account = Account> = Backend<
  Credentials,
  User,
  Operations
> &
  Required<
    Pick<
      Backend<Credentials, User, Operations>,
      "name" | "lifecycle" | "header" | "fields" | "challenge"
    >
  >;

/** The text with exactly one slash at its end. */
export function withSlash(text: string): string {
  let end = text.length;
  while (text[end - 1] === "/") end -= 1;
  return `${text.slice(0, end)}/`;
}

/** Fills in the defaults that {@link Backend} documents, and guards every function. */
export function completeBackend<Credentials, User, Operations extends Account>(
  backend: Backend<Credentials, User, Operations>,
): CompleteBackend<Credentials, User, Operations> {
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
