/** Django REST framework's way of a request: route, renderer, authentication, permission, throttle, method. */
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

/** A method that views answer. */
type Method = (typeof METHODS)[number];

/** What a view knows of its request. The state is the request's own copy: views change it in place. */
export interface Context {
  readonly state: State;
  readonly request: ServerRequest;
  readonly now: number;
  /** The request's user; `null`: nobody. */
  readonly user: User | null;
  /** The token that the request carried, where it was good. */
  readonly token: string | null;
  /** What stood for `<id>` or `<int>` in the path. */
  readonly id: string;
  /** The parsed body; throws the 400 or 415 it deserves. */
  data(): unknown;
}

/** Thrown by a view that anyone may call, for a method that only users may. */
export class NeedsUser extends Refusal {
  constructor() {
    super(401, { detail: "Authentication credentials were not provided." });
  }
}

/** What answers one method of a route. */
export type View = (context: Context) => ServerResponse;

/** One address and what happens there. */
export interface Route {
  /** Below the base; `<id>` stands for one segment, `<int>` for one of digits. */
  readonly path: string;
  /** Who may come in. */
  readonly allow: "anyone" | "users" | "nobody";
  /** `false`: the view looks at no `Authorization` header. Default: `true`. */
  readonly authenticates?: boolean;
  /** `false`: global throttles do not count here. Default: `true`. */
  readonly throttled?: boolean;
  /** It can answer with JSON only. Default: `false`. */
  readonly jsonOnly?: boolean;
  /** It works with and without the last slash. Default: `false`. */
  readonly slashOptional?: boolean;
  readonly views: Readonly<Partial<Record<Method, View>>>;
}

/** Who a request comes from, by its `Authorization` header; `null`: it does not say. Throws the 401 for a bad token. */
export type Authenticate = (
  state: State,
  authorization: string | undefined,
  now: number,
) => { readonly user: User; readonly token: string } | null;

/** A token system: its routes and how it knows a user. */
export interface System {
  readonly routes: readonly Route[];
  readonly authenticate: Authenticate;
  /** Its `WWW-Authenticate`. */
  readonly challenge: string;
  /** Ends the sessions of a user on the server: "log out elsewhere". */
  revoke(state: State, userId: number | string): void;
}

/** Settings of the Django project around the token system. */
export interface Project {
  /** Django's `DEBUG`. */
  readonly debug: boolean;
  /** The first authentication class: it decides between 401 and 403, and names the challenge. */
  readonly firstAuthenticator: "token" | "session" | "basic";
}

/** A mock server as a pure function: the state it is given is left alone. */
export type Respond = (
  state: State,
  request: ServerRequest,
  now: number,
) => readonly [State, ServerResponse];

/** The server that these parts make up. */
export function createRespond(system: System, project: Project): Respond {
  return (state, request, now) => {
    const draft = structuredClone(state);
    const answer = dispatch(system, project, draft, request, now);
    return [draft, withCommonHeaders(request, answer, now)];
  };
}

function dispatch(
  system: System,
  project: Project,
  state: State,
  request: ServerRequest,
  now: number,
): ServerResponse {
  const path = new URL(`${request.base}${request.path}`, "http://localhost").pathname;
  const { route, id } = findRoute(system.routes, request.path);
  if (route === undefined) {
    const slashed = !request.path.endsWith("/") && findRoute(system.routes, `${request.path}/`);
    return slashed && slashed.route !== undefined
      ? missingSlash(request, path, project.debug)
      : notFound(path, project.debug);
  }
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
    headers: { ...answer.headers, Allow: [...allowed, "OPTIONS"].join(", ") },
  });
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
      known = system.authenticate(state, request.headers.authorization, now);
    } catch (error) {
      throw error instanceof Refusal && error.status === 401 ? refused(error.body) : error;
    }
  }
  if (route.allow !== "anyone" && !known) throw refused(new NeedsUser().body);
  if (route.allow === "nobody") {
    throw new Refusal(403, { detail: "You do not have permission to perform this action." });
  }
  const rate = known ? state.throttle.user : state.throttle.anon;
  if (rate && route.throttled !== false) {
    const wait = countRequest(state, known ? `user ${known.user.id}` : "anon", rate, now);
    if (wait !== null) return throttled(wait);
  }
  const method = request.method === "HEAD" ? "GET" : request.method;
  if (method === "OPTIONS") {
    return json(200, { name: route.path, renders: ["application/json", "text/html"] });
  }
  const view = Object.hasOwn(route.views, method) ? route.views[method as Method] : undefined;
  if (!view) throw new Refusal(405, { detail: `Method "${request.method}" not allowed.` });
  const context: Context = {
    ...about,
    user: known?.user ?? null,
    token: known?.token ?? null,
    data: () => parseBody(request),
  };
  try {
    const answer = view(context);
    return request.method === "HEAD" ? { ...answer, body: "" } : answer;
  } catch (error) {
    throw error instanceof NeedsUser ? refused(error.body) : error;
  }
}

/** A failed authentication: 401 with the challenge of the first authentication class; 403 where that has none. */
function challenged(system: System, project: Project): (body: unknown) => Refusal {
  const { firstAuthenticator: first } = project;
  if (first === "session") return (body) => new Refusal(403, body);
  const challenge = first === "basic" ? 'Basic realm="api"' : system.challenge;
  return (body) => new Refusal(401, body, { "WWW-Authenticate": challenge });
}

function findRoute(
  routes: readonly Route[],
  path: string,
): { readonly route: Route | undefined; readonly id: string } {
  for (const route of routes) {
    const pattern = route.path.replace(/\/$/, route.slashOptional ? "/?" : "/");
    const match = new RegExp(
      `^${pattern.replace("<id>", "([^/.]+)").replace("<int>", "(\\d+)")}$`,
    ).exec(path);
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
  const length = new TextEncoder().encode(answer.body).length;
  return {
    ...answer,
    headers: {
      Date: new Date(now).toUTCString(),
      ...answer.headers,
      ...(answer.status === 301 || method === "HEAD" ? {} : { "Content-Length": String(length) }),
      "Content-Language": "en",
    },
  };
}
