// The fake token server, besides the backend contract: its clock, its faults, its tokens.
import { createRandom, createTokenServer, type TokenServer, writeJwt } from "@sojourn/core/testing";
import { jwtDecode } from "jwt-decode";
import { describe, expect, it } from "vitest";

interface Pair {
  readonly access: string;
  readonly refresh: string;
}

async function post<Body = { readonly detail: string; readonly code?: string }>(
  server: TokenServer,
  path: string,
  body: object,
  init: RequestInit = {},
): Promise<{ status: number; body: Body; headers: Headers }> {
  const url = `${server.baseUrl}${path}`;
  const answer = await server.fetch(url, { method: "POST", body: JSON.stringify(body), ...init });
  const { status, headers } = answer;
  return { status, headers, body: status === 204 ? undefined : await answer.json() };
}

async function logIn(server: TokenServer): Promise<Pair> {
  const credentials = { username: "alice", password: "correct horse" };
  return (await post<Pair>(server, "token/", credentials)).body;
}

async function read(server: TokenServer, access: string, scheme = "Bearer"): Promise<number> {
  const headers = { authorization: `${scheme} ${access}` };
  return (await server.fetch(`${server.baseUrl}posts/`, { headers })).status;
}

const renew = (server: TokenServer, refresh: string) =>
  post<Pair>(server, "token/refresh/", { refresh });

describe("the fake token server", () => {
  it("the fake server issues JWTs whose times are whole seconds of its own clock", async () => {
    const server = createTokenServer({ skew: 3_600_500, accessLifetime: 60_000 });
    const { access } = await logIn(server);
    const { iat, exp } = jwtDecode(access);
    expect(iat).toBe(Math.floor((server.clock.now() + 3_600_500) / 1000));
    expect(exp).toBe((iat ?? 0) + 60);
  });

  it("the fake server refuses a token from the second of its expiry on", async () => {
    const server = createTokenServer({ accessLifetime: 60_000 });
    const { access } = await logIn(server);
    await server.clock.advance(59_999);
    expect(await read(server, access)).toBe(200);
    await server.clock.advance(1);
    expect(await read(server, access)).toBe(401);
  });

  it("the fake server refuses tokens that it did not issue, and refresh tokens as access tokens", async () => {
    const server = createTokenServer();
    const { refresh } = await logIn(server);
    expect(await read(server, refresh)).toBe(401);
    expect(await read(server, writeJwt({ exp: 9_999_999_999 }))).toBe(401);
    const { status, body } = await post(server, "token/refresh/", { refresh: "made up" });
    expect([status, body.code]).toEqual([401, "token_not_valid"]);
  });

  it("without rotation a refresh token stays usable and is not extended", async () => {
    const server = createTokenServer();
    const { refresh } = await logIn(server);
    const first = await renew(server, refresh);
    expect(first.body.refresh).toBe(undefined);
    expect((await renew(server, refresh)).status).toBe(200);
  });

  it("a rotated refresh token is refused, and the new one works", async () => {
    const server = createTokenServer({ rotation: "rotate" });
    const { refresh } = await logIn(server);
    const { body } = await renew(server, refresh);
    expect((await renew(server, refresh)).status).toBe(401);
    expect((await renew(server, body.refresh)).status).toBe(200);
  });

  it("reuse of a rotated token revokes its login, and no other login", async () => {
    const server = createTokenServer({ rotation: "detect-reuse" });
    const { refresh } = await logIn(server);
    const other = await logIn(server);
    const { body } = await renew(server, refresh);
    expect((await renew(server, refresh)).status).toBe(401);
    expect((await renew(server, body.refresh)).status).toBe(401);
    expect((await renew(server, other.refresh)).status).toBe(200);
  });

  it("the fake server issues fixed tokens that are opaque", async () => {
    const server = createTokenServer({ tokens: "fixed" });
    const credentials = { username: "bob", password: "correct horse" };
    const { body } = await post<{ token: string }>(server, "token/", credentials);
    expect(body.token).not.toContain(".");
    expect(await read(server, body.token, "Token")).toBe(200);
    await server.clock.advance(365 * 86_400_000);
    expect(await read(server, body.token, "Token")).toBe(200);
  });

  it("the fake server issues opaque pairs with `expires_in`", async () => {
    const server = createTokenServer({ tokens: "opaque", rotation: "rotate" });
    const first = await logIn(server);
    expect(first).toEqual({ access: "opaque-2", refresh: "opaque-1", expires_in: 300 });
    const { body } = await renew(server, first.refresh);
    expect(await read(server, body.access)).toBe(200);
    expect((await renew(server, first.refresh)).status).toBe(401);
  });

  it("a sliding token can be exchanged while it is valid, until the limit after its login", async () => {
    const server = createTokenServer({
      tokens: "sliding",
      accessLifetime: 60_000,
      refreshLifetime: 100_000,
    });
    const credentials = { username: "bob", password: "correct horse" };
    const exchange = (token: string) =>
      post<{ token: string }>(server, "token/refresh/", { token });
    const { body: first } = await post<{ token: string }>(server, "token/", credentials);
    expect(jwtDecode(first.token)).toMatchObject({ token_type: "sliding" });
    await server.clock.advance(59_000);
    const { body: second } = await exchange(first.token);
    expect(await read(server, second.token)).toBe(200);
    await server.clock.advance(1000);
    expect((await exchange(first.token)).status).toBe(401);
    await server.clock.advance(40_000);
    expect(await read(server, second.token)).toBe(200);
    expect((await exchange(second.token)).status).toBe(401);
  });

  it("the fake server tells if a valid token's user was deleted or is inactive", async () => {
    const server = createTokenServer();
    const { access, refresh } = await logIn(server);
    const ask = async (): Promise<unknown> => {
      const headers = { authorization: `Bearer ${access}` };
      return (await (await server.fetch(`${server.baseUrl}me/`, { headers })).json()).code;
    };
    const alice = server.people.get("alice");
    if (alice) alice.active = false;
    expect(await ask()).toBe("user_inactive");
    expect((await renew(server, refresh)).status).toBe(401);
    server.people.delete("alice");
    expect(await ask()).toBe("user_not_found");
  });

  it("the fake server answers any other path with the request itself, and records it", async () => {
    const server = createTokenServer();
    const { access } = await logIn(server);
    const headers = { authorization: `Bearer ${access}`, "x-mark": "1" };
    const init = { method: "PUT", headers, body: "Zoë" };
    const answer = await server.fetch(`${server.baseUrl}posts/1/?draft=1`, init);
    expect(await answer.json()).toMatchObject({ method: "PUT", path: "posts/1/", body: "Zoë" });
    expect(server.requests.at(-1)).toMatchObject({
      url: `${server.baseUrl}posts/1/?draft=1`,
      status: 200,
      headers: { "x-mark": "1" },
    });
    expect(server.count("posts/1/")).toBe(1);
  });

  it("the fake server fails as ordered, as often as ordered, until the fault is ended", async () => {
    const server = createTokenServer();
    const heal = server.fail("*", { status: 503, headers: { "Retry-After": "30" }, body: {} });
    const { status, headers } = await post(server, "token/", {});
    expect([status, headers.get("retry-after")]).toEqual([503, "30"]);
    heal();
    server.fail("token/", "network", 1);
    await expect(post(server, "token/", {})).rejects.toThrow(TypeError);
    expect(server.count("token/")).toBe(1);
    expect((await post(server, "token/", {})).status).toBe(400);
    server.fail("token/", { status: 200, body: "<!doctype html>" }, 1);
    const html = await server.fetch(`${server.baseUrl}token/`, { method: "POST" });
    expect(html.headers.get("content-type")).toContain("text/html");
  });

  it("the fake server acts although its answer is lost", async () => {
    const server = createTokenServer({ rotation: "rotate" });
    const { refresh } = await logIn(server);
    server.fail("token/refresh/", "lost", 1);
    await expect(renew(server, refresh)).rejects.toThrow(TypeError);
    expect((await renew(server, refresh)).status).toBe(401);
  });

  it("the latency follows the fake clock, and ends when the caller aborts", async () => {
    const server = createTokenServer({ latency: 500 });
    const steps: string[] = [];
    void post(server, "token/", {}).then(() => steps.push("answer"));
    await server.clock.advance(499);
    expect(steps).toEqual([]);
    await server.clock.advance(1);
    expect(steps).toEqual(["answer"]);

    const controller = new AbortController();
    const given = post(server, "token/", {}, { signal: controller.signal });
    await server.clock.advance();
    controller.abort();
    await expect(given).rejects.toThrow(expect.objectContaining({ name: "AbortError" }));
    expect(server.clock.pending).toBe(0);
  });

  it("the fake server sends a Date header only if `showsDate` is set", async () => {
    const server = createTokenServer({ skew: 60_000 });
    expect((await post(server, "token/", {})).headers.get("date")).toBe(null);
    server.showsDate = true;
    const date = (await post(server, "token/", {})).headers.get("date") ?? "";
    expect(Date.parse(date)).toBe(server.clock.now() + 60_000);
  });

  it("requests to other origins are answered with 200 and recorded", async () => {
    const server = createTokenServer();
    const headers = { authorization: "Bearer leaked" };
    const answer = await server.fetch("https://evil.example/api/token/", { headers });
    expect(answer.status).toBe(200);
    expect(server.requests.at(-1)?.path).toBe("https://evil.example/api/token/");
  });
});

describe("writeJwt", () => {
  it("writeJwt writes claims that can be read again, also non-ASCII ones and those that need base64url", () => {
    const random = createRandom(3);
    for (let round = 0; round < 100; round += 1) {
      const name = String.fromCodePoint(
        ...Array.from({ length: 20 }, () => Math.floor(random() * 0xd7ff)),
      );
      const token = writeJwt({ name, at: round });
      expect(token).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
      expect(jwtDecode(token)).toEqual({ name, at: round });
    }
  });
});
