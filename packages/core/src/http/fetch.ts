/** `session.fetch`: the platform's fetch with the request policy around it. */
import { plainPathOf } from "../machine/destinations.ts";
import { developers } from "../model/advice.ts";
import { prepareReplay, type Sendable } from "./replay.ts";
import type { Outgoing, Requests, Signed } from "./requests.ts";

/** The arguments of `session.fetch`: those of `fetch`, and whether the session takes part. */
export interface SessionRequestInit extends RequestInit {
  /** `false`: the request is sent as if there were no session. It waits for nothing and carries no token. Default: `true`. */
  readonly session?: boolean | undefined;
}

/** `session.fetch`: the platform's `fetch` with one more option. */
export type SessionFetch = (
  input: RequestInfo | URL,
  init?: SessionRequestInit,
) => Promise<Response>;

/** What a fetch needs besides the policy. */
export interface FetchOptions {
  /** Relative URLs start here. */
  base(): URL;
  readonly send: typeof fetch;
  /** Whether it refuses tokens in 2xx answers as well: see `Backend.refusesWith2xx`. */
  readonly backend: { readonly refusesWith2xx?: boolean | undefined };
  /** Whether it sends the signed operations of that backend, and nothing else. Default: `false`. */
  readonly isOperation?: boolean;
}

/** Makes a fetch that resolves URLs against `base`, signs, waits and recovers. Everything else is left to `send`. */
export function createFetch(requests: Requests, options: FetchOptions): SessionFetch {
  const { base, send, backend, isOperation } = options;
  const { refusesWith2xx = false } = backend;
  return async (input, init = {}) => {
    const request = typeof input === "object" && "url" in input ? input : undefined;
    const url = resolve(request?.url ?? input, base);
    if (init.session === false) {
      developers.advice?.sent(new URL(url, base()));
      return send(request ?? url, init);
    }
    const method = init.method ?? request?.method ?? "GET";
    const given = init.headers ?? request?.headers;
    const headers = given && new Headers(given);
    const signal = init.signal ?? request?.signal;
    const outgoing: Outgoing = { url, method, headers, signal, isFetch: true, isOperation };
    const signedNow = requests.signNow?.(outgoing);
    const signed = signedNow === undefined ? await requests.sign(outgoing) : signedNow;
    const first: Sendable = { input: request ?? url, init: {} };
    if (!signed) return send(first.input, headers ? { ...init, headers } : init);
    const hasBody = request !== undefined || Boolean(init.body);
    const again = hasBody ? prepareReplay(first.input, init.body) : () => first;
    const sendSigned = (carried: Signed, { input, init: changes }: Sendable): Promise<Response> => {
      const cookies = cookiesOf(carried, init, request);
      const signed = { ...init, ...changes, ...cookies, headers: withToken(carried, headers) };
      return send(input, signed as RequestInit);
    };
    const response = await sendSigned(signed, first);
    developers.advice?.answered(backend, method, `${url}`, response);
    const { status } = response;
    const isPlain = status < 400 && !refusesWith2xx;
    if (isPlain && requests.isSettled?.(signed, { status, body: undefined })) return response;
    const sent = { signed, response, signal, refusesWith2xx, again, sendSigned };
    return recover(requests, sent);
  };
}

/** The headers with the token: in the request's own, if it has some. A new object of the platform costs as much as all the rest. */
function withToken({ header }: Signed, headers: Headers | undefined): HeadersInit | undefined {
  if (!header) return headers;
  const [name, value] = header;
  if (!headers) return { [name]: value };
  headers.set(name, value);
  return headers;
}

/** A request that was sent once. */
interface Sent {
  readonly signed: Signed;
  readonly response: Response;
  readonly signal: AbortSignal | null | undefined;
  readonly refusesWith2xx: boolean;
  /** How to send its body again; `null`: the body is gone. */
  again(): Sendable | null;
  sendSigned(signed: Signed, sendable: Sendable): Promise<Response>;
}

/** Lets the policy settle the answer, and sends the request again as long as the policy asks for that. */
async function recover(requests: Requests, sent: Sent): Promise<Response> {
  const { signed, response, signal, again, sendSigned } = sent;
  const replayable = (): boolean => again() !== null;
  const answer = { status: response.status, body: await refusal(sent) };
  const next = await requests.settle(signed, answer, { replayable, signal: signal ?? undefined });
  const sendable = next && again();
  if (!next || !sendable) return response;
  // A refusal in JSON was read already. Any other body may never end.
  if (answer.body === undefined) void response.body?.cancel();
  const answered = await sendSigned(next, sendable);
  return recover(requests, { ...sent, signed: next, response: answered });
}

/** The final URL. A plain path is appended to `baseUrl`: the result is the same as a URL parser's, and cheaper. */
function resolve(input: string | URL | Request, base: () => URL): string | URL {
  const start = base();
  if (typeof input !== "string") return new URL(`${input}`, start);
  const path = plainPathOf(input, start.href);
  if (path === null) return new URL(input, start);
  return start.href + path;
}

/** The text of what may be a refusal in JSON. Any other body may be long, or never end, and is the caller's to read. */
async function refusal({ response, refusesWith2xx }: Sent): Promise<string | undefined> {
  const { status, headers } = response;
  const is4xx = status >= 400 && status < 500;
  const mayRefuse = is4xx || (refusesWith2xx && status < 300);
  if (!mayRefuse || !headers.get("content-type")?.includes("json")) return undefined;
  return await response.clone().text().catch(String);
}

/** The cookies that the session wants along, unless the request says so itself. `"same-origin"` is what every `Request` says. */
function cookiesOf(
  { credentials }: Signed,
  init: RequestInit,
  request: Request | undefined,
): Pick<RequestInit, "credentials"> {
  const isSaid = init.credentials || (request && request.credentials !== "same-origin");
  if (isSaid || !credentials) return {};
  return { credentials };
}

/** Gives the parsed `baseUrl`. It is parsed again only if it is relative and the page's address changed. */
export function createBase(baseUrl: string, pageUrl: () => string | undefined): () => URL {
  const isRelative = baseUrl.startsWith("/");
  let parsed: URL | null = null;
  let parsedFor: string | undefined;
  return () => {
    const page = isRelative ? pageUrl() : undefined;
    if (!parsed || parsedFor !== page) {
      parsed = new URL(baseUrl, page);
      parsedFor = page;
    }
    return parsed;
  };
}

/** The given fetch, or the platform's, looked up at each request. */
export function createSend(given: typeof fetch | undefined): typeof fetch {
  return (...request) => (given ?? globalThis.fetch)(...request);
}
