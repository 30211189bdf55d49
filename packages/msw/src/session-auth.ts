/** A server with Django's own sessions: `SessionAuthentication`, and small JSON views to log in and out. */
import { csrfFlaw, enforceCsrf, tellCsrf } from "./csrf.ts";
import {
  dropSessions,
  endSession,
  forgetDeadSession,
  readSession,
  SESSION_AGE,
  startSession,
} from "./django-sessions.ts";
import { type Dispatch, dispatchDrf, type System } from "./drf.ts";
import { html, json, type ServerRequest, type ServerResponse } from "./http.ts";
import { meRoute, postRoutes } from "./microblog.ts";
import { createServer, type MockOptions, type MockServer } from "./server.ts";
import { findUser, type State } from "./state.ts";

/** The options of {@link mockSessionAuth}. */
export interface SessionAuthOptions extends Omit<MockOptions, "firstAuthenticator" | "loginField"> {
  /** `SESSION_COOKIE_AGE`, in milliseconds. Default: two weeks. */
  readonly age?: number;
  /** `CSRF_TRUSTED_ORIGINS`, for clients that send an `Origin` header (a page's fetch does not show it to MSW). Default: none. */
  readonly trustedOrigins?: readonly string[];
  /** Paths below `baseUrl`. Default: `csrf/`, `login/`, `logout/`, `me/`. */
  readonly paths?: Partial<Record<"csrf" | "login" | "logout" | "me", string>>;
}

type Rules = Required<Pick<SessionAuthOptions, "age" | "trustedOrigins">>;

interface Call {
  readonly state: State;
  readonly request: ServerRequest;
  readonly now: number;
}

/** A view of Django itself, without REST framework. */
interface PlainView {
  readonly method: "GET" | "POST";
  answer(call: Call, rules: Rules): ServerResponse;
}

/**
 * A server with Django's session cookie (`csrf/`, `login/`, `logout/`), `me/` and the microblog (`posts/`). Writing needs the header
 * `X-CSRFToken`. Cookies are in the mock server's jar: see the README.
 *
 * The views are those of the playground's Django (`playground/django/demo/session_views.py`).
 *
 * @example
 * ```ts
 * import { mockSessionAuth } from "@sojourn/msw";
 *
 * const { handlers } = mockSessionAuth({ baseUrl: "https://api.example.com/" });
 * ```
 */
export function mockSessionAuth(options: SessionAuthOptions): MockServer {
  return createServer("session", sessionAuthSystem(options), options);
}

/** The pure part of {@link mockSessionAuth}. */
function sessionAuthSystem(
  options: Pick<SessionAuthOptions, "age" | "trustedOrigins" | "paths">,
): System {
  const { paths = {}, age = SESSION_AGE, trustedOrigins = [] } = options;
  const rules: Rules = { age, trustedOrigins };
  const plainViews: Readonly<Record<string, PlainView>> = {
    [paths.csrf ?? "csrf/"]: { method: "GET", answer: showCsrf },
    [paths.login ?? "login/"]: { method: "POST", answer: logIn },
    [paths.logout ?? "logout/"]: { method: "POST", answer: logOut },
  };
  return {
    authenticate: (state, _authorization, now, request) => {
      const user = readSession(state, request, now);
      if (!user) return null;
      enforceCsrf(request, trustedOrigins);
      return { user, token: "" };
    },
    challenge: null,
    revoke: dropSessions,
    routes: [meRoute(paths.me ?? "me/", "username"), ...postRoutes],
    dispatch: dispatchWith(plainViews, rules),
  };
}

/** Django's views and middleware around those of REST framework. */
function dispatchWith(views: Readonly<Record<string, PlainView>>, rules: Rules): Dispatch {
  return (system, project, state, request, now) => {
    const view = views[request.path];
    if (view) return enterPlain(view, rules, { state, request, now });
    const answer = dispatchDrf(system, project, state, request, now);
    return { ...answer, cookies: forgetDeadSession(state, request, now) };
  };
}

function enterPlain(view: PlainView, rules: Rules, call: Call): ServerResponse {
  if (csrfFlaw(call.request, rules.trustedOrigins) !== null) {
    return html(403, "403 Forbidden", "CSRF verification failed. Request aborted.");
  }
  if (call.request.method !== view.method) {
    const headers = { "Content-Type": "text/html; charset=utf-8", Allow: view.method };
    return { status: 405, headers, body: "" };
  }
  return view.answer(call, rules);
}

function showCsrf(call: Call): ServerResponse {
  const { body, cookie } = tellCsrf(call);
  return { ...json(200, body), cookies: [cookie] };
}

function logIn({ state, request, now }: Call, { age }: Rules): ServerResponse {
  const fields = readJson(request.body);
  if (!fields) return json(400, { detail: "username and password are required." });
  const user = findUser(state, "username", fields.username);
  if (!user?.active || user.password !== fields.password) {
    return json(400, { detail: "Invalid credentials." });
  }
  const { id, username, email, staff } = user;
  return {
    ...json(200, { id, username, email, is_staff: staff }),
    cookies: startSession(state, request, user, now, age),
  };
}

function logOut({ state, request }: Call): ServerResponse {
  const headers = { "Content-Type": "text/html; charset=utf-8" };
  return { status: 204, headers, body: "", cookies: endSession(state, request) };
}

function readJson(
  text: string,
): { readonly username: unknown; readonly password: string } | undefined {
  try {
    const { username, password } = JSON.parse(text);
    if (username === undefined || typeof password !== "string") return undefined;
    return { username, password };
  } catch {
    return undefined;
  }
}
