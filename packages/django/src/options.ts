/** The types of the options that the factories share: how users log in, and where the user comes from. */
import type { AccountOperation } from "@sojourn/core";

/** A JSON object: a body, or the claims of a token. Check each member before you use it. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The data of the login form: the login field and `password`. */
export type Credentials<Field extends string> = { [Name in Field | "password"]: string };

/** The account operations of a backend that offers none. */
export type NoAccount = Record<never, never>;

/** The account operations of a backend that has nothing but an endpoint for the current user. */
export type UserAccount<User> = {
  /** Asks again who is logged in, and updates the session's user. */
  readonly me: AccountOperation<void, User>;
};

/** The user of a server that tells nothing about its users: an object without members. Set `user` to get some. */
export type UnknownUser = Readonly<Record<never, never>>;

/** Makes your own user from the JSON of the server. */
export interface UserReader<User> {
  /**
   * Reads the user from a JSON object. Return `undefined` if the object does not look as expected. The result is the
   * session's `user`: typed everywhere, and stored with the session.
   */
  read(from: JsonObject): User | undefined;
}

/** Where your own user comes from. */
export interface UserOption<User> extends UserReader<User> {
  /**
   * The endpoint for the current user, relative to `baseUrl` and spelled as on the server: `"me/"`. It is requested
   * with GET after login, and `read` gets its JSON. Default: no request; `read` gets the claims of the token.
   */
  readonly path?: string | undefined;
}

/** Where the user comes from on servers with opaque tokens. */
export interface UserEndpoint<User> extends UserReader<User> {
  /** The endpoint for the current user, relative to `baseUrl` and spelled as on the server: `"me/"`. */
  readonly path: string;
}

/** Options whose `user` has a `path`: the backend then has the account operation `me`. */
export type WithUserEndpoint<Options, User> = Options & { readonly user: UserEndpoint<User> };

/** The option that every factory needs. */
export interface CommonOptions {
  /** The URL that all paths are relative to: `"https://api.example.com/api/"`, or `"/api/"` on the page's own origin. */
  readonly baseUrl: string;
}

/** The option for servers with another login field. */
export interface UsernameOption<Field extends string> {
  /**
   * The login field, Django's `USERNAME_FIELD`. `"email"` types the credentials as
   * `{ email: string; password: string }`. They are sent unchanged. Default: `"username"`.
   */
  readonly usernameField?: Field | undefined;
}

/** The option for servers that read the token from another header. */
export interface HeaderNameOption {
  /**
   * The header that carries the token: the server's `AUTH_HEADER_NAME`, spelled as in its settings
   * (`"HTTP_X_ACCESS_TOKEN"`) or as in HTTP (`"X-Access-Token"`). If the page has another origin, the server must allow
   * the header in `CORS_ALLOW_HEADERS`. Default: `"Authorization"`.
   */
  readonly headerName?: string | undefined;
}

/** The option for servers that answer 403 where they mean 401. */
export interface SessionFirstOption {
  /**
   * Set `true` if the server lists `SessionAuthentication` before the class of the token. Such a server answers a dead
   * token with 403, like a missing permission, and the body does not tell them apart (wire: `session-first/*`). After a
   * 403 the session then asks the server whether the token is still valid. Signed requests are sent without cookies,
   * because a cookie of Django's admin site would authenticate its own user. Default: `false`.
   */
  readonly sessionFirst?: boolean | undefined;
}
