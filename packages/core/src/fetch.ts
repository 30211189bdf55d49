/** `session.fetch`: the platform's fetch with the request policy around it. */
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
    const { method = request?.method ?? "GET" } = init;
    const headers = new Headers(init.headers ?? request?.headers);
    const signal = init.signal ?? request?.signal;
    const replayable = !(init.body instanceof ReadableStream);
    let signed = await sign({ url, method, headers, signal });
    for (;;) {
      if (signed) headers.set(...signed.header);
      // A clone, so that a body is still there for a replay.
      const response = await send(request?.clone() ?? url, { ...init, headers });
      if (!signed) return response;
      const answer = { status: response.status, body: await refusal(response) };
      signed = await settle(signed, answer, { replayable, signal });
      if (!signed) return response;
      void response.body?.cancel();
    }
  };
}

/** The text of a refusal in JSON. Anything else may be long, or never end, and is the caller's to read. */
async function refusal(response: Response): Promise<string | undefined> {
  const { status, headers } = response;
  return status > 399 && status < 500 && headers.get("content-type")?.includes("json")
    ? await response.clone().text().catch(String)
    : undefined;
}
