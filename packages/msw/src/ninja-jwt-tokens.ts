/** The token views of django-ninja-jwt: simplejwt's tokens, behind Ninja's way of reading and refusing. */
import type { Authenticate, Context, View } from "./drf.ts";
import { json, Refusal } from "./http.ts";
import type { Payload } from "./jwt.ts";
import { readBody, readTexts } from "./ninja.ts";
import {
  block,
  isBlocked,
  issue,
  readToken,
  renew,
  type SimpleJwtRules,
} from "./simplejwt-tokens.ts";
import { findUser } from "./state.ts";

/** `POST token/pair`. The answer also has the login field. */
export function obtainNinja(rules: SimpleJwtRules): View {
  return (context) => {
    const { state, now } = context;
    const { loginField } = rules;
    const body = readBody(context, "user_token");
    if (isObject(body)) checkCredentials(body, loginField);
    const input = readTexts<string>(body, "user_token", { password: {}, [loginField]: {} });
    const user = findUser(state, loginField, input[loginField]);
    if (!user?.active || user.password !== input.password) {
      throw failed("No active account found with the given credentials");
    }
    return json(200, {
      [loginField]: user[loginField],
      refresh: issue(rules, state, user, "refresh", now),
      access: issue(rules, state, user, "access", now),
    });
  };
}

/** `POST token/refresh`. It repeats the refresh token, whether it is a new one or not, and does not look at the user. */
export function refreshNinja(rules: SimpleJwtRules): View {
  return (context) => {
    const { state, now } = context;
    const given = readOne(context, "refresh_token", "refresh", "token is required");
    const payload = readForView(rules, context, given, "refresh");
    const access = renew(rules, state, payload, "access", now, true);
    if (!rules.rotate) return json(200, { refresh: given, access });
    if (rules.blacklist) block(state, payload);
    return json(200, { refresh: renew(rules, state, payload, "refresh", now), access });
  };
}

/** `POST token/verify` accepts any valid token. It does not check the user. */
export function verifyNinja(rules: SimpleJwtRules): View {
  return (context) => {
    const body = readBody(context, "token");
    const { token } = Object(body);
    if (isObject(body) && !token) throw required({ token: "token is required" });
    const payload = readForView(rules, context, String(token), null);
    if (rules.blacklist && isBlocked(context.state, payload)) {
      throw new Refusal(400, { detail: "Token is blacklisted", code: "invalid" });
    }
    return json(200, {});
  };
}

/** `POST token/blacklist`. */
export function blacklistNinja(rules: SimpleJwtRules): View {
  return (context) => {
    const given = readOne(context, "refresh", "refresh", "refresh token is required");
    block(context.state, readForView(rules, context, given, "refresh"));
    return json(200, {});
  };
}

/** `JWTAuth`. Everything after the first blank is the token. */
export function authenticateNinja(rules: SimpleJwtRules): Authenticate {
  return (state, authorization, now) => {
    const [scheme, ...rest] = (authorization ?? "").split(" ");
    if (scheme?.toLowerCase() !== "bearer") return null;
    const token = rest.join(" ");
    const payload = readToken(rules, state, token, "access", now);
    if (typeof payload === "string") {
      const detail = "Given token not valid for any token type";
      const messages = [{ token_class: "AccessToken", token_type: "access", message: payload }];
      throw new Refusal(401, { detail, code: "token_not_valid", messages });
    }
    const user = findUser(state, "id", payload.user_id);
    if (!user) throw failed("User not found");
    if (!user.active) throw failed("User is inactive");
    return { user, token };
  };
}

/** ninja-jwt looks for missing and empty values before pydantic reads the types. */
function checkCredentials(body: object, loginField: string): void {
  const given = body as Readonly<Record<string, unknown>>;
  const name = { [loginField]: `${loginField} is required` };
  const password = { password: "password is required" };
  if (!(loginField in given) && !("password" in given)) throw required({ ...name, ...password });
  if (!given[loginField]) throw required(name);
  if (!given.password) throw required(password);
}

function readOne(context: Context, parameter: string, field: string, message: string): string {
  const body = readBody(context, parameter);
  if (isObject(body) && !Object(body)[field]) throw required({ [field]: message });
  return readTexts<string>(body, parameter, { [field]: {} })[field] ?? "";
}

function readForView(
  rules: SimpleJwtRules,
  { state, now }: Context,
  token: string,
  kind: "refresh" | null,
): Payload {
  const payload = readToken(rules, state, token, kind, now);
  if (typeof payload !== "string") return payload;
  throw new Refusal(401, { detail: payload, code: "token_not_valid" });
}

function isObject(body: unknown): body is object {
  return typeof body === "object" && body !== null && !Array.isArray(body);
}

function required(messages: object): Refusal {
  return new Refusal(400, { detail: "Invalid input.", code: "invalid", ...messages });
}

function failed(detail: string): Refusal {
  return new Refusal(401, { detail, code: "authentication_failed" });
}
