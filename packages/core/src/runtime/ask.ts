/** Sends one of the backend's own operations (login, refresh, "me", …). Interceptors do not see it. */

import { developers } from "../model/advice.ts";
import { isSessionError, SessionError } from "../model/errors.ts";
import { judge } from "../model/judge.ts";
import type { Operation } from "../model/operation.ts";
import type { Ports } from "../model/ports.ts";
import type { Outcome, Rules } from "../model/state.ts";
import { resolvePath } from "./resolve-path.ts";
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
]);

/** The body as it is sent. `isJson`: this function turned it into JSON. */
function encode(body: object | undefined): { body: BodyInit | null; isJson: boolean } {
  const tag = Object.prototype.toString.call(body).slice("[object ".length, -1);
  if (rawBodies.has(tag) || ArrayBuffer.isView(body))
    return { body: body as BodyInit, isJson: false };
  const json = JSON.stringify(body) ?? null;
  return { body: json, isJson: json !== null };
}

/** A request that is ready to be sent. */
interface Prepared {
  readonly url: string;
  /** The address as errors may name it: a path that was made from the input may contain anything. */
  readonly shownUrl: string;
  readonly init: RequestInit;
}

/** The request of an operation. Throws `misconfigured` before anything is sent. */
function prepare<Input>(
  { rules, base, credentials = "omit" }: Asking,
  operation: Operation<Input, unknown>,
  input: Input,
  access?: string | null,
): Prepared {
  const { method, path, signed } = operation;
  const shownPath = typeof path === "string" ? path : "…";
  try {
    const start = base();
    const url = resolvePath(typeof path === "string" ? path : path(input), start).href;
    const shownUrl = typeof path === "string" ? url : start.href + shownPath;
    const { body, isJson } = encode(operation.body?.(input));
    const headers = new Headers({ accept: "application/json" });
    if (isJson) headers.set("content-type", "application/json");
    const given = Object.entries(operation.headers?.(input) ?? {});
    for (const [name, value] of given) headers.set(name, value);
    // `session.fetch` signs where no token is given here.
    const signature = signed ? rules.backend.header(access ?? "") : null;
    if (access && signature) headers.set(...signature);
    const names = [...given, ...(signature ? [signature] : [])].map(([name]) => name.toLowerCase());
    const redirect = method === "GET" && names.every(isDroppedAbroad) ? "follow" : "manual";
    return { url, shownUrl, init: { method, headers, body, redirect, credentials } };
  } catch (cause) {
    if (isSessionError(cause)) throw cause;
    const message = `${method} ${shownPath} cannot be sent. Check its path, baseUrl, and the results of its headers() and body().`;
    throw new SessionError("misconfigured", message, { cause });
  }
}

/**
 * Whether a redirect to another origin leaves a header behind. Only this one (Fetch standard, HTTP-redirect fetch): any other header, and
 * the body of a POST, would take the token or the password along, to any address.
 */
function isDroppedAbroad(name: string): boolean {
  return name === "authorization";
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
  return request(asking, operation, () => {
    const prepared = prepare(asking, operation, input, access);
    return { ...prepared, init: { ...prepared.init, keepalive } };
  });
}

/** Sends an operation whose answer logs somebody in. A refusal is then about the credentials. Never rejects. */
export async function askForTokens<Input, Output>(
  asking: Asking,
  operation: Operation<Input, Output>,
  input: Input,
): Promise<Outcome<Output>> {
  return request(asking, operation, () => prepare(asking, operation, input), true);
}

async function request<Output>(
  asking: Asking,
  operation: Operation<never, Output>,
  prepared: () => Prepared,
  isLogin = false,
): Promise<Outcome<Output>> {
  try {
    return await exchange(asking, operation, prepared(), isLogin);
  } catch (error) {
    return { error: error as SessionError };
  }
}

/** Sends a request and judges the answer. Rejects with a `SessionError` if no answer came, or none that can be judged. */
async function exchange<Output>(
  { rules, ports, send, timeout, readable }: Asking,
  operation: Operation<never, Output>,
  { url, shownUrl, init }: Prepared,
  isLogin: boolean,
): Promise<Outcome<Output>> {
  developers.advice?.sent(new URL(url));
  const { clock } = ports;
  const controller = new AbortController();
  const sentAt = clock.now();
  const arrival = send(url, { ...init, signal: controller.signal }).then(
    async (response) => [response, await response.text()] as const,
  );
  // Some fetches ignore their signal, and a request that hangs must not block the session.
  const [response, text] = await inTime(arrival, clock, timeout).catch((cause: unknown) => {
    controller.abort();
    const isReadable = readable.has(new URL(url).origin);
    throw isSessionError(cause) ? cause : noAnswer(init.method, shownUrl, isReadable, cause);
  });
  const receivedAt = clock.now();
  readable.add(new URL(url).origin);
  const date = Date.parse(`${response.headers.get("date")}`) || null;
  const retryAfter = readRetryAfter(response.headers.get("retry-after"), date ?? receivedAt);
  const received = { response, url: shownUrl, text, retryAfter };
  const judged = judge(operation, received, rules.backend, isLogin);
  if (judged instanceof SessionError) return { error: judged };
  return { ...judged, timing: { sentAt, receivedAt, date } };
}

/** `isReadable`: this page was able to read an answer of that server before, so CORS is not the reason. */
function noAnswer(
  method: string | undefined,
  url: string,
  isReadable: boolean,
  cause: unknown,
): SessionError {
  const [scheme] = url.split(":");
  const isTimeout = (cause as { name?: unknown } | null)?.name === "TimeoutError";
  const check = isReadable
    ? "Check that the server is up."
    : `Check that the server is up, that it speaks ${scheme}, and that CORS lets this page read it.`;
  const message = `${method} ${url} got no answer. ${check}`;
  return new SessionError(isTimeout ? "timeout" : "network", message, { cause });
}
