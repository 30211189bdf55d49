/** The answers of allauth headless: `{ status, data?, meta?, errors? }`, and what ends a request early. */
import { type AllauthRules, type AllauthSession, userOf } from "./allauth-sessions.ts";
import { grantJwts } from "./allauth-tokens.ts";
import { json, Refusal, type ServerRequest, type ServerResponse } from "./http.ts";
import type { State, User } from "./state.ts";

/** One request to allauth. */
export interface Call {
  readonly rules: AllauthRules;
  readonly state: State;
  readonly request: ServerRequest;
  readonly now: number;
  /** The session token of the request, which is known. `null`: it has none. */
  readonly token: string | null;
}

/** Answers one method of a path. */
export type AllauthView = (call: Call) => ServerResponse;

/** One mistake in the input. */
export interface Mistake {
  readonly message: string;
  readonly code: string;
  readonly param?: string;
}

/** The session of a request. */
export function sessionOf({ state, token }: Call): AllauthSession | undefined {
  return token === null ? undefined : state.sessions[token];
}

/** The user of a request, or `null`. */
export function userOfCall(call: Call): User | null {
  return userOf(call.state, sessionOf(call));
}

/** A 400 with these mistakes. */
export function mistaken(...errors: readonly Mistake[]): Refusal {
  return new Refusal(400, { status: 400, errors });
}

/** An answer with nothing but its status. */
export function plain(status: number): ServerResponse {
  return json(status, { status });
}

/** The answer to someone who is logged in. `fresh`: the session token, if it is a new one. */
export function authenticated(
  { state, token }: Call,
  user: User,
  fresh: { readonly session_token?: string } = {},
): ServerResponse {
  const session = state.sessions[fresh.session_token ?? token ?? ""];
  const data = { user: show(user), methods: session?.methods };
  return json(200, { status: 200, data, meta: { is_authenticated: true, ...fresh } });
}

/**
 * The answer to someone who is not: what can be done, and what a login waits for. `isKnown: false`: allauth did not look who it is.
 */
export function unauthenticated(
  { rules, state, token }: Call,
  fresh: { readonly session_token?: string } = {},
  isKnown = true,
  status = 401,
): ServerResponse {
  const session = state.sessions[fresh.session_token ?? token ?? ""];
  const data = { flows: flowsOf(rules, state, session) };
  const meta = { is_authenticated: isKnown ? false : null, ...fresh };
  return json(status, { status, data, meta });
}

/** The answer to a login that went on: somebody is logged in, or another step is asked for. `token`: its session. */
export function wentOn(call: Call, token: string, user: User): ServerResponse {
  const { rules, state, now } = call;
  const session = state.sessions[token];
  const isNew = token !== call.token;
  if (session?.user === null) return unauthenticated(call, isNew ? { session_token: token } : {});
  if (rules.strategy === "session") return authenticated(call, user, { session_token: token });
  const jwts = grantJwts(rules, state, token, user, now);
  return authenticated(call, user, { session_token: token, ...jwts });
}

/** What can be done (allauth/headless/base/response.py, `_get_flows`). */
function flowsOf(
  { loginByCode, providers }: AllauthRules,
  state: State,
  session: AllauthSession | undefined,
): object[] {
  const flows: { id: string; is_pending?: true }[] = [{ id: "login" }];
  if (loginByCode) flows.push({ id: "login_by_code" });
  flows.push({ id: "signup" });
  if (providers.length > 0) flows.push(Object.assign({ id: "provider_token" }, { providers }));
  const stage = session?.stage;
  if (!stage) return flows;
  const pending = { id: stage, is_pending: true } as const;
  const known = flows.find(({ id }) => id === stage);
  if (known) Object.assign(known, pending);
  else if (stage === "mfa_authenticate")
    flows.push(Object.assign(pending, typesOf(state, session)));
  else flows.push(pending);
  return flows;
}

/** The second factors of the user who is logging in. */
function typesOf(state: State, session: AllauthSession): object {
  const user = state.users.find(({ id }) => id === session.login);
  return { types: user?.totp === undefined ? [] : ["totp"] };
}

/** A user as allauth shows it. */
function show({ id, username, email }: User): object {
  return {
    id,
    display: username,
    ...(email && { email }),
    has_usable_password: true,
    username,
  };
}

/** The JSON of a body. allauth takes nothing but an object, and answers everything else with an empty page. */
export function readObject({ body }: ServerRequest): Readonly<Record<string, unknown>> {
  let given: unknown;
  try {
    given = JSON.parse(body);
  } catch {
    throw new Refusal(400, undefined, { "Content-Type": "text/html; charset=utf-8" });
  }
  if (typeof given === "object" && given !== null && !Array.isArray(given))
    return given as Readonly<Record<string, unknown>>;
  throw new Refusal(400, undefined, { "Content-Type": "text/html; charset=utf-8" });
}

/** The texts of a body by name, like Django's forms. `required`: a mistake if they are missing. Throws a 400. */
export function readTexts<Name extends string>(
  request: ServerRequest,
  required: readonly Name[],
  optional: readonly Name[] = [],
): Record<Name, string> {
  const given = readObject(request);
  const texts = {} as Record<Name, string>;
  const missing: Mistake[] = [];
  for (const name of [...required, ...optional]) {
    texts[name] = textOf(given[name]);
    if (texts[name] === "" && required.includes(name))
      missing.push({ message: "This field is required.", code: "required", param: name });
  }
  if (missing.length > 0) throw mistaken(...missing);
  return texts;
}

function textOf(value: unknown): string {
  const isText = typeof value === "string" || typeof value === "number";
  return isText ? String(value) : "";
}
