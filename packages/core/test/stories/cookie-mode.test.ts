// Cookie mode: the refresh token, or all tokens, are in cookies that no script can read.
import { cookieMode, type Tokens } from "@sojourn/core";
import { describe, expect, it } from "vitest";
import { createHanging } from "../support/hanging.ts";
import {
  createWorld,
  day,
  minute,
  password,
  type World,
  type WorldOptions,
} from "../support/stage.ts";

const alice = { username: "alice", password };

interface CookieWorldOptions extends WorldOptions {
  readonly to?: "auth" | "all";
  readonly restore?: boolean;
  /** Other parts of the description. */
  readonly description?: WorldOptions["backend"];
}

/** A world whose server keeps tokens in cookies, with rotation and detection of reuse. */
function createCookieWorld(options: CookieWorldOptions = {}): World {
  const { to = "auth", restore = false, csrf = false, description, ...rest } = options;
  const settings = csrf ? { cookie: "csrftoken", header: "X-CSRFToken" } : undefined;
  const world: World = createWorld({
    cookies: to,
    csrf,
    rotation: "detect-reuse",
    ...rest,
    backend: { ...description, cookies: cookieMode({ to, restore, csrf: settings }) },
    options: {
      ...rest.options,
      ports: { readCookie: (name) => world.server.cookies.get(name) },
    },
  });
  return world;
}

/** How the server renews tokens, but for the body. */
const refreshing = {
  method: "POST",
  path: "token/refresh/",
  read: (body: unknown) => ({ access: (body as { access: string }).access }),
  rejects: ({ status }: { readonly status: number }) => status === 401,
} as const;

/** Storage was cleared, by the settings of the browser for example. */
function clearStorage({ browser, tab }: World): void {
  browser.storage.text = null;
  tab.ports.mirror?.remove();
}

/** A world in which Alice logged in, and whose browser was closed after its storage was cleared: only the cookies know her. */
async function createForgottenWorld(options: CookieWorldOptions = {}): Promise<World> {
  const world = createCookieWorld({ restore: true, ...options });
  const login = world.session.login(alice);
  await world.clock.advance(10_000);
  await login;
  clearStorage(world);
  for (const tab of [...world.browser.tabs]) tab.close();
  return world;
}

/** What the page can read: its storage. */
const stored = ({ browser }: World): string => `${browser.storage.text}${browser.mirror.text}`;

describe.each(["sync", "async", "mirrored"] as const)("with %s storage", (storage) => {
  it("a login stores a user and a key, but no token, and requests are signed from memory", async () => {
    const world = createCookieWorld({ storage });
    const { session, run, server, clock } = world;
    await run(session.login(alice));
    const token = await run(session.getToken());
    await run(session.fetch("posts/"));
    await clock.advance(100);
    expect(server.requests.at(-1)?.headers.authorization).toBe(`Bearer ${token}`);
    expect(server.requests.at(-1)?.credentials).not.toBe("include");
    expect(stored(world)).toContain("Alice");
    expect(stored(world)).not.toContain(`${token}`);
    expect(stored(world)).not.toContain(`${server.cookies.get("refresh")}`);
  });

  it("a reload shows the user at once, asks nothing, and the first request waits for one refresh", async () => {
    const { session, run, server, open, clock, refreshes } = createCookieWorld({ storage });
    await run(session.login(alice));
    await clock.advance(100);
    const next = open();
    await clock.advance(100);
    expect(next.session.getSnapshot()).toMatchObject({
      status: "authenticated",
      user: { name: "Alice" },
    });
    expect(refreshes()).toBe(0);
    const responses = await run(Promise.all([1, 2, 3].map(() => next.session.fetch("posts/"))));
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(refreshes()).toBe(1);
    await run(next.session.fetch("posts/"));
    expect(refreshes()).toBe(1);
    expect(server.requests.at(-1)?.status).toBe(200);
  });

  it("tabs do not take turns in renewing each other's tokens", async () => {
    const { session, run, open, clock, refreshes } = createCookieWorld({ storage });
    await run(session.login(alice));
    await clock.advance(100);
    const second = open();
    await clock.advance(100);
    for (let turn = 0; turn < 5; turn += 1) {
      await run(session.fetch("posts/"));
      await run(second.session.fetch("posts/"));
      await clock.advance(1000);
    }
    expect(refreshes()).toBe(1);
  });

  it("a token that is due is renewed by the timer, once for all tabs", async () => {
    const { session, run, open, clock, refreshes } = createCookieWorld({ storage });
    await run(session.login(alice));
    const others = Array.from({ length: 19 }, () => open());
    await clock.advance(5 * minute);
    expect(refreshes()).toBe(1);
    for (const page of others) expect(page.session.getSnapshot().status).toBe("authenticated");
  });

  it("twenty tabs that need tokens at the same moment get them in turn, and none is logged out", async () => {
    const { session, run, open, clock, refreshes } = createCookieWorld({ storage });
    await run(session.login(alice));
    await clock.advance(100);
    const others = Array.from({ length: 20 }, () => open());
    await clock.advance(100);
    const requests = others.map((page) => page.session.fetch("posts/"));
    const answers = Promise.all(requests);
    await clock.advance(1000);
    expect((await answers).map(({ status }) => status)).toEqual(others.map(() => 200));
    expect(refreshes()).toBe(20);
    expect(session.getSnapshot().status).toBe("authenticated");
  });

  it("a logout in one tab ends all, and the server deletes the cookie", async () => {
    const { session, run, open, clock, server } = createCookieWorld({ storage });
    await run(session.login(alice));
    await clock.advance(100);
    const second = open();
    await clock.advance(100);
    await run(session.logout());
    await clock.advance(100);
    expect(second.session.getSnapshot()).toMatchObject({ reason: "logout", elsewhere: true });
    expect(server.cookies.get("refresh")).toBeNull();
    expect(server.count("token/blacklist/")).toBe(1);
  });

  it.each([
    ["without a network", "network"],
    ["that the page of a proxy answers", { status: 200, body: "<!doctype html>Pay for the Wi-Fi" }],
  ] as const)(
    "a logout %s is paid by the next page that starts, before it asks anything else",
    async (_what, fault) => {
      const world = createCookieWorld({ storage, restore: true });
      const { session, tab, run, open, clock, server, refreshes } = world;
      await run(session.login(alice));
      await clock.advance(100);
      server.fail("token/blacklist/", fault, 1);
      await run(session.logout());
      expect(session.getSnapshot()).toMatchObject({ status: "unauthenticated", reason: "logout" });
      expect(server.cookies.get("refresh")).not.toBeNull();
      const told = server.count("token/blacklist/");
      await clock.advance(100);
      tab.close();
      const pages = [open(), open()];
      await clock.advance(100);
      for (const page of pages)
        expect(page.session.getSnapshot()).toMatchObject({ status: "unauthenticated" });
      expect(server.cookies.get("refresh")).toBeNull();
      expect(server.count("token/blacklist/")).toBe(told + 1);
      // The question of the first page, before anybody had logged in, was the only one.
      expect(refreshes()).toBe(1);
      await clock.advance(minute);
      expect(open().session.getSnapshot().status).not.toBe("authenticated");
      await clock.advance(100);
      expect(server.count("token/blacklist/")).toBe(told + 1);
    },
  );

  it("with nothing stored and restore, one question decides", async () => {
    const world = createCookieWorld({ storage, restore: true });
    const { session, run, browser, open, clock, refreshes } = world;
    await clock.advance(100);
    expect(refreshes()).toBe(1);
    expect(session.getSnapshot()).toMatchObject({
      status: "unauthenticated",
      reason: null,
      error: null,
    });
    await run(session.login(alice));
    await clock.advance(100);
    clearStorage(world);
    await clock.advance(100);
    for (const one of [...browser.tabs]) one.close();
    const page = open();
    expect(page.session.getSnapshot().status).toBe("loading");
    await clock.advance(200);
    expect(page.session.getSnapshot()).toMatchObject({
      status: "authenticated",
      user: { name: "Alice" },
    });
    expect(page.told()).toContain("restored");
    expect(refreshes()).toBe(2);
    const another = open();
    await clock.advance(200);
    expect(another.session.getSnapshot().status).toBe("authenticated");
    expect(refreshes()).toBe(2);
  });
});

it("a refresh cookie that the server refuses ends the session at the first request after a reload", async () => {
  const { session, run, open, clock, server, failure } = createCookieWorld();
  await run(session.login(alice));
  const next = open();
  await clock.advance(100);
  server.revoke("refresh");
  const error = await failure(next.session.fetch("posts/"));
  expect(error.code).toBe("rejected");
  await clock.advance(100);
  expect(next.session.getSnapshot()).toMatchObject({
    status: "unauthenticated",
    reason: "rejected",
  });
  expect(session.getSnapshot().status).toBe("unauthenticated");
});

it("a page without a token keeps the session when the network is down, and gets one when it is back", async () => {
  const { session, run, open, clock, failure } = createCookieWorld();
  await run(session.login(alice));
  const next = open();
  await clock.advance(100);
  next.tab.goOffline();
  expect((await failure(next.session.fetch("posts/"))).code).toBe("network");
  expect(next.session.getSnapshot()).toMatchObject({ status: "authenticated", offline: true });
  next.tab.goOnline();
  await clock.advance(100);
  const response = next.session.fetch("posts/");
  await clock.advance(3000);
  expect((await response).status).toBe(200);
});

it("an access token that the server refuses is renewed once, and the request is sent again", async () => {
  const { session, run, server, refreshes } = createCookieWorld();
  await run(session.login(alice));
  server.revoke();
  const responses = await run(Promise.all([1, 2, 3].map(() => session.fetch("posts/"))));
  expect(responses.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(refreshes()).toBe(1);
});

it("an older token of this tab that the server refuses is replaced by one of its own", async () => {
  const { session, run, open, clock, server, refreshes } = createCookieWorld();
  await run(session.login(alice));
  const second = open();
  await clock.advance(100);
  await run(second.session.fetch("posts/"));
  await clock.advance(100);
  expect(refreshes()).toBe(1);
  server.revoke();
  const response = await run(session.fetch("posts/"));
  expect(response.status).toBe(200);
  expect(refreshes()).toBe(2);
});

it("another user in another tab is never signed with the tokens of this one", async () => {
  const { session, run, open, clock, server } = createCookieWorld();
  await run(session.login(alice));
  const aliceToken = await run(session.getToken());
  const second = open();
  await clock.advance(100);
  await run(second.session.login({ username: "bob", password }));
  await clock.advance(100);
  expect(session.getSnapshot()).toMatchObject({ user: { name: "Bob" } });
  await run(session.fetch("posts/"));
  const last = server.requests.at(-1)?.headers.authorization;
  expect(last).not.toBe(`Bearer ${aliceToken}`);
  expect(await run(session.getToken())).toBe(last?.slice("Bearer ".length));
});

it("cookies that belong to somebody else by now end the session", async () => {
  const { session, run, clock, server, failure, open } = createCookieWorld();
  await run(session.login(alice));
  await clock.advance(100);
  const { body } = server.act({
    method: "POST",
    url: `${server.baseUrl}token/`,
    path: "token/",
    headers: {},
    body: JSON.stringify({ username: "bob", password }),
  });
  server.cookies.set("refresh", (body as { refresh: string }).refresh);
  const next = open();
  await clock.advance(100);
  expect((await failure(next.session.fetch("posts/"))).code).toBe("rejected");
  expect(next.session.getSnapshot()).toMatchObject({
    status: "unauthenticated",
    reason: "rejected",
  });
});

it("a login that was given up leaves no cookie behind", async () => {
  const { session, clock, server } = createCookieWorld({ latency: 1000 });
  const controller = new AbortController();
  const login = session.login(alice, { signal: controller.signal });
  login.catch(() => {});
  await clock.advance(1100);
  controller.abort();
  await clock.advance(5000);
  expect(session.getSnapshot().status).toBe("unauthenticated");
  expect(server.cookies.get("refresh")).toBeNull();
});

it("a login that was given up without a network is paid when the network is back", async () => {
  const { session, clock, server, tab } = createCookieWorld({ latency: 1000 });
  const controller = new AbortController();
  const login = session.login(alice, { signal: controller.signal });
  login.catch(() => {});
  await clock.advance(1100);
  controller.abort();
  server.fail("token/blacklist/", "network", 1);
  await clock.advance(5000);
  expect(server.cookies.get("refresh")).not.toBeNull();
  tab.hide();
  tab.show();
  await clock.advance(5000);
  expect(server.cookies.get("refresh")).toBeNull();
});

it("a renewal that another tab overtook, without a lock, does not cost the session", async () => {
  const hold = <Result>(_name: string, _patience: number, work: () => Promise<Result>) => work();
  const ports = { locks: { hold } };
  const world = createCookieWorld({ rotation: "none", storage: "async" });
  const { open, clock, server } = world;
  const [first, second] = [open({ ports }), open({ ports })];
  await clock.advance(100);
  const login = first.session.login(alice);
  await clock.advance(100);
  await login;
  server.latency = 500;
  const refreshed = first.session.refresh();
  await clock.advance(100);
  const overtaken = second.session.refresh();
  await clock.advance(3000);
  await Promise.all([refreshed, overtaken]);
  expect(second.told()).toContain("late");
  expect(first.session.getSnapshot().status).toBe("authenticated");
  expect(second.session.getSnapshot().status).toBe("authenticated");
  expect(server.count("token/blacklist/")).toBe(0);
});

it("of two logins the last one has the cookies, and the server keeps its session", async () => {
  const { session, clock, server, refreshes } = createCookieWorld({ latency: 500 });
  const first = session.login(alice);
  first.catch(() => {});
  const second = session.login({ username: "bob", password });
  await clock.advance(5000);
  expect(await second).toMatchObject({ name: "Bob" });
  await expect(first).rejects.toMatchObject({ code: "session-changed" });
  expect(server.cookies.get("refresh")).not.toBeNull();
  const refreshed = session.refresh();
  await clock.advance(5000);
  await refreshed;
  expect(session.getSnapshot()).toMatchObject({ user: { name: "Bob" } });
  expect(refreshes()).toBe(1);
});

it("an idle timeout without a network is paid when the network is back", async () => {
  const { session, tab, run, clock, server } = createCookieWorld({
    options: { idle: { timeout: 10 * minute, warning: minute } },
  });
  await run(session.login(alice));
  tab.goOffline();
  await clock.advance(11 * minute);
  expect(session.getSnapshot()).toMatchObject({ reason: "idle" });
  expect(server.cookies.get("refresh")).not.toBeNull();
  tab.goOnline();
  await clock.advance(1000);
  expect(server.cookies.get("refresh")).toBeNull();
});

it("the next login pays what the last logout owes", async () => {
  const { session, tab, run, clock, server } = createCookieWorld();
  await run(session.login(alice));
  tab.goOffline();
  await run(session.logout());
  server.fail("token/blacklist/", { status: 503 }, 1);
  tab.goOnline();
  await clock.advance(100);
  expect(server.cookies.get("refresh")).not.toBeNull();
  await run(session.login({ username: "bob", password }));
  expect(server.requests.filter(({ path }) => path === "token/blacklist/").at(-1)?.status).toBe(
    200,
  );
  await clock.advance(day / 2);
  expect(session.getSnapshot()).toMatchObject({ user: { name: "Bob" } });
});

it("a session that storage tells late is not ended by what the cookies answer", async () => {
  const world = createCookieWorld({ restore: true, storage: "async", to: "all", latency: 3000 });
  const { session, clock, browser, open } = world;
  const login = session.login(alice);
  await clock.advance(20_000);
  await login;
  const { storage, hang, heal } = createHanging(browser.openTab().ports.storage);
  hang();
  const page = open({ ports: { ...world.tab.ports, storage } });
  // After two seconds the cookies are asked. Before they answer, storage does.
  await clock.advance(3500);
  heal();
  await clock.advance(10_000);
  for (const one of [page.session, session])
    expect(one.getSnapshot()).toMatchObject({ status: "authenticated", user: { name: "Alice" } });
  expect(page.told()).not.toContain("ended");
  expect(world.server.count("token/blacklist/")).toBe(0);
});

it("a logout while the cookies are asked logs out whoever they know", async () => {
  const { clock, server, open } = await createForgottenWorld({ latency: 1000 });
  const page = open();
  await clock.advance(100);
  expect(page.session.getSnapshot().status).toBe("loading");
  const out = page.session.logout();
  await clock.advance(10_000);
  await out;
  expect(page.session.getSnapshot()).toMatchObject({ status: "unauthenticated", reason: "logout" });
  expect(server.cookies.get("refresh")).toBeNull();
});

it("a login while the cookies are asked comes out as the person who logged in", async () => {
  const { clock, open } = await createForgottenWorld({ latency: 1000 });
  const page = open();
  await clock.advance(100);
  const second = page.session.login({ username: "bob", password });
  await clock.advance(20_000);
  expect(await second).toMatchObject({ name: "Bob" });
  expect(page.session.getSnapshot()).toMatchObject({ user: { name: "Bob" } });
});

it("with restore and no network nobody is logged in, the error says why, and the question is asked again later", async () => {
  const { open, clock } = await createForgottenWorld();
  const page = open({}, false);
  page.tab.goOffline();
  page.session.start();
  await clock.advance(100);
  expect(page.session.getSnapshot()).toMatchObject({
    status: "unauthenticated",
    error: { code: "network" },
  });
  page.tab.goOnline();
  await clock.advance(100);
  expect(page.session.getSnapshot()).toMatchObject({ status: "authenticated" });
});

it.each(["restore", "adopt"] as const)(
  "a user endpoint that is down does not cost the cookies (%s)",
  async (how) => {
    const { open, clock, server } = await createForgottenWorld({ restore: how === "restore" });
    server.fail("me/", { status: 503 }, 1);
    const page = open();
    if (how === "adopt") void page.session.adopt({ access: "" }).catch(() => {});
    await clock.advance(1000);
    expect(page.session.getSnapshot()).toMatchObject({
      status: "unauthenticated",
      error: { code: "server" },
    });
    expect(server.count("token/blacklist/")).toBe(0);
    const again = page.session.adopt({ access: "" });
    await clock.advance(1000);
    expect(await again).toMatchObject({ name: "Alice" });
  },
);

it("a login whose user endpoint is down leaves no cookie, and ends the session that it took the cookies from", async () => {
  const { session, run, server, failure } = createCookieWorld();
  await run(session.login(alice));
  server.clock.set(server.clock.now() + 1000);
  server.fail("me/", { status: 503 }, 1);
  expect((await failure(session.login({ username: "bob", password }))).code).toBe("server");
  await server.clock.advance(100);
  expect(session.getSnapshot()).toMatchObject({ status: "unauthenticated", reason: "replaced" });
  expect(server.cookies.get("refresh")).toBeNull();
});

describe("a login that nothing comes of has taken the cookies of the session that was there", () => {
  /** Alice is logged in on two pages. A login of Bob gets his cookies and fails then, while a renewal of each page waits its turn. */
  async function loginInVain(failing: "user endpoint" | "given up") {
    const world = createCookieWorld({ storage: "async" });
    const { session, run, open, clock, server } = world;
    await run(session.login(alice));
    const second = open();
    await clock.advance(1000);
    server.latency = 500;
    const giveUp = new AbortController();
    if (failing === "user endpoint") server.fail("me/", { status: 503 }, 1);
    const login = session
      .login({ username: "bob", password }, { signal: giveUp.signal })
      .catch(() => {});
    await clock.advance(100);
    if (failing === "given up") giveUp.abort();
    const renewals = [session, second.session].map((one) => one.refresh().catch(() => {}));
    await clock.advance(10_000);
    await Promise.all([login, ...renewals]);
    return { ...world, second };
  }

  it.each(["user endpoint", "given up"] as const)(
    "it ends on every page, and a renewal that waited its turn is not sent (%s)",
    async (failing) => {
      const { session, second, server, refreshes } = await loginInVain(failing);
      expect(refreshes()).toBe(0);
      expect(session.getSnapshot()).toMatchObject({ user: null, reason: "replaced" });
      expect(second.session.getSnapshot()).toMatchObject({ user: null, reason: "replaced" });
      expect(server.cookies.get("refresh")).toBeNull();
    },
  );

  it("the form still says why it failed", async () => {
    const { session } = await loginInVain("user endpoint");
    expect(session.getSnapshot()).toMatchObject({ error: { code: "server" } });
  });
});

it("tabs whose tokens were refused at the same moment each get a new one, and no request is sent twice with a dead one", async () => {
  const { session, run, open, clock, server } = createCookieWorld({ storage: "async" });
  await run(session.login(alice));
  const second = open();
  await clock.advance(100);
  await run(second.session.fetch("posts/"));
  await clock.advance(100);
  server.revoke();
  const used = server.requests.length;
  const both = [session, second.session].flatMap((one) => [
    one.fetch("posts/"),
    one.fetch("posts/"),
  ]);
  const answers = Promise.all(both);
  await clock.advance(1000);
  expect((await answers).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  const posts = server.requests.slice(used).filter(({ path }) => path === "posts/");
  expect(posts.filter(({ status }) => status === 401)).toHaveLength(4);
});

it("a server that refuses in its own way is understood where an older token was refused", async () => {
  const world: World = createWorld({
    cookies: "auth",
    backend: {
      cookies: cookieMode({ to: "auth" }),
      challenge: ({ status }) => (status === 419 ? "refused" : undefined),
    },
  });
  const { session, run, open, clock, server } = world;
  await run(session.login(alice));
  const second = open();
  await clock.advance(100);
  server.latency = 500;
  server.fail("posts/", { status: 419, body: {} }, 1);
  const response = session.fetch("posts/");
  await clock.advance(10);
  server.latency = 0;
  await run(second.session.refresh());
  await clock.advance(2000);
  expect((await response).status).toBe(200);
  const posts = server.requests.filter(({ path }) => path === "posts/");
  expect(new Set(posts.map(({ headers }) => headers.authorization)).size).toBe(2);
});

it("tokens that are in cookies already are adopted on request", async () => {
  const { session, run, server } = createCookieWorld();
  const { body } = server.act({
    method: "POST",
    url: `${server.baseUrl}token/`,
    path: "token/",
    headers: {},
    body: JSON.stringify(alice),
  });
  server.cookies.set("refresh", (body as { refresh: string }).refresh);
  expect(await run(session.adopt({ access: "" }))).toMatchObject({ name: "Alice" });
});

describe("tokens that came in a body, and in no cookie", () => {
  const exchanging = {
    refresh: { ...refreshing, body: ({ refresh }: Tokens) => (refresh ? { refresh } : {}) },
  };
  function bodyOfLogin({ server }: World): { access: string; refresh: string } {
    const { body } = server.act({
      method: "POST",
      url: `${server.baseUrl}token/`,
      path: "token/",
      headers: {},
      body: JSON.stringify(alice),
    });
    return body as { access: string; refresh: string };
  }

  it("are exchanged at once for tokens in cookies, and stored nowhere", async () => {
    const world = createCookieWorld({ description: exchanging });
    const { session, run, server, open, clock, refreshes } = world;
    const given = bodyOfLogin(world);
    expect(await run(session.adopt(given))).toMatchObject({ name: "Alice" });
    expect(refreshes()).toBe(1);
    const { body } = server.requests.find(({ path }) => path === "token/refresh/") ?? {};
    expect(body).toBe(JSON.stringify({ refresh: given.refresh }));
    expect(server.cookies.get("refresh")).not.toBeNull();
    expect(stored(world)).not.toContain(given.refresh);
    expect(await run(session.getToken())).not.toBe(given.access);
    const next = open();
    await clock.advance(100);
    expect((await run(next.session.fetch("posts/"))).status).toBe(200);
    const later = server.requests.filter(({ path }) => path === "token/refresh/").at(-1);
    expect(later?.body).toBe("{}");
  });

  it("log nobody in if the server refuses the exchange", async () => {
    const world = createCookieWorld({ description: exchanging });
    const { session, server, failure } = world;
    const given = bodyOfLogin(world);
    server.revoke("refresh");
    expect((await failure(session.adopt(given))).code).toBe("rejected");
    expect(session.getSnapshot().status).toBe("unauthenticated");
  });
});

it("the server never gets a key in place of a token", async () => {
  const { session, run, server } = createCookieWorld({
    description: {
      refresh: { ...refreshing, body: (seen: Tokens) => ({ seen }) },
      logout: { method: "POST", path: "token/blacklist/", body: (seen: Tokens) => ({ seen }) },
    },
  });
  await run(session.login(alice));
  const access = await run(session.getToken());
  await run(session.refresh());
  await run(session.logout());
  const seen = server.requests
    .filter(({ path }) => path === "token/refresh/" || path === "token/blacklist/")
    .map(({ body }) => JSON.parse(`${body}`).seen);
  expect(seen).toEqual([
    { access, refresh: "" },
    { access: "", refresh: "" },
  ]);
});

it("a reload after hours shows the user at once, and a session that the server has ended is over a moment later", async () => {
  const { session, open, clock, server } = createCookieWorld({ latency: 100 });
  const login = session.login(alice);
  await clock.advance(1000);
  await login;
  session.start()();
  await clock.advance(3 * 60 * minute);
  const good = open();
  expect(good.session.getSnapshot()).toMatchObject({
    status: "authenticated",
    user: { name: "Alice" },
  });
  await clock.advance(1000);
  expect(good.session.getSnapshot()).toMatchObject({ status: "authenticated" });
  good.session.start()();
  await clock.advance(3 * 60 * minute);
  server.revoke("refresh");
  const ended = open();
  expect(ended.session.getSnapshot()).toMatchObject({ status: "authenticated" });
  await clock.advance(1000);
  expect(ended.session.getSnapshot()).toMatchObject({ status: "unauthenticated" });
});

describe("with the CSRF header", () => {
  it.each(["auth", "all"] as const)("the session's own requests carry it (to: %s)", async (to) => {
    const { session, run, server } = createCookieWorld({ csrf: true, to });
    await run(session.login(alice));
    await run(session.refresh());
    await run(session.logout());
    const own = server.requests.filter(
      ({ path }) => path === "token/refresh/" || path === "token/blacklist/",
    );
    expect(own.map(({ status, credentials }) => [status, credentials])).toEqual([
      [200, "include"],
      [200, "include"],
    ]);
  });

  it("a token that the page cannot read is asked for, and again after the login changed it", async () => {
    const world: World = createWorld({
      cookies: "all",
      csrf: true,
      backend: {
        cookies: cookieMode({
          to: "all",
          csrf: {
            header: "X-CSRFToken",
            ask: {
              method: "GET",
              path: "csrf/",
              read: (body) => (body as { csrfToken?: string }).csrfToken,
            },
          },
        }),
      },
    });
    const { session, run, server } = world;
    await run(session.login(alice));
    const response = await run(session.fetch("posts/", { method: "POST", body: "{}" }));
    expect(response.status).toBe(200);
    server.cookies.set("csrftoken", "changed-by-another-tab");
    const again = await run(session.fetch("posts/", { method: "POST", body: "{}" }));
    expect(again.status).toBe(200);
  });
});

describe("with all tokens in cookies", () => {
  it("requests carry cookies and no token, and no script can get one", async () => {
    const world = createCookieWorld({ to: "all" });
    const { session, run, server, failure } = world;
    await run(session.login(alice));
    const response = await run(session.fetch("posts/"));
    expect(response.status).toBe(200);
    expect(server.requests.at(-1)).toMatchObject({ credentials: "include" });
    expect(server.requests.at(-1)?.headers.authorization).toBeUndefined();
    expect((await failure(session.getToken())).code).toBe("not-supported");
    expect(stored(world)).not.toContain(`${server.cookies.get("access")}`);
  });

  it("cookies go along to allowed addresses only", async () => {
    const allow = ["https://files.example.com/private/"];
    const { session, run, server } = createCookieWorld({ to: "all", options: { allow } });
    await run(session.login(alice));
    const goAlong = async (url: string): Promise<boolean> => {
      await run(session.fetch(url));
      return server.requests.at(-1)?.credentials === "include";
    };
    expect(await goAlong("posts/")).toBe(true);
    expect(await goAlong("https://files.example.com/private/a.pdf")).toBe(true);
    expect(await goAlong("https://files.example.com/public/a.pdf")).toBe(false);
    expect(await goAlong("https://elsewhere.example/posts/")).toBe(false);
    expect(await goAlong("../posts/")).toBe(false);
  });

  it("a cookie that the server refuses is renewed once for all requests", async () => {
    const { session, run, server, refreshes } = createCookieWorld({ to: "all" });
    await run(session.login(alice));
    server.revoke();
    const responses = await run(Promise.all([1, 2, 3].map(() => session.fetch("posts/"))));
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(refreshes()).toBe(1);
  });

  it("a reload needs no refresh, and twenty tabs need one when the token is due", async () => {
    const { session, run, open, clock, refreshes } = createCookieWorld({ to: "all" });
    await run(session.login(alice));
    await clock.advance(100);
    const others = Array.from({ length: 19 }, () => open());
    await clock.advance(100);
    await run(Promise.all(others.map((page) => page.session.fetch("posts/"))));
    expect(refreshes()).toBe(0);
    await clock.advance(5 * minute);
    const answers = Promise.all(others.map((page) => page.session.fetch("posts/")));
    await clock.advance(1000);
    expect((await answers).every(({ status }) => status === 200)).toBe(true);
    expect(refreshes()).toBe(1);
  });
});
