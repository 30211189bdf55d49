/** The tokens of djangorestframework-simplejwt: issues, reads, renews and refuses them. */
import { hmacHex } from "./digest.ts";
import { type Authenticate, type Route, tokenFree, type View } from "./drf.ts";
import { readFields } from "./fields.ts";
import { Crash, json, Refusal } from "./http.ts";
import { type Payload, seconds, sign, verify } from "./jwt.ts";
import { findUser, nextId, remember, type State, type User } from "./state.ts";

/**
 * A release of simplejwt. They differ in
 *
 * | | `"5.3"` (5.0 to 5.3.1) | `"5.4"` | `"5.5.0"` | `"5.5.1"` |
 * |---|---|---|---|---|
 * | refresh, inactive user | 200 | 401 | 401 | 401 |
 * | refresh, deleted user | 200 | 500 | 500 | 500 |
 * | text for an expired token | "Token is invalid or expired" | the same | "Token is expired" | the same |
 * | `user_id` claim | as in the database | the same | the same | a string |
 * | `iat` of a refreshed access token | the login's | the login's | the login's | its own |
 */
export type SimpleJwtVersion = "5.3" | "5.4" | "5.5.0" | "5.5.1";

/** The settings of simplejwt, with all defaults filled in. */
export interface SimpleJwtRules {
  readonly version: SimpleJwtVersion;
  readonly scheme: string;
  readonly loginField: "username" | "email";
  /** How long an access or sliding token lives, in milliseconds. */
  readonly access: number;
  /** How long a refresh token lives, or a sliding token can be renewed, in milliseconds. */
  readonly refresh: number;
  readonly rotate: boolean;
  readonly blacklist: boolean;
  readonly revokeOnPasswordChange: boolean;
  /** The kinds of token that sign requests. */
  readonly accepts: readonly ("access" | "sliding")[];
}

type Kind = "access" | "refresh" | "sliding";

const CLASSES = {
  access: "AccessToken",
  refresh: "RefreshToken",
  sliding: "SlidingToken",
} as const;

/** `POST token/`: a pair of tokens, or one sliding token. */
export function obtain(rules: SimpleJwtRules, kind: "pair" | "sliding"): View {
  return ({ state, now, data }) => {
    const fields = readFields(data(), { [rules.loginField]: {}, password: {} });
    const user = findUser(state, rules.loginField, fields[rules.loginField]);
    if (!user?.active || user.password !== fields.password) {
      const detail = "No active account found with the given credentials";
      throw refused(rules, { detail });
    }
    if (kind === "sliding") return json(200, { token: issue(rules, state, user, "sliding", now) });
    return json(200, {
      refresh: issue(rules, state, user, "refresh", now),
      access: issue(rules, state, user, "access", now),
    });
  };
}

/** `POST token/refresh/` of a pair. */
export function refreshPair(rules: SimpleJwtRules): View {
  return ({ state, now, data }) => {
    const { refresh } = readFields(data(), { refresh: { verbatim: true } });
    const payload = readForView(rules, state, refresh, "refresh", now);
    if (rules.version !== "5.3") {
      const user = findUser(state, "id", payload.user_id);
      if (!user) throw new Crash("DoesNotExist");
      if (!user.active) {
        throw refused(rules, { detail: "No active account found for the given token." });
      }
    }
    const copied = { ...payload };
    const access = renew(rules, state, copied, "access", now, rules.version !== "5.5.1");
    if (!rules.rotate) return json(200, { access });
    if (rules.blacklist) block(state, payload);
    return json(200, { access, refresh: renew(rules, state, copied, "refresh", now) });
  };
}

/** `POST token/refresh/` of a sliding token: `exp` changes, `refresh_exp` and `jti` stay the same. */
export function refreshSliding(rules: SimpleJwtRules): View {
  return ({ state, now, data }) => {
    const { token } = readFields(data(), { token: { verbatim: true } });
    const payload = readForView(rules, state, token, "sliding", now);
    if (Number(payload.refresh_exp) * 1000 <= now) {
      throw notValid(rules, "Token 'refresh_exp' claim has expired");
    }
    const moved = { ...payload, exp: seconds(now + rules.access), iat: seconds(now) };
    return json(200, { token: handOut(state, moved, "sliding", now) });
  };
}

/** `POST token/verify/` accepts any valid token. It does not check the user. */
export function verifyAny(rules: SimpleJwtRules): View {
  return ({ state, now, data }) => {
    const { token } = readFields(data(), { token: { verbatim: true } });
    const payload = readForView(rules, state, token, null, now);
    if (rules.blacklist && isBlocked(state, payload)) {
      throw new Refusal(400, { non_field_errors: ["Token is blacklisted"] });
    }
    return json(200, {});
  };
}

/** `POST token/blacklist/`. Without the blacklist app it answers 200 and does nothing. */
export function blacklistOne(rules: SimpleJwtRules): View {
  return ({ state, now, data }) => {
    const { refresh } = readFields(data(), { refresh: { verbatim: true } });
    const payload = readForView(rules, state, refresh, "refresh", now);
    if (rules.blacklist) block(state, payload);
    return json(200, {});
  };
}

/** `JWTAuthentication`. */
export function authenticateJwt(rules: SimpleJwtRules): Authenticate {
  return (state, authorization, now) => {
    const [scheme, token, ...rest] = (authorization ?? "").split(/\s+/).filter(Boolean);
    if (scheme !== rules.scheme) return null;
    if (token === undefined || rest.length > 0) {
      const detail = "Authorization header must contain two space-delimited values";
      throw new Refusal(401, { detail, code: "bad_authorization_header" });
    }
    const payload = readForRequest(rules, state, token, now);
    const user = findUser(state, "id", payload.user_id);
    if (!user) throw new Refusal(401, { detail: "User not found", code: "user_not_found" });
    if (!user.active) {
      throw new Refusal(401, { detail: "User is inactive", code: "user_inactive" });
    }
    if (rules.revokeOnPasswordChange && payload.hash_password !== passwordHash(state, user)) {
      const detail = "The user's password has been changed.";
      throw new Refusal(401, { detail, code: "password_changed" });
    }
    return { user, token };
  };
}

/** Puts every refresh and sliding token of a user on the blacklist. */
export function revokeJwt(state: State, userId: number | string): void {
  for (const [jti, { kind, user, exp }] of Object.entries(state.issued)) {
    if (user === userId && (kind === "refresh" || kind === "sliding")) state.blacklist[jti] = exp;
  }
}

/** Makes a token for a user. */
export function issue(
  rules: SimpleJwtRules,
  state: State,
  user: User,
  kind: Kind,
  now: number,
): string {
  const lifetime = kind === "refresh" ? rules.refresh : rules.access;
  const payload: Record<string, unknown> = {
    token_type: kind,
    exp: seconds(now + lifetime),
    iat: seconds(now),
    jti: nextId(state).slice(0, 32),
  };
  if (kind === "sliding") payload.refresh_exp = seconds(now + rules.refresh);
  payload.user_id = rules.version === "5.5.1" ? String(user.id) : user.id;
  if (rules.revokeOnPasswordChange) payload.hash_password = passwordHash(state, user);
  return handOut(state, payload, kind, now);
}

/** Makes a token with the claims of another one. */
export function renew(
  rules: SimpleJwtRules,
  state: State,
  from: Payload,
  kind: "access" | "refresh",
  now: number,
  keepsIssueTime = false,
): string {
  const payload = {
    ...from,
    token_type: kind,
    exp: seconds(now + rules[kind]),
    iat: keepsIssueTime ? from.iat : seconds(now),
    jti: nextId(state).slice(0, 32),
  };
  return handOut(state, payload, kind, now);
}

/** Remembers a token and signs it. */
function handOut(state: State, payload: Payload, kind: Kind, now: number): string {
  const user = findUser(state, "id", payload.user_id)?.id ?? String(payload.user_id);
  remember(state, String(payload.jti), { kind, user, exp: Number(payload.exp) }, now);
  return sign(state.key, payload);
}

function readForView(
  rules: SimpleJwtRules,
  state: State,
  token: string,
  kind: Kind | null,
  now: number,
): Payload {
  const payload = readToken(rules, state, token, kind, now);
  if (typeof payload === "string") throw notValid(rules, payload);
  return payload;
}

function readForRequest(rules: SimpleJwtRules, state: State, token: string, now: number): Payload {
  const messages: object[] = [];
  for (const kind of rules.accepts) {
    const payload = readToken(rules, state, token, kind, now);
    if (typeof payload !== "string") return payload;
    messages.push({ token_class: CLASSES[kind], token_type: kind, message: payload });
  }
  const detail = "Given token not valid for any token type";
  throw new Refusal(401, { detail, code: "token_not_valid", messages });
}

/** The payload, or the message of simplejwt about a bad token. */
export function readToken(
  rules: SimpleJwtRules,
  state: State,
  token: string,
  kind: Kind | null,
  now: number,
): Payload | string {
  const texts = textsOf(rules);
  const payload = verify(state.key, token, now);
  if (payload === "invalid") return texts.invalid;
  if (payload === "expired" || String(payload.jti) in state.expired) return texts.expired;
  const canBeBlocked = kind === "refresh" || kind === "sliding";
  if (canBeBlocked && isBlocked(state, payload)) {
    if (rules.blacklist) return "Token is blacklisted";
    return "Token is invalid";
  }
  if (kind !== null && payload.token_type !== kind) return "Token has wrong type";
  return payload;
}

/** The messages about bad tokens: from 5.5.0 on they tell an expired token from an invalid one. */
function textsOf({ version }: SimpleJwtRules): {
  readonly invalid: string;
  readonly expired: string;
} {
  if (version === "5.5.0" || version === "5.5.1")
    return { invalid: "Token is invalid", expired: "Token is expired" };
  return { invalid: "Token is invalid or expired", expired: "Token is invalid or expired" };
}

/** Whether a token is on the blacklist. */
export function isBlocked(state: State, { jti }: Payload): boolean {
  return String(jti) in state.blacklist;
}

/** Puts a token on the blacklist. */
export function block(state: State, { jti, exp }: Payload): void {
  state.blacklist[String(jti)] = Number(exp);
}

/** A digest of the password. simplejwt writes an MD5 of Django's password hash; here any digest will do. */
function passwordHash(state: State, { password }: User): string {
  return hmacHex(state.key, `password ${password}`).slice(0, 32).toUpperCase();
}

function notValid(rules: SimpleJwtRules, detail: string): Refusal {
  return refused(rules, { detail, code: "token_not_valid" });
}

/** A 401 of the token views. They send their own challenge, whatever class authenticates other requests. */
function refused({ scheme }: SimpleJwtRules, body: unknown): Refusal {
  return new Refusal(401, body, { "WWW-Authenticate": `${scheme} realm="api"` });
}

/** A route of a token view: open to everybody, and without reading `Authorization`. */
export function tokenRoute(path: string, view: View): Route {
  return tokenFree(path, { POST: view });
}
