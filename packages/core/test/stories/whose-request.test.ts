// A request is signed for the person whose session the screen shows when it is made, however people come and go meanwhile.
import { createSession, isSessionError, type StoragePort } from "@sojourn/core";
import { createBrowser, createTokenServer, type TestAccount } from "@sojourn/core/testing";
import { describe, expect, it } from "vitest";
import { createWorld, minute, password } from "../support/stage.ts";

const second = 1000;

/** A server, and tabs whose storage takes a second for each write. */
function createSlowWorld() {
  const server = createTokenServer({ rotation: "rotate" });
  const { clock, backend } = server;
  const browser = createBrowser({ clock, fetch: server.fetch, storage: "mirrored" });
  const open = () => {
    const { ports, fetch } = browser.openTab();
    const { storage } = ports;
    const update: StoragePort["update"] = async (change) => {
      await new Promise<void>((resolve) => clock.alarm(clock.now() + second, resolve));
      return (await storage.update?.(change)) ?? "";
    };
    const session = createSession({
      backend,
      fetch,
      ports: { ...ports, storage: { ...storage, update } },
    });
    session.start();
    return session;
  };
  return { server, clock, open };
}

type Tab = ReturnType<ReturnType<typeof createSlowWorld>["open"]>;

/** Requests "me" at every step of some time, and returns the user on the screen and the user that the server saw. */
async function askAllAlong(session: Tab, world: ReturnType<typeof createSlowWorld>) {
  const asked: Promise<string>[] = [];
  const ask = async (): Promise<string> => {
    const { user } = session.getSnapshot();
    const shown = user?.username ?? "nobody";
    try {
      const response = await session.fetch("me/");
      const seen = response.ok ? (await response.json()).username : "nobody";
      return `${shown} seen as ${seen}`;
    } catch (error) {
      return `${shown} told ${isSessionError(error) ? error.code : error}`;
    }
  };
  for (let tenth = 0; tenth < 60; tenth += 1) {
    for (let step = 0; step < 25; step += 1) {
      asked.push(ask());
      await Promise.resolve();
    }
    await world.clock.advance(second / 10);
  }
  await world.clock.advance(10 * second);
  return new Set(await Promise.all(asked));
}

describe("requests that are made all along are signed for whom the screen shows", () => {
  it("requests are signed for the user on the screen while somebody else logs in with slow storage", async () => {
    const world = createSlowWorld();
    const { clock, open } = world;
    const session = open();
    session.login({ username: "alice", password });
    await clock.advance(5 * second);
    session.login({ username: "bob", password });
    const outcomes = await askAllAlong(session, world);
    expect(outcomes).toContain("alice seen as alice");
    expect(outcomes).toContain("bob seen as bob");
    expect(outcomes).not.toContain("alice seen as bob");
    expect(outcomes).not.toContain("bob seen as alice");
  });

  it("requests are signed for the user on the screen while somebody else logs in in another tab", async () => {
    const world = createSlowWorld();
    const { clock, open } = world;
    const session = open();
    const other = open();
    session.login({ username: "alice", password });
    await clock.advance(5 * second);
    other.login({ username: "bob", password });
    const outcomes = await askAllAlong(session, world);
    expect(outcomes).toContain("alice seen as alice");
    expect(outcomes).toContain("bob seen as bob");
    expect(outcomes).not.toContain("alice seen as bob");
  });

  it("requests are signed for the user on the screen while a renewal finds another session under the lock", async () => {
    const world = createSlowWorld();
    const { server, clock, open } = world;
    const session = open();
    session.login({ username: "alice", password });
    await clock.advance(5 * second);
    const other = open();
    await clock.advance(5 * minute - 8 * second);
    server.latency = second;
    other.login({ username: "bob", password });
    const outcomes = await askAllAlong(session, world);
    expect(outcomes).toContain("bob seen as bob");
    expect(outcomes).not.toContain("alice seen as bob");
    expect(outcomes).not.toContain("bob seen as alice");
  });

  it("requests made before the first snapshot are signed for the user that it shows", async () => {
    const world = createSlowWorld();
    const { clock, open } = world;
    open().login({ username: "alice", password });
    await clock.advance(5 * second);
    const outcomes = await askAllAlong(open(), world);
    expect([...outcomes]).toEqual(["alice seen as alice"]);
  });
});

describe("what one person asked for", () => {
  it("a token, a renewal, a request or an account operation is never served by another user's session", async () => {
    const { session, clock, logIn, open, server, tab } = createWorld({ storage: "async" });
    await logIn("alice");
    const other = open();
    await clock.advance();
    // Nobody looks, so nobody renews before a request needs it.
    tab.hide();
    other.tab.hide();
    await clock.advance(5 * minute - 30 * second);
    server.latency = second;
    other.session.login({ username: "bob", password });
    // The login lands while the four wait for a newer token.
    await clock.advance(1.5 * second);
    const asked = [
      session.getToken(),
      session.refresh(),
      session.fetch("posts/", { method: "POST" }),
      session.account.rename({ name: "Somebody" }),
    ].map((promise) => promise.then(() => "done", codeOf));
    await clock.advance(10 * second);
    expect(await Promise.all(asked)).toEqual(Array(4).fill("session-changed"));
    expect(session.getSnapshot().user?.username).toBe("bob");
    expect(server.people.get("bob")?.name).not.toBe("Somebody");
  });

  it("a logout ends only the session in which it was called", async () => {
    const server = createTokenServer();
    const account = server.backend.account as TestAccount;
    // An operation that needs no token, and that the fake server answers.
    const body = (): object => ({ username: "carol", password });
    const remove = {
      method: "POST",
      path: "users/",
      body,
      read: () => null,
      after: "end",
    } as const;
    const backend = { account: { ...account, remove } };
    const { session, clock, logIn, server: other } = createWorld({ backend });
    await logIn("alice");
    other.latency = second;
    const removed = session.account.remove().then(() => "done", codeOf);
    await clock.advance();
    other.latency = 0;
    await logIn("bob");
    await clock.advance(5 * second);
    expect(await removed).toBe("done");
    expect(session.getSnapshot().user?.username).toBe("bob");
  });
});

function codeOf(error: unknown): string {
  return isSessionError(error) ? error.code : `${error}`;
}
