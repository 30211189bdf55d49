// What is axios' own about an attached session: errors, transforms, configs, detaching.
import { createServer, type Server } from "node:http";
import { attachSession } from "@sojourn/axios";
import { createSession, isSessionError, type SessionError } from "@sojourn/core";
import { createBrowser, createTokenServer, type TokenServerOptions } from "@sojourn/core/testing";
import axios, { AxiosError, type AxiosInstance, isAxiosError, isCancel } from "axios";
import { afterEach, describe, expect, it } from "vitest";

/** A signed-in session and an instance that is attached to it. */
async function signedIn(options: TokenServerOptions = {}) {
  const server = createTokenServer(options);
  const { ports, fetch } = createBrowser({ clock: server.clock, fetch: server.fetch }).openTab();
  const session = createSession({ backend: server.backend, ports, fetch });
  session.start();
  const login = session.login({ username: "alice", password: "correct horse" });
  await server.clock.advance();
  await login;
  const api = axios.create({ adapter: "fetch", env: { fetch }, baseURL: server.baseUrl });
  const detach = attachSession(api, session);
  const token = `Bearer ${await session.getToken()}`;
  const signatures = (path: string): (string | null)[] =>
    server.requests
      .filter((seen) => seen.path === path)
      .map((seen) => seen.headers.authorization ?? null);
  return { server, session, fetch, api, detach, token, signatures };
}

async function failure(promise: Promise<unknown>): Promise<AxiosError> {
  const error = await promise.then(
    () => expect.unreachable("it should reject"),
    (reason: unknown) => reason,
  );
  if (!isAxiosError(error)) throw new Error(`not an AxiosError: ${error}`);
  return error;
}

describe("attachSession", () => {
  it("signs nothing any more once it is detached", async () => {
    const { api, detach, token, signatures } = await signedIn();
    await api.get("posts/");
    detach();
    detach();
    expect((await failure(api.get("posts/"))).response?.status).toBe(401);
    expect(signatures("posts/")).toEqual([token, null]);
  });

  it("can be called twice for one instance without doing anything twice", async () => {
    const { api, session, server, signatures } = await signedIn();
    const detach = attachSession(api, session);
    server.revoke();
    expect((await api.get("posts/")).status).toBe(200);
    expect(server.count("token/refresh/")).toBe(1);
    expect(signatures("posts/")).toHaveLength(2);
    detach();
    expect((await api.get("posts/")).status).toBe(200);
  });

  it("lets any number of instances share one session and one refresh", async () => {
    const { api, session, server, fetch } = await signedIn();
    const other = axios.create({ adapter: "fetch", env: { fetch }, baseURL: server.baseUrl });
    attachSession(other, session);
    server.revoke();
    const answers = await Promise.all([api.get("posts/"), other.get("posts/"), other.get("tags/")]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(server.count("token/refresh/")).toBe(1);
  });

  it("lets two sessions share one instance, each for its own addresses", async () => {
    const one = await signedIn({ baseUrl: "https://one.example.com/api/" });
    const two = await signedIn({ baseUrl: "https://two.example.com/api/" });
    attachSession(one.api, two.session);
    await one.api.get("posts/");
    const url = "https://two.example.com/api/posts/";
    await one.api.get(url);
    expect(one.signatures("posts/")).toEqual([one.token]);
    expect(one.signatures(url)).toEqual([two.token]);
  });

  it("runs transforms once, also for a request that is replayed", async () => {
    const { api, server } = await signedIn();
    server.revoke();
    const ran = { request: 0, response: 0 };
    const { data } = await api.post(
      "posts/",
      { title: "Zoë" },
      {
        transformRequest: (body, headers) => {
          ran.request += 1;
          headers.setContentType("application/json");
          return JSON.stringify({ wrapped: body });
        },
        transformResponse: (text: string) => {
          ran.response += 1;
          return JSON.parse(text);
        },
      },
    );
    expect(ran).toEqual({ request: 1, response: 1 });
    expect(JSON.parse(data.body)).toEqual({ wrapped: { title: "Zoë" } });
    const bodies = server.requests.filter(({ path }) => path === "posts/").map(({ body }) => body);
    expect(bodies).toEqual([data.body, data.body]);
  });

  it("sees what other interceptors made of a request, whichever came first", async () => {
    const { api, signatures } = await signedIn();
    api.interceptors.request.use((config) => ({ ...config, baseURL: "https://evil.example/api/" }));
    await api.get("posts/");
    expect(signatures("https://evil.example/api/posts/")).toEqual([null]);
  });

  it("judges the address that is really asked for, not the instance's baseURL", async () => {
    const { api, signatures, token } = await signedIn();
    api.interceptors.request.use((config) => {
      if (config.url?.startsWith("/")) delete config.baseURL;
      return config;
    });
    await failure(api.get("/api/posts/"));
    expect(signatures("posts/")).toEqual([]);
    await api.get("posts/", { params: { next: "https://evil.example/" } });
    expect(signatures("posts/")).toEqual([token]);
  });

  it("signs what allowAbsoluteUrls: false keeps below baseURL, whatever it looks like", async () => {
    const { api, server, token } = await signedIn();
    await api.get("https://evil.example/posts/", { allowAbsoluteUrls: false });
    const { url, headers } = server.requests.at(-1) ?? {};
    expect(url).toBe("https://api.example.com/api/https://evil.example/posts/");
    expect(headers?.authorization).toBe(token);
  });

  it("leaves requests with auth of their own alone", async () => {
    const { api, server, signatures } = await signedIn();
    const auth = { username: "alice", password: "pass" };
    expect((await failure(api.get("posts/", { auth }))).response?.status).toBe(401);
    expect(signatures("posts/")).toEqual([`Basic ${btoa("alice:pass")}`]);
    expect(server.count("token/refresh/")).toBe(0);
  });

  it("lets an instance opt out by its defaults", async () => {
    const { api, signatures } = await signedIn();
    api.defaults.session = false;
    await failure(api.get("posts/"));
    expect(signatures("posts/")).toEqual([null]);
  });

  it("shows no token in the config of answers and errors, so that they can be sent again", async () => {
    const { api, server, token } = await signedIn();
    const answer = await api.get("posts/");
    expect(answer.config.headers.has("Authorization")).toBe(false);
    server.fail("posts/", { status: 500, body: { detail: "Oops." } }, 1);
    const error = await failure(api.get("posts/"));
    expect(JSON.stringify(error)).not.toContain(token);
    server.revoke();
    expect((await api.request(error.config ?? {})).status).toBe(200);
  });

  it("passes an answer of the server on as axios does", async () => {
    const { api, server } = await signedIn();
    server.fail("posts/", { status: 400, body: { title: ["This field is required."] } });
    const error = await failure(api.post("posts/", {}));
    expect(error.code).toBe(AxiosError.ERR_BAD_REQUEST);
    expect(error.response?.data).toEqual({ title: ["This field is required."] });
    expect(error.cause).toBe(undefined);
  });

  it("passes a failing network on as axios does", async () => {
    const { api, server } = await signedIn();
    server.fail("posts/", "network");
    const error = await failure(api.get("posts/"));
    expect(error.code).toBe(AxiosError.ERR_NETWORK);
    expect(error.config?.url).toBe("posts/");
  });

  it("makes a SessionError the cause of an AxiosError with its code and config", async () => {
    const { api, server, session } = await signedIn();
    server.revoke();
    server.fail("token/refresh/", { status: 503 });
    const error = await failure(api.get("posts/"));
    expect(isSessionError(error.cause)).toBe(true);
    expect(error.code).toBe("server" satisfies SessionError["code"]);
    expect(error.message).toBe(error.cause?.message);
    expect(error.config?.url).toBe("posts/");
    // The 401 in between is not the reason: whoever logs out on 401 must not see it.
    expect(error.response).toBe(undefined);
    expect(session.getSnapshot().status).toBe("authenticated");
  });

  it("turns an abort while waiting into a CanceledError", async () => {
    const { api, server } = await signedIn();
    server.revoke();
    server.fail("token/refresh/", "hang");
    const controller = new AbortController();
    const aborted = failure(api.get("posts/", { signal: controller.signal }));
    await server.clock.advance();
    expect(server.count("token/refresh/")).toBe(1);
    controller.abort();
    const error = await aborted;
    expect(isCancel(error)).toBe(true);
    expect(error.code).toBe(AxiosError.ERR_CANCELED);
  });

  it("believes an adapter that gives objects instead of text", async () => {
    const { api, server, session } = await signedIn();
    server.people.delete("alice");
    const answers = await failure(
      api.get("posts/", {
        adapter: async (config) => {
          const response = { status: 401, statusText: "", headers: {}, config };
          const data = { detail: "User not found", code: "user_not_found" };
          throw new AxiosError("", "", config, null, { ...response, data });
        },
      }),
    );
    expect(answers.code).toBe("rejected");
    expect(session.getSnapshot().status).toBe("unauthenticated");
  });
});

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
    Awaited<ReturnType<typeof signedIn>> & { http: AxiosInstance }
  > {
    let answer: (request: Request) => Promise<Response> = async () => new Response();
    const baseUrl = await listen((request) => answer(request));
    const world = await signedIn({ baseUrl });
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
});
