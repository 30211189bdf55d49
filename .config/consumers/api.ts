// The API of all consumers: simplejwt as @sojourn/msw answers it, behind a real port, with CORS for every origin.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { memoryStore, mockSimpleJwt } from "../../packages/msw/src/index.ts";

/** The user who logs in. */
export const alice = { username: "alice", password: "correct-horse-1" };

/** Starts the API on this port. */
export async function startApi(port: number): Promise<Server> {
  const baseUrl = `http://localhost:${port}/api/`;
  const posts = ["First", "Second"].map((text) => ({ author: "alice", text }));
  const { handlers } = mockSimpleJwt({ baseUrl, store: memoryStore(), posts, rotate: true });

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { method = "GET", headers } = incoming;
    for (const [name, value] of Object.entries(cors(headers))) outgoing.setHeader(name, value);
    if (method === "OPTIONS") {
      outgoing.writeHead(204).end();
      return;
    }
    const body = method === "GET" ? null : await buffer(incoming);
    const url = new URL(incoming.url ?? "/", baseUrl);
    const request = new Request(url, { method, headers: headers as HeadersInit, body });
    const result = await handlers[0]?.run({ request, requestId: crypto.randomUUID() });
    const response = result?.response ?? new Response("", { status: 404 });
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(await response.text());
  }

  const server = createServer((incoming, outgoing) => {
    answer(incoming, outgoing).catch((error: unknown) => outgoing.destroy(error as Error));
  });
  await new Promise<void>((listening) => server.listen(port, listening));
  return server;
}

function cors({ origin = "*" }: IncomingMessage["headers"]): Record<string, string> {
  return {
    "Access-Control-Allow-Origin": origin,
    "Access-Control-Allow-Headers": "authorization, content-type",
    "Access-Control-Allow-Methods": "GET, POST, PUT, PATCH, DELETE",
    "Access-Control-Max-Age": "600",
  };
}
