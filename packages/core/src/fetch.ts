/** `session.fetch`: the platform's fetch with the request policy around it. */
import { readJson } from "./judge.ts";
import type { Requests } from "./signing.ts";

/** Makes a fetch that resolves URLs against `base`, signs, waits and recovers. Everything else is left to `send`. */
export function createFetch(
  { sign, settle }: Requests,
  base: () => URL,
  send: typeof fetch,
): typeof fetch {
  return async (input, init = {}) => {
    const request = typeof input === "object" && "url" in input ? input : undefined;
    const url = new URL(request?.url ?? `${input}`, base());
    const { method = request?.method ?? "GET", headers = request?.headers } = init;
    const signal = init.signal ?? request?.signal;
    const replayable = !(init.body instanceof ReadableStream);
    let signed = await sign({ url, method, signal });
    for (;;) {
      const own = new Headers(headers);
      // Who brings a header of their own knows why, and keeps what comes of it.
      if (signed && own.has(signed.header[0])) signed = null;
      if (signed) own.set(...signed.header);
      // A clone, so that a body is still there for a replay.
      const response = await send(request?.clone() ?? url, { ...init, headers: own });
      if (!signed) return response;
      const { status } = response;
      const body =
        status > 399 && status < 500 ? readJson(await response.clone().text()) : undefined;
      signed = await settle(signed, { status, body }, { replayable, signal });
      if (!signed) return response;
      void response.body?.cancel();
    }
  };
}
