/** Connects MSW to the pure servers: reads the request, changes the state, writes the answer. */
import { delay, type HttpHandler, HttpResponse, http } from "msw";
import { keepInJar, withJar } from "./browser-jar.ts";
import { headerLine } from "./cookies.ts";
import type { Respond } from "./drf.ts";
import { faultAnswer, takeFault } from "./faults.ts";
import type { ServerRequest, ServerResponse } from "./http.ts";
import type { MockOptions } from "./server.ts";
import type { State } from "./state.ts";

/** One answered request, without secrets. */
export interface Answered {
  /** When it was answered, in milliseconds. */
  readonly at: number;
  readonly method: string;
  /** Below `baseUrl`. */
  readonly path: string;
  /** `0` is a network error. */
  readonly status: number;
  /** The failure that you ordered with `fault`, if one hit this request. */
  readonly fault: "status" | "network" | "lost" | "delay" | null;
}

type Update = <Result>(change: (state: State) => readonly [State, Result]) => Promise<Result>;

/** The result of a request. */
interface Served {
  /** `null` if the answer never arrives. */
  readonly response: ServerResponse | null;
  readonly fault: Answered["fault"];
  /** How late the answer is, in milliseconds. */
  readonly lateBy: number;
}

/** The headers that CORS shows to every origin (Fetch standard, "CORS-safelisted response-header name"). */
const SAFELISTED = [
  "cache-control",
  "content-language",
  "content-length",
  "content-type",
  "expires",
  "last-modified",
  "pragma",
];

/** Stands for the origin of a relative base if there is no page. */
const ANY_ORIGIN = "http://any.invalid";

/** Makes one handler for everything below `baseUrl`. */
export function createHandler(options: MockOptions, respond: Respond, update: Update): HttpHandler {
  const { now = Date.now, wait = delay, latency = 0, onRequest } = options;
  return http.all(everythingBelow(options.baseUrl), async ({ request }) => {
    const usesJar = options.cookieJar !== false && sendsCookies(request);
    // Before anything is waited for: requests that leave at the same moment carry the same cookies.
    const jar = usesJar ? await update((state) => [state, state.jar]) : [];
    const read = await readRequest(options.baseUrl, request);
    const sent = withJar(jar, read, now());
    const { response, fault, lateBy } = await update((state) =>
      serve(state, sent, usesJar ? respondIntoJar(respond) : respond, now()),
    );
    if (latency + lateBy > 0) await wait(latency + lateBy);
    onRequest?.({
      at: now(),
      method: read.method,
      path: read.path,
      status: response?.status ?? 0,
      fault,
    });
    if (!response) return HttpResponse.error();
    if (usesJar) showCookies(response, request.url);
    return write(response, options, request.url, usesJar ? null : now());
  });
}

/** Counts a request, then lets an ordered failure hit it or answers it. Pure. */
function serve(
  state: State,
  request: ServerRequest,
  respond: Respond,
  now: number,
): readonly [State, Served] {
  const count = (state.requests[request.path] ?? 0) + 1;
  const requests = { ...state.requests, [request.path]: count };
  const draft: State = { ...state, requests, faults: [...state.faults] };
  const fault = takeFault(draft, request);
  if (fault?.kind === "network") return [draft, { response: null, fault: "network", lateBy: 0 }];
  if (fault?.kind === "status") {
    return [draft, { response: faultAnswer(fault), fault: "status", lateBy: 0 }];
  }
  const [next, response] = respond(draft, request, now);
  if (fault?.kind === "lost") {
    const withoutCookies = { ...next, jar: state.jar };
    return [withoutCookies, { response: null, fault: "lost", lateBy: 0 }];
  }
  return [next, { response, fault: fault?.kind ?? null, lateBy: fault?.ms ?? 0 }];
}

/**
 * Whether the request takes the browser's cookies along. A client that sends a `Cookie` header keeps a jar of its own: only one outside a
 * browser can.
 */
function sendsCookies({ credentials, headers, url }: Request): boolean {
  if (headers.has("cookie") || credentials === "omit") return false;
  if (!hasWorker()) return true; // outside a browser MSW 3 sees bare HTTP, which has no credentials mode
  return credentials === "include" || pageOrigin() === new URL(url).origin;
}

/** Whether MSW works as a service worker: in a page of a real browser. */
function hasWorker(): boolean {
  return typeof navigator !== "undefined" && "serviceWorker" in navigator;
}

function respondIntoJar(respond: Respond): Respond {
  return (state, request, now) => {
    const [next, response] = respond(state, request, now);
    return [keepInJar(next, request, response.cookies ?? [], now), response];
  };
}

/** Shows the page of the server's own host the cookies that scripts may read. */
function showCookies({ cookies = [] }: ServerResponse, url: string): void {
  const isOwnHost = pageOrigin() !== null && location.hostname === new URL(url).hostname;
  if (!isOwnHost || typeof document === "undefined") return;
  for (const { name, value, path, lifetime, httpOnly } of cookies) {
    if (httpOnly) continue;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is asynchronous, and not everywhere
    document.cookie = `${name}=${value}; path=${path}; max-age=${Math.floor(lifetime / 1000)}`;
  }
}

/** The addresses below `baseUrl`, as MSW 2 and 3 take them. Without a page, a relative base fits every origin. */
function everythingBelow(baseUrl: string): RegExp {
  const page = pageOrigin();
  const { origin, pathname } = new URL(withSlash(baseUrl), page ?? ANY_ORIGIN);
  if (origin === ANY_ORIGIN) return new RegExp(`^https?://[^/]+${escapePattern(pathname)}`);
  return new RegExp(`^${escapePattern(origin + pathname)}`);
}

/** The path below `baseUrl` of a URL that is below. */
function pathBelow(baseUrl: string, url: string): string {
  const { origin, pathname } = new URL(url);
  return pathname.slice(new URL(withSlash(baseUrl), origin).pathname.length);
}

function withSlash(baseUrl: string): string {
  return baseUrl.replace(/\/*$/, "/");
}

function escapePattern(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

async function readRequest(baseUrl: string, request: Request): Promise<ServerRequest> {
  const { origin, pathname, search } = new URL(request.url);
  const path = pathBelow(baseUrl, request.url);
  const headers = headersByName(request);
  const copy = request.clone();
  let readBody = () => copy.text();
  if (headers["content-type"]?.startsWith("multipart/form-data")) {
    headers["content-type"] = "application/x-www-form-urlencoded";
    readBody = () => readForm(copy);
  }
  return {
    method: request.method.toUpperCase(),
    base: origin + pathname.slice(0, pathname.length - path.length),
    path,
    query: search.slice(1),
    headers,
    body: await readBody(),
  };
}

/** By lower-case name: the `Headers` of happy-dom keep the spelling of the sender. */
function headersByName({ headers }: Request): Record<string, string> {
  return Object.fromEntries([...headers].map(([name, value]) => [name.toLowerCase(), value]));
}

async function readForm(request: Request): Promise<string> {
  const fields = new URLSearchParams();
  for (const [name, value] of await request.formData()) {
    if (typeof value === "string") fields.set(name, value);
  }
  return fields.toString();
}

/** In a page, MSW would put a `Set-Cookie` into `localStorage` and `document.cookie`: there it is left out. */
function write(
  answer: ServerResponse,
  options: MockOptions,
  url: string,
  now: number | null,
): Response {
  const page = pageOrigin();
  const crossOrigin = options.crossOrigin ?? (page !== null && page !== new URL(url).origin);
  const exposed = [...SAFELISTED, "location", ...(options.exposeHeaders ?? [])];
  const names = new Set(exposed.map((name) => name.toLowerCase()));
  const showsAll = !crossOrigin || names.has("*");
  const headers = Object.entries(answer.headers).filter(
    ([name]) => showsAll || names.has(name.toLowerCase()),
  );
  if (now !== null && !hasWorker()) {
    for (const cookie of answer.cookies ?? [])
      headers.push(["Set-Cookie", headerLine(cookie, now)]);
  }
  const body = answer.body || null; // HttpResponse would add a Content-Type to an empty text
  return new HttpResponse(body, { status: answer.status, headers });
}

function pageOrigin(): string | null {
  if (typeof location === "undefined" || location.origin === "null") return null;
  return location.origin;
}
