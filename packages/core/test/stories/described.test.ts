// What a description says about requests, as the session sends them: headers, forms, paths, exceptions, refusals with 200.
import { extendBackend } from "@sojourn/core";
import { createTokenServer } from "@sojourn/core/testing";
import { describe, expect, it } from "vitest";
import { createWorld, password } from "../support/stage.ts";

const alice = { username: "alice", password };

describe("an operation", () => {
  it("sends the headers of its description, which can replace the usual ones", async () => {
    const { login } = createTokenServer().backend;
    const headers = ({ username }: { username: string }) => ({
      apikey: "public-key",
      accept: "application/vnd.example+json",
      "x-user": username,
    });
    const { logIn, server } = createWorld({ backend: { login: { ...login, headers } } });
    await logIn();
    expect(server.requests[0]?.headers).toMatchObject({
      apikey: "public-key",
      accept: "application/vnd.example+json",
      "content-type": "application/json",
      "x-user": "alice",
    });
  });

  it("can make its path from its input, and no error quotes that path", async () => {
    const activate = {
      method: "POST",
      path: ({ key }: { key: string }) => `activations/${key}/`,
    } as const;
    const { session, failure, server } = createWorld({
      backend: { account: { activate } as never },
    });
    const account = session.account as never as {
      activate(input: { key: string }): Promise<unknown>;
    };
    server.fail("activations/s3cret/", { status: 404 });
    const error = await failure(account.activate({ key: "s3cret" }));
    expect(error.code).toBe("misconfigured");
    expect(error.message).toContain("POST https://api.example.com/api/… answered 404");
    expect(error.message).not.toContain("s3cret");
    expect(server.count("activations/s3cret/")).toBe(1);
  });

  it("a path or header function that throws is misconfigured, and names itself", async () => {
    const broken = (): never => {
      throw new Error("a mistake");
    };
    const { login } = createTokenServer().backend;
    for (const part of ["path", "headers", "means"]) {
      const { session, failure } = createWorld({
        backend: { login: { ...login, [part]: broken } },
      });
      const error = await failure(session.login(alice));
      expect(error).toMatchObject({ code: "misconfigured", cause: { message: "a mistake" } });
      expect(error.message).toContain(`login.${part}()`);
    }
  });

  it("unsigned ones are sent without a token, even while somebody is logged in", async () => {
    const { session, run, logIn, server } = createWorld();
    await logIn();
    await run(session.account.signUp({ username: "carol", password }));
    const { headers } = server.requests.at(-1) ?? {};
    expect(headers?.authorization).toBeUndefined();
  });

  it("`me` gets the tokens, as `verify` does", async () => {
    const { me } = createTokenServer().backend;
    const seen: unknown[] = [];
    const path = (tokens: { access: string }) => {
      seen.push(Object.keys(tokens));
      return "me/";
    };
    const { logIn, session, run } = createWorld({ backend: { me: { ...me, path } as never } });
    await logIn();
    await run(session.reloadUser());
    expect(seen).toEqual([
      ["access", "refresh"],
      ["access", "refresh"],
    ]);
  });
});

describe("a request outside the session", () => {
  it("with session: false waits for nothing and carries no token", async () => {
    const { session, logIn, run, open, clock, server } = createWorld({ storage: "async" });
    await logIn();
    expect((await run(session.fetch("health/", { session: false }))).status).toBe(401);
    expect(server.requests.at(-1)?.headers).not.toHaveProperty("authorization");
    const fresh = open({}, false).session;
    const sent = fresh.fetch("health/", { session: false });
    expect(fresh.getSnapshot().status).toBe("loading");
    await clock.advance();
    expect((await sent).status).toBe(401);
    expect(fresh.getSnapshot().status).toBe("loading");
  });

  it("below an excepted path as well, and its 401 is the caller's", async () => {
    const { session, logIn, run, server } = createWorld({ options: { except: ["health/"] } });
    await logIn();
    expect((await run(session.fetch("health/db/"))).status).toBe(401);
    expect((await run(session.fetch("healthy/"))).status).toBe(200);
    expect(server.count("token/refresh/")).toBe(0);
  });
});

it("a server that refuses tokens with 200 is understood: one renewal, one replay", async () => {
  const { backend } = createTokenServer();
  const world = createWorld({
    backend: {
      refusesWith2xx: true,
      challenge: ({ body }) =>
        (body as { errors?: unknown } | undefined)?.errors ? "refused" : undefined,
    },
  });
  const { session, logIn, run, server } = world;
  await logIn();
  server.fail(
    "graphql",
    { status: 200, body: { errors: [{ code: "UNAUTHENTICATED" }] } } as never,
    1,
  );
  const answer = await run(session.fetch("graphql", { method: "POST", body: "{}" }));
  expect(await answer.json()).toMatchObject({ path: "graphql" });
  expect(server.count("token/refresh/")).toBe(1);
  expect(server.count("graphql")).toBe(2);
  expect(backend.refusesWith2xx).toBeUndefined();
});

describe("claims", () => {
  it("that something else than the token tells come with the grant, and survive a reload", async () => {
    const { login } = createWorld().server.backend;
    const read: typeof login.read = (body, answer) => {
      const grant = login.read?.(body, answer);
      return grant && "access" in grant ? { ...grant, claims: { plan: "gold" } } : grant;
    };
    const { session, logIn, open } = createWorld({ backend: { login: { ...login, read } } });
    await logIn();
    expect(session.getSnapshot()).toMatchObject({ claims: { plan: "gold" } });
    expect(open().session.getSnapshot()).toMatchObject({ claims: { plan: "gold" } });
  });

  it("are shown as the description reads them, in the same object while the token stays", async () => {
    const claims = ({ username }: Record<string, unknown>) => ({ name: `${username}` });
    const { session, logIn, run, tab } = createWorld({ backend: { claims } });
    await logIn();
    const snapshot = session.getSnapshot();
    expect(snapshot).toMatchObject({ claims: { name: "alice" } });
    tab.goOffline();
    await run(session.refresh().catch(() => {}));
    const later = session.getSnapshot();
    expect(later).not.toBe(snapshot);
    expect((later as { claims: unknown }).claims).toBe((snapshot as { claims: unknown }).claims);
  });

  it("that cannot be read are null, and a mistake in the reader is reported", async () => {
    const claims = (): never => {
      throw new Error("a mistake");
    };
    const { session, logIn, browser } = createWorld({ backend: { claims } });
    await logIn();
    expect(session.getSnapshot()).toMatchObject({ status: "authenticated", claims: null });
    expect(browser.reported).toMatchObject([{ code: "misconfigured" }]);
  });
});

it("an extended backend keeps what the changes leave out, also inside an operation", async () => {
  const { backend } = createTokenServer();
  const extended = extendBackend(backend, {
    login: { headers: () => ({ "x-tenant": "acme" }) },
    header: (access) => ["X-Access-Token", access],
  });
  expect(extended.login).toMatchObject({ method: "POST", path: "token/" });
  expect(extended.login.headers?.(alice)).toEqual({ "x-tenant": "acme" });
  expect(extended.header?.("a")).toEqual(["X-Access-Token", "a"]);
  expect(extended.refresh).toBe(backend.refresh);
  expect(extended.account).toEqual(backend.account);
});
