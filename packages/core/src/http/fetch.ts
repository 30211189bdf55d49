/** `session.fetch`: the platform's fetch with the request policy around it. */
import { prepareReplay, type Sendable } from "./replay.ts";
import type { Requests, Signed } from "./request-policy.ts";

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
    let signed = await sign({ url, method, headers, signal });
    if (!signed) return send(request ?? url, { ...init, headers });
    const again = prepareReplay(request ?? url, init.body);
    const replayable = (): boolean => again() !== null;
    let sendable: Sendable | null = { input: request ?? url, init: {} };
    for (;;) {
      headers.set(...signed.header);
      const response = await send(sendable.input, {
        ...init,
        ...sendable.init,
        ...cookiesOf(signed, init, request),
        headers,
      });
      const answer = { status: response.status, body: await refusal(response) };
      signed = await settle(signed, answer, { replayable, signal });
      sendable = signed && again();
      if (!signed || !sendable) return response;
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

/** Which cookies the session wants along, where the request does not say. `"same-origin"` is what every `Request` says. */
function cookiesOf(
  { credentials }: Signed,
  init: RequestInit,
  request: Request | undefined,
): Pick<RequestInit, "credentials"> {
  const isSaid = init.credentials || (request && request.credentials !== "same-origin");
  return isSaid || !credentials ? {} : { credentials };
}
