/** Requests and answers as plain data, and the answers that Django gives before any view is asked. */

/** A request, as a mock server reads it. */
export interface ServerRequest {
  /** Upper case. */
  readonly method: string;
  /** Everything before `path`: origin and prefix, with the last slash. Links in answers start with it. */
  readonly base: string;
  /** The path below the base, without a leading slash and without the query. */
  readonly path: string;
  /** What follows the `?`. */
  readonly query: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as text; empty where there is none. */
  readonly body: string;
}

/** An answer. */
export interface ServerResponse {
  readonly status: number;
  /** Names as Django writes them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An answer that ends a request early: thrown anywhere below the dispatcher, sent by it. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;

  /** `body: undefined` sends an empty one. */
  constructor(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) {
    super(`HTTP ${status}`);
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

/** Something that crashes the view: Django's own 500 page. */
export class Crash extends Error {}

/** A JSON answer of a view; `body: undefined` is an answer without a body. */
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

/** Django's 404: no route has this path. */
export function notFound(path: string, debug: boolean): ServerResponse {
  if (debug) return html(404, `Page not found at ${path}`, "");
  return html(404, "Not Found", "The requested resource was not found on this server.");
}

/** Django's 500: the view crashed. With `debug` the page names the exception. */
export function serverError(path: string, exception: string, debug: boolean): ServerResponse {
  return html(500, debug ? `${exception} at ${path}` : "Server Error (500)", "");
}

/**
 * What `CommonMiddleware` does about a missing last slash: it redirects; with `debug` it crashes where the redirect
 * would lose the body.
 */
export function missingSlash(request: ServerRequest, path: string, debug: boolean): ServerResponse {
  if (debug && ["POST", "PUT", "PATCH", "DELETE"].includes(request.method)) {
    return serverError(path, "RuntimeError", debug);
  }
  const location = `${path}/${request.query ? `?${request.query}` : ""}`;
  const headers = { "Content-Type": "text/html; charset=utf-8", Location: location };
  return { status: 301, headers, body: "" };
}

/** The renderer that answers `Accept`, as DRF negotiates it; `undefined`: none does, 406. */
export function negotiate(
  accept: string | undefined,
  jsonOnly: boolean,
): "json" | "html" | undefined {
  const ranges = (accept ?? "*/*").split(",").map((range) => range.split(";")[0]?.trim() ?? "");
  const wants = (...types: string[]): boolean => ranges.some((range) => types.includes(range));
  if (wants("application/json")) return "json";
  if (!jsonOnly && wants("text/html")) return "html";
  if (wants("application/*", "*/*", "")) return "json";
  return !jsonOnly && wants("text/*") ? "html" : undefined;
}

/** The parsed body, as `request.data` has it: JSON or a form. */
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

/** What Python's parser would say about a text that breaks off; near enough for other mistakes. */
function parseError(body: string): string {
  const wantsName = /[{,]\s*$/.test(body);
  const what = wantsName ? "Expecting property name enclosed in double quotes" : "Expecting value";
  const at = /^\s*[[{]/.test(body) ? body.length : 0;
  return `${what}: line 1 column ${at + 1} (char ${at})`;
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
