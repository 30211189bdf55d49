// The vault: the refresh token is in the memory of a worker, and the page has a placeholder.
import { vault } from "@sojourn/core";
import { describe, expect, it } from "vitest";
import type { ToPage } from "../../src/vault/protocol.ts";
import { minute, password } from "../support/stage.ts";
import { createVaultWorld, type VaultWorld } from "../support/vault.ts";

const alice = { username: "alice", password };

/** Which of the tokens that were granted a script of a page could find. */
const leaked = ({ seen, granted }: VaultWorld): string[] =>
  granted().filter((token) => seen().includes(token));

describe.each(["sync", "async", "mirrored"] as const)("with %s storage", (storage) => {
  it("a login, a renewal and a logout show the page no refresh token, and storage has no token at all", async () => {
    const world = createVaultWorld({ storage });
    const { session, run, server, clock, browser } = world;
    await run(session.login(alice));
    await clock.advance(100);
    const token = await run(session.getToken());
    expect((await run(session.fetch("posts/"))).status).toBe(200);
    expect(server.requests.at(-1)?.headers.authorization).toBe(`Bearer ${token}`);
    await run(session.refresh());
    await clock.advance(100);
    expect(browser.storage.text).toContain("Alice");
    expect(browser.storage.text).not.toContain(`${token}`);
    await run(session.logout());
    await clock.advance(100);
    expect(world.granted()).toHaveLength(2);
    expect(leaked(world)).toEqual([]);
    expect(server.requests.filter(({ path }) => path === "token/blacklist/")).toMatchObject([
      { status: 200 },
    ]);
  });

  it("a reload costs no refresh", async () => {
    const { session, tab, run, open, clock, refreshes } = createVaultWorld({ storage });
    await run(session.login(alice));
    await clock.advance(100);
    tab.close();
    const next = open();
    await clock.advance(100);
    expect(next.session.getSnapshot()).toMatchObject({ status: "authenticated" });
    expect((await run(next.session.fetch("posts/"))).status).toBe(200);
    expect(refreshes()).toBe(0);
  });

  it("the timer renews tokens once for all tabs, as often as without a vault", async () => {
    const countRefreshes = async (plainTabs: number): Promise<number> => {
      const world = createVaultWorld({ storage, plainTabs });
      const { session, run, open, clock, refreshes } = world;
      await run(session.login(alice));
      const others = Array.from({ length: 4 }, () => open());
      await clock.advance(20 * minute);
      for (const page of others) expect((await run(page.session.fetch("posts/"))).status).toBe(200);
      return refreshes();
    };
    const usual = await countRefreshes(5);
    expect(usual).toBeGreaterThan(3);
    expect(await countRefreshes(0)).toBe(usual);
  });

  it("a logout in one tab ends all, and the worker has nothing any more", async () => {
    const world = createVaultWorld({ storage });
    const { session, run, open, clock, server, worker } = world;
    await run(session.login(alice));
    await clock.advance(100);
    const second = open();
    await clock.advance(100);
    const { refresh: placeholder } = JSON.parse(`${world.browser.storage.text}`).held;
    await run(session.logout());
    await clock.advance(100);
    expect(second.session.getSnapshot()).toMatchObject({ reason: "logout", elsewhere: true });
    expect(server.count("token/blacklist/")).toBe(1);
    const port = worker.connect();
    port.postMessage({ version: 1, id: 1, type: "look", placeholder, key: "" });
    await clock.advance(100);
    expect(worker.toPages.at(-1)).toMatchObject({ type: "found", isKnown: false });
  });

  it("a page that finds the vault empty ends the session at its start as expired, and asks no server", async () => {
    const world = createVaultWorld({ storage });
    const { session, tab, run, open, clock, server, worker } = world;
    await run(session.login(alice));
    await clock.advance(100);
    tab.close();
    worker.die();
    const asked = server.requests.length;
    const pages = [open(), open()];
    await clock.advance(200);
    for (const page of pages)
      expect(page.session.getSnapshot()).toMatchObject({
        status: "unauthenticated",
        reason: "expired",
      });
    await clock.advance(20 * minute);
    expect(server.requests).toHaveLength(asked);
    await run(pages[0]?.session.login(alice) as Promise<unknown>);
    expect(pages[0]?.session.getSnapshot().status).toBe("authenticated");
  });

  it("tokens that were stored before there was a vault move into it at the start", async () => {
    const world = createVaultWorld({ storage, rotation: "none", plainTabs: 1 });
    const { session, run, open, clock, browser, refreshes, worker } = world;
    await run(session.login(alice));
    await clock.advance(100);
    const stored = JSON.parse(`${browser.storage.text}`).held;
    for (const tab of [...browser.tabs]) tab.close();
    const next = open();
    await clock.advance(200);
    expect(next.session.getSnapshot()).toMatchObject({ user: { name: "Alice" } });
    for (const text of [browser.storage.text, browser.mirror.text]) {
      expect(`${text}`).not.toContain(stored.refresh);
      expect(`${text}`).not.toContain(stored.access);
    }
    expect(refreshes()).toBe(0);
    const response = next.session.fetch("posts/");
    await clock.advance(100);
    expect((await response).status).toBe(200);
    await clock.advance(10 * minute);
    expect(refreshes()).toBe(2);
    expect(JSON.stringify(worker.toPages)).not.toContain(stored.refresh);
  });
});

it("twenty tabs and a thousand requests on an expired token cost one refresh", async () => {
  const world = createVaultWorld({ storage: "async" });
  const { session, run, open, clock, refreshes } = world;
  await run(session.login(alice));
  const pages = [session, ...Array.from({ length: 19 }, () => open().session)];
  await clock.advance(100);
  world.server.revoke();
  const requests = pages.flatMap((page) => Array.from({ length: 50 }, () => page.fetch("posts/")));
  const answers = Promise.all(requests);
  await clock.advance(3000);
  expect((await answers).every(({ status }) => status === 200)).toBe(true);
  expect(refreshes()).toBe(1);
  expect(leaked(world)).toEqual([]);
});

describe("a script of the page", () => {
  /** What the record has in place of the refresh token. */
  const placeholderIn = ({ browser }: VaultWorld): string =>
    JSON.parse(`${browser.storage.text}`).held.refresh;

  /** Sends through a connection of its own. Resolves to what the worker answers. */
  async function attack(
    world: VaultWorld,
    request: { readonly url: string; readonly body: string; readonly headers?: [string, string][] },
    terms = { places: [request.url], members: [] as string[] },
  ): Promise<ToPage | undefined> {
    const port = world.worker.connect();
    port.postMessage({ version: 1, type: "terms", terms });
    const whole = {
      method: "POST",
      headers: [],
      credentials: "omit",
      redirect: "follow",
      ...request,
    };
    const message = { request: { keepalive: false, ...whole }, isLast: false };
    port.postMessage({ version: 1, id: 77, type: "send", ...message });
    await world.clock.advance(100);
    return world.worker.toPages.at(-1);
  }

  it.each([
    ["to a server of its own", "https://evil.example/"],
    ["to another address of the API", "https://api.example.com/api/posts/"],
    ["above the path", "https://api.example.com/api/token/refresh/../../posts/"],
    ["to another port", "https://api.example.com:8443/api/token/refresh/"],
    ["without TLS", "http://api.example.com/api/token/refresh/"],
    ["to a host that begins alike", "https://api.example.com.evil.example/api/token/refresh/"],
  ])("has no token sent %s, whatever it declares", async (_where, url) => {
    const world = createVaultWorld();
    await world.run(world.session.login(alice));
    const asked = world.server.requests.length;
    const placeholder = placeholderIn(world);
    const header: [string, string] = ["x-token", placeholder];
    for (const request of [
      { url, body: JSON.stringify({ refresh: placeholder }) },
      { url, body: `refresh=${placeholder}` },
      { url, body: "{}", headers: [header] },
    ])
      expect(await attack(world, request)).toMatchObject({ type: "failed", why: "place" });
    expect(world.server.requests).toHaveLength(asked);
    expect(leaked(world)).toEqual([]);
  });

  it("gets a placeholder from a renewal of its own as well, whatever members it names", async () => {
    const world = createVaultWorld();
    const { session, run, refreshes } = world;
    await run(session.login(alice));
    const url = `${world.server.baseUrl}token/refresh/`;
    const body = JSON.stringify({ refresh: placeholderIn(world) });
    const headers: [string, string][] = [["content-type", "application/json"]];
    expect(await attack(world, { url, body, headers })).toMatchObject({ type: "answer" });
    expect(world.granted()).toHaveLength(2);
    expect(leaked(world)).toEqual([]);
    // The session goes on: its placeholder stands for the newest token.
    await run(session.refresh());
    expect(refreshes()).toBe(2);
    expect(session.getSnapshot().status).toBe("authenticated");
    expect(leaked(world)).toEqual([]);
  });

  it("gets nothing from an answer that repeats the token under another name, or in a header", async () => {
    const world = createVaultWorld();
    await world.run(world.session.login(alice));
    const [token = ""] = world.granted();
    world.server.fail("token/refresh/", {
      status: 400,
      body: { detail: `The token ${token} is not valid.`, echo: [token] },
      headers: { "x-echo": token },
    });
    const url = `${world.server.baseUrl}token/refresh/`;
    const body = JSON.stringify({ refresh: placeholderIn(world) });
    expect(await attack(world, { url, body })).toMatchObject({ type: "answer" });
    expect(JSON.stringify(world.worker.toPages)).toContain("is not valid");
    expect(leaked(world)).toEqual([]);
  });

  it("cannot make the worker fail with damaged messages", async () => {
    const world = createVaultWorld();
    const { session, run, worker, clock } = world;
    await run(session.login(alice));
    const port = worker.connect();
    const damaged = [null, 7, "send", {}, { version: 1 }, { version: 1, id: 1, type: "dump" }];
    const empty = { version: 1, id: 2, type: "send", isLast: true };
    for (const message of [
      ...damaged,
      empty,
      { ...empty, request: null },
      { ...empty, request: {} },
    ])
      port.postMessage(message);
    port.postMessage({ version: 2, id: 3, type: "look", placeholder: "", key: "" });
    await clock.advance(100);
    expect(worker.toPages.at(-1)).toEqual({ version: 1, id: 3, type: "failed", why: "version" });
    await run(session.refresh());
    expect(session.getSnapshot().status).toBe("authenticated");
  });
});

describe("without a network", () => {
  it("a logout is immediate, and the worker tells the server when the network is back", async () => {
    const world = createVaultWorld();
    const { session, run, clock, server, worker, told } = world;
    await run(session.login(alice));
    worker.isOnline = false;
    await run(session.logout());
    expect(session.getSnapshot()).toMatchObject({ status: "unauthenticated", reason: "logout" });
    expect(told()).toContain("logout-failed");
    await clock.advance(minute);
    expect(server.count("token/blacklist/")).toBe(0);
    worker.isOnline = true;
    await clock.advance(2 * minute);
    expect(server.requests.filter(({ path }) => path === "token/blacklist/")).toMatchObject([
      { status: 200 },
    ]);
    await clock.advance(60 * minute);
    expect(server.count("token/blacklist/")).toBe(1);
  });

  it("a session goes on, and is renewed when the network is back", async () => {
    const { session, run, worker, failure, clock, tab } = createVaultWorld();
    await run(session.login(alice));
    worker.isOnline = false;
    expect((await failure(session.refresh())).code).toBe("network");
    expect(session.getSnapshot()).toMatchObject({ status: "authenticated", offline: true });
    worker.isOnline = true;
    tab.goOffline();
    tab.goOnline();
    await clock.advance(minute);
    expect(session.getSnapshot()).toMatchObject({ status: "authenticated", offline: false });
  });
});

describe("a worker that fails", () => {
  it("and says nothing is a network that answers too late, and the session stays", async () => {
    const { session, run, worker, failure, open, clock } = createVaultWorld();
    await run(session.login(alice));
    worker.hang();
    const next = open();
    await clock.advance(100);
    const error = await failure(next.session.fetch("posts/"), 20_000);
    expect(error.code).toBe("timeout");
    expect(next.session.getSnapshot()).toMatchObject({ status: "authenticated" });
  });

  it("and cannot be started is a mistake of the set-up, and ends nothing", async () => {
    const world = createVaultWorld();
    const { session, run, open, clock } = world;
    await run(session.login(alice));
    await clock.advance(100);
    const storage = vault({
      worker() {
        throw new Error("The policy does not allow it.");
      },
      storage: world.tab.ports.storage,
    });
    const next = open({ ports: { storage } });
    await clock.advance(100);
    const error = await world.failure(next.session.fetch("posts/"), 100);
    expect(error.code).toBe("misconfigured");
    expect(error.message).toContain("worker-src");
    expect(next.session.getSnapshot()).toMatchObject({ status: "authenticated" });
  });

  it("and crashes leaves open tabs their access token, then the session ends as expired", async () => {
    const world = createVaultWorld();
    const { session, run, worker, open, clock, refreshes } = world;
    await run(session.login(alice));
    const second = open();
    await clock.advance(100);
    worker.crash();
    expect(await world.failure(session.refresh(), 20_000)).toMatchObject({ code: "timeout" });
    const error = await world.failure(session.refresh());
    expect(error).toMatchObject({ code: "rejected" });
    expect(error.message).toContain("vault");
    expect((await run(session.fetch("posts/"))).status).toBe(200);
    await clock.advance(6 * minute);
    for (const one of [session, second.session])
      expect(one.getSnapshot()).toMatchObject({ status: "unauthenticated", reason: "expired" });
    expect(refreshes()).toBe(0);
  });
});

it("an answer to a renewal that a closed tab did not get is no loss: the worker has the new token", async () => {
  const { session, tab, run, open, clock, refreshes, server } = createVaultWorld({ latency: 500 });
  const login = session.login(alice);
  await clock.advance(1000);
  await login;
  session.refresh().catch(() => {});
  await clock.advance(100);
  tab.close();
  await clock.advance(1000);
  expect(refreshes()).toBe(1);
  const next = open();
  await clock.advance(1000);
  const refreshed = next.session.refresh();
  await clock.advance(2000);
  await refreshed;
  const renewals = server.requests.filter(({ path }) => path === "token/refresh/");
  expect(renewals.map(({ status }) => status)).toEqual([200, 200]);
  expect(next.session.getSnapshot().status).toBe("authenticated");
  expect(await run(next.session.getToken())).not.toBeNull();
});

it("a renewal that is answered after a logout leaves no token alive", async () => {
  const world = createVaultWorld({ latency: 500 });
  const { session, clock, server } = world;
  const login = session.login(alice);
  await clock.advance(1000);
  await login;
  session.refresh().catch(() => {});
  await clock.advance(100);
  const out = session.logout();
  await clock.advance(5000);
  await out;
  const [, newest = ""] = world.granted();
  const body = JSON.stringify({ refresh: newest });
  const url = `${server.baseUrl}token/refresh/`;
  const request = { method: "POST", url, path: "token/refresh/", headers: {}, body };
  expect(server.act(request).status).toBe(401);
});

it("tokens that the app got elsewhere go into the vault", async () => {
  const world = createVaultWorld();
  const { session, run, server, clock, browser } = world;
  const body = JSON.stringify(alice);
  const url = `${server.baseUrl}token/`;
  const given = server.act({ method: "POST", url, path: "token/", headers: {}, body });
  const { access, refresh } = given.body as { access: string; refresh: string };
  expect(await run(session.adopt({ access, refresh }))).toMatchObject({ name: "Alice" });
  await clock.advance(100);
  expect(browser.storage.text).not.toContain(refresh);
  expect(browser.storage.text).not.toContain(access);
  await run(session.refresh());
  expect(leaked(world)).toEqual([]);
});

it("an end that the app orders lets the vault forget, and asks no server", async () => {
  const world = createVaultWorld();
  const { session, run, worker, server } = world;
  await run(session.login(alice));
  const asked = server.requests.length;
  await run(session.end("expired"));
  expect(worker.toWorker.at(-1)).toMatchObject({ type: "forget" });
  expect(server.requests).toHaveLength(asked);
});

describe("a set-up that cannot work is misconfigured", () => {
  it.each(["sliding", "fixed"] as const)("with %s tokens", (tokens) => {
    expect(() => createVaultWorld({ tokens })).toThrow(/refresh tokens, and this backend has none/);
  });

  it("without a worker", () => {
    expect(() => vault({} as never)).toThrow(/new SharedWorker/);
  });

  it("with a refresh token under a name that the vault does not know", async () => {
    const world = createVaultWorld({
      backend: {
        login: {
          method: "POST",
          path: "token/",
          body: (credentials) => credentials,
          read: (body) => {
            const { access } = body as { access: string };
            return {
              access,
              refresh: "under-another-name",
              user: { username: "alice", name: "Alice" },
            };
          },
        },
      },
    });
    const error = await world.failure(world.session.login(alice));
    expect(error.code).toBe("misconfigured");
    expect(error.message).toContain("members");
  });
});
