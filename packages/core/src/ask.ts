/** Asks the server one of the backend's own questions, past every interceptor. */
import type { Operation } from "./backend.ts";
import { isSessionError, SessionError } from "./errors.ts";
import { judge } from "./judge.ts";
import type { Ports } from "./ports.ts";
import type { Outcome, Rules } from "./state.ts";
import { inTime } from "./waiting.ts";

/** What every question of a session needs. */
export interface Asking {
  readonly rules: Rules<unknown>;
  readonly ports: Ports;
  /** The network. */
  readonly send: typeof fetch;
  /** Milliseconds an answer may take. */
  readonly timeout: number;
  /** Where the backend's paths start. */
  base(): URL;
}

/** The longest pause a server can order, in milliseconds: a slip of its must not silence a session for years. */
const LONGEST_PAUSE = 86_400_000;

/** Milliseconds in a `Retry-After`: seconds, or an HTTP date held against the server's own `Date` where that is readable. */
function readRetryAfter(value: string | null, now: number): number | null {
  const wait = value ? Number(value) * 1000 || Date.parse(value) - now : -1;
  return wait >= 0 && wait < Infinity ? Math.min(wait, LONGEST_PAUSE) : null;
}

/**
 * Sends an operation, signed with `access` where it wants that, and judges its answer. Never rejects. Cookies stay at home:
 * with one of Django's admin among them, unsafe requests fail for want of a CSRF token (wire: csrf/*).
 */
export async function ask<Input, Output>(
  { rules, ports, send, timeout, base }: Asking,
  operation: Operation<Input, Output>,
  input: Input,
  access?: string | null,
  keepalive = false,
): Promise<Outcome<Output>> {
  const { clock } = ports;
  const { backend } = rules;
  const { method, path, signed } = operation;
  let url = path;
  const controller = new AbortController();
  const { signal } = controller;
  const sentAt = clock.now();
  try {
    url = new URL(path, base()).href;
    const headers = new Headers({ accept: "application/json" });
    if (access && signed) headers.set(...backend.header(access));
    const body = operation.body ? JSON.stringify(operation.body(input)) : null;
    if (body) headers.set("content-type", "application/json");
    const init = { method, headers, body, keepalive, signal, credentials: "omit" } as const;
    const exchange = send(url, init).then(
      async (response) => [response, await response.text()] as const,
    );
    // Not every fetch minds its signal, and a hung question must not wedge the session.
    const [response, text] = await inTime(exchange, clock, timeout);
    const receivedAt = clock.now();
    const date = Date.parse(`${response.headers.get("date")}`) || null;
    const retryAfter = readRetryAfter(response.headers.get("retry-after"), date ?? receivedAt);
    const judged = judge(operation, { response, url, text, retryAfter }, backend);
    return judged instanceof SessionError
      ? { error: judged }
      : { ...judged, timing: { sentAt, receivedAt, date } };
  } catch (cause) {
    if (isSessionError(cause)) return { error: cause };
    controller.abort();
    const isLate = (cause as { name?: unknown }).name === "TimeoutError";
    const message = `${method} ${url} gave no answer. Check that the server is up and that CORS lets this page read it.`;
    return { error: new SessionError(isLate ? "timeout" : "network", message, { cause }) };
  }
}
