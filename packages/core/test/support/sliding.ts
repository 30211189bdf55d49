// A server with sliding tokens like drf-jwt: one token, exchanged for a newer one while it is valid.
import { type Backend, defineBackend } from "@sojourn/core";
import { createClock, type FakeClock, writeJwt } from "@sojourn/core/testing";

/** A server with sliding tokens. */
export interface SlidingServer {
  readonly clock: FakeClock;
  readonly fetch: typeof fetch;
  readonly backend: Backend<{ readonly name: string }, { readonly name: string }>;
  /** The paths of all requests, in order. */
  readonly asked: string[];
  refreshes(): number;
  /** Whether the server still knows its user. Default: `true`. */
  isActive: boolean;
  /** Whether it has an address that verifies tokens. Default: `true`. */
  verifies: boolean;
  /** The status of answers to `posts/`. Default: 200. */
  posts: number;
}

/** Makes such a server. `lifetime`: of a token. `limit`: from the login to the last refresh. Both in milliseconds. */
export function createSlidingServer(lifetime: number, limit: number): SlidingServer {
  const clock = createClock();
  const asked: string[] = [];
  const seconds = (at: number): number => Math.floor(at / 1000);
  const issue = (name: string, origin: number): object => ({
    token: writeJwt({ name, exp: seconds(clock.now() + lifetime), orig_iat: origin }),
  });
  const act = (path: string, input: { name?: string; token?: string }): [number, object] => {
    if (path === "verify/" && !server.verifies) return [404, { detail: "Not found." }];
    if (path === "login/") return [200, issue(`${input.name}`, seconds(clock.now()))];
    const [, payload = ""] = `${input.token}`.split(".");
    const {
      name,
      exp,
      orig_iat: origin,
    } = JSON.parse(Buffer.from(payload, "base64url").toString());
    if (!server.isActive) return [400, { non_field_errors: ["User account is disabled."] }];
    if (path === "verify/") return [200, { token: input.token ?? "" }];
    if (clock.now() >= exp * 1000) return [400, { non_field_errors: ["Signature has expired."] }];
    if (clock.now() > origin * 1000 + limit)
      return [400, { non_field_errors: ["Refresh has expired."] }];
    return [201, issue(name, origin)];
  };
  const read = (body: unknown): { access: string } | undefined => {
    const { token } = body as { token?: string };
    return token ? { access: token } : undefined;
  };
  const baseUrl = "https://sliding.example.com/";
  const server: SlidingServer = {
    clock,
    asked,
    isActive: true,
    verifies: true,
    posts: 200,
    refreshes: () => asked.filter((path) => path === "refresh/").length,
    async fetch(input, init) {
      const request = new Request(input, init);
      const path = request.url.slice(baseUrl.length);
      asked.push(path);
      const text = await request.text();
      const [status, body] = path.endsWith("posts/")
        ? [server.posts, {}]
        : act(path, JSON.parse(text));
      return Response.json(body, { status });
    },
    backend: defineBackend({
      baseUrl,
      lifecycle: "sliding",
      login: { method: "POST", path: "login/", body: (input: { name: string }) => input, read },
      refresh: {
        method: "POST",
        path: "refresh/",
        body: ({ access }) => ({ token: access }),
        read,
        rejects: ({ status }) => status === 400,
      },
      user: ({ name }) => (typeof name === "string" ? { name } : undefined),
    }),
  };
  return server;
}
