/** Sends the session's own requests through the vault: in place of `fetch`, and for nobody else. */
import type { VaultClient } from "./client.ts";
import { idsIn } from "./placeholders.ts";
import type { VaultAnswer, VaultRequest } from "./protocol.ts";

/** Makes the function that the session sends its own requests with. `isLast`: the token of this id is done with after the request. */
export function sendThrough(client: VaultClient, isLast: (id: string) => boolean): typeof fetch {
  return async (input, init = {}) => {
    const request = await pack(`${input}`, init);
    const named = typeof request.body === "string" ? idsIn(request.body) : [];
    const inHeaders = request.headers.flatMap(([, value]) => idsIn(value));
    const signal = init.signal ?? new AbortController().signal;
    const answer = await client.send(request, [...named, ...inHeaders].some(isLast), signal);
    return unpack(answer) as Response;
  };
}

/** A request as a message can carry it. */
async function pack(url: string, init: RequestInit): Promise<VaultRequest> {
  const { method = "GET", credentials = "omit", redirect = "manual", keepalive = false } = init;
  const headers = new Headers(init.headers);
  const body = await packBody(init.body ?? null, headers);
  return { url, method, headers: [...headers], body, credentials, redirect, keepalive };
}

/** A body as text where tokens may be in it, otherwise as bytes. */
async function packBody(
  body: BodyInit | null,
  headers: Headers,
): Promise<string | ArrayBuffer | null> {
  if (body === null || typeof body === "string") return body;
  const packed = new Response(body);
  const type = packed.headers.get("content-type");
  if (type && !headers.has("content-type")) headers.set("content-type", type);
  return body instanceof URLSearchParams ? packed.text() : packed.arrayBuffer();
}

/** What the session reads of an answer. A real `Response` cannot have the status of a redirect that was not followed. */
function unpack({ status, redirected, type, headers, text }: VaultAnswer): unknown {
  return {
    status,
    redirected,
    type,
    headers: new Headers(headers as [string, string][]),
    text: async () => text,
  };
}
