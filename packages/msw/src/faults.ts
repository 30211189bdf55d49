/** Failures to order: what goes wrong between a client and its server, so many times, at an address. */
import { html, json, type ServerRequest, type ServerResponse } from "./http.ts";
import type { State } from "./state.ts";
import { throttled } from "./throttle.ts";

/** Which requests a fault hits. */
export interface FaultTarget {
  /** Paths below `baseUrl` that begin like this: `"token/refresh/"`. Default: every path. */
  readonly path?: string;
  /** Default: every method. */
  readonly method?: string;
  /** How many requests it hits; `Infinity`: until {@link MockServer.clearFaults}. Default: 1. */
  readonly times?: number;
}

/** A failure to order. */
export type Fault = FaultTarget &
  (
    | {
        /** An answer in place of the server's; the server does nothing. */
        readonly kind: "status";
        readonly status: number;
        /** Milliseconds, sent as `Retry-After` in whole seconds. Default: 60 s with 429, else not sent. */
        readonly retryAfter?: number;
        /** A page as Django or a proxy sends it, or DRF's `{detail}`. Default: JSON for 4xx, a page for 5xx. */
        readonly body?: "html" | "json";
      }
    | {
        /** The connection fails and the server does nothing: `fetch` rejects with a `TypeError`. */
        readonly kind: "network";
      }
    | {
        /** The server acts, but its answer is lost: `fetch` rejects with a `TypeError`. */
        readonly kind: "lost";
      }
    | {
        /** The answer is late. */
        readonly kind: "delay";
        /** Milliseconds. */
        readonly ms: number;
      }
  );

/** The fault that hits this request, if there is one; it counts as used. Infinite ones have `times: -1`. */
export function takeFault(state: State, request: ServerRequest): Fault | undefined {
  const index = state.faults.findIndex(
    ({ path = "", method = request.method }) =>
      request.path.startsWith(path) && method.toUpperCase() === request.method,
  );
  const fault = state.faults[index];
  if (!fault) return undefined;
  const left = (fault.times ?? 1) - 1;
  if (left === 0) state.faults.splice(index, 1);
  else if (left > 0) state.faults[index] = { ...fault, times: left };
  return fault;
}

/** A fault as it is kept: JSON knows no `Infinity`. */
export function storedFault(fault: Fault): Fault {
  return fault.times === Number.POSITIVE_INFINITY ? { ...fault, times: -1 } : fault;
}

/** The answer of a `"status"` fault. */
export function faultAnswer(fault: Extract<Fault, { kind: "status" }>): ServerResponse {
  const { status, retryAfter = status === 429 ? 60_000 : undefined } = fault;
  const kind = fault.body ?? (status >= 500 ? "html" : "json");
  if (status === 429 && kind === "json") return throttled(retryAfter ?? 0);
  const headers: Record<string, string> =
    retryAfter === undefined ? {} : { "Retry-After": String(Math.ceil(retryAfter / 1000)) };
  if (kind === "html") return html(status, `Error ${status}`, "", headers);
  return json(status, { detail: `Error ${status}` }, headers);
}
