/** Sends one of the backend's own operations (login, refresh, "me", …). Interceptors do not see it. */
import type { Operation } from "../model/backend.ts";
import { isSessionError, SessionError } from "../model/errors.ts";
import { judge } from "../model/judge.ts";
import type { Ports } from "../model/ports.ts";
import type { Outcome, Rules } from "../model/state.ts";
import { inTime } from "./waiting.ts";

/** What every such request needs. */
export interface Asking {
  readonly rules: Rules<unknown>;
  readonly ports: Ports;
  /** The network. */
  readonly send: typeof fetch;
  /** How many milliseconds an answer may take. */
  readonly timeout: number;
  /** Which cookies are sent. Default: none. */
  readonly credentials?: RequestCredentials | undefined;
  /** The URL that the backend's paths are relative to. */
  base(): URL;
  /** The origins whose answers this page was able to read. */
  readonly readable: Set<string>;
}

/** The longest `Retry-After` that is obeyed, in milliseconds (a day). A server's mistake must not stop a session for years. */
const LONGEST_PAUSE = 86_400_000;

/** A `Retry-After` in milliseconds. The header holds seconds, or an HTTP date, which is compared with `now`. `null`: none. */
function readRetryAfter(value: string | null, now: number): number | null {
  if (!value) return null;
  let wait = Number(value) * 1000;
  if (Number.isNaN(wait)) wait = Date.parse(value) - now;
  const isUsable = wait > 0 && wait < Infinity;
  return isUsable ? Math.min(wait, LONGEST_PAUSE) : null;
}

/** Bodies whose content type `fetch` decides. Compared by name, because a test's window has its own classes. */
const rawBodies: ReadonlySet<string> = new Set([
  "FormData",
  "URLSearchParams",
  "Blob",
  "File",
  "ArrayBuffer",
  "Uint8Array",
]);

/** The body as it is sent. `isJson`: this function turned it into JSON. */
function encode(body: object | undefined): { body: BodyInit | null; isJson: boolean } {
  const tag = Object.prototype.toString.call(body).slice("[object ".length, -1);
  if (rawBodies.has(tag)) return { body: body as BodyInit, isJson: false };
  const json = JSON.stringify(body) ?? null;
  return { body: json, isJson: json !== null };
}

/** The request of an operation. Throws `misconfigured` before anything is sent. */
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
    // A redirected POST would send the password or the token on, to any address.
    const redirect = method === "GET" ? "follow" : "manual";
    return { url, init: { method, headers, body, redirect, credentials } };
  } catch (cause) {
    if (isSessionError(cause)) throw cause;
    const message = `${method} ${path} cannot be sent. Check its path, baseUrl and the result of its body().`;
    throw new SessionError("misconfigured", message, { cause });
  }
}

/**
 * Sends an operation and judges its answer. It is signed with `access` if it is a signed operation. Never rejects. No cookies are sent
 * unless the app asks for them: with a cookie of Django's admin among them, unsafe requests would fail without a CSRF token
 * (wire: csrf/*).
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

/** Sends a request and judges the answer. Rejects with a `SessionError` if no answer came, or none that can be judged. */
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
  // Some fetches ignore their signal, and a request that hangs must not block the session.
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
  const isTimeout = (cause as { name?: unknown } | null)?.name === "TimeoutError";
  const message = `${request} got no answer. Check that the server is up and that CORS lets this page read it.`;
  return new SessionError(isTimeout ? "timeout" : "network", message, { cause });
}
