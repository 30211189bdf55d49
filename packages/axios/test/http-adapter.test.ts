// axios' http adapter over real sockets: one refresh, replays byte by byte, and streams that cannot be replayed.
import { createServer, type Server } from "node:http";
import { attachSession } from "@sojourn/axios";
import axios, { type AxiosInstance } from "axios";
import { afterEach, describe, expect, it } from "vitest";
import { failure, loggedIn } from "./world.ts";

describe("attachSession with axios' http adapter", () => {
  const open: Server[] = [];
  afterEach(() => {
    for (const server of open.splice(0)) server.close().closeAllConnections();
  });

  /** The fake server behind a real socket. */
  async function listen(handle: (request: Request) => Promise<Response>): Promise<string> {
    const http = createServer(async (message, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of message) chunks.push(chunk);
      const { method = "GET", url = "/", headers } = message;
      const body = method === "GET" ? null : Buffer.concat(chunks);
      const init = { method, headers: headers as Record<string, string>, body };
      const answer = await handle(new Request(`http://127.0.0.1${url}`, init));
      response.writeHead(answer.status, Object.fromEntries(answer.headers));
      response.end(await answer.text());
    });
    open.push(http);
    await new Promise<void>((done) => void http.listen(0, "127.0.0.1", done));
    const address = http.address();
    return `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/api/`;
  }

  async function overSockets(): Promise<
    Awaited<ReturnType<typeof loggedIn>> & { http: AxiosInstance }
  > {
    let answer: (request: Request) => Promise<Response> = async () => new Response();
    const baseUrl = await listen((request) => answer(request));
    const world = await loggedIn({ baseUrl });
    answer = (request) => {
      const { pathname, search } = new URL(request.url);
      return world.server.fetch(new Request(new URL(pathname + search, baseUrl), request));
    };
    const http = axios.create({ adapter: "http", baseURL: baseUrl });
    attachSession(http, world.session);
    return { ...world, http };
  }

  it("makes 1 refresh and 0 failures of 100 refused requests", async () => {
    const { server, http } = await overSockets();
    server.revoke();
    const answers = await Promise.all(Array.from({ length: 100 }, () => http.get("posts/")));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(server.count("token/refresh/")).toBe(1);
  });

  it("replays a Buffer byte by byte and tells of its progress", async () => {
    const { server, http } = await overSockets();
    server.revoke();
    const body = Buffer.from(Array.from({ length: 5000 }, (_, index) => index % 251));
    const told: number[] = [];
    await http.post("posts/", body, { onUploadProgress: ({ loaded }) => told.push(loaded) });
    const seen = server.requests.filter(({ path }) => path === "posts/");
    expect(seen.map(({ bytes }) => Buffer.compare(Buffer.from(bytes), body))).toEqual([0, 0]);
    expect(told.at(-1)).toBe(body.length);
  });

  it("says that a Node stream is not replayed", async () => {
    const { server, http } = await overSockets();
    server.revoke();
    const { Readable } = await import("node:stream");
    const error = await failure(http.post("posts/", Readable.from(["streamed"])));
    expect(error.code).toBe("not-supported");
    expect(server.count("posts/")).toBe(1);
  });

  it("says that an async iterable, which Node's fetch takes, is not replayed", async () => {
    const { server, http } = await overSockets();
    server.revoke();
    async function* chunks(): AsyncGenerator<Uint8Array> {
      yield new TextEncoder().encode("streamed");
    }
    const config = { adapter: "fetch", transformRequest: (data: unknown) => data };
    const error = await failure(http.post("posts/", chunks(), config));
    expect(error.code).toBe("not-supported");
    expect(server.requests.filter(({ path }) => path === "posts/")).toMatchObject([
      { body: "streamed" },
    ]);
  });
});
