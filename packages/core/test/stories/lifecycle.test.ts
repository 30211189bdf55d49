// Starting and stopping: what a session touches and when, on a page and on a server.
import { createSession } from "@sojourn/core";
import { describe, expect, it, vi } from "vitest";
import { createWorld, hour, password } from "../support/stage.ts";

const globals = [
  "document",
  "localStorage",
  "sessionStorage",
  "navigator",
  "fetch",
  "setTimeout",
  "addEventListener",
  "BroadcastChannel",
];

describe("createSession", () => {
  it("createSession touches no global", () => {
    const { server } = createWorld();
    const touched: string[] = [];
    const before = globals.map((name) => Object.getOwnPropertyDescriptor(globalThis, name));
    for (const name of globals)
      Object.defineProperty(globalThis, name, {
        configurable: true,
        get: () => touched.push(name),
      });
    try {
      createSession({ backend: server.backend }).getSnapshot();
    } finally {
      for (const [index, name] of globals.entries()) {
        const descriptor = before[index];
        if (descriptor) Object.defineProperty(globalThis, name, descriptor);
        else Reflect.deleteProperty(globalThis, name);
      }
    }
    // `typeof document` and nothing more: whether there is a page to resolve addresses against.
    expect(touched.filter((name) => name !== "document")).toEqual([]);
  });

  it("a session on a server stays loading, and refuses to be that of all visitors", async () => {
    vi.stubEnv("NODE_ENV", "production");
    const { server } = createWorld();
    const session = createSession({ backend: server.backend });
    const { getSnapshot } = session;
    expect(getSnapshot()).toEqual({
      status: "loading",
      user: null,
      loggingIn: false,
      pending: null,
    });
    expect(getSnapshot()).toBe(createSession({ backend: server.backend }).getSnapshot());
    const refusal = {
      code: "misconfigured",
      message: expect.stringMatching(/clientLoader.*ssr: false/),
    };
    session.start()();
    for (const call of [
      () => session.ready(),
      () => session.login({ username: "alice", password }),
      () => session.adopt({ access: "given", refresh: "given" }),
      () => session.refresh(),
      () => session.getToken(),
      () => session.fetch("posts/"),
      () => session.account.rename({ name: "x" }),
    ])
      await expect(call()).rejects.toMatchObject(refusal);
    await session.logout();
    expect(getSnapshot().status).toBe("loading");
    expect(server.requests).toEqual([]);
    vi.unstubAllEnvs();
  });

  it("in a test runner it needs no page", async () => {
    const { server } = createWorld();
    vi.stubGlobal("fetch", server.fetch);
    const session = createSession({ backend: server.backend });
    session.start();
    await session.login({ username: "alice", password });
    expect(session.getSnapshot().status).toBe("authenticated");
    vi.unstubAllGlobals();
  });

  it.each([
    ["a storage of its own", { storage: "memory" }],
    ["a network of its own", { fetch: createWorld().server.fetch }],
    ["ports of its own", { ports: {} }],
  ] as const)("a script or a worker with %s needs no page", async (_what, options) => {
    vi.stubEnv("NODE_ENV", "production");
    const session = createSession({ backend: createWorld().server.backend, ...options });
    session.start()();
    expect(session.getSnapshot().status).toBe("unauthenticated");
    vi.unstubAllEnvs();
  });

  it("a script without a page says ports: {} and has a session of its own", async () => {
    const { server } = createWorld();
    const { backend } = server;
    const session = createSession({ backend, storage: "memory", fetch: server.fetch, ports: {} });
    const stop = session.start();
    const user = await session.login({ username: "alice", password });
    expect(session.getSnapshot()).toMatchObject({ status: "authenticated", user });
    stop();
  });
});

describe("start", () => {
  it("calling start() twice sets one alarm, restores once, and returns the same stop function", async () => {
    const { logIn, open, clock } = createWorld();
    await logIn();
    const pending = clock.pending;
    const { session, told } = open(undefined, false);
    const stop = session.start();
    expect(session.start()).toBe(stop);
    await clock.advance();
    expect(clock.pending).toBe(pending + 1);
    expect(told()).toEqual(["restored"]);
  });

  it("start, stop and start again, as in StrictMode, leave one alarm and one of each listener", async () => {
    const { logIn, open, clock, server } = createWorld();
    await logIn();
    const pending = clock.pending;
    const { session } = open(undefined, false);
    session.start()();
    const stop = session.start();
    await clock.advance();
    expect(clock.pending).toBe(pending + 1);
    expect(session.getSnapshot().status).toBe("authenticated");
    stop();
    stop();
    expect(clock.pending).toBe(pending);
    expect(server.count("me/")).toBe(1);
  });

  it("a session that starts again catches up with what it missed", async () => {
    const { session, logIn, clock, open, run } = createWorld();
    const stop = session.start();
    await logIn();
    stop();
    await run(open().session.logout());
    expect(session.getSnapshot().status).toBe("authenticated");
    session.start();
    await clock.advance();
    expect(session.getSnapshot()).toMatchObject({ status: "unauthenticated", elsewhere: true });
  });
});

describe("stop", () => {
  it("a stopped session has no alarm and no listener, and sends no request", async () => {
    const { session, logIn, clock, tab, server } = createWorld();
    await logIn();
    session.start()();
    expect(clock.pending).toBe(0);
    const before = server.requests.length;
    await clock.advance(3 * hour);
    tab.hide();
    tab.show();
    tab.goOffline();
    tab.goOnline();
    await clock.advance(hour);
    expect(server.requests.length).toBe(before);
  });

  it("stopping before storage answered sets no alarm later", async () => {
    const world = createWorld({ storage: "async" });
    await world.logIn();
    const pending = world.clock.pending;
    const { session } = world.open(undefined, false);
    session.start()();
    await world.clock.advance();
    expect(world.clock.pending).toBe(pending);
  });

  it("calls still work on a stopped session", async () => {
    const { session, logIn, clock, run } = createWorld();
    session.start()();
    await logIn();
    await clock.advance(hour);
    expect((await run(session.fetch("posts/"))).status).toBe(200);
    await run(session.logout());
    expect(clock.pending).toBe(0);
  });
});

describe("in a page nobody started", () => {
  it("in a page, ready, getToken and logout start the session, and a logout reaches the stored record", async () => {
    vi.stubGlobal("document", { baseURI: "https://app.example.com/", visibilityState: "visible" });
    try {
      const { open, run, logIn, clock } = createWorld();
      await logIn();
      for (const name of ["ready", "getToken", "logout"] as const) {
        const { session } = open(undefined, false);
        await run<unknown>(session[name]());
        expect(session.getSnapshot().status).toBe(
          name === "logout" ? "unauthenticated" : "authenticated",
        );
        session.start()();
      }
      await clock.advance();
      expect(open().session.getSnapshot()).toMatchObject({ status: "unauthenticated" });
    } finally {
      vi.unstubAllGlobals();
    }
  });
});
