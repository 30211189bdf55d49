// The session's own questions: what is sent as a body, what happens to redirects, and what odd answers mean.
import { defineBackend } from "@sojourn/core";
import { createClock, createTokenServer, writeJwt } from "@sojourn/core/testing";
import { describe, expect, it } from "vitest";
import { createStage, createWorld, day, hour, minute, password } from "../support/stage.ts";

const login = { username: "alice", password };

/** A page whose login posts what `body` makes, at a server that tells what came. */
function createPosting(body: (input: { name: string }) => object) {
  const came: { type: string | null; body: string }[] = [];
  const send: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    came.push({ type: request.headers.get("content-type"), body: await request.text() });
    return Response.json({});
  };
  const backend = defineBackend({
    baseUrl: "https://api.example.com/",
    login: { method: "POST", path: "login", body, read: () => ({ access: "a", user: null }) },
    account: { send: { method: "POST", path: "send", signed: true, body } },
  });
  return { ...createStage({ clock: createClock(), fetch: send, backend }), came };
}

describe("a body", () => {
  const form = ({ name }: { name: string }): FormData => {
    const data = new FormData();
    data.set("name", name);
    data.set("picture", new File(["pixels"], "me.png", { type: "image/png" }));
    return data;
  };

  it.each([
    [
      "an object",
      ({ name }: { name: string }) => ({ name }),
      /^application\/json$/,
      /^{"name":"Zoë"}$/,
    ],
    ["a list", ({ name }: { name: string }) => [name], /^application\/json$/, /^\["Zoë"\]$/],
    ["an object of a class", () => new URL("https://a.example/"), /json/, /^"https:/],
    [
      "URLSearchParams",
      (input: { name: string }) => new URLSearchParams({ grant_type: "password", ...input }),
      /^application\/x-www-form-urlencoded;charset=UTF-8$/,
      /^grant_type=password&name=Zo%C3%AB$/,
    ],
    ["FormData", form, /^multipart\/form-data; boundary=/, /Zoë[\s\S]*me\.png[\s\S]*pixels/],
    ["a Blob", () => new Blob(["<x/>"], { type: "text/xml" }), /^text\/xml$/, /^<x\/>$/],
    ["bytes", () => new TextEncoder().encode("bytes"), /^null$/, /^bytes$/],
    [
      "a view of bytes",
      () => new DataView(new TextEncoder().encode("bytes").buffer),
      /^null$/,
      /^bytes$/,
    ],
  ])("that is %s is sent so, with its own content type", async (_, body, type, text) => {
    const { session, run, came } = createPosting(body);
    await run(session.login({ name: "Zoë" }));
    await run(session.account.send({ name: "Zoë" }));
    expect(came).toHaveLength(2);
    for (const one of came) {
      expect(`${one.type}`).toMatch(type);
      expect(one.body).toMatch(text);
    }
  });
});

describe("a POST of the session's own that is redirected", () => {
  /** A server that moved: its answer to all but the new address, as a browser or as Node shows it. */
  function createMoved(status: number, asBrowser: boolean) {
    const world = createWorld();
    const arrived: string[] = [];
    const send: typeof fetch = async (input, init) => {
      const request = new Request(input, init);
      arrived.push(`${request.method} ${request.url}`);
      if (!request.url.endsWith("/moved/token/")) return world.tab.fetch(request);
      if (request.redirect === "follow")
        return world.tab.fetch("https://elsewhere.example/token/", init);
      if (!asBrowser) return new Response(null, { status, headers: { location: "/api/token/" } });
      return Object.defineProperties(new Response(null), {
        status: { value: 0 },
        type: { value: "opaqueredirect" },
      });
    };
    const { login: given } = world.server.backend;
    const backend = { ...world.server.backend, login: { ...given, path: "moved/token/" } };
    return { ...createStage({ clock: world.clock, fetch: send, backend }), arrived };
  }

  it.each([
    [301, false],
    [307, false],
    [308, false],
    [307, true],
  ])(
    "a redirected login (%i, as in a browser: %s) does not send the password on, and tells what to check",
    async (status, asBrowser) => {
      const { session, failure, arrived } = createMoved(status, asBrowser);
      const error = await failure(session.login(login));
      expect(error.code).toBe("misconfigured");
      expect(error.message).toContain("POST https://api.example.com/api/moved/token/ answered");
      expect(error.message).toContain("Check baseUrl, the path and its trailing slash.");
      expect(arrived).toEqual(["POST https://api.example.com/api/moved/token/"]);
    },
  );

  it("a redirected refresh does not send its token on, and the session stays", async () => {
    const world = createWorld();
    await world.logIn();
    world.server.fail("token/refresh/", {
      status: 308,
      headers: { location: "https://a.example/" },
    });
    const error = await world.failure(world.session.refresh());
    expect(error).toMatchObject({ code: "misconfigured", status: 308 });
    expect(world.session.getSnapshot().status).toBe("authenticated");
  });

  it.each([
    ["Authorization", "follow"],
    ["X-Access-Token", "manual"],
  ])(
    "a GET is redirected only with a header that browsers drop on the way to another origin: with %s it is %s",
    async (name, mode) => {
      const server = createTokenServer();
      const modes: [string, RequestRedirect][] = [];
      const send: typeof fetch = (input, init) => {
        const request = new Request(input, init);
        modes.push([request.method, request.redirect]);
        const headers = new Headers(request.headers);
        headers.set("Authorization", headers.get(name) ?? "");
        return server.fetch(input, { ...init, headers });
      };
      const backend: typeof server.backend = {
        ...server.backend,
        header: (token) => [name, `Bearer ${token}`],
      };
      const { session, run } = createStage({ clock: server.clock, fetch: send, backend });
      await run(session.login(login));
      await run(session.reloadUser());
      expect(modes).toEqual([
        ["POST", "manual"],
        ["GET", mode],
        ["GET", mode],
      ]);
    },
  );
});

describe("an origin that this page could read before has no CORS fault", () => {
  /** A proxy in front of a server that is down: what it says, no page may read. */
  function createOutage() {
    const world = createWorld();
    const outage = { isOn: false };
    const send: typeof fetch = async (input, init) => {
      if (!outage.isOn) return world.tab.fetch(input, init);
      if (new Request(input, init).mode !== "no-cors") throw new TypeError("Failed to fetch");
      return Object.defineProperty(new Response(null), "type", { value: "opaque" });
    };
    return {
      ...world,
      outage,
      ...world.open({ fetch: send }),
      reopen: () => world.open({ fetch: send }),
    };
  }

  it("a first login is told to allow this page's origin", async () => {
    const { session, failure, outage } = createOutage();
    outage.isOn = true;
    expect(await failure(session.login(login))).toMatchObject({
      code: "misconfigured",
      message: expect.stringContaining("CORS_ALLOWED_ORIGINS"),
    });
  });

  it("a login after a wrong password is told that the server gave no answer", async () => {
    const { session, failure, outage } = createOutage();
    await failure(session.login({ ...login, password: "wrong" }));
    outage.isOn = true;
    const { code, message } = await failure(session.login(login));
    expect(code).toBe("network");
    expect(message).toContain("got no answer. Check that the server is up.");
    expect(message).not.toContain("CORS");
  });

  it("a login on a newly loaded page is told that the server gave no answer", async () => {
    const { session, failure, run, outage, tab, reopen } = createOutage();
    await run(session.login(login));
    await run(session.logout());
    tab.close();
    outage.isOn = true;
    expect((await failure(reopen().session.login(login))).code).toBe("network");
  });
});

describe("a server that says no without JSON", () => {
  it.each([
    ["nothing", null, undefined],
    ["a bare word", "Unauthorized", "text/plain; charset=utf-8"],
  ])("a refusal whose body is %s is understood at login and refresh", async (_, body, type) => {
    const clock = createClock();
    let isGood = false;
    let refreshes = 0;
    const send: typeof fetch = async (input, init) => {
      const { url } = new Request(input, init);
      if (url.endsWith("/refresh")) refreshes += 1;
      const iat = Math.floor(clock.now() / 1000);
      if (isGood) return Response.json({ token: writeJwt({ sub: "7", iat, exp: iat + 300 }) });
      return new Response(body, { status: 401, headers: type ? { "content-type": type } : {} });
    };
    const read = (answer: unknown) => {
      const { token } = answer as { token: string };
      return { access: token, refresh: "opaque", user: null };
    };
    const common = {
      method: "POST",
      read,
      rejects: ({ status }: { status: number }) => status === 401,
    } as const;
    const backend = defineBackend({
      baseUrl: "https://api.example.com/",
      login: { ...common, path: "login" },
      refresh: { ...common, path: "refresh" },
    });
    const { session, failure, run } = createStage({ clock, fetch: send, backend });
    expect(await failure(session.login({}))).toMatchObject({
      code: "invalid-credentials",
      fields: {},
    });
    isGood = true;
    await run(session.login({}));
    isGood = false;
    await clock.advance(hour);
    expect(session.getSnapshot()).toMatchObject({ status: "unauthenticated" });
    await clock.advance(day);
    expect(refreshes).toBeLessThanOrEqual(2);
  });

  it("a refusal in HTML does not end the session", async () => {
    const { session, server, logIn, clock } = createWorld();
    await logIn();
    server.fail("token/refresh/", { status: 401, body: "<h1>Please log in to the Wi-Fi</h1>" });
    await clock.advance(10 * minute);
    expect(session.getSnapshot().status).toBe("authenticated");
  });
});
