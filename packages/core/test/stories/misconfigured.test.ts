// Wrong set-ups: what cannot be right is said at once, and what a server answers wrongly names URL, answer and remedy.
import { createSession, defineBackend } from "@sojourn/core";
import { describe, expect, it } from "vitest";
import { createWorld, password } from "../support/stage.ts";

const login = { username: "alice", password };

describe("createSession throws misconfigured", () => {
  const { backend } = createWorld().server;
  it.each([
    ["a base URL that is none", { backend: { ...backend, baseUrl: "api.example.com/api" } }],
    [
      "a base URL that is not there",
      { backend: { ...backend, baseUrl: undefined as unknown as string } },
    ],
    [
      "a base URL with a password",
      { backend: { ...backend, baseUrl: "https://a:b@example.com/" } },
    ],
    ["an empty host", { backend: { ...backend, baseUrl: "https://" } }],
    ["an allowed URL that is none", { backend, allow: ["files.example.com"] }],
    ["a star for a whole host", { backend, allow: ["https://*/"] }],
    ["a star for all of a top-level domain", { backend, allow: ["https://*.com/"] }],
    ["a star for a part of a label", { backend, allow: ["https://files-*.example.com/"] }],
    ["a star in the middle of a host", { backend, allow: ["https://files.*.example.com/"] }],
    ["a star in a path", { backend, allow: ["https://example.com/*/"] }],
    ["a star in the base URL", { backend: { ...backend, baseUrl: "https://*.example.com/" } }],
    ["an exception that is everything", { backend, except: [""] }],
    ["an exception from the root of the host", { backend, except: ["/health/"] }],
    ["an exception above the base URL", { backend, except: ["a/../../b"] }],
    ["an exception that is a URL", { backend, except: ["https://example.com/"] }],
    ["a warning that comes before the session", { backend, maxAge: 1000, maxAgeWarning: 1000 }],
    ["a storage of another name", { backend, storage: "localStorage" as "local" }],
    ["a renewal of another name", { backend, renew: "in_use" as "in-use" }],
    ["idleness that no event can end", { backend, idle: { timeout: 60_000, events: [] } }],
    ["a leeway of 0", { backend, leeway: 0 }],
    ["a negative leeway", { backend, leeway: -1 }],
    ["a leeway that is no number", { backend, leeway: Number.NaN }],
    ["a timeout of 0", { backend, timeout: 0 }],
  ])("for %s, and says what to write", (_, options) => {
    expect(() => createSession(options)).toThrow(
      expect.objectContaining({
        code: "misconfigured",
        message: expect.stringMatching(/Write|List/),
      }),
    );
  });

  it("createSession accepts relative URLs, which are resolved against the page", () => {
    expect(() =>
      createSession({ backend: { ...backend, baseUrl: "/api" }, allow: ["/files/"] }),
    ).not.toThrow();
  });
});

describe("an answer that is not the backend's", () => {
  it.each([
    ["HTML", { status: 200, body: "<h1>Hello</h1>" }, "text/html"],
    ["another shape", { status: 200, body: { key: "x" } }, "application/json"],
    ["a page that is not there", { status: 404, body: "<h1>404</h1>" }, "404"],
    ["a method that is not allowed", { status: 405, body: {} }, "405"],
    ["an unsupported body", { status: 415, body: {} }, "415"],
    ["a redirect", { status: 301, body: "<h1>Moved</h1>" }, "301"],
    ["nothing", { status: 204 }, "204"],
  ])(
    "an answer that is not the backend's (%s) gives an error with the URL, the answer, the expected backend and a remedy",
    async (_, fault, came) => {
      const { session, server, failure } = createWorld();
      server.fail("token/", fault);
      const error = await failure(session.login(login));
      expect(error.code).toBe("misconfigured");
      expect(error.message).toContain("POST https://api.example.com/api/token/");
      expect(error.message).toContain(came);
      expect(error.message).toContain("testing");
      expect(error.message).toMatch(/baseUrl|slash/);
      expect(error.message).not.toContain("undefined");
    },
  );

  it("an answer to a redirected POST is misconfigured, even if it looks right", async () => {
    const world = createWorld();
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const response = await world.tab.fetch(input, init);
      return Object.defineProperty(response, "redirected", { value: true });
    };
    const { session } = world.open({ fetch });
    const error = await world.failure(session.login(login));
    expect(error.code).toBe("misconfigured");
    expect(error.message).toContain("redirected");
  });

  it("the error of a request without an answer names the server and CORS", async () => {
    const { session, server, failure } = createWorld();
    server.fail("token/", "network");
    const error = await failure(session.login(login));
    expect(error.message).toMatch(/https:\/\/api\.example\.com\/api\/token\/.*CORS/);
  });
});

describe("a description that stumbles", () => {
  const throws = (): never => {
    throw new Error("a mistake in the description");
  };
  const good = createWorld().server.backend;

  it.each([
    ["login.body", { login: { ...good.login, body: throws } }],
    ["login.read", { login: { ...good.login, read: throws } }],
    ["me.read", { me: { method: "GET", path: "me/", signed: true, read: throws } }],
    ["user", { me: undefined, user: throws }],
    ["header", { header: throws }],
    ["a header that cannot be sent", { header: () => ["Authorization", "tök\nen"] }],
  ])(
    "a faulty description (%s) fails the login with an error, blocks nothing, and logs nobody in",
    async (_, backend) => {
      const { session, failure, clock } = createWorld({ backend: backend as never });
      await failure(session.login(login), 20_000);
      expect(session.getSnapshot()).toMatchObject({ status: "unauthenticated", loggingIn: false });
      expect(clock.pending).toBe(0);
    },
  );

  it.each([
    ["refresh.body", { refresh: { ...good.refresh, body: throws } }],
    ["refresh.read", { refresh: { ...good.refresh, read: throws } }],
    ["refresh.rejects", { refresh: { ...good.refresh, rejects: throws } }],
    ["fields", { fields: throws }],
  ])("a faulty description (%s) fails the refresh, and keeps the session", async (_, backend) => {
    const { session, failure, logIn, server } = createWorld({ backend: backend as never });
    await logIn();
    server.revoke("refresh");
    await failure(session.refresh(), 20_000);
    expect(session.getSnapshot()).toMatchObject({ status: "authenticated", refreshing: false });
  });

  it("a login whose `read` returns nothing is misconfigured", async () => {
    const { session, failure } = createWorld({
      backend: { login: { method: "POST", path: "token/", body: (input) => input } },
    });
    expect(await failure(session.login(login))).toMatchObject({ code: "misconfigured" });
  });
});

describe("an operation whose path starts with a slash", () => {
  it("a public operation whose path starts with a slash gets no token", async () => {
    const world = createWorld();
    const { server } = world;
    const { login: given } = server.backend;
    const backend = defineBackend({
      ...server.backend,
      login: { ...given, path: "/api/token/" },
      account: { signUp: { method: "POST", path: "/api/users/", body: (input: object) => input } },
    });
    const { ports, fetch } = world.browser.openTab();
    const session = createSession({ backend, ports, fetch });
    session.start();
    await world.run(session.login(login));
    await world.run(session.account.signUp({ username: "carol", password: "battery staple" }));
    expect(server.requests.at(-1)).toMatchObject({ path: "users/", status: 201 });
    expect(server.requests.at(-1)?.headers.authorization).toBeUndefined();
  });
});
