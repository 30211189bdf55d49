/** The tokens of allauth headless: session tokens, and the JWTs of its other strategy. */
import { type AllauthRules, type AllauthSession, userOf } from "./allauth-sessions.ts";
import { readKey, refused } from "./authtoken-keys.ts";
import { hmacHex } from "./digest.ts";
import type { Authenticate } from "./drf.ts";
import { type Payload, seconds, sign, verify } from "./jwt.ts";
import { findUser, nextId, remember, type State, type User } from "./state.ts";

/** The tokens of a session that somebody has just logged in to. */
export function grantJwts(
  rules: AllauthRules,
  state: State,
  token: string,
  user: User,
  now: number,
): { readonly access_token: string; readonly refresh_token: string } {
  const session = state.sessions[token] as AllauthSession;
  const access_token = makeJwt(rules, state, token, user, "access", now).jwt;
  const refresh = makeJwt(rules, state, token, user, "refresh", now);
  session.refresh[refresh.jti] = refresh.exp;
  return { access_token, refresh_token: refresh.jwt };
}

/** `tokens/refresh`: the new tokens, or `null` for a token that is refused. */
export function renewJwts(
  rules: AllauthRules,
  state: State,
  given: string,
  now: number,
): object | null {
  const payload = readJwt(state, given, "refresh", now);
  const token = payload && tokenOf(state, payload);
  const session = token ? state.sessions[token] : undefined;
  const user = userOf(state, session);
  const jti = String(payload?.jti);
  if (!token || !session || !user || !(jti in session.refresh)) return null;
  if (!rules.rotate) return { access_token: makeJwt(rules, state, token, user, "access", now).jwt };
  delete session.refresh[jti];
  return grantJwts(rules, state, token, user, now);
}

/** The session token that a request carries: in its own header, or in the session of its access token. */
export function sessionTokenOf(
  rules: AllauthRules,
  state: State,
  headers: Readonly<Record<string, string>>,
  now: number,
): string | null {
  const own = headers["x-session-token"];
  if (own) return own;
  if (rules.strategy === "session") return null;
  const [scheme, jwt = ""] = (headers.authorization ?? "").split(" ");
  if (scheme?.toLowerCase() !== rules.scheme.toLowerCase()) return null;
  const payload = readJwt(state, jwt, "access", now);
  // A session that is over has no token any more. Its id is no token either, so it is unknown.
  return payload && (tokenOf(state, payload) ?? String(payload.sid));
}

/** allauth's authentication class for Django REST framework: `XSessionTokenAuthentication` or `JWTTokenAuthentication`. */
export function authenticateAllauth(rules: AllauthRules): Authenticate {
  if (rules.strategy === "session")
    return (state, token = "") => {
      const user = userOf(state, state.sessions[token]);
      return user && { user, token };
    };
  return (state, authorization, now) => {
    const jwt = readKey(authorization, rules.scheme);
    if (jwt === null) return null;
    const payload = readJwt(state, jwt, "access", now);
    const user = payload && userOfJwt(rules, state, payload);
    if (!user) throw refused("Invalid token.");
    return { user, token: jwt };
  };
}

/** Without stateful validation nobody looks whether the session is over or the user active. */
function userOfJwt(rules: AllauthRules, state: State, payload: Payload): User | null {
  if (!rules.stateful) return findUser(state, "id", payload.sub) ?? null;
  const token = tokenOf(state, payload);
  return token ? userOf(state, state.sessions[token]) : null;
}

function makeJwt(
  rules: AllauthRules,
  state: State,
  token: string,
  { id }: User,
  use: "access" | "refresh",
  now: number,
): { readonly jwt: string; readonly jti: string; readonly exp: number } {
  const iat = seconds(now);
  const exp = iat + Math.ceil(rules[use] / 1000);
  const jti = uuid(nextId(state));
  const sid = sidOf(state, token);
  remember(state, jti, { kind: use, user: id, exp }, now);
  const jwt = sign(state.key, { iat, exp, sid, jti, token_use: use, sub: String(id) });
  return { jwt, jti, exp };
}

function readJwt(
  state: State,
  jwt: string,
  use: "access" | "refresh",
  now: number,
): Payload | null {
  const payload = verify(state.key, jwt, now);
  if (typeof payload === "string" || payload.token_use !== use) return null;
  if (String(payload.jti) in state.expired) return null;
  return payload;
}

/** The session in a JWT. allauth encrypts the token, so that nobody can use it. */
function sidOf(state: State, token: string): string {
  return hmacHex(state.key, `sid ${token}`);
}

function tokenOf(state: State, { sid }: Payload): string | undefined {
  return Object.keys(state.sessions).find((token) => sidOf(state, token) === sid);
}

function uuid(id: string): string {
  const parts = [id.slice(0, 8), id.slice(8, 12), id.slice(12, 16), id.slice(16, 20)];
  return [...parts, id.slice(20, 32)].join("-");
}
