// What is axios' own about an attached session: errors, transforms, configs, detaching.
import { attachSession } from "@sojourn/axios";
import { isSessionError, type SessionError } from "@sojourn/core";
import axios, { AxiosError, type InternalAxiosRequestConfig, isCancel } from "axios";
import { describe, expect, it, vi } from "vitest";
import { failure, loggedIn } from "./world.ts";

describe("attachSession", () => {
  it("signs nothing any more once it is detached", async () => {
    const { api, detach, token, signatures } = await loggedIn();
    await api.get("posts/");
    detach();
    detach();
    expect((await failure(api.get("posts/"))).response?.status).toBe(401);
    expect(signatures("posts/")).toEqual([token, null]);
  });

  it("can be called twice for one instance without doing anything twice", async () => {
    const { api, session, server, signatures } = await loggedIn();
    const detach = attachSession(api, session);
    server.revoke();
    expect((await api.get("posts/")).status).toBe(200);
    expect(server.count("token/refresh/")).toBe(1);
    expect(signatures("posts/")).toHaveLength(2);
    detach();
    expect((await api.get("posts/")).status).toBe(200);
  });

  it("lets any number of instances share one session and one refresh", async () => {
    const { api, session, server, fetch } = await loggedIn();
    const other = axios.create({ adapter: "fetch", env: { fetch }, baseURL: server.baseUrl });
    attachSession(other, session);
    server.revoke();
    const answers = await Promise.all([api.get("posts/"), other.get("posts/"), other.get("tags/")]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(server.count("token/refresh/")).toBe(1);
  });

  it("lets two sessions share one instance, each for its own addresses", async () => {
    const one = await loggedIn({ baseUrl: "https://one.example.com/api/" });
    const two = await loggedIn({ baseUrl: "https://two.example.com/api/" });
    attachSession(one.api, two.session);
    await one.api.get("posts/");
    const url = "https://two.example.com/api/posts/";
    await one.api.get(url);
    expect(one.signatures("posts/")).toEqual([one.token]);
    expect(one.signatures(url)).toEqual([two.token]);
  });

  it("runs transforms once, also for a request that is replayed", async () => {
    const { api, server } = await loggedIn();
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
    const { api, signatures } = await loggedIn();
    api.interceptors.request.use((config) => ({ ...config, baseURL: "https://evil.example/api/" }));
    await api.get("posts/");
    expect(signatures("https://evil.example/api/posts/")).toEqual([null]);
  });

  it("judges the address that is really asked for, not the instance's baseURL", async () => {
    const { api, signatures, token } = await loggedIn();
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
    const { api, server, token } = await loggedIn();
    await api.get("https://evil.example/posts/", { allowAbsoluteUrls: false });
    const { url, headers } = server.requests.at(-1) ?? {};
    expect(url).toBe("https://api.example.com/api/https://evil.example/posts/");
    expect(headers?.authorization).toBe(token);
  });

  it("leaves requests with auth of their own alone", async () => {
    const { api, server, signatures } = await loggedIn();
    const auth = { username: "alice", password: "pass" };
    expect((await failure(api.get("posts/", { auth }))).response?.status).toBe(401);
    expect(signatures("posts/")).toEqual([`Basic ${btoa("alice:pass")}`]);
    expect(server.count("token/refresh/")).toBe(0);
  });

  it("lets an instance opt out by its defaults", async () => {
    const { api, signatures } = await loggedIn();
    api.defaults.session = false;
    await failure(api.get("posts/"));
    expect(signatures("posts/")).toEqual([null]);
  });

  it("shows no token in the config of answers and errors, so that they can be sent again", async () => {
    const { api, server, token } = await loggedIn();
    const answer = await api.get("posts/");
    expect(answer.config.headers.has("Authorization")).toBe(false);
    server.fail("posts/", { status: 500, body: { detail: "Oops." } }, 1);
    const error = await failure(api.get("posts/"));
    expect(JSON.stringify(error)).not.toContain(token);
    server.revoke();
    expect((await api.request(error.config ?? {})).status).toBe(200);
  });

  it("passes an answer of the server on as axios does", async () => {
    const { api, server } = await loggedIn();
    server.fail("posts/", { status: 400, body: { title: ["This field is required."] } });
    const error = await failure(api.post("posts/", {}));
    expect(error.code).toBe(AxiosError.ERR_BAD_REQUEST);
    expect(error.response?.data).toEqual({ title: ["This field is required."] });
    expect(error.cause).toBe(undefined);
  });

  it("passes a failing network on as axios does", async () => {
    const { api, server } = await loggedIn();
    server.fail("posts/", "network");
    const error = await failure(api.get("posts/"));
    expect(error.code).toBe(AxiosError.ERR_NETWORK);
    expect(error.config?.url).toBe("posts/");
  });

  it("makes a SessionError the cause of an AxiosError with its code and config", async () => {
    const { api, server, session } = await loggedIn();
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
    const { api, server } = await loggedIn();
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

  it("keeps interceptors synchronous that are", async () => {
    const { api } = await loggedIn();
    let ran = false;
    const note = <Config>(config: Config): Config => {
      ran = true;
      return config;
    };
    api.interceptors.request.use(note, null, { synchronous: true });
    const sent = api.get("posts/");
    expect(ran).toBe(true);
    await sent;
  });

  it("judges relative addresses as the page resolves them", async () => {
    const { api, token } = await loggedIn();
    const seen: unknown[] = [];
    const adapter = async (config: InternalAxiosRequestConfig) => {
      seen.push(config.headers.get("Authorization"));
      return { status: 200, statusText: "", headers: {}, data: "", config };
    };
    for (const baseURI of ["https://api.example.com/app/", "https://evil.example/app/"]) {
      vi.stubGlobal("document", { baseURI });
      await api.get("posts/", { baseURL: "/api/", adapter });
    }
    vi.unstubAllGlobals();
    expect(seen).toEqual([token, undefined]);
  });

  it("believes an adapter that gives objects instead of text", async () => {
    const { api, server, session } = await loggedIn();
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
