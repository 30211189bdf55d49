/** The tokens of django-oauth-toolkit: opaque pairs, of which both end when one is revoked or renewed. */
import { hmacHex } from "./digest.ts";
import type { Authenticate } from "./drf.ts";
import { Refusal } from "./http.ts";
import { findUser, nextId, remember, type State, type User } from "./state.ts";

/** How long the tokens live, in milliseconds. */
export interface OAuth2Lifetimes {
  readonly access: number;
  readonly refresh: number;
}

/** A new pair. */
export interface OAuth2Pair {
  readonly access: string;
  readonly refresh: string;
  /** How long the access token lives, in seconds. */
  readonly expiresIn: number;
}

/** Issues a pair. */
export function issuePair(
  { access: accessLife, refresh: refreshLife }: OAuth2Lifetimes,
  state: State,
  { id }: User,
  now: number,
): OAuth2Pair {
  const serial = nextId(state);
  const [access, refresh] = ["access", "refresh"].map((kind) =>
    hmacHex(state.key, `oauth2 ${kind} ${serial}`).slice(0, 30),
  ) as [string, string];
  const expiresIn = Math.ceil(accessLife / 1000);
  const lives = { user: id, exp: now / 1000 + expiresIn };
  remember(state, access, { ...lives, kind: "oauth2-access", twin: refresh }, now);
  const renewable = { user: id, exp: (now + refreshLife) / 1000 };
  remember(state, refresh, { ...renewable, kind: "oauth2-refresh", twin: access }, now);
  return { access, refresh, expiresIn };
}

/** The user to whom this refresh token still grants tokens. It is asked of nobody whether the user is active. */
export function renewableUser(state: State, refresh: string, now: number): User | undefined {
  const issued = state.issued[refresh];
  if (issued?.kind !== "oauth2-refresh" || issued.exp * 1000 <= now) return undefined;
  return findUser(state, "id", issued.user);
}

/** Ends a token and its twin. */
export function endPair(state: State, token: string): void {
  const twin = state.issued[token]?.twin;
  if (twin === undefined) return;
  delete state.issued[token];
  delete state.issued[twin];
}

/** Ends all tokens of a user. */
export function endPairs(state: State, userId: number | string): void {
  for (const [token, { user }] of Object.entries(state.issued))
    if (user === userId) endPair(state, token);
}

/** `OAuth2Authentication`. An inactive user's token is accepted. */
export const authenticateOAuth2: Authenticate = (state, authorization, now) => {
  const [scheme, token = "", ...rest] = (authorization ?? "").split(" ");
  if (scheme?.toLowerCase() !== "bearer" || rest.length > 0) return null;
  const issued = state.issued[token];
  if (issued?.kind !== "oauth2-access") throw refused("The access token is invalid.");
  if (issued.exp * 1000 <= now || token in state.expired)
    throw refused("The access token has expired.");
  const user = findUser(state, "id", issued.user);
  if (!user) throw refused("The access token is invalid.");
  return { user, token };
};

/** Django REST framework says nothing of the reason in the body, only in the header. */
function refused(reason: string): Refusal {
  const challenge = `Bearer realm="api",error="invalid_token",error_description="${reason}"`;
  const body = { detail: "Authentication credentials were not provided." };
  return new Refusal(401, body, { "WWW-Authenticate": challenge });
}
