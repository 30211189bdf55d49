/** Distinguishes a CORS refusal from a server that is down. Browsers report both as the same failure. */
import type { ClockPort } from "../model/ports.ts";
import { inTime } from "./waiting.ts";

/**
 * Whether a server answers, but the browser lets this page read nothing of it. Two plain GET requests find out: a readable one must fail and
 * an unreadable one (`no-cors`) must arrive. So a request that was merely lost is not mistaken for a wrong set-up.
 */
export async function isForbidden(
  url: string,
  send: typeof fetch,
  clock: ClockPort,
  timeout: number,
): Promise<boolean> {
  const responseType = async (mode: RequestMode): Promise<ResponseType | null> => {
    const controller = new AbortController();
    const { signal } = controller;
    try {
      const request = send(url, { mode, credentials: "omit", signal });
      return (await inTime(request, clock, timeout)).type;
    } catch {
      controller.abort();
      return null;
    }
  };
  if ((await responseType("cors")) !== null) return false;
  return (await responseType("no-cors")) === "opaque";
}
