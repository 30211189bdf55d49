/** A server with an OAuth 2.0 token endpoint: django-oauth-toolkit. */
import {
  type Context,
  countByUser,
  type Dispatch,
  dispatchDrf,
  findRoute,
  type Route,
  type System,
} from "./drf.ts";
import { json, Refusal, type ServerResponse } from "./http.ts";
import { meRoute, postRoutes } from "./microblog.ts";
import {
  type Form,
  type OAuth2Clients,
  oauthError,
  readClient,
  readForm,
  readSameClient,
} from "./oauth2-clients.ts";
import {
  authenticateOAuth2,
  grantTokens,
  type OAuth2Rules,
  readRefresh,
  readUser,
  renewTokens,
  revokeGrants,
  revokeToken,
} from "./oauth2-grants.ts";
import { createServer, type MockOptions, type MockServer } from "./server.ts";

/**
 * The options of {@link mockOAuth2}. Times are in milliseconds. The toolkit has no throttles of its own: `throttle.anon` is that of a
 * gateway in front of its endpoints.
 */
export interface OAuth2Options extends MockOptions {
  /** The clients, by id, with their secrets; `""` for a public one. All may use the password grant. Default: a public one, `"my-app"`. */
  readonly clients?: OAuth2Clients;
  /** `SCOPES`. Who asks for none gets all of them. Default: `["read", "write"]`. */
  readonly scopes?: readonly string[];
  /** `ACCESS_TOKEN_EXPIRE_SECONDS`: how long an access token lives, rounded up to whole seconds. Default: 10 hours. */
  readonly access?: number;
  /** `REFRESH_TOKEN_EXPIRE_SECONDS`: how long a refresh token outlives the access token beside it. Default: for ever. */
  readonly refresh?: number;
  /** `ROTATE_REFRESH_TOKEN`: each refresh returns a new refresh token, and the old one is refused. Default: `true`. */
  readonly rotate?: boolean;
  /** `REFRESH_TOKEN_REUSE_PROTECTION`: a refresh token that comes a second time ends its session. Default: `false`. */
  readonly reuseProtection?: boolean;
  /** Paths below `baseUrl`. Default: `o/token/`, `o/revoke_token/`, `me/`. */
  readonly paths?: Partial<Record<"token" | "revoke" | "me", string>>;
}

/**
 * A server with django-oauth-toolkit (`o/token/` with the grants `password` and `refresh_token`, `o/revoke_token/`), `me/` and the
 * microblog (`posts/`). Its answers are those of django-oauth-toolkit 3.4.1 (playground/django).
 *
 * @example
 * ```ts
 * import { mockOAuth2 } from "@sojourn/msw";
 *
 * const { handlers } = mockOAuth2({
 *   baseUrl: "https://api.example.com/",
 *   clients: { "my-app": "" },
 *   access: 60_000,
 * });
 * ```
 */
export function mockOAuth2(options: OAuth2Options): MockServer {
  return createServer("oauth2", oauth2System(options), options);
}

/** The pure part of {@link mockOAuth2}. */
function oauth2System(options: OAuth2Options): System {
  const { paths = {} } = options;
  const rules: OAuth2Rules = {
    clients: options.clients ?? { "my-app": "" },
    scopes: options.scopes ?? ["read", "write"],
    loginField: options.loginField ?? "username",
    access: options.access ?? 10 * 60 * 60_000,
    refresh: options.refresh ?? Number.POSITIVE_INFINITY,
    rotate: options.rotate ?? true,
    reuseProtection: options.reuseProtection ?? false,
  };
  const toolkit: readonly Route[] = [
    route(paths.token ?? "o/token/", (context) => answerToken(rules, context)),
    route(paths.revoke ?? "o/revoke_token/", (context) => answerRevocation(rules, context)),
  ];
  return {
    authenticate: authenticateOAuth2,
    challenge: 'Bearer realm="api"',
    revoke: revokeGrants,
    dispatch: dispatchToolkit(toolkit),
    routes: [...toolkit, meRoute(paths.me ?? "me/", rules.loginField), ...postRoutes],
  };
}

function route(path: string, view: (context: Context) => ServerResponse): Route {
  return { path, allow: "anyone", authenticates: false, views: { POST: view } };
}

/** The toolkit's own views, which are Django's, and Django REST framework everywhere else. */
function dispatchToolkit(toolkit: readonly Route[]): Dispatch {
  return (system, project, state, request, now) => {
    const view = findRoute(toolkit, request.path).route?.views.POST;
    if (!view) return dispatchDrf(system, project, state, request, now);
    const wait = countByUser(state, null, now);
    if (wait !== null) return slowDown(wait);
    if (request.method !== "POST") return allowsPost(request.method);
    const form = readForm(request);
    try {
      return view({ state, request, now, user: null, token: null, id: "", data: () => form });
    } catch (error) {
      if (error instanceof Refusal) return refuse(error, form);
      throw error;
    }
  };
}

/** The error, and the `state` of the request, which the toolkit returns with every error. */
function refuse({ status, body, headers }: Refusal, { state }: Form): ServerResponse {
  return json(status, { ...(body as object), ...(state && { state }) }, headers);
}

/** Django's own answer to a method that a view does not have. */
function allowsPost(method: string): ServerResponse {
  const headers = { "Content-Type": "text/html; charset=utf-8", Allow: "POST, OPTIONS" };
  return { status: method === "OPTIONS" ? 200 : 405, headers, body: "" };
}

function slowDown(wait: number): ServerResponse {
  const headers = { "Retry-After": String(Math.ceil(wait / 1000)) };
  return json(429, { detail: "Request was throttled." }, headers);
}

type GrantType = (rules: OAuth2Rules, context: Context, form: Form) => ServerResponse;

/** The grants by `grant_type`. The clients may use only the password grant, and what it leads to. */
const grantTypes: ReadonlyMap<string | undefined, GrantType> = new Map([
  ["password", grantPassword],
  ["refresh_token", grantRefresh],
  ["client_credentials", refuseClientCredentials],
  ["authorization_code", refuseCode],
]);

/** `o/token/` (RFC 6749 §3.2). */
function answerToken(rules: OAuth2Rules, context: Context): ServerResponse {
  const form = context.data() as Form;
  if (context.request.query) {
    const { status, body } = noQuery();
    // Only here the toolkit does not say that it is JSON.
    throw new Refusal(status, body, { "Content-Type": "text/html; charset=utf-8" });
  }
  const grant = grantTypes.get(form.grant_type);
  if (!grant) throw oauthError("unsupported_grant_type");
  return grant(rules, context, form);
}

/** `o/revoke_token/` (RFC 7009): 200 for unknown tokens too. */
function answerRevocation({ clients }: OAuth2Rules, context: Context): ServerResponse {
  const { request, state } = context;
  const form = context.data() as Form;
  if (request.query) throw noQuery();
  if (!form.token) throw oauthError("invalid_request", "Missing token parameter.");
  revokeToken(state, form.token, readClient(clients, request, form));
  return { status: 200, headers: { "Content-Type": "text/html; charset=utf-8" }, body: "" };
}

function noQuery(): Refusal {
  return oauthError("invalid_request", "URL query parameters are not allowed");
}

/** §4.3. Missing parameters are noticed first, then the client, the user, the scope. */
function grantPassword(
  rules: OAuth2Rules,
  { state, request, now }: Context,
  form: Form,
): ServerResponse {
  const { username, password } = form;
  if (!username) throw missing("username");
  if (!password) throw missing("password");
  const client = readSameClient(rules.clients, request, form);
  const user = readUser(rules, state, username, password);
  const scopes = readScopes(form) ?? rules.scopes;
  if (!isPart(scopes, rules.scopes)) throw oauthError("invalid_scope");
  return grantTokens(rules, state, { user: user.id, client, scopes }, now);
}

/** §6. The scope may be narrowed, and stays so. */
function grantRefresh(
  rules: OAuth2Rules,
  { state, request, now }: Context,
  form: Form,
): ServerResponse {
  const { refresh_token: token, scope } = form;
  if (token === undefined) throw oauthError("invalid_request", "Missing refresh token parameter.");
  const client = readSameClient(rules.clients, request, form);
  const grant = readRefresh(rules, state, token, client, now);
  const scopes = (scope && readScopes(form)) || grant.scopes;
  if (!isPart(scopes, grant.scopes)) throw oauthError("invalid_scope");
  return renewTokens(rules, state, grant, scopes, now);
}

function refuseClientCredentials({ clients }: OAuth2Rules, { request }: Context, form: Form) {
  readClient(clients, request, form);
  return refuseGrant();
}

function refuseCode({ clients }: OAuth2Rules, { request }: Context, form: Form) {
  if (form.code === undefined) throw oauthError("invalid_request", "Missing code parameter.");
  readSameClient(clients, request, form);
  return refuseGrant();
}

function refuseGrant(): never {
  throw oauthError("unauthorized_client");
}

function missing(parameter: string): Refusal {
  return oauthError("invalid_request", `Request is missing ${parameter} parameter.`);
}

function readScopes({ scope }: Form): readonly string[] | undefined {
  return scope?.trim().split(" ");
}

function isPart(asked: readonly string[], allowed: readonly string[]): boolean {
  return asked.every((scope) => allowed.includes(scope));
}
