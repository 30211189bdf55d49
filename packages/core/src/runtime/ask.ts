/** Asks the server one of the backend's own questions, past every interceptor. */
import type { Operation } from "../model/backend.ts";
import { isSessionError, SessionError } from "../model/errors.ts";
import { judge } from "../model/judge.ts";
import type { Ports } from "../model/ports.ts";
import type { Outcome, Rules } from "../model/state.ts";
import { inTime } from "./waiting.ts";

/** What every question of a session needs. */
export interface Asking {
  readonly rules: Rules<unknown>;
  readonly ports: Ports;
  /** The network. */
  readonly send: typeof fetch;
  /** Milliseconds an answer may take. */
  readonly timeout: number;
  /** Which cookies go along. Default: none. */
  readonly credentials?: RequestCredentials | undefined;
  /** Where the backend's paths start. */
  base(): URL;
  /** The origins whose answers this page could read so far. */
  readonly readable: Set<string>;
}

/** The longest pause a server can order, in milliseconds: a slip of its must not silence a session for years. */
const LONGEST_PAUSE = 86_400_000;

/** Milliseconds in a `Retry-After`: seconds, or an HTTP date held against the server's own `Date` where that is readable. */
function readRetryAfter(value: string | null, now: number): number | null {
  if (!value) return null;
  const seconds = Number(value);
  const wait = Number.isNaN(seconds) ? Date.parse(value) - now : seconds * 1000;
  return wait > 0 && wait < Infinity ? Math.min(wait, LONGEST_PAUSE) : null;
}

/** What `fetch` gives a content type of its own, or leaves without one. By name: a test's window has classes of its own. */
const sentAsTheyAre: ReadonlySet<string> = new Set([
  "FormData",
  "URLSearchParams",
  "Blob",
  "File",
  "ArrayBuffer",
  "Uint8Array",
]);

/** The body as it is sent; `isJson`: it was made into JSON here. */
function encode(body: object | undefined): { body: BodyInit | null; isJson: boolean } {
  const tag = Object.prototype.toString.call(body).slice("[object ".length, -1);
  if (sentAsTheyAre.has(tag)) return { body: body as BodyInit, isJson: false };
  const json = JSON.stringify(body) ?? null;
  return { body: json, isJson: json !== null };
}

/** The request of an operation. Throws `misconfigured`: nothing was sent then. */
function prepare<Input>(
  { rules, base, credentials = "omit" }: Asking,
  operation: Operation<Input, unknown>,
  input: Input,
  access?: string | null,
): { readonly url: string; readonly init: RequestInit } {
  const { method, path, signed } = operation;
  try {
    const url = new URL(path, base()).href;
    const headers = new Headers({ accept: "application/json" });
    if (access && signed) headers.set(...rules.backend.header(access));
    const { body, isJson } = encode(operation.body?.(input));
    if (isJson) headers.set("content-type", "application/json");
    // A redirected POST would carry the password or the token on, to wherever it points.
    const redirect = method === "GET" ? "follow" : "manual";
    return { url, init: { method, headers, body, redirect, credentials } };
  } catch (cause) {
    if (isSessionError(cause)) throw cause;
    const message = `${method} ${path} cannot be sent. Check its path, baseUrl and what its body() gives.`;
    throw new SessionError("misconfigured", message, { cause });
  }
}

/**
 * Sends an operation, signed with `access` where it wants that, and judges its answer. Never rejects. Cookies stay at home, unless the
 * app wants them: with one of Django's admin among them, unsafe requests fail for want of a CSRF token (wire: csrf/*).
 */
export async function ask<Input, Output>(
  asking: Asking,
  operation: Operation<Input, Output>,
  input: Input,
  access?: string | null,
  keepalive = false,
): Promise<Outcome<Output>> {
  try {
    const { url, init } = prepare(asking, operation, input, access);
    return await exchange(asking, operation, url, { ...init, keepalive });
  } catch (error) {
    return { error: error as SessionError };
  }
}

/** Sends a request and judges what comes back. Rejects with a `SessionError` where nothing came, or nothing that could be judged. */
async function exchange<Output>(
  { rules, ports, send, timeout, readable }: Asking,
  operation: Operation<never, Output>,
  url: string,
  init: RequestInit,
): Promise<Outcome<Output>> {
  const { clock } = ports;
  const controller = new AbortController();
  const sentAt = clock.now();
  const arrival = send(url, { ...init, signal: controller.signal }).then(
    async (response) => [response, await response.text()] as const,
  );
  // Not every fetch minds its signal, and a hung question must not wedge the session.
  const [response, text] = await inTime(arrival, clock, timeout).catch((cause: unknown) => {
    controller.abort();
    throw isSessionError(cause) ? cause : noAnswer(`${init.method} ${url}`, cause);
  });
  const receivedAt = clock.now();
  readable.add(new URL(url).origin);
  const date = Date.parse(`${response.headers.get("date")}`) || null;
  const retryAfter = readRetryAfter(response.headers.get("retry-after"), date ?? receivedAt);
  const judged = judge(operation, { response, url, text, retryAfter }, rules.backend);
  if (judged instanceof SessionError) return { error: judged };
  return { ...judged, timing: { sentAt, receivedAt, date } };
}

function noAnswer(request: string, cause: unknown): SessionError {
  const isLate = (cause as { name?: unknown } | null)?.name === "TimeoutError";
  const message = `${request} gave no answer. Check that the server is up and that CORS lets this page read it.`;
  return new SessionError(isLate ? "timeout" : "network", message, { cause });
}
