// Requests whose token is refused while nobody can say what that means, and what is told where the user is gone.
import { createSession } from "@sojourn/core";
import { createBrowser, createTokenServer } from "@sojourn/core/testing";
import { describe, expect, it } from "vitest";
import { createWorld, minute, password } from "../support/stage.ts";

describe("a refused token that cannot be renewed, since the server cannot be asked,", () => {
  it.each([
    ["server", { status: 503 }],
    ["network", "network"],
    ["throttled", { status: 429, headers: { "Retry-After": "60" }, body: {} }],
    ["misconfigured", { status: 404, body: "<h1>404</h1>" }],
  ] as const)("fails every request alike: %s", async (code, fault) => {
    const { session, server, logIn, failure, refreshes } = createWorld();
    await logIn();
    server.revoke();
    const heal = server.fail("token/refresh/", fault);
    for (let request = 0; request < 4; request += 1)
      expect(await failure(session.fetch("posts/"))).toMatchObject({ code });
    const together = [1, 2, 3].map(() => failure(session.fetch("posts/")));
    for (const error of await Promise.all(together)) expect(error).toMatchObject({ code });
    expect(refreshes()).toBeLessThanOrEqual(1);
    expect(session.getSnapshot().status).toBe("authenticated");
    heal();
  });

  it("a refused token works again as soon as the server can be reached", async () => {
    const { session, server, logIn, failure, run, clock } = createWorld();
    await logIn();
    server.revoke();
    server.fail("token/refresh/", { status: 503 }, 1);
    await failure(session.fetch("posts/"));
    await failure(session.fetch("posts/"));
    await clock.advance(minute);
    expect((await run(session.fetch("posts/"))).status).toBe(200);
  });

  it("a 401 goes to the caller if a newly renewed token was refused as well", async () => {
    const { session, server, logIn, run } = createWorld();
    await logIn();
    server.fail("posts/", { status: 401, body: { code: "token_not_valid" } });
    for (let request = 0; request < 3; request += 1)
      expect((await run(session.fetch("posts/"))).status).toBe(401);
  });
});

describe("where the user is gone, the error has the server's own words", () => {
  const body = { detail: "The user's password has been changed.", code: "user_password_changed" };
  const words = { "": ["The user's password has been changed."] };

  it("the error of a deleted user has the server's own words, even if the token could be renewed", async () => {
    const { session, server, logIn, run } = createWorld();
    await logIn();
    server.fail("posts/", { status: 401, body });
    expect((await run(session.fetch("posts/"))).status).toBe(401);
    expect(session.getSnapshot()).toMatchObject({
      reason: "rejected",
      error: { code: "rejected", status: 401, fields: words },
    });
  });

  it.each([
    ["failed for good (simplejwt's 500 for a deleted user)", { status: 500, body: "<h1>500</h1>" }],
    [
      "was refused in other words",
      { status: 401, body: { detail: "Token is blacklisted.", code: "token_not_valid" } },
    ],
  ])(
    "the error of a deleted user has the server's own words if the renewal %s",
    async (_, fault) => {
      const { session, server, logIn, failure } = createWorld();
      await logIn();
      server.fail("posts/", { status: 401, body });
      server.fail("token/refresh/", fault);
      const error = await failure(session.fetch("posts/"));
      expect(error).toMatchObject({ code: "rejected", status: 401, fields: words });
      expect(error.message).not.toContain("no such user");
      expect(session.getSnapshot()).toMatchObject({ reason: "rejected", error });
    },
  );
});

it.each([
  ["in JSON has been read", "application/json", ["read"]],
  ["of any other type may never end, so it is cancelled", "text/event-stream", ["cancelled"]],
])(
  "the body of a refused answer %s before the request is sent again",
  async (_what, type, expected) => {
    const server = createTokenServer();
    const tab = createBrowser({ clock: server.clock, fetch: server.fetch }).openTab();
    const seen: string[] = [];
    const source: UnderlyingDefaultSource<Uint8Array> = {
      pull(controller) {
        seen.push("read");
        controller.close();
      },
      cancel: () => void seen.push("cancelled"),
    };
    const page = () => new ReadableStream(source, { highWaterMark: 0 });
    const session = createSession({
      backend: server.backend,
      ports: tab.ports,
      async fetch(...request) {
        const response = await tab.fetch(...request);
        if (response.status !== 401) return response;
        return new Response(page(), { status: 401, headers: { "content-type": type } });
      },
    });
    await session.login({ username: "alice", password });
    server.revoke();
    expect((await session.fetch("posts/")).status).toBe(200);
    await server.clock.advance();
    expect(seen).toEqual(expected);
  },
);
