/** OAuth 2.0 token endpoints of one's own server: the password grant, the refresh token grant, and revocation. */
import type { AccountOperation, Backend, Grant, Operation, Tokens } from "@sojourn/core";
import {
  isInvalidGrant,
  meansOf,
  members,
  readErrors,
  readTokens,
  refusesCredentials,
} from "./answers.ts";

/** The data of the login form (RFC 6749 §4.3.2). */
export interface OAuth2Credentials {
  /** The login name, or whatever the server takes for it. */
  username: string;
  /** The password. */
  password: string;
}

/** The account operations of a server without a user endpoint. */
export type NoAccount = Record<never, never>;

/** The account operations of a server with a user endpoint. */
export type UserAccount<User> = {
  /** Asks again who is logged in, and updates the session's user. */
  readonly me: AccountOperation<void, User>;
};

/** The user of a server that tells nothing about its users: an object without members. Set `user` to get some. */
export type UnknownUser = Readonly<Record<never, never>>;

/** Makes your own user from JSON. */
export interface OAuth2UserReader<User> {
  /** Reads the user. Return `undefined` if the JSON does not look as expected. */
  read(from: Readonly<Record<string, unknown>>): User | undefined;
}

/** Where the user comes from. */
export interface OAuth2UserOption<User> extends OAuth2UserReader<User> {
  /**
   * The endpoint for the current user, relative to `baseUrl`: `"me/"`, or OpenID Connect's `"userinfo"`. Default: no request; `read`
   * gets the claims of the access token, which must be a JWT.
   */
  readonly path?: string | undefined;
}

/** A user that comes from an endpoint. */
export interface OAuth2UserEndpoint<User> extends OAuth2UserReader<User> {
  /** The endpoint for the current user, relative to `baseUrl`. */
  readonly path: string;
}

/** The options of {@link oauth2}. */
export interface OAuth2Options<User> {
  /** The URL that all paths are relative to. Requests to any address below it are signed. */
  readonly baseUrl: string;
  /** The paths relative to `baseUrl`. They may also be whole URLs, on another host. */
  readonly paths?:
    | {
        /** The token endpoint. Default: `"token"`. */
        readonly token?: string | undefined;
        /** The revocation endpoint (RFC 7009). Default: the server has none. */
        readonly revoke?: string | null | undefined;
      }
    | undefined;
  /** The id of your app at the server. Default: none is sent. */
  readonly clientId?: string | undefined;
  /**
   * The secret of a confidential client. Id and secret are then sent as HTTP Basic authentication (RFC 6749 §2.3.1). Everybody can read
   * a secret that is in a page: set it only where the server insists. Default: a public client, whose id is in the form.
   */
  readonly clientSecret?: string | undefined;
  /** The scope to ask for, separated by blanks (§3.3). Default: none is sent, and the server decides. */
  readonly scope?: string | undefined;
  /** More parameters for the token endpoint: `{ audience: "…" }`. Default: none. */
  readonly parameters?: Readonly<Record<string, string>> | undefined;
  /** Set `false` if the server grants no refresh tokens. The session then ends when the access token does. Default: `true`. */
  readonly refresh?: boolean | undefined;
  /** Your own user, from an endpoint or from the claims of a JWT. Default: no request; the user is an empty object. */
  readonly user?: OAuth2UserOption<User> | undefined;
}

/** What the factory was given, or nothing if that is no object: `createSession` then says that there is no `baseUrl`. */
function given<Options extends object>(options: Options): Options {
  return Object(options);
}

/** Text as in a form: the two halves of Basic authentication are encoded so (RFC 6749 §2.3.1). */
function formEncoded(value: string): string {
  return new URLSearchParams([["", value]]).toString().slice(1);
}

/** How the client tells the server who it is: in a header, or in the form. */
function clientOf({
  clientId = "",
  clientSecret,
}: Pick<OAuth2Options<never>, "clientId" | "clientSecret">): {
  readonly headers: Readonly<Record<string, string>>;
  readonly form: Readonly<Record<string, string>>;
} {
  if (clientSecret !== undefined) {
    const pair = `${formEncoded(clientId)}:${formEncoded(clientSecret)}`;
    return { headers: { Authorization: `Basic ${btoa(pair)}` }, form: {} };
  }
  if (clientId === "") return { headers: {}, form: {} };
  return { headers: {}, form: { client_id: clientId } };
}

/**
 * A server of your own with an OAuth 2.0 token endpoint: the password grant (RFC 6749 §4.3), the refresh token grant (§6) and
 * revocation (RFC 7009). For example django-oauth-toolkit, or FastAPI's `OAuth2PasswordRequestForm`.
 *
 * It is for first-party apps, in which people type their password into your own page. To log in at somebody else's server, use its
 * own page and give the tokens to `session.adopt()`.
 *
 * `invalid_grant` is a refusal. `invalid_client`, `unauthorized_client`, `unsupported_grant_type` and `invalid_scope` are mistakes of
 * the set-up: `misconfigured`. They end no session.
 *
 * @example
 * ```ts
 * import { createSession } from "@sojourn/core";
 * import { oauth2 } from "@sojourn/oauth2";
 *
 * // django-oauth-toolkit, mounted at o/
 * const session = createSession({
 *   backend: oauth2({
 *     baseUrl: "https://api.example.com/",
 *     paths: { token: "o/token/", revoke: "o/revoke_token/" },
 *     clientId: "my-app",
 *     user: {
 *       path: "me/",
 *       read: ({ username }) => (typeof username === "string" ? { username } : undefined),
 *     },
 *   }),
 * });
 * await session.login({ username: "alice", password: "correct horse" });
 * ```
 *
 * @example
 * ```ts
 * import { createSession } from "@sojourn/core";
 * import { oauth2 } from "@sojourn/oauth2";
 *
 * // FastAPI's tutorial: a JWT, no refresh token, no client
 * const session = createSession({
 *   backend: oauth2({
 *     baseUrl: "https://api.example.com/",
 *     refresh: false,
 *     user: { read: ({ sub }) => (typeof sub === "string" ? { username: sub } : undefined) },
 *   }),
 * });
 * ```
 */
export function oauth2<User>(
  options: OAuth2Options<User> & { readonly user: OAuth2UserEndpoint<User> },
): Backend<OAuth2Credentials, User, UserAccount<User>>;
/** The same without a user endpoint. */
export function oauth2<User = UnknownUser>(
  options: OAuth2Options<User>,
): Backend<OAuth2Credentials, User, NoAccount>;
export function oauth2<User>(options: OAuth2Options<User>): Backend<OAuth2Credentials, User> {
  const own = given(options);
  const { baseUrl, scope, parameters, refresh = true, user } = own;
  const { token = "token", revoke } = own.paths ?? {};
  const client = clientOf(own);
  const asked = { ...client.form, ...(scope && { scope }), ...parameters };
  const post = {
    method: "POST",
    path: token,
    headers: () => client.headers,
    means: meansOf,
  } as const;
  const form = (fields: Readonly<Record<string, string>>) =>
    new URLSearchParams({ ...fields, ...asked });
  const renewal: Operation<Tokens, Grant<User>> = {
    ...post,
    body: (tokens) => form({ grant_type: "refresh_token", refresh_token: tokens.refresh ?? "" }),
    read: readTokens,
    rejects: isInvalidGrant,
  };
  return {
    name: "oauth2",
    baseUrl,
    fields: readErrors,
    login: {
      ...post,
      body: ({ username, password }) => form({ grant_type: "password", username, password }),
      read: readLogin(user),
      rejects: refusesCredentials,
    },
    ...(refresh && { refresh: renewal }),
    ...(revoke && {
      logout: { ...post, path: revoke, body: (tokens) => revocation(tokens, client.form) },
    }),
    ...userFrom(user),
  };
}

/** A reader for the answer to a login. Without the option, the type User can only be UnknownUser. */
function readLogin<User>(
  user: OAuth2UserOption<User> | undefined,
): (body: unknown) => Grant<User> | undefined {
  if (user) return readTokens;
  return (body) => {
    const granted = readTokens(body);
    return granted && { ...granted, user: {} as User };
  };
}

/** The form that revokes the refresh token, and with it the access tokens that it bought; or else the access token (RFC 7009 §2.1). */
function revocation(
  { access, refresh }: Tokens,
  client: Readonly<Record<string, string>>,
): URLSearchParams {
  if (refresh !== null)
    return new URLSearchParams({ token: refresh, token_type_hint: "refresh_token", ...client });
  return new URLSearchParams({ token: access, token_type_hint: "access_token", ...client });
}

/** Where the user comes from: the endpoint of the option, or the claims. */
function userFrom<User>(
  option: OAuth2UserOption<User> | undefined,
): Partial<Pick<Backend<never, User, UserAccount<User>>, "me" | "account" | "user">> {
  if (!option) return {};
  if (option.path === undefined) return { user: option.read };
  const me: Operation<unknown, User> = {
    method: "GET",
    path: option.path,
    signed: true,
    read: (body) => option.read(members(body)),
    rejects: ({ status }) => status === 401,
  };
  return { me, account: { me: { ...me, after: "user" } } };
}
