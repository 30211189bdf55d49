/** Failures that tests can order: the kind, how often, and for which requests. */
import { html, json, type ServerRequest, type ServerResponse } from "./http.ts";
import type { State } from "./state.ts";
import { throttled } from "./throttle.ts";

/** The requests that a fault hits. */
export interface FaultTarget {
  /** The start of their paths below `baseUrl`: `"token/refresh/"`. Default: every path. */
  readonly path?: string;
  /** Default: every method. */
  readonly method?: string;
  /** How many requests it hits. `Infinity` lasts until {@link MockServer.clearFaults}. Default: 1. */
  readonly times?: number;
}

/** A failure to order. */
export type Fault = FaultTarget &
  (
    | {
        /** Another answer than the server's; the server does nothing. */
        readonly kind: "status";
        readonly status: number;
        /** Milliseconds, sent as `Retry-After` in whole seconds. Default: 60,000 with 429; otherwise the header is not sent. */
        readonly retryAfter?: number;
        /** An HTML page like those of Django or a proxy, or DRF's `{detail}`. Default: JSON for 4xx, HTML for 5xx. */
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

/** Finds the fault that hits this request, if there is one, and counts it as used. Infinite ones have `times: -1`. */
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

/** The form in which a fault is stored: JSON has no `Infinity`. */
export function storedFault(fault: Fault): Fault {
  if (fault.times === Number.POSITIVE_INFINITY) return { ...fault, times: -1 };
  return fault;
}

/** The answer of a `"status"` fault. */
export function faultAnswer(fault: Extract<Fault, { kind: "status" }>): ServerResponse {
  const { status } = fault;
  const kind = fault.body ?? (status >= 500 ? "html" : "json");
  const retryAfter = fault.retryAfter ?? (status === 429 ? 60_000 : undefined);
  if (status === 429 && kind === "json") return throttled(retryAfter ?? 0);
  const headers: Record<string, string> = {};
  if (retryAfter !== undefined) headers["Retry-After"] = String(Math.ceil(retryAfter / 1000));
  if (kind === "html") return html(status, `Error ${status}`, "", headers);
  return json(status, { detail: `Error ${status}` }, headers);
}
