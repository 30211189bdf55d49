/** The tokens of django-rest-knox: opaque, a new one for each login, with an end that the server may move. */
import { readKey, refused } from "./authtoken-keys.ts";
import { hmacHex } from "./digest.ts";
import type { Authenticate, View } from "./drf.ts";
import { json, Refusal, type ServerResponse } from "./http.ts";
import { findUser, type Issued, nextId, remember, type State, type User } from "./state.ts";

/** The settings of knox, with all defaults filled in. */
export interface KnoxRules {
  readonly scheme: string;
  readonly loginField: "username" | "email";
  /** `TOKEN_TTL`, in milliseconds. */
  readonly ttl: number;
  readonly autoRefresh: boolean;
  /** `MIN_REFRESH_INTERVAL`, in milliseconds. */
  readonly minRefreshInterval: number;
  /** `TOKEN_LIMIT_PER_USER`. */
  readonly tokenLimit: number;
  readonly includeUser: boolean;
}

/** The answer to a login: a new token, unless the user has too many. */
export function grantKnox(rules: KnoxRules, state: State, user: User, now: number): ServerResponse {
  const tokens = tokensOf(state, user.id).filter(([, { exp }]) => exp * 1000 > now);
  if (tokens.length >= rules.tokenLimit) {
    throw new Refusal(403, { error: "Maximum amount of tokens allowed per user exceeded." });
  }
  const token = hmacHex(state.key, `knox ${nextId(state)}`);
  const expiresAt = now + rules.ttl;
  remember(state, token, { kind: "knox", user: user.id, exp: expiresAt / 1000 }, now);
  const answer = { expiry: microseconds(expiresAt), token };
  if (!rules.includeUser) return json(200, answer);
  return json(200, { ...answer, user: { [rules.loginField]: user[rules.loginField] } });
}

/** knox's `TokenAuthentication`. With `AUTO_REFRESH` it moves the end of the token. */
export function authenticateKnox(rules: KnoxRules): Authenticate {
  return (state, authorization, now) => {
    const token = readKey(authorization, rules.scheme);
    if (token === null) return null;
    const issued = state.issued[token];
    const isKnown = issued?.kind === "knox" && issued.exp * 1000 > now;
    if (!isKnown || token in state.expired) throw refused("Invalid token.");
    const user = findUser(state, "id", issued.user);
    if (!user) throw refused("Invalid token.");
    if (rules.autoRefresh) renew(rules, state, token, issued, now);
    if (!user.active) throw refused("User inactive or deleted.");
    return { user, token };
  };
}

/** LogoutView: deletes this token. */
export const logoutKnox: View = ({ state, token }) => {
  if (token !== null) delete state.issued[token];
  return json(204);
};

/** LogoutAllView: deletes all tokens of the user. */
export const logoutAllKnox: View = ({ state, user }) => {
  if (user) revokeKnox(state, user.id);
  return json(204);
};

/** Deletes all tokens of a user. */
export function revokeKnox(state: State, userId: number | string): void {
  for (const [token] of tokensOf(state, userId)) delete state.issued[token];
}

function tokensOf(state: State, userId: number | string): [token: string, Issued][] {
  return Object.entries(state.issued).filter(
    ([, { kind, user }]) => kind === "knox" && user === userId,
  );
}

/** Moves the end of a token, but not at every request (`MIN_REFRESH_INTERVAL`). */
function renew(rules: KnoxRules, state: State, token: string, issued: Issued, now: number): void {
  const exp = (now + rules.ttl) / 1000;
  if ((exp - issued.exp) * 1000 <= rules.minRefreshInterval) return;
  state.issued[token] = { ...issued, exp };
}

/** An instant as DRF writes it: `"2026-11-22T07:07:45.698000Z"`. */
export function microseconds(at: number): string {
  return new Date(at).toISOString().replace("Z", "000Z");
}
