/** What django-oauth-toolkit remembers of a login: the newest access token and refresh token, and those spent before. */
import type { Authenticate } from "./drf.ts";
import { json, Refusal, type ServerResponse } from "./http.ts";
import { noStore, type OAuth2Clients, oauthError } from "./oauth2-clients.ts";
import { findUser, nextId, type State, type User } from "./state.ts";

/** The settings of django-oauth-toolkit, with all defaults filled in. */
export interface OAuth2Rules {
  readonly clients: OAuth2Clients;
  readonly scopes: readonly string[];
  readonly loginField: "username" | "email";
  /** `ACCESS_TOKEN_EXPIRE_SECONDS`, in milliseconds. */
  readonly access: number;
  /** `REFRESH_TOKEN_EXPIRE_SECONDS`, in milliseconds. */
  readonly refresh: number;
  readonly rotate: boolean;
  readonly reuseProtection: boolean;
}

/** A login and all that it was renewed to. */
export interface OAuth2Grant {
  readonly user: number | string;
  /** The id of the client. */
  readonly client: string;
  scopes: readonly string[];
  access: string;
  /** When the access token expires, in milliseconds. */
  expiresAt: number;
  /** Whether the access token counts as expired already. */
  isCutShort: boolean;
  refresh: string;
  /** Refresh tokens that were rotated, if somebody must notice that they come again. */
  readonly spent: string[];
}

/** The answer to a login: new tokens. */
export function grantTokens(
  rules: OAuth2Rules,
  state: State,
  login: Pick<OAuth2Grant, "user" | "client" | "scopes">,
  now: number,
): ServerResponse {
  state.grants = state.grants.filter((grant) => !isOver(rules, grant, now));
  const grant: OAuth2Grant = {
    ...login,
    ...newAccess(rules, state, now),
    refresh: newToken(state),
    spent: [],
  };
  state.grants.push(grant);
  return show(rules, grant);
}

/**
 * The grant of a refresh token. Throws `invalid_grant` for an unknown, spent or expired one, and for that of another client. With reuse
 * protection, a spent one ends its grant.
 */
export function readRefresh(
  rules: OAuth2Rules,
  state: State,
  token: string,
  client: string,
  now: number,
): OAuth2Grant {
  const reused = state.grants.find(({ spent }) => spent.includes(token));
  if (reused) endGrant(state, reused);
  const grant = state.grants.find(({ refresh }) => refresh === token);
  const isGood = grant?.client === client && !isOver(rules, grant, now);
  if (isGood && findUser(state, "id", grant.user)) return grant;
  throw oauthError("invalid_grant");
}

/** The answer to a refresh. The access token from before is gone, and with rotation the refresh token too. */
export function renewTokens(
  rules: OAuth2Rules,
  state: State,
  grant: OAuth2Grant,
  scopes: readonly string[],
  now: number,
): ServerResponse {
  if (rules.rotate) {
    if (rules.reuseProtection) grant.spent.push(grant.refresh);
    grant.refresh = newToken(state);
  }
  Object.assign(grant, newAccess(rules, state, now), { scopes });
  return show(rules, grant);
}

/** Revokes an access token or a refresh token of this client, and the other one with it. */
export function revokeToken(state: State, token: string, client: string): void {
  const grant = state.grants.find(({ access, refresh }) => token === access || token === refresh);
  if (grant?.client === client) endGrant(state, grant);
}

/** Deletes all tokens of a user. */
export function revokeGrants(state: State, userId: number | string): void {
  state.grants = state.grants.filter(({ user }) => user !== userId);
}

/**
 * The toolkit's `OAuth2Authentication` for Django REST framework. It does not ask whether the user is active. A bad token counts as none,
 * and only the challenge tells.
 */
export const authenticateOAuth2: Authenticate = (state, authorization = "", now) => {
  const [scheme, token, ...rest] = authorization.split(/\s+/).filter(Boolean);
  if (scheme?.toLowerCase() !== "bearer" || token === undefined || rest.length > 0) return null;
  const grant = state.grants.find(({ access }) => access === token);
  const user = grant && findUser(state, "id", grant.user);
  if (!user) throw badToken("The access token is invalid.");
  if (grant.isCutShort || grant.expiresAt <= now) throw badToken("The access token has expired.");
  return { user, token };
};

/** The user with these credentials. Throws `invalid_grant`. */
export function readUser(
  { loginField }: OAuth2Rules,
  state: State,
  username: string,
  password: string,
): User {
  const user = findUser(state, loginField, username);
  if (user?.active && user.password === password) return user;
  throw oauthError("invalid_grant", "Invalid credentials given.");
}

function badToken(description: string): Refusal {
  const challenge = `Bearer realm="api",error="invalid_token",error_description="${description}"`;
  const detail = "Authentication credentials were not provided.";
  return new Refusal(401, { detail }, { "WWW-Authenticate": challenge });
}

function endGrant(state: State, ended: OAuth2Grant): void {
  state.grants = state.grants.filter((grant) => grant !== ended);
}

/** The life of a refresh token begins when the access token beside it ends. */
function isOver({ refresh }: OAuth2Rules, { expiresAt }: OAuth2Grant, now: number): boolean {
  return expiresAt + refresh <= now;
}

function newAccess(
  rules: OAuth2Rules,
  state: State,
  now: number,
): Pick<OAuth2Grant, "access" | "expiresAt" | "isCutShort"> {
  const expiresAt = now + wholeSeconds(rules.access) * 1000;
  return { access: newToken(state), expiresAt, isCutShort: false };
}

/** As long as a token of oauthlib. */
function newToken(state: State): string {
  return nextId(state).slice(0, 30);
}

function wholeSeconds(milliseconds: number): number {
  return Math.ceil(milliseconds / 1000);
}

/** The answer of RFC 6749 §5.1. */
function show(rules: OAuth2Rules, { access, refresh, scopes }: OAuth2Grant): ServerResponse {
  const tokens = {
    access_token: access,
    expires_in: wholeSeconds(rules.access),
    token_type: "Bearer",
    scope: scopes.join(" "),
    refresh_token: refresh,
  };
  return json(200, tokens, noStore);
}
