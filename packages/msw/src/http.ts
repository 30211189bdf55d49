/** Requests and answers as plain data, and the answers that Django gives before it calls a view. */
import type { SetCookie } from "./cookies.ts";

/** A request to a mock server. */
export interface ServerRequest {
  /** Upper case. */
  readonly method: string;
  /** Everything before `path`: origin and prefix, with the trailing slash. Links in answers start with it. */
  readonly base: string;
  /** The path below the base, without a leading slash and without the query. */
  readonly path: string;
  /** The part after the `?`. */
  readonly query: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as text, or `""`. */
  readonly body: string;
}

/** An answer of a mock server. */
export interface ServerResponse {
  readonly status: number;
  /** Names in the spelling of Django. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** What `Set-Cookie` says. Default: nothing. */
  readonly cookies?: readonly SetCookie[];
}

/** An answer that ends a request early. Views throw it, the dispatcher sends it. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;

  /** With `body: undefined` the answer has no body. */
  constructor(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) {
    super(`HTTP ${status}`);
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

/** An exception that crashes the view. Django answers with its own 500 page. */
export class Crash extends Error {}

/** A JSON answer of a view. With `body: undefined` it has no body. */
export function json(
  status: number,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): ServerResponse {
  if (body === undefined) return { status, headers, body: "" };
  return {
    status,
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify(body),
  };
}

/** A page of Django itself, of its debug mode or of a proxy. */
export function html(
  status: number,
  title: string,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): ServerResponse {
  const body = `
<!doctype html>
<html lang="en">
<head>
  <title>${escapeHtml(title)}</title>
</head>
<body>
  <h1>${escapeHtml(title)}</h1><p>${escapeHtml(text)}</p>
</body>
</html>
`;
  return { status, headers: { "Content-Type": "text/html; charset=utf-8", ...headers }, body };
}

/** Django's 404 for a path without a route. */
export function notFound(path: string, debug: boolean): ServerResponse {
  if (debug) return html(404, `Page not found at ${path}`, "");
  return html(404, "Not Found", "The requested resource was not found on this server.");
}

/** Django's 500 for a view that crashed. With `debug` the page names the exception. */
export function serverError(path: string, exception: string, debug: boolean): ServerResponse {
  if (debug) return html(500, `${exception} at ${path}`, "");
  return html(500, "Server Error (500)", "");
}

/**
 * The answer of `CommonMiddleware` to a missing trailing slash: a redirect, or with `debug` a crash if the redirect would
 * lose the body.
 */
export function missingSlash(request: ServerRequest, path: string, debug: boolean): ServerResponse {
  if (debug && ["POST", "PUT", "PATCH", "DELETE"].includes(request.method)) {
    return serverError(path, "RuntimeError", debug);
  }
  const location = request.query ? `${path}/?${request.query}` : `${path}/`;
  const headers = { "Content-Type": "text/html; charset=utf-8", Location: location };
  return { status: 301, headers, body: "" };
}

/** Negotiates the renderer for an `Accept` header like DRF; `undefined` is a 406. */
export function negotiate(
  accept: string | undefined,
  jsonOnly: boolean,
): "json" | "html" | undefined {
  const ranges = (accept ?? "*/*").split(",").map((range) => range.split(";")[0]?.trim() ?? "");
  const wants = (...types: string[]): boolean => ranges.some((range) => types.includes(range));
  if (wants("application/json")) return "json";
  if (!jsonOnly && wants("text/html")) return "html";
  if (wants("application/*", "*/*", "")) return "json";
  if (!jsonOnly && wants("text/*")) return "html";
  return undefined;
}

/** The parsed body, DRF's `request.data`: JSON or a form. */
export function parseBody({ headers, body }: ServerRequest): unknown {
  if (body === "") return {};
  const type = headers["content-type"]?.split(";")[0]?.trim() ?? "";
  if (type === "application/x-www-form-urlencoded") {
    return Object.fromEntries(new URLSearchParams(body));
  }
  if (type !== "application/json") {
    throw new Refusal(415, { detail: `Unsupported media type "${type}" in request.` });
  }
  try {
    return JSON.parse(body);
  } catch {
    throw new Refusal(400, { detail: `JSON parse error - ${parseError(body)}` });
  }
}

/** The message of Python's parser about a text that breaks off. For other mistakes it is only similar. */
export function parseError(body: string): string {
  let expected = "Expecting value";
  if (/[{,]\s*$/.test(body)) expected = "Expecting property name enclosed in double quotes";
  let at = 0;
  if (/^\s*[[{]/.test(body)) at = body.length;
  return `${expected}: line 1 column ${at + 1} (char ${at})`;
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
