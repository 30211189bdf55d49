/** DRF's request throttles: a sliding window over the times of the last requests. */
import { json, type ServerResponse } from "./http.ts";
import type { Rate, State } from "./state.ts";

/** Counts a request in `bucket`. Returns the milliseconds to wait if the rate is used up, else `null`. */
export function countRequest(state: State, bucket: string, rate: Rate, now: number): number | null {
  const moments = (state.hits[bucket] ?? []).filter((moment) => moment > now - rate.per);
  state.hits[bucket] = moments;
  if (moments.length < rate.requests) {
    moments.unshift(now);
    return null;
  }
  const oldest = moments.at(-1) ?? now;
  return rate.per - (now - oldest);
}

/** DRF's answer to a request above the rate. */
export function throttled(wait: number): ServerResponse {
  const seconds = Math.ceil(wait / 1000);
  const unit = seconds === 1 ? "second" : "seconds";
  const detail = `Request was throttled. Expected available in ${seconds} ${unit}.`;
  return json(429, { detail }, { "Retry-After": String(seconds) });
}
