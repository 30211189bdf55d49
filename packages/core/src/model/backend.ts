/** What a backend is: data and pure functions that say how one kind of server is asked and how its answers are read. */
import { guardDescription } from "./description.ts";
import type { Fields } from "./errors.ts";

/** The payload of a JWT, or `null` for a token that cannot be read. */
export type Claims = Readonly<Record<string, unknown>>;

/** The tokens of one session as the server gave them. */
export interface Tokens {
  /** What signs requests. */
  readonly access: string;
  /** What buys a new access token; `null` where there is none. Sliding tokens renew themselves. */
  readonly refresh: string | null;
}

/** What a server grants at login and at refresh. */
export interface Grant<User> {
  /** The access token. */
  readonly access: string;
  /** The refresh token. Absent at a refresh: the old one stays (simplejwt without rotation). */
  readonly refresh?: string | undefined;
  /** The user, where the answer holds one. */
  readonly user?: User | undefined;
  /**
   * Milliseconds the access token lives, counted from now (OAuth's `expires_in` × 1000). It counts where neither the token nor
   * `expiresAt` tells when it ends; beside one of them it tells how far the server's clock is from this one. 0: unknown.
   */
  readonly expiresIn?: number | undefined;
  /**
   * When the access token expires, where the token itself does not tell: milliseconds since 1970 on the server's clock
   * (`Date.parse` of knox's `expiry`, say). 0: unknown.
   */
  readonly expiresAt?: number | undefined;
  /**
   * Milliseconds the refresh token lives, counted from now, where it does not tell itself (Keycloak's `refresh_expires_in`
   * × 1000). The session ends then unless it was renewed. 0: unknown.
   */
  readonly renewableFor?: number | undefined;
}

/** What came back from the server, as far as a backend needs to know. */
export interface Answer {
  /** HTTP status. */
  readonly status: number;
  /** The parsed JSON; `undefined` where the body was empty, not JSON or could not be read. */
  readonly body: unknown;
}

/** One thing that a server offers: how to ask for it and how to understand the answer. */
export interface Operation<Input, Output> {
  /** HTTP method. */
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path below `baseUrl`, spelled as the server wants it, trailing slash included. */
  readonly path: string;
  /** Send the access token along. Default: `false`. */
  readonly signed?: boolean;
  /**
   * The body: sent as JSON, but `FormData`, `URLSearchParams`, a `Blob` and bytes are sent as they are, with the content type
   * that is their own. Default: none.
   */
  body?(input: Input): object;
  /** Reads a 2xx body. `undefined` means that it does not look as expected. Default: there is nothing to read. */
  read?(body: unknown): Output | undefined;
  /**
   * Whether this answer is a definitive no: wrong credentials at login, a dead token elsewhere. Decided on `status` and
   * `code`, never on text. Default: never.
   *
   * It is asked about a 4xx in JSON, as plain text or empty (then `body` is `undefined`), but never about HTML, nor about 404,
   * 405, 406, 408, 415, 425 and 429. At login, also about 404, 405, 406 and 415 in JSON, and about a 2xx in JSON that `read`
   * did not take.
   */
  rejects?(answer: Answer): boolean;
}

/** What an account operation does to the session when it succeeds. */
export interface AccountOperation<Input, Output> extends Operation<Input, Output> {
  /** `"user"`: the output is the new user of the snapshot. `"end"`: the session is over, there is no account any more. */
  readonly after?: "user" | "end";
}

/** The account operations of a backend, by name. */
export type Account = Readonly<Record<string, AccountOperation<never, unknown>>>;

/** What the answer to a signed request says about the token it carried. */
export type Challenge =
  /** The token was refused: refresh once and replay once, or end where nothing can be refreshed. */
  | "refused"
  /** The token is formally good but its user is gone: over, if a fresh token is told the same, or none is to be had. */
  | "gone"
  /** It may have been refused, or it may be a matter of permissions: renew it, or ask `verify`, before believing. */
  | "doubtful";

/** How the tokens of a backend live. */
export type Lifecycle =
  /** An access token and a refresh token (simplejwt). */
  | "pair"
  /** One token that is exchanged for a later one while it is valid (drf-jwt, simplejwt's sliding tokens). */
  | "sliding"
  /** One token without refresh (DRF's authtoken, knox). */
  | "fixed";

/**
 * A description of one kind of server. It does no I/O; the core performs it.
 *
 * Ready-made ones are in `@sojourn/django`; your own is made with {@link defineBackend}.
 */
export interface Backend<Credentials, User, Operations extends Account = Account> {
  /** Its name in error messages. Default: `"custom"`. */
  readonly name?: string;
  /**
   * Where all paths start; a missing trailing slash is added. Signed requests may go below it. A relative one
   * (`"/api/"`) starts at the page's own origin.
   */
  readonly baseUrl: string;
  /** How its tokens live. Default: `"pair"` with `refresh`, `"fixed"` without. */
  readonly lifecycle?: Lifecycle;
  /** The header that carries the access token. Default: `Authorization: Bearer …`. */
  header?(access: string): readonly [name: string, value: string];
  /** Credentials for tokens. */
  readonly login: Operation<Credentials, Grant<User>>;
  /** Tokens for newer tokens. Default: there is no refresh. */
  readonly refresh?: Operation<Tokens, Grant<User>> | undefined;
  /** Asks whether the access token is still good. Default: `me`, and where there is none, nobody asks. */
  readonly verify?: Operation<Tokens, unknown> | undefined;
  /**
   * The logged-in user, asked for after a login whose answer holds none, and again after each renewal: names
   * and permissions change. Default: not asked.
   */
  readonly me?: Operation<unknown, User> | undefined;
  /** The user out of the access token's claims, where neither login nor `me` tells. Default: there is none. */
  user?(claims: Claims): User | undefined;
  /** Revokes on the server. Default: the server has no such thing. */
  readonly logout?: Operation<Tokens, unknown> | undefined;
  /**
   * What `logout` reaches: `"token"` only these tokens, `"user"` every device of the user. Tokens that arrive too late
   * are revoked only with `"token"`. Default: `"token"`.
   */
  readonly logoutReach?: "token" | "user";
  /** Reads the server's field messages out of the JSON of an error. Default: {@link readFields}. */
  fields?(body: unknown): Fields;
  /**
   * The server looks at its session cookie before it looks at the token (Django's `SessionAuthentication` first). A cookie, of the
   * admin site in the same browser say, would then answer for somebody else, so signed requests go without cookies unless they or
   * the session's option `credentials` say otherwise. Default: `false`.
   */
  readonly sessionFirst?: boolean | undefined;
  /** What the answer to a signed request says about its token. Default: a 401 says `"refused"`. */
  challenge?(answer: Answer): Challenge | undefined;
  /** Sign-up, password reset and the like, offered as `session.account`. Default: none. */
  readonly account?: Operations;
}

/**
 * Describes any REST backend: gives back what it is given, with its types inferred for the session.
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
  // The second half says nothing new, but lets the readers of account operations be written without types.
  backend: Backend<Credentials, User, Operations> & { readonly account?: Account },
): Backend<Credentials, User, Operations> {
  return backend;
}

/** A backend with every default filled in: what the core works with. */
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

/** A text that ends in exactly one slash. */
export function withSlash(text: string): string {
  let end = text.length;
  while (text[end - 1] === "/") end -= 1;
  return `${text.slice(0, end)}/`;
}

/** Fills the defaults in, as the members of {@link Backend} state them, and guards every function. */
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

/** How deep forms are nested. */
const DEEPEST_FIELD = 8;

/**
 * Field messages in the shapes that Django REST framework gives them: `{ field: ["…"] }`, `{ detail: "…" }` and bare
 * lists; `detail` and `non_field_errors` stand under `""` (rest_framework/views.py, `exception_handler`). Those of nested
 * forms stand under their path: `"address.city"`, `"items.1.price"`.
 */
export function readFields(body: unknown): Fields {
  // A map, because a form may have a field of any name, "constructor" too.
  const fields = new Map<string, string[]>();
  const add = (key: string, messages: readonly string[]): void => {
    if (messages.length > 0) fields.set(key, [...(fields.get(key) ?? []), ...messages]);
  };
  const addNested = (path: string, value: unknown, depth: number): void => {
    if (!(value instanceof Object) || depth > DEEPEST_FIELD) return;
    for (const [name, part] of Object.entries(value)) {
      const key = name === "non_field_errors" ? path : `${path}.${name}`;
      // Only a list holds messages here: elsewhere texts are codes and names.
      if (Array.isArray(part)) add(key, part.filter(isText));
      addNested(key, part, depth + 1);
    }
  };
  const isList = Array.isArray(body);
  if (isList) add("", body.filter(isText));
  for (const [name, value] of Object.entries(body instanceof Object ? body : {})) {
    const isGeneral = name === "detail" || name === "non_field_errors";
    // simplejwt's own `code` is a word, a form field's messages are a list.
    if (!isList && (name !== "code" || Array.isArray(value)))
      add(isGeneral ? "" : name, [value].flat().filter(isText));
    if (!isGeneral) addNested(name, value, 1);
  }
  return Object.fromEntries(fields);
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}
