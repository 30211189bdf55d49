/** Tells a server that this page may not read from one that is down: browsers report both as the same failure. */
import type { ClockPort } from "../model/ports.ts";
import { inTime } from "./waiting.ts";

/**
 * Whether an address answers, but not to this page. A plain GET that may be read says no, so a request that was merely lost
 * is not taken for a set-up that is wrong; one that may not be read, but arrives, says yes.
 */
export async function isForbidden(
  url: string,
  send: typeof fetch,
  clock: ClockPort,
  timeout: number,
): Promise<boolean> {
  const reach = async (mode: RequestMode): Promise<ResponseType | null> => {
    const controller = new AbortController();
    const { signal } = controller;
    try {
      return (await inTime(send(url, { mode, credentials: "omit", signal }), clock, timeout)).type;
    } catch {
      controller.abort();
      return null;
    }
  };
  return (await reach("cors")) === null && (await reach("no-cors")) === "opaque";
}
