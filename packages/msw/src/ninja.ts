/** Answers a request in the order of Django Ninja: route, method, authentication, throttle, body. Reads input as pydantic does. */
import { type Context, countByUser, type Dispatch, findRoute, noRoute, type Route } from "./drf.ts";
import { json, parseError, Refusal, type ServerRequest, type ServerResponse } from "./http.ts";
import { throttled } from "./throttle.ts";

/** A message of pydantic about one part of the input. */
interface Complaint {
  readonly type: string;
  /** Where the part is: `["body", "user_token", "password"]`. */
  readonly loc: readonly string[];
  readonly msg: string;
  readonly ctx?: object;
}

/** The rules for one text in a body. */
interface TextRules {
  readonly minLength?: number;
  readonly maxLength?: number;
}

/** Ninja's dispatcher. It answers no HEAD and no OPTIONS, and names the allowed methods only in a 405. */
export const dispatchNinja: Dispatch = (system, project, state, request, now) => {
  const { route, id } = findRoute(system.routes, request.path);
  if (route === undefined) return noRoute(system, project, request);
  const view = Object.entries(route.views).find(([method]) => method === request.method)?.[1];
  if (!view) return notAllowed(route, request);
  try {
    const known =
      route.allow === "anyone"
        ? null
        : system.authenticate(state, request.headers.authorization, now, request);
    if (route.allow !== "anyone" && !known) throw new Refusal(401, { detail: "Unauthorized" });
    const wait = countByUser(state, known?.user ?? null, now);
    if (wait !== null) return withCharset(throttled(wait));
    const context: Context = {
      state,
      request,
      now,
      id,
      user: known?.user ?? null,
      token: known?.token ?? null,
      data: () => parse(request, project.debug),
    };
    return withCharset(view(context));
  } catch (error) {
    if (error instanceof Refusal) return withCharset(json(error.status, error.body, error.headers));
    throw error;
  }
};

function notAllowed({ views }: Route, { method }: ServerRequest): ServerResponse {
  const headers = {
    "Content-Type": "text/html; charset=utf-8",
    Allow: Object.keys(views).sort().join(", "),
  };
  return { status: 405, headers, body: method === "HEAD" ? "" : "Method not allowed" };
}

/** Ninja names its encoding, also for an empty body. */
function withCharset(answer: ServerResponse): ServerResponse {
  const headers = { ...answer.headers, "Content-Type": "application/json; charset=utf-8" };
  return { ...answer, headers };
}

/** The JSON of a body, `undefined` for an empty one. Ninja reads nothing but JSON, whatever the content type says. */
function parse({ body }: ServerRequest, debug: boolean): unknown {
  if (body === "") return undefined;
  try {
    return JSON.parse(body);
  } catch {
    const detail = "Cannot parse request body";
    throw new Refusal(400, { detail: debug ? `${detail} (${parseError(body)})` : detail });
  }
}

/** The body as the parameter of a view. Throws a 422 if there is none. */
export function readBody({ data }: Context, parameter: string): unknown {
  const body = data();
  if (body === undefined) throw invalid([missing(["body", parameter])]);
  return body;
}

/** Reads texts of a body. Throws a 422 with a message for each that is none. */
export function readTexts<Name extends string>(
  body: unknown,
  parameter: string,
  fields: Readonly<Record<Name, TextRules>>,
): Record<Name, string> {
  const given = Object(body) as Readonly<Record<string, unknown>>;
  const complaints: Complaint[] = [];
  const texts: Partial<Record<Name, string>> = {};
  for (const name of Object.keys(fields) as Name[]) {
    const value = given[name];
    const complaint = complain(value, ["body", parameter, name], fields[name]);
    if (complaint) complaints.push(complaint);
    else texts[name] = String(value);
  }
  if (complaints.length > 0) throw invalid(complaints);
  return texts as Record<Name, string>;
}

function complain(value: unknown, loc: string[], rules: TextRules): Complaint | undefined {
  if (value === undefined) return missing(loc);
  if (typeof value !== "string") {
    return { type: "string_type", loc, msg: "Input should be a valid string" };
  }
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY } = rules;
  if (value.length < minLength) {
    const msg = `String should have at least ${minLength} character${minLength === 1 ? "" : "s"}`;
    return { type: "string_too_short", loc, msg, ctx: { min_length: minLength } };
  }
  if (value.length > maxLength) {
    const msg = `String should have at most ${maxLength} characters`;
    return { type: "string_too_long", loc, msg, ctx: { max_length: maxLength } };
  }
  return undefined;
}

function missing(loc: readonly string[]): Complaint {
  return { type: "missing", loc, msg: "Field required" };
}

/** Ninja's 422. */
export function invalid(complaints: readonly Complaint[]): Refusal {
  return new Refusal(422, { detail: complaints });
}
