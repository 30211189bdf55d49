/** The options that the factories share, as types: who logs in with what, and where the user comes from. */

/** A JSON object: a body, or the claims of a token. Its members are checked before they are believed. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** What the login form sends: the field that names the user, and `password`. */
export type Credentials<Field extends string> = { [Name in Field | "password"]: string };

/** The account operations of a backend that has none. */
export type NoAccount = Record<never, never>;

/** Makes your own user out of what the server says. */
export interface UserReader<User> {
  /**
   * Reads the user out of a JSON object; `undefined` means that it does not look as expected. What it gives back is
   * typed everywhere as the `user` of the session, and is stored with it.
   */
  read(from: JsonObject): User | undefined;
}

/** Where the user comes from, when it is not the default one. */
export interface UserOption<User> extends UserReader<User> {
  /**
   * The path below `baseUrl` that tells who is logged in, as the server spells it: `"me/"`. It is asked with GET after
   * login, and `read` gets its JSON. Default: nothing is asked, and `read` gets the claims of the token.
   */
  readonly path?: string | undefined;
}

/** Where the user comes from, on servers whose tokens say nothing. */
export interface UserEndpoint<User> extends UserReader<User> {
  /** The path below `baseUrl` that tells who is logged in, as the server spells it: `"me/"`. */
  readonly path: string;
}

/** What every factory needs to know. */
export interface CommonOptions {
  /** Where all paths start: `"https://api.example.com/api/"`, or `"/api/"` at the page's own origin. */
  readonly baseUrl: string;
}

/** The option of servers that log in by another name. */
export interface UsernameOption<Field extends string> {
  /**
   * The login field, as Django's `USERNAME_FIELD` names it: `"email"` types the credentials as
   * `{ email: string; password: string }`, which are sent as they are given. Default: `"username"`.
   */
  readonly usernameField?: Field | undefined;
}

/** The option of servers that read the token from another header. */
export interface HeaderNameOption {
  /**
   * The header that carries the token, the server's `AUTH_HEADER_NAME`, as the settings spell it
   * (`"HTTP_X_ACCESS_TOKEN"`) or as HTTP does (`"X-Access-Token"`). For a page of another origin the server has to allow
   * it: `CORS_ALLOW_HEADERS`. Default: `"Authorization"`.
   */
  readonly headerName?: string | undefined;
}

/** The option of servers that answer 403 where 401 is meant. */
export interface SessionFirstOption {
  /**
   * The server lists `SessionAuthentication` before the token's class, so a dead token is answered with 403, like a
   * missing permission, and nothing in the body tells them apart (wire: `session-first/*`). With `true` a 403 is
   * followed by a question to the server whether the token is still good, and signed requests go without cookies: one of
   * Django's admin site would answer for its own user. Default: `false`.
   */
  readonly sessionFirst?: boolean | undefined;
}
