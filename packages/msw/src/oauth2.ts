/** A server with django-oauth-toolkit: an OAuth 2.0 token endpoint with the password grant, and revocation. */
import {
  type Dispatch,
  dispatchDrf,
  findRoute,
  type Route,
  type System,
  type View,
} from "./drf.ts";
import { json, Refusal, type ServerRequest, type ServerResponse } from "./http.ts";
import { meRoute, postRoutes } from "./microblog.ts";
import {
  authenticateOAuth2,
  endPair,
  endPairs,
  issuePair,
  type OAuth2Lifetimes,
  renewableUser,
} from "./oauth2-tokens.ts";
import { createServer, type MockOptions, type MockServer } from "./server.ts";
import { findUser, type User } from "./state.ts";

/** The options of {@link mockOAuth2}. Times are in milliseconds. */
export interface OAuth2Options extends MockOptions {
  /** The clients, by id, with their secrets; `""` for a public one. Default: a public one, `"my-app"`. */
  readonly clients?: Readonly<Record<string, string>>;
  /** How long an access token lives, rounded up to whole seconds. Default: 10 hours. */
  readonly access?: number;
  /** How long a refresh token lives. Default: 30 days. */
  readonly refresh?: number;
  /** Paths below `baseUrl`. Default: `o/token/`, `o/revoke_token/`, `me/`. */
  readonly paths?: Partial<Record<"token" | "revoke" | "me", string>>;
}

/** What the views need to know. */
interface Rules extends OAuth2Lifetimes {
  readonly clients: Readonly<Record<string, string>>;
  readonly loginField: "username" | "email";
}

/**
 * A server with django-oauth-toolkit: `o/token/` (the grants `password` and `refresh_token`, which rotates) and `o/revoke_token/`, both for
 * forms; `me/` and the microblog (`posts/`).
 *
 * @example
 * ```ts
 * import { mockOAuth2 } from "@sojourn/msw";
 *
 * const { handlers } = mockOAuth2({ baseUrl: "https://api.example.com/", access: 60_000 });
 * ```
 */
export function mockOAuth2(options: OAuth2Options): MockServer {
  return createServer("oauth2", oauth2System(options), options);
}

/** Its pure part. */
function oauth2System(
  options: Omit<OAuth2Options, keyof MockOptions> & Pick<MockOptions, "loginField">,
): System {
  const { paths = {}, loginField = "username" } = options;
  const rules: Rules = {
    clients: options.clients ?? { "my-app": "" },
    access: options.access ?? 10 * 60 * 60_000,
    refresh: options.refresh ?? 30 * 24 * 60 * 60_000,
    loginField,
  };
  const endpoints: Route[] = [
    { path: paths.token ?? "o/token/", allow: "anyone", views: { POST: grant(rules) } },
    { path: paths.revoke ?? "o/revoke_token/", allow: "anyone", views: { POST: revoke(rules) } },
  ];
  return {
    authenticate: authenticateOAuth2,
    challenge: 'Bearer realm="api"',
    revoke: endPairs,
    dispatch: dispatchOAuth2(endpoints),
    routes: [...endpoints, meRoute(paths.me ?? "me/", loginField), ...postRoutes],
  };
}

/** The endpoints are plain views of Django; Django REST framework answers everywhere else. */
function dispatchOAuth2(endpoints: readonly Route[]): Dispatch {
  return (system, project, state, request, now) => {
    const view = findRoute(endpoints, request.path).route?.views.POST;
    if (!view) return dispatchDrf(system, project, state, request, now);
    if (request.method !== "POST") return notAllowed();
    try {
      const context = { state, request, now, user: null, token: null, id: "", data: () => null };
      return view(context);
    } catch (error) {
      if (error instanceof Refusal) return json(error.status, error.body, error.headers);
      throw error;
    }
  };
}

function notAllowed(): ServerResponse {
  const headers = { "Content-Type": "text/html; charset=utf-8", Allow: "POST, OPTIONS" };
  return { status: 405, headers, body: "" };
}

/** The token endpoint. */
function grant(rules: Rules): View {
  return ({ state, request, now }) => {
    const form = readForm(request);
    const type = form.get("grant_type");
    if (type !== "password" && type !== "refresh_token") throw fault("unsupported_grant_type");
    checkClient(rules, request, form);
    const user = type === "password" ? byPassword() : byRefreshToken();
    const scope = form.get("scope") || "read write";
    if (scope.split(" ").some((one) => one !== "read" && one !== "write"))
      throw fault("invalid_scope");
    endPair(state, form.get("refresh_token") ?? "");
    const { access, refresh, expiresIn } = issuePair(rules, state, user, now);
    const answer = { access_token: access, expires_in: expiresIn, token_type: "Bearer", scope };
    return json(200, { ...answer, refresh_token: refresh }, uncached);

    function byPassword(): User {
      const name = required(form, "username", "Request is missing username parameter.");
      const password = required(form, "password", "Request is missing password parameter.");
      const known = findUser(state, rules.loginField, name);
      if (known?.active && known.password === password) return known;
      throw fault("invalid_grant", "Invalid credentials given.");
    }

    function byRefreshToken(): User {
      const token = required(form, "refresh_token", "Missing refresh token parameter.");
      const known = renewableUser(state, token, now);
      if (known) return known;
      throw fault("invalid_grant");
    }
  };
}

/** The revocation endpoint. An unknown token is as good as revoked (RFC 7009 §2.2). */
function revoke(rules: Rules): View {
  return ({ state, request }) => {
    const form = readForm(request);
    checkClient(rules, request, form);
    endPair(state, required(form, "token", "Missing token parameter."));
    return { status: 200, headers: { "Content-Type": "text/html; charset=utf-8" }, body: "" };
  };
}

const uncached = { "Cache-Control": "no-store", Pragma: "no-cache" };

/** An error of RFC 6749 §5.2. */
function fault(error: string, description?: string, status = 400): Refusal {
  const challenge = status === 401 ? { "WWW-Authenticate": `Bearer error="${error}"` } : {};
  const body = { error, ...(description !== undefined && { error_description: description }) };
  return new Refusal(status, body, { ...uncached, ...challenge });
}

/** Only forms are read. */
function readForm({ headers, body }: ServerRequest): URLSearchParams {
  const isForm = headers["content-type"]?.startsWith("application/x-www-form-urlencoded");
  return new URLSearchParams(isForm ? body : "");
}

function required(form: URLSearchParams, name: string, complaint: string): string {
  const value = form.get(name);
  if (value) return value;
  throw fault("invalid_request", complaint);
}

/** Whether the client is known: by Basic authentication, or by the form (RFC 6749 §2.3.1). */
function checkClient({ clients }: Rules, { headers }: ServerRequest, form: URLSearchParams): void {
  const [scheme, pair = ""] = (headers.authorization ?? "").split(" ");
  const given =
    scheme === "Basic"
      ? atob(pair).split(":").map(decodeURIComponent)
      : [form.get("client_id"), form.get("client_secret")];
  const [id, secret] = given.map((value) => value ?? "");
  if (id === undefined || !Object.hasOwn(clients, id) || clients[id] !== secret)
    throw fault("invalid_client", undefined, 401);
}
