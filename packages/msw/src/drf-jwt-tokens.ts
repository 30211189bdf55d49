/** The tokens of djangorestframework-jwt and of its fork drf-jwt: one token, exchanged for a new one while it is valid. */
import type { Authenticate, View } from "./drf.ts";
import { has, readFields } from "./fields.ts";
import { json, Refusal } from "./http.ts";
import { type Payload, seconds, sign, verify } from "./jwt.ts";
import { findUser, nextId, remember, type State, type User } from "./state.ts";

/** The two packages. They differ in status, scheme, claims and texts. */
export type DrfJwtPackage = "drf-jwt" | "djangorestframework-jwt";

/** The settings of these packages, with all defaults filled in. */
export interface DrfJwtRules {
  readonly package: DrfJwtPackage;
  readonly scheme: string;
  readonly loginField: "username" | "email";
  /** How long a token lives, in milliseconds. */
  readonly access: number;
  /** How long after the login a token can be renewed, in milliseconds. */
  readonly refresh: number;
  readonly allowRefresh: boolean;
  readonly blacklist: boolean;
  readonly includeUser: boolean;
}

const TEXTS = {
  "drf-jwt": {
    expired: "Token has expired.",
    broken: "Error decoding token.",
    stranger: "Invalid token.",
    notRenewable: "orig_iat field not found in token.",
  },
  "djangorestframework-jwt": {
    expired: "Signature has expired.",
    broken: "Error decoding signature.",
    stranger: "Invalid signature.",
    notRenewable: "orig_iat field is required.",
  },
} as const;
/** The status of a login or refresh that succeeds. */
const STATUS = { "drf-jwt": 201, "djangorestframework-jwt": 200 } as const;
const BLACKLISTED = "Token is blacklisted.";
const NO_CREDENTIALS = "No credentials provided.";
const HAS_SPACES = "Credentials string should not contain spaces.";

/** `POST api-token-auth/`. */
export function obtainDrfJwt(rules: DrfJwtRules): View {
  return ({ state, now, data }) => {
    const fields = readFields(data(), { password: {}, [rules.loginField]: {} });
    const user = findUser(state, rules.loginField, fields[rules.loginField]);
    if (!user?.active || user.password !== fields.password) {
      throw invalid("Unable to log in with provided credentials.");
    }
    return granted(rules, state, user, issue(rules, state, user, now), now);
  };
}

/** `POST api-token-refresh/`. The token must be valid, and the login recent enough. */
export function refreshDrfJwt(rules: DrfJwtRules): View {
  return ({ state, now, data }) => {
    const { payload, user } = readForView(rules, state, data(), now);
    if (typeof payload.orig_iat !== "number") throw invalid(TEXTS[rules.package].notRenewable);
    if (seconds(now) > payload.orig_iat + seconds(rules.refresh)) {
      throw invalid("Refresh has expired.");
    }
    return granted(rules, state, user, issue(rules, state, user, now, payload), now);
  };
}

/** `POST api-token-verify/`. Answers with the same token. */
export function verifyDrfJwt(rules: DrfJwtRules): View {
  return ({ state, now, data }) => {
    const { token, user } = readForView(rules, state, data(), now);
    return granted(rules, state, user, token, now);
  };
}

/** `POST api-token-blacklist/`, for the token in the body, or else the one in the header. */
export function blacklistDrfJwt(rules: DrfJwtRules): View {
  return (context) => {
    const input = context.data();
    let token = context.token ?? "";
    if (has(input, "token")) token = readForView(rules, context.state, input, context.now).token;
    const payload = verify(context.state.key, token, context.now);
    if (typeof payload === "string") throw invalid(TEXTS[rules.package].broken);
    context.state.blacklist[idOf(payload, token)] = Number(payload.exp);
    return json(201, { token });
  };
}

/** `JSONWebTokenAuthentication`. */
export function authenticateDrfJwt(rules: DrfJwtRules): Authenticate {
  return (state, authorization, now) => {
    const [scheme, token, ...rest] = (authorization ?? "").split(/\s+/).filter(Boolean);
    if (scheme?.toLowerCase() !== rules.scheme.toLowerCase()) return null;
    if (token === undefined || rest.length > 0) {
      if (rules.package === "drf-jwt") return null;
      const problem = rest.length > 0 ? HAS_SPACES : NO_CREDENTIALS;
      throw refused(`Invalid Authorization header. ${problem}`);
    }
    const payload = read(rules, state, token, now);
    if (payload === BLACKLISTED) throw new Refusal(403, { detail: BLACKLISTED });
    if (typeof payload === "string") throw refused(payload);
    const user = findUser(state, rules.loginField, payload.username);
    if (!user) throw refused(TEXTS[rules.package].stranger);
    if (!user.active) throw refused("User account is disabled.");
    return { user, token };
  };
}

/** Makes every token of a user invalid. */
export function revokeDrfJwt(state: State, userId: number | string): void {
  for (const [id, { kind, user, exp }] of Object.entries(state.issued)) {
    if (user === userId && kind === "drf") state.blacklist[id] = exp;
  }
}

function issue(
  rules: DrfJwtRules,
  state: State,
  user: User,
  now: number,
  from: Payload | null = null,
): string {
  const exp = seconds(now + rules.access);
  const payload: Record<string, unknown> = claimsOf(rules, state, user, now);
  if (rules.allowRefresh) payload.orig_iat = from?.orig_iat ?? seconds(now);
  if (rules.package === "drf-jwt" && from) payload.orig_jti = from.orig_jti ?? from.jti;
  const token = sign(state.key, payload, "typ");
  remember(state, idOf(payload, token), { kind: "drf", user: user.id, exp }, now);
  return token;
}

/** The claims that do not depend on a former token. */
function claimsOf(
  rules: DrfJwtRules,
  state: State,
  user: User,
  now: number,
): Record<string, unknown> {
  const username = user[rules.loginField];
  const exp = seconds(now + rules.access);
  if (rules.package !== "drf-jwt") return { user_id: user.id, username, exp, email: user.email };
  return { username, iat: seconds(now), exp, jti: uuid(nextId(state)), user_id: user.id };
}

function granted(
  rules: DrfJwtRules,
  state: State,
  user: User,
  token: string,
  now: number,
): ReturnType<typeof json> {
  const status = STATUS[rules.package];
  if (rules.includeUser) {
    return json(status, { token, user: { id: user.id, username: user[rules.loginField] } });
  }
  if (rules.package !== "drf-jwt") return json(status, { token });
  // drf-jwt's "pk" is the time of issue.
  const payload = verify(state.key, token, now);
  if (typeof payload === "string") return json(status, { pk: null, token });
  return json(status, { pk: payload.iat, token });
}

function readForView(
  rules: DrfJwtRules,
  state: State,
  data: unknown,
  now: number,
): { readonly payload: Payload; readonly token: string; readonly user: User } {
  const { token } = readFields(data, { token: { verbatim: true } });
  const payload = read(rules, state, token, now);
  if (typeof payload === "string") throw invalid(payload);
  const user = findUser(state, rules.loginField, payload.username);
  if (!user) throw invalid("User doesn't exist.");
  if (!user.active) throw invalid("User account is disabled.");
  return { payload, token, user };
}

/** The payload, or the message of the package about a bad token. */
function read(rules: DrfJwtRules, state: State, token: string, now: number): Payload | string {
  const texts = TEXTS[rules.package];
  const payload = verify(state.key, token, now);
  if (payload === "invalid") return texts.broken;
  if (payload === "expired") return texts.expired;
  const id = idOf(payload, token);
  if (id in state.expired) return texts.expired;
  if (!(id in state.blacklist)) return payload;
  if (rules.blacklist) return BLACKLISTED;
  return texts.broken;
}

/** The id of a token. djangorestframework-jwt writes no `jti`, so its signature serves as one. */
function idOf(payload: Payload, token: string): string {
  if (typeof payload.jti === "string") return payload.jti;
  return token.split(".")[2] ?? "";
}

function uuid(id: string): string {
  const part = (from: number, to: number): string => id.slice(from, to);
  return `${part(0, 8)}-${part(8, 12)}-4${part(13, 16)}-a${part(17, 20)}-${part(20, 32)}`;
}

function invalid(message: string): Refusal {
  return new Refusal(400, { non_field_errors: [message] });
}

function refused(detail: string): Refusal {
  return new Refusal(401, { detail });
}
