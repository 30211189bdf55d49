/** The thin layer between MSW and the pure servers: reads the request, changes the state, writes the answer. */
import { type HttpHandler, HttpResponse, http } from "msw";
import type { Respond } from "./drf.ts";
import { faultAnswer, takeFault } from "./faults.ts";
import type { ServerRequest, ServerResponse } from "./http.ts";
import type { MockOptions } from "./server.ts";
import type { State } from "./state.ts";

/** One answered request, without anything secret. */
export interface Answered {
  /** When it was answered, in milliseconds. */
  readonly at: number;
  readonly method: string;
  /** Below `baseUrl`. */
  readonly path: string;
  /** `0`: a network error. */
  readonly status: number;
  /** The ordered failure that hit it, if one did. */
  readonly fault: "status" | "network" | "lost" | "delay" | null;
}

type Update = <Result>(change: (state: State) => readonly [State, Result]) => Promise<Result>;

/** What the server did with a request: its answer, `null` where that never arrives, and how late it is. */
interface Served {
  readonly response: ServerResponse | null;
  readonly fault: Answered["fault"];
  readonly delay: number;
}

// What CORS shows to every origin (Fetch standard, "CORS-safelisted response-header name").
const SAFELISTED = [
  "cache-control",
  "content-language",
  "content-length",
  "content-type",
  "expires",
  "last-modified",
  "pragma",
];

/** One handler for everything below `baseUrl`. */
export function createHandler(options: MockOptions, respond: Respond, update: Update): HttpHandler {
  const { now = Date.now, wait = sleep, latency = 0, onRequest } = options;
  return http.all(
    ({ request }) => below(options.baseUrl, request.url) !== null,
    async ({ request }) => {
      const read = await readRequest(options.baseUrl, request);
      const { response, fault, delay } = await update((state) =>
        serve(state, read, respond, now()),
      );
      if (latency + delay > 0) await wait(latency + delay);
      onRequest?.({
        at: now(),
        method: read.method,
        path: read.path,
        status: response?.status ?? 0,
        fault,
      });
      return response ? write(response, options, request.url) : HttpResponse.error();
    },
  );
}

/** Counts a request, lets an ordered failure happen to it, or has it answered. Pure. */
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
  if (fault?.kind === "network") return [draft, { response: null, fault: "network", delay: 0 }];
  if (fault?.kind === "status") {
    return [draft, { response: faultAnswer(fault), fault: "status", delay: 0 }];
  }
  const [next, response] = respond(draft, request, now);
  if (fault?.kind === "lost") return [next, { response: null, fault: "lost", delay: 0 }];
  return [next, { response, fault: fault?.kind ?? null, delay: fault?.ms ?? 0 }];
}

/** The path below `baseUrl`, or `null` for a stranger. A relative base without a page fits every origin. */
function below(baseUrl: string, url: string): string | null {
  const base = baseUrl.replace(/\/*$/, "/");
  const page = pageOrigin();
  const { origin, pathname } = new URL(url);
  const start = new URL(base, page ?? origin);
  if (start.origin !== origin || !pathname.startsWith(start.pathname)) return null;
  return pathname.slice(start.pathname.length);
}

async function readRequest(baseUrl: string, request: Request): Promise<ServerRequest> {
  const { origin, pathname, search } = new URL(request.url);
  const path = below(baseUrl, request.url) ?? "";
  const headers: Record<string, string> = Object.fromEntries(request.headers);
  const copy = request.clone();
  const multipart = headers["content-type"]?.startsWith("multipart/form-data") ?? false;
  if (multipart) headers["content-type"] = "application/x-www-form-urlencoded";
  return {
    method: request.method.toUpperCase(),
    base: origin + pathname.slice(0, pathname.length - path.length),
    path,
    query: search.slice(1),
    headers,
    body: multipart ? await readForm(copy) : await copy.text(),
  };
}

async function readForm(request: Request): Promise<string> {
  const fields = new URLSearchParams();
  for (const [name, value] of await request.formData()) {
    if (typeof value === "string") fields.set(name, value);
  }
  return fields.toString();
}

function write(answer: ServerResponse, options: MockOptions, url: string): Response {
  const page = pageOrigin();
  const crossOrigin = options.crossOrigin ?? (page !== null && page !== new URL(url).origin);
  const exposed = [...SAFELISTED, ...(options.exposeHeaders ?? [])].map((name) =>
    name.toLowerCase(),
  );
  const visible = Object.entries(answer.headers).filter(
    ([name]) =>
      !crossOrigin ||
      exposed.includes("*") ||
      exposed.includes(name.toLowerCase()) ||
      name === "Location",
  );
  const body = answer.body === "" ? null : answer.body; // an empty text would be given a Content-Type
  return new HttpResponse(body, { status: answer.status, headers: visible });
}

function pageOrigin(): string | null {
  return typeof location === "undefined" || location.origin === "null" ? null : location.origin;
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
