/** Answers a request in the order of Django REST framework: route, renderer, authentication, permission, throttle, method. */
import {
  Crash,
  json,
  missingSlash,
  negotiate,
  notFound,
  parseBody,
  Refusal,
  type ServerRequest,
  type ServerResponse,
  serverError,
} from "./http.ts";
import type { State, User } from "./state.ts";
import { countRequest, throttled } from "./throttle.ts";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

/** An HTTP method that a view can answer. */
type Method = (typeof METHODS)[number];

/** The input of a view. The state is the request's own copy: views change it in place. */
export interface Context {
  readonly state: State;
  readonly request: ServerRequest;
  readonly now: number;
  /** The user of the request, or `null`. */
  readonly user: User | null;
  /** The valid token of the request, or `null`. */
  readonly token: string | null;
  /** The value of `<id>` or `<int>` in the path. */
  readonly id: string;
  /** The parsed body. Throws a 400 or 415 if the body cannot be parsed. */
  data(): unknown;
}

/** Thrown by a view that anyone may call, for a method that requires a user. */
export class NeedsUser extends Refusal {
  constructor() {
    super(401, { detail: "Authentication credentials were not provided." });
  }
}

/** Answers one method of a route. */
export type View = (context: Context) => ServerResponse;

/** One path and its views. */
export interface Route {
  /** Relative to the base. `<id>` stands for one segment, `<int>` for one of digits. */
  readonly path: string;
  /** Who may call the views. */
  readonly allow: "anyone" | "users" | "nobody";
  /** Whether the view reads the `Authorization` header. Default: `true`. */
  readonly authenticates?: boolean;
  /** Whether the global throttles count here. Default: `true`. */
  readonly throttled?: boolean;
  /** Whether the view can answer only with JSON. Default: `false`. */
  readonly jsonOnly?: boolean;
  /** Whether it works with and without the trailing slash. Default: `false`. */
  readonly slashOptional?: boolean;
  /** Its `Allow` header. Default: the methods of its views. */
  readonly allowed?: string;
  readonly views: Readonly<Partial<Record<Method, View>>>;
}

/**
 * Finds the user of the header that carries the token, or of a cookie; `null` without one. Throws a 401 for a bad token, and a 403 where
 * a cookie needs more than itself.
 */
export type Authenticate = (
  state: State,
  authorization: string | undefined,
  now: number,
  request: ServerRequest,
) => { readonly user: User; readonly token: string } | null;

/** A token system: its routes, and how it authenticates a user. */
export interface System {
  readonly routes: readonly Route[];
  readonly authenticate: Authenticate;
  /** The header that carries the token, in lower case. Default: `"authorization"`. */
  readonly header?: string;
  /** Its `WWW-Authenticate`. `null`: its authentication class has none, so that Django REST framework answers 403 and not 401. */
  readonly challenge: string | null;
  /** Ends the sessions of a user on the server: "log out elsewhere". */
  revoke(state: State, userId: number | string): void;
  /** Answers requests. Default: in the order of Django REST framework. */
  readonly dispatch?: Dispatch;
}

/** Answers one request. The state is the request's own copy. */
export type Dispatch = (
  system: System,
  project: Project,
  state: State,
  request: ServerRequest,
  now: number,
) => ServerResponse;

/** Settings of the Django project around the token system. */
export interface Project {
  /** Django's `DEBUG`. */
  readonly debug: boolean;
  /** The first authentication class: it decides between 401 and 403, and names the challenge. */
  readonly firstAuthenticator: "token" | "session" | "basic";
}

/** A mock server as a pure function. It does not change the state that it is given. */
export type Respond = (
  state: State,
  request: ServerRequest,
  now: number,
) => readonly [State, ServerResponse];

/** Makes a server from a token system and the settings of the project. */
export function createRespond(system: System, project: Project): Respond {
  return (state, request, now) => {
    const draft = structuredClone(state);
    const dispatch = system.dispatch ?? dispatchDrf;
    const answer = dispatch(system, project, draft, request, now);
    return [draft, withCommonHeaders(request, answer, now)];
  };
}

/** Django REST framework's dispatcher. */
export const dispatchDrf: Dispatch = (system, project, state, request, now) => {
  const path = fullPath(request);
  const { route, id } = findRoute(system.routes, request.path);
  if (route === undefined) return noRoute(system, project, request);
  const renderer = negotiate(request.headers.accept, route.jsonOnly ?? false);
  let answer: ServerResponse;
  try {
    if (!renderer) {
      throw new Refusal(406, { detail: "Could not satisfy the request Accept header." });
    }
    answer = enter(system, project, route, { state, request, now, id });
  } catch (error) {
    if (error instanceof Crash) return serverError(path, error.message, project.debug);
    if (!(error instanceof Refusal)) throw error;
    answer = json(error.status, error.body, error.headers);
  }
  const allowed: string[] = METHODS.filter((method) => route.views[method]);
  if (route.views.GET) allowed.push("HEAD");
  return browsable(renderer === "html", {
    ...answer,
    headers: { ...answer.headers, Allow: route.allowed ?? [...allowed, "OPTIONS"].join(", ") },
  });
};

function fullPath({ base, path }: ServerRequest): string {
  return new URL(`${base}${path}`, "http://localhost").pathname;
}

/** Django's answer to a path without a route: a redirect if only the trailing slash is missing, or else a 404. */
export function noRoute(
  { routes }: System,
  { debug }: Project,
  request: ServerRequest,
): ServerResponse {
  const path = fullPath(request);
  const lacksSlash =
    !request.path.endsWith("/") && findRoute(routes, `${request.path}/`).route !== undefined;
  if (lacksSlash) return missingSlash(request, path, debug);
  return notFound(path, debug);
}

function enter(
  system: System,
  project: Project,
  route: Route,
  about: Pick<Context, "state" | "request" | "now" | "id">,
): ServerResponse {
  const { state, request, now } = about;
  const refused = challenged(system, project);
  let known: ReturnType<Authenticate> = null;
  if (route.authenticates !== false) {
    try {
      const carrier = system.header ?? "authorization";
      known = system.authenticate(state, request.headers[carrier], now, request);
    } catch (error) {
      if (error instanceof Refusal && error.status === 401) throw refused(error);
      throw error;
    }
  }
  if (route.allow !== "anyone" && !known) throw refused(new NeedsUser());
  if (route.allow === "nobody") {
    throw new Refusal(403, { detail: "You do not have permission to perform this action." });
  }
  if (route.throttled !== false) {
    const wait = countByUser(state, known?.user ?? null, now);
    if (wait !== null) return throttled(wait);
  }
  if (request.method === "OPTIONS") {
    return json(200, { name: route.path, renders: ["application/json", "text/html"] });
  }
  const view = viewOf(route, request.method);
  if (!view) throw new Refusal(405, { detail: `Method "${request.method}" not allowed.` });
  const context: Context = {
    ...about,
    user: known?.user ?? null,
    token: known?.token ?? null,
    data: () => parseBody(request),
  };
  try {
    const answer = view(context);
    if (request.method === "HEAD") return { ...answer, body: "" };
    return answer;
  } catch (error) {
    if (error instanceof NeedsUser) throw refused(error);
    throw error;
  }
}

/** A route that anybody may call, and that reads no token. */
export function tokenFree(path: string, views: Route["views"]): Route {
  return { path, allow: "anyone", authenticates: false, views };
}

/** Counts a request against the throttle of its user, or of anonymous requests. The milliseconds to wait if it is one too many. */
export function countByUser(state: State, user: User | null, now: number): number | null {
  const { anon, user: perUser } = state.throttle;
  if (user && perUser) return countRequest(state, `user ${user.id}`, perUser, now);
  if (!user && anon) return countRequest(state, "anon", anon, now);
  return null;
}

/** The view for a method. HEAD is answered by the view for GET. */
function viewOf({ views }: Route, method: string): View | undefined {
  if (method === "HEAD") return views.GET;
  const known = METHODS.find((one) => one === method);
  return known && views[known];
}

/**
 * Makes the answer to a failed authentication: 401 with the challenge of the first authentication class, or 403 if it has none. The class
 * of the token may bring a challenge of its own.
 */
function challenged(system: System, project: Project): (refusal: Refusal) => Refusal {
  const { firstAuthenticator: first } = project;
  const challenge = first === "basic" ? 'Basic realm="api"' : system.challenge;
  if (first === "session" || challenge === null) return ({ body }) => new Refusal(403, body);
  return ({ body, headers }) => {
    const own = first === "token" ? headers : {};
    return new Refusal(401, body, { "WWW-Authenticate": challenge, ...own });
  };
}

/** The route of a path, and the value of its `<id>` or `<int>`. */
export function findRoute(
  routes: readonly Route[],
  path: string,
): { readonly route: Route | undefined; readonly id: string } {
  for (const route of routes) {
    let pattern = route.path.replace("<id>", "([^/.]+)").replace("<int>", "(\\d+)");
    if (route.slashOptional) pattern += "?";
    const match = new RegExp(`^${pattern}$`).exec(path);
    if (match) return { route, id: match[1] ?? "" };
  }
  return { route: undefined, id: "" };
}

/** DRF's browsable API shows the same answer as a page. */
function browsable(wanted: boolean, answer: ServerResponse): ServerResponse {
  if (!wanted) return answer;
  return {
    ...answer,
    headers: { ...answer.headers, "Content-Type": "text/html; charset=utf-8" },
    body: `<!DOCTYPE html>\n<title>Django REST framework</title>\n<pre>${answer.body.replaceAll("<", "&lt;")}</pre>\n`,
  };
}

function withCommonHeaders(
  { method }: ServerRequest,
  answer: ServerResponse,
  now: number,
): ServerResponse {
  const headers: Record<string, string> = {
    Date: new Date(now).toUTCString(),
    ...answer.headers,
  };
  if (answer.status !== 301 && method !== "HEAD")
    headers["Content-Length"] = String(new TextEncoder().encode(answer.body).length);
  headers["Content-Language"] = "en";
  return { ...answer, headers };
}
