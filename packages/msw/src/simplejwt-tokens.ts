/** The tokens of djangorestframework-simplejwt: how they are made, read, renewed and refused. */

import { hmacHex } from "./digest.ts";
import type { Authenticate, Route, View } from "./drf.ts";
import { readFields } from "./fields.ts";
import { Crash, json, Refusal } from "./http.ts";
import { type Payload, seconds, sign, verify } from "./jwt.ts";
import { findUser, nextId, remember, type State, type User } from "./state.ts";

/**
 * A simplejwt release, for what differs between them:
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

/** The settings of simplejwt, all filled in. */
export interface SimpleJwtRules {
  readonly version: SimpleJwtVersion;
  readonly scheme: string;
  readonly loginField: "username" | "email";
  /** Milliseconds an access or sliding token lives. */
  readonly access: number;
  /** Milliseconds a refresh token lives, or a sliding token can be renewed. */
  readonly refresh: number;
  readonly rotate: boolean;
  readonly blacklist: boolean;
  readonly revokeOnPasswordChange: boolean;
  /** What signs requests. */
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

/** `POST token/refresh/` of a sliding token: `exp` moves, `refresh_exp` and `jti` stay. */
export function refreshSliding(rules: SimpleJwtRules): View {
  return ({ state, now, data }) => {
    const { token } = readFields(data(), { token: { verbatim: true } });
    const payload = readForView(rules, state, token, "sliding", now);
    if (Number(payload.refresh_exp) * 1000 <= now) {
      throw notValid(rules, "Token 'refresh_exp' claim has expired");
    }
    const moved = { ...payload, exp: seconds(now + rules.access), iat: seconds(now) };
    return json(200, { token: hand(state, moved, "sliding", now) });
  };
}

/** `POST token/verify/`: any token that is good. The user is not looked at. */
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

/** `POST token/blacklist/`: without the blacklist app it answers 200 and does nothing. */
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

function issue(rules: SimpleJwtRules, state: State, user: User, kind: Kind, now: number): string {
  const payload = {
    token_type: kind,
    exp: seconds(now + (kind === "refresh" ? rules.refresh : rules.access)),
    iat: seconds(now),
    jti: nextId(state).slice(0, 32),
    ...(kind === "sliding" ? { refresh_exp: seconds(now + rules.refresh) } : {}),
    user_id: rules.version === "5.5.1" ? String(user.id) : user.id,
    ...(rules.revokeOnPasswordChange ? { hash_password: passwordHash(state, user) } : {}),
  };
  return hand(state, payload, kind, now);
}

function renew(
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
  return hand(state, payload, kind, now);
}

function hand(state: State, payload: Payload, kind: Kind, now: number): string {
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
  const payload = read(rules, state, token, kind, now);
  if (typeof payload === "string") throw notValid(rules, payload);
  return payload;
}

function readForRequest(rules: SimpleJwtRules, state: State, token: string, now: number): Payload {
  const messages: object[] = [];
  for (const kind of rules.accepts) {
    const payload = read(rules, state, token, kind, now);
    if (typeof payload !== "string") return payload;
    messages.push({ token_class: CLASSES[kind], token_type: kind, message: payload });
  }
  const detail = "Given token not valid for any token type";
  throw new Refusal(401, { detail, code: "token_not_valid", messages });
}

/** The payload, or what simplejwt says is wrong with the token. */
function read(
  rules: SimpleJwtRules,
  state: State,
  token: string,
  kind: Kind | null,
  now: number,
): Payload | string {
  const payload = verify(state.key, token, now);
  const tells = rules.version === "5.5.0" || rules.version === "5.5.1";
  if (payload === "invalid") return tells ? "Token is invalid" : "Token is invalid or expired";
  if (payload === "expired" || String(payload.jti) in state.expired) {
    return tells ? "Token is expired" : "Token is invalid or expired";
  }
  if ((kind === "refresh" || kind === "sliding") && isBlocked(state, payload)) {
    return rules.blacklist ? "Token is blacklisted" : "Token is invalid";
  }
  return kind === null || payload.token_type === kind ? payload : "Token has wrong type";
}

function isBlocked(state: State, { jti }: Payload): boolean {
  return String(jti) in state.blacklist;
}

function block(state: State, { jti, exp }: Payload): void {
  state.blacklist[String(jti)] = Number(exp);
}

/** simplejwt writes an MD5 of Django's password hash; any digest of the password does. */
function passwordHash(state: State, { password }: User): string {
  return hmacHex(state.key, `password ${password}`).slice(0, 32).toUpperCase();
}

function notValid(rules: SimpleJwtRules, detail: string): Refusal {
  return refused(rules, { detail, code: "token_not_valid" });
}

/** The token views name their own challenge, whatever authenticates elsewhere. */
function refused({ scheme }: SimpleJwtRules, body: unknown): Refusal {
  return new Refusal(401, body, { "WWW-Authenticate": `${scheme} realm="api"` });
}

/** A route of a token view: open to everybody, deaf to `Authorization`. */
export function tokenRoute(path: string, view: View): Route {
  return { path, allow: "anyone", authenticates: false, views: { POST: view } };
}
