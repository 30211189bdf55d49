/** The tokens of djangorestframework-jwt and of its fork drf-jwt: one token that is exchanged for a later one. */
import type { Authenticate, View } from "./drf.ts";
import { has, readFields } from "./fields.ts";
import { json, Refusal } from "./http.ts";
import { type Payload, seconds, sign, verify } from "./jwt.ts";
import { findUser, nextId, remember, type State, type User } from "./state.ts";

/** Which of the two packages answers: they differ in status, scheme, claims and texts. */
export type DrfJwtPackage = "drf-jwt" | "djangorestframework-jwt";

/** The settings of these packages, all filled in. */
export interface DrfJwtRules {
  readonly package: DrfJwtPackage;
  readonly scheme: string;
  readonly loginField: "username" | "email";
  /** Milliseconds a token lives. */
  readonly access: number;
  /** Milliseconds after the login in which it can be renewed. */
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
const BLACKLISTED = "Token is blacklisted.";

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

/** `POST api-token-refresh/`: needs a token that is still valid, and a login not too long ago. */
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

/** `POST api-token-verify/`: gives the same token back. */
export function verifyDrfJwt(rules: DrfJwtRules): View {
  return ({ state, now, data }) => {
    const { token, user } = readForView(rules, state, data(), now);
    return granted(rules, state, user, token, now);
  };
}

/** `POST api-token-blacklist/`: the token in the body, or else the one in the header. */
export function blacklistDrfJwt(rules: DrfJwtRules): View {
  return (context) => {
    const input = context.data();
    const token = has(input, "token")
      ? readForView(rules, context.state, input, context.now).token
      : (context.token ?? "");
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
      const what =
        token === undefined
          ? "No credentials provided."
          : "Credentials string should not contain spaces.";
      throw refused(`Invalid Authorization header. ${what}`);
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

/** Kills every token of a user. */
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
  const name = user[rules.loginField];
  const exp = seconds(now + rules.access);
  const origin = rules.allowRefresh ? { orig_iat: from?.orig_iat ?? seconds(now) } : {};
  const payload =
    rules.package === "drf-jwt"
      ? {
          username: name,
          iat: seconds(now),
          exp,
          jti: uuid(nextId(state)),
          user_id: user.id,
          ...origin,
          ...(from ? { orig_jti: from.orig_jti ?? from.jti } : {}),
        }
      : { user_id: user.id, username: name, exp, email: user.email, ...origin };
  const token = sign(state.key, payload, "typ");
  remember(state, idOf(payload, token), { kind: "drf", user: user.id, exp }, now);
  return token;
}

function granted(
  rules: DrfJwtRules,
  state: State,
  user: User,
  token: string,
  now: number,
): ReturnType<typeof json> {
  const status = rules.package === "drf-jwt" ? 201 : 200;
  if (rules.includeUser) {
    return json(status, { token, user: { id: user.id, username: user[rules.loginField] } });
  }
  if (rules.package !== "drf-jwt") return json(status, { token });
  const payload = verify(state.key, token, now);
  // drf-jwt's "pk" is the time of issue
  return json(status, { pk: typeof payload === "string" ? null : payload.iat, token });
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

/** The payload, or what the package says is wrong with the token. */
function read(rules: DrfJwtRules, state: State, token: string, now: number): Payload | string {
  const texts = TEXTS[rules.package];
  const payload = verify(state.key, token, now);
  if (payload === "invalid") return texts.broken;
  if (payload === "expired") return texts.expired;
  const id = idOf(payload, token);
  if (id in state.expired) return texts.expired;
  if (id in state.blacklist) return rules.blacklist ? BLACKLISTED : texts.broken;
  return payload;
}

/** djangorestframework-jwt writes no `jti`: there the signature tells tokens apart. */
function idOf(payload: Payload, token: string): string {
  return typeof payload.jti === "string" ? payload.jti : (token.split(".")[2] ?? "");
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
