/** The network in front of a fake server: records what arrives, delays answers, loses them. */
import type { FakeClock } from "./clock.ts";

/**
 * What goes wrong: `"network"`: the request never arrives; `"lost"`: the server acts, its answer never arrives; `"hang"`:
 * nothing comes until the caller gives up; or this answer instead of the server's (a text body is sent as HTML).
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
  /** When, by the test's clock. */
  readonly at: number;
  readonly method: string;
  readonly url: string;
  /** Below the server's `baseUrl`, without query; the whole URL where it lies elsewhere. */
  readonly path: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** As text. */
  readonly body: string;
  /** As it came. */
  readonly bytes: Uint8Array;
  /** What it was answered with; `null`: nothing, or not yet. */
  status: number | null;
}

/** What the network asks of the server behind it. */
export interface Behind {
  readonly baseUrl: string;
  readonly clock: FakeClock;
  latency(): number;
  date(): string | null;
  record(seen: SeenRequest): void;
  fault(seen: SeenRequest): Fault | undefined;
  act(seen: SeenRequest): { readonly status: number; readonly body?: object };
}

/** Brings a request to the server and its answer back. */
export async function receive(request: Request, behind: Behind): Promise<Response> {
  const { clock } = behind;
  const { method, url, signal } = request;
  signal.throwIfAborted();
  const bytes = new Uint8Array(await request.arrayBuffer());
  signal.throwIfAborted();
  const { origin, pathname } = new URL(url);
  const bare = `${origin}${pathname}`;
  const seen: SeenRequest = {
    at: clock.now(),
    method,
    url,
    path: bare.startsWith(behind.baseUrl) ? bare.slice(behind.baseUrl.length) : bare,
    headers: Object.fromEntries(request.headers),
    body: new TextDecoder().decode(bytes),
    bytes,
    status: null,
  };
  const fault = behind.fault(seen);
  if (fault === "network") throw new TypeError("Failed to fetch");
  behind.record(seen);
  const answer = typeof fault === "object" ? fault : fault === "hang" ? null : behind.act(seen);
  const latency = behind.latency();
  if (!answer || latency > 0) await pause(clock, answer ? latency : null, signal);
  if (!answer || fault === "lost") throw new TypeError("Failed to fetch");
  seen.status = answer.status;
  return respond(answer, behind.date());
}

/** Lets time pass, for ever with `null`; an abort ends it. */
function pause(clock: FakeClock, ms: number | null, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = ms === null ? null : clock.alarm(clock.now() + ms, resolve);
    signal.addEventListener("abort", () => {
      cancel?.();
      reject(signal.reason);
    });
  });
}

function respond(answer: Exclude<Fault, string>, date: string | null): Response {
  const { status, body } = answer;
  const isText = typeof body === "string";
  const headers = new Headers({ "content-type": isText ? "text/html" : "application/json" });
  if (date) headers.set("date", date);
  for (const [name, value] of Object.entries(answer.headers ?? {})) headers.set(name, value);
  if (body === undefined) return new Response(null, { status, headers });
  return new Response(isText ? body : JSON.stringify(body), { status, headers });
}
