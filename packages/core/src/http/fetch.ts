/** `session.fetch`: the platform's fetch with the request policy around it. */
import { prepareReplay } from "./replay.ts";
import type { Outgoing, Requests, Signed } from "./requests.ts";

/** Makes a fetch that resolves URLs against `base`, signs, waits and recovers. Everything else is left to `send`. */
export function createFetch(requests: Requests, base: () => URL, send: typeof fetch): typeof fetch {
  return async (input, init = {}) => {
    const request = typeof input === "object" && "url" in input ? input : undefined;
    const url = new URL(request?.url ?? `${input}`, base());
    const method = init.method ?? request?.method ?? "GET";
    const headers = new Headers(init.headers ?? request?.headers);
    const signal = init.signal ?? request?.signal;
    const outgoing: Outgoing = { url, method, headers, signal };
    const signedNow = requests.signNow?.(outgoing);
    let signed = signedNow === undefined ? await requests.sign(outgoing) : signedNow;
    if (!signed) return send(request ?? url, { ...init, headers });
    const again = prepareReplay(request ?? url, init.body);
    const replayable = (): boolean => again() !== null;
    let sendable = { input: request ?? url, init: {} };
    for (;;) {
      headers.set(signed.header[0], signed.header[1]);
      const cookies = cookiesOf(signed, init, request);
      const response = await send(sendable.input, {
        ...init,
        ...sendable.init,
        ...cookies,
        headers,
      });
      const { status } = response;
      if (status < 400 && requests.isSettled?.(signed, { status, body: undefined }))
        return response;
      const answer = { status, body: await refusal(response) };
      signed = await requests.settle(signed, answer, { replayable, signal });
      const next = signed && again();
      if (!signed || !next) return response;
      sendable = next;
      void response.body?.cancel();
    }
  };
}

/** The text of a refusal in JSON. Any other body may be long, or never end, and is the caller's to read. */
async function refusal(response: Response): Promise<string | undefined> {
  const { status, headers } = response;
  const isRefusal = status >= 400 && status < 500;
  if (!isRefusal || !headers.get("content-type")?.includes("json")) return undefined;
  return await response.clone().text().catch(String);
}

/** The cookies that the session wants along, unless the request says so itself. `"same-origin"` is what every `Request` says. */
function cookiesOf(
  { credentials }: Signed,
  init: RequestInit,
  request: Request | undefined,
): Pick<RequestInit, "credentials"> {
  const isSaid = init.credentials || (request && request.credentials !== "same-origin");
  return isSaid || !credentials ? {} : { credentials };
}
