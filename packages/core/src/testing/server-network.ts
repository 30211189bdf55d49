/** The network in front of a fake server. It records requests, and delays or loses answers. */
import type { FakeClock } from "./clock.ts";
import type { ServerAnswer } from "./server-api.ts";

/**
 * What goes wrong with a request. `"network"`: it never arrives. `"lost"`: the server acts, but its answer never arrives. `"hang"`: there is
 * no answer until the caller gives up. An object: this answer replaces the server's (a text body is sent as HTML).
 */
export type Fault =
  | "network"
  | "lost"
  | "hang"
  | {
      readonly status: number;
      /** Default: none. */
      readonly body?: string | object;
      readonly headers?: Readonly<Record<string, string>>;
    };

/** A request that arrived. */
export interface SeenRequest {
  /** When it arrived, by the test's clock. */
  readonly at: number;
  readonly method: string;
  readonly url: string;
  /** Relative to the server's `baseUrl`, without query. The whole URL if it is not below `baseUrl`. */
  readonly path: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** As text. */
  readonly body: string;
  /** The body as it was sent. */
  readonly bytes: Uint8Array;
  /** Whether cookies were sent along: `"include"`, or not. */
  readonly credentials: RequestCredentials;
  /** The status of the answer. `null`: there is none, or not yet. */
  status: number | null;
}

/** What the network needs from the server behind it. */
export interface Behind {
  readonly baseUrl: string;
  readonly clock: FakeClock;
  latency(): number;
  date(): string | null;
  record(seen: SeenRequest): void;
  fault(seen: SeenRequest): Fault | undefined;
  /** The answer, and what the browser does once it arrives. */
  act(seen: SeenRequest): { readonly answer: ServerAnswer; arrives(): void };
}

/** The faults that a test ordered. */
export class Faults {
  private readonly baseUrl: string;
  /** The newest first. */
  private readonly faults: { path: string; fault: Fault; left: number }[] = [];

  constructor(baseUrl: string) {
    this.baseUrl = baseUrl;
  }

  /** Makes requests to a path fail, `times` times. Returns a function that ends it. */
  add(path: string, fault: Fault, times: number): () => void {
    const entry = { path, fault, left: times };
    this.faults.unshift(entry);
    return () => {
      entry.left = 0;
    };
  }

  /** The fault for a request, which is used up by that. `undefined`: there is none. */
  take({ path, url }: SeenRequest): Fault | undefined {
    const isOurs = url.startsWith(this.baseUrl);
    const entry = this.faults.find(
      (one) => one.left > 0 && (one.path === path || (one.path === "*" && isOurs)),
    );
    if (!entry) return undefined;
    entry.left -= 1;
    return entry.fault;
  }
}

/** Delivers a request to the server, and its answer to the caller. */
export async function receive(request: Request, behind: Behind): Promise<Response> {
  const { clock } = behind;
  const { method, url, signal } = request;
  signal.throwIfAborted();
  const bytes = new Uint8Array(await request.arrayBuffer());
  signal.throwIfAborted();
  const seen: SeenRequest = {
    at: clock.now(),
    method,
    url,
    path: pathBelow(behind.baseUrl, url),
    headers: headersByName(request),
    body: new TextDecoder().decode(bytes),
    bytes,
    credentials: request.credentials,
    status: null,
  };
  const fault = behind.fault(seen);
  if (fault === "network") throw new TypeError("Failed to fetch");
  behind.record(seen);
  if (fault === "hang") await untilAborted(signal);
  let answer: Exclude<Fault, string>;
  let arrives = (): void => {};
  if (typeof fault === "object") answer = fault;
  else ({ answer, arrives } = behind.act(seen));
  const latency = behind.latency();
  if (latency > 0) await pause(clock, latency, signal);
  if (fault === "lost") throw new TypeError("Failed to fetch");
  arrives();
  seen.status = answer.status;
  return respond(answer, behind.date());
}

/** By lower-case name: the `Headers` of happy-dom keep the spelling of the sender. */
function headersByName({ headers }: Request): Record<string, string> {
  return Object.fromEntries([...headers].map(([name, value]) => [name.toLowerCase(), value]));
}

/** The path relative to `baseUrl`, without query, or the whole URL without query if it is not below. */
function pathBelow(baseUrl: string, url: string): string {
  const { origin, pathname } = new URL(url);
  const bare = `${origin}${pathname}`;
  if (!bare.startsWith(baseUrl)) return bare;
  return bare.slice(baseUrl.length);
}

/** Lets `ms` milliseconds pass. Rejects if the signal aborts. */
function pause(clock: FakeClock, ms: number, signal: AbortSignal): Promise<void> {
  let cancel = (): void => {};
  const passed = new Promise<void>((resolve) => {
    cancel = clock.alarm(clock.now() + ms, resolve);
  });
  const aborted = untilAborted(signal).catch((reason: unknown) => {
    cancel();
    throw reason;
  });
  return Promise.race([passed, aborted]);
}

/** Never resolves, and rejects when the signal aborts. */
function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason));
  });
}

function respond(answer: Exclude<Fault, string>, date: string | null): Response {
  const { status, body } = answer;
  const headers = new Headers({ "content-type": "application/json" });
  if (typeof body === "string") headers.set("content-type", "text/html");
  if (date !== null) headers.set("date", date);
  for (const [name, value] of Object.entries(answer.headers ?? {})) headers.set(name, value);
  return new Response(encode(body), { status, headers });
}

function encode(body: string | object | undefined): string | null {
  if (body === undefined) return null;
  if (typeof body === "string") return body;
  return JSON.stringify(body);
}
