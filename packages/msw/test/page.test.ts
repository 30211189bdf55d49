// The headers and redirects that a page can see, and the state that several tabs share.
import { describe, expect, test } from "vitest";
import {
  type MockServer,
  memoryStore,
  mockAuthToken,
  mockSimpleJwt,
  storageStore,
} from "../src/index.ts";
import { BASE, call, LOGIN, login, START, server, use } from "./client.ts";

describe("several tabs", () => {
  test("two mock servers with one storage behave like one server", async () => {
    const kept = new Map<string, string>();
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    };
    const tab = (): MockServer =>
      mockSimpleJwt({
        baseUrl: BASE,
        rotate: true,
        blacklist: true,
        store: storageStore(storage, "demo"),
      });
    const [one, two] = [tab(), tab()];
    use(one);
    const { refresh } = await login();
    server.resetHandlers();
    use(two);
    expect((await call("POST", "token/refresh/", { body: { refresh } })).status).toBe(200);
    server.resetHandlers();
    use(one);
    expect((await call("POST", "token/refresh/", { body: { refresh } })).status).toBe(401);
    expect([await one.requests("token/refresh/"), await two.requests("token/refresh/")]).toEqual([
      2, 2,
    ]);
  });

  test("different systems on one store share users and posts", async () => {
    const store = memoryStore();
    const token = use(mockAuthToken({ baseUrl: `${BASE}authtoken/`, store }));
    use(mockSimpleJwt({ baseUrl: `${BASE}simplejwt/`, store }));
    const opaque = await login("authtoken/api-token-auth/");
    const auth = `Token ${opaque.token}`;
    await call("POST", "authtoken/posts/", { auth, body: { text: "Hi" } });
    const { access } = await login("simplejwt/token/");
    const posts = await call("GET", "simplejwt/posts/", { auth: `Bearer ${access}` });
    expect(posts.body.count).toBe(1);
    await token.setActive("alice", false);
    expect((await call("GET", "simplejwt/me/", { auth: `Bearer ${access}` })).body.code).toBe(
      "user_inactive",
    );
  });
});

describe("a page sees", () => {
  test("only safelisted and exposed headers of another origin", async () => {
    const options = { baseUrl: BASE, crossOrigin: true } as const;
    const mock = use(mockSimpleJwt({ ...options, exposeHeaders: ["Retry-After"] }));
    await mock.fault({ kind: "status", status: 429 });
    expect((await call("GET", "me/")).headers.get("retry-after")).toBe("60");
    const { headers } = await call("GET", "me/");
    expect(Array.from(headers.keys())).toEqual([
      "content-language",
      "content-length",
      "content-type",
    ]);
  });

  test("all headers of its own origin", async () => {
    use(mockSimpleJwt({ baseUrl: BASE, now: () => START }));
    const { headers } = await call("GET", "me/");
    expect(headers.get("www-authenticate")).toBe('Bearer realm="api"');
    expect(Date.parse(headers.get("date") ?? "")).toBe(START);
  });

  test("a 405 for a POST without the trailing slash, which is redirected and arrives as GET", async () => {
    use(mockSimpleJwt({ baseUrl: BASE }));
    expect((await call("POST", "token", { body: LOGIN })).status).toBe(405);
  });

  test("a 500 page for the same POST with debug", async () => {
    use(mockSimpleJwt({ baseUrl: BASE, debug: true }));
    const answer = await call("POST", "token", { body: LOGIN });
    expect([answer.status, answer.body]).toEqual([500, null]);
  });

  test("Django's 404 page for an unknown path", async () => {
    use(mockSimpleJwt({ baseUrl: BASE }));
    const answer = await call("GET", "nothing/");
    expect([answer.status, answer.text.includes("Not Found")]).toEqual([404, true]);
  });

  test("nothing of the mock server at another origin", async () => {
    use(mockAuthToken({ baseUrl: "https://other.example/" }));
    const mock = use(mockSimpleJwt({ baseUrl: BASE }));
    await call("GET", "me/", { base: "https://other.example/" });
    expect(await mock.requests()).toBe(0);
  });

  test("a mock server with a relative base at its own origin", async () => {
    use(mockSimpleJwt({ baseUrl: "/api/" }));
    const answer = await call("POST", "token/", {
      body: LOGIN,
      base: "http://localhost:4200/api/",
    });
    expect(answer.status).toBe(200);
  });

  test("the same answers to forms as to JSON", async () => {
    use(mockSimpleJwt({ baseUrl: BASE }));
    const form = new FormData();
    for (const [name, value] of Object.entries(LOGIN)) form.set(name, value);
    const bodies = [form, new URLSearchParams(LOGIN)];
    for (const body of bodies) {
      expect((await fetch(`${BASE}token/`, { method: "POST", body })).status).toBe(200);
    }
  });
});
