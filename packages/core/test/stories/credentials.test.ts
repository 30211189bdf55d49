// Cookies: which go along with what, so that a cookie of the same browser never answers for somebody else.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createWorld, minute, password } from "../support/stage.ts";

type Options = NonNullable<Parameters<typeof createWorld>[0]>;

/** Somebody logged in whose cookies are watched: those of the session's own requests, and those of what it signs. */
async function createWatched(options: Options["options"] = {}, sessionFirst = false) {
  const world = createWorld({ backend: { sessionFirst } });
  const seen = new Map<string, unknown>();
  const fetch: typeof globalThis.fetch = (input, init) => {
    const { pathname } = new URL(input instanceof Request ? input.url : `${input}`);
    seen.set(pathname, init?.credentials ?? (input instanceof Request && input.credentials));
    return world.tab.fetch(input, init);
  };
  const { session } = world.open({ fetch, ...options });
  await world.run(session.login({ username: "alice", password }));
  return {
    ...world,
    session,
    own: () => seen.get("/api/token/"),
    async sent(input: RequestInfo, init?: RequestInit) {
      await world.run(session.fetch(input, init));
      return seen.get("/api/posts/");
    },
  };
}

const posts = "https://api.example.com/api/posts/";

describe("cookies", () => {
  it("of what is signed are left to the platform, and the session's own requests carry none", async () => {
    const { own, sent } = await createWatched();
    expect(own()).toBe("omit");
    expect(await sent(posts)).toBe(false);
  });

  it("stay at home where the server looks at its session first, replays included", async () => {
    const { own, sent, server, clock } = await createWatched({}, true);
    expect(own()).toBe("omit");
    expect(await sent(posts)).toBe("omit");
    expect(await sent(new Request(posts))).toBe("omit");
    await clock.advance(minute);
    server.revoke();
    expect(await sent(posts)).toBe("omit");
  });

  it("go as a request says itself", async () => {
    const { sent } = await createWatched({}, true);
    expect(await sent(posts, { credentials: "same-origin" })).toBe("same-origin");
    expect(await sent(new Request(posts, { credentials: "include" }))).toBe("include");
  });

  it.each(["omit", "same-origin", "include"] as const)(
    "go as the option says: %s, for both",
    async (credentials) => {
      for (const isFirst of [true, false]) {
        const { own, sent } = await createWatched({ credentials }, isFirst);
        expect(own()).toBe(credentials);
        expect(await sent(posts)).toBe(credentials);
      }
    },
  );

  it("of what is not signed are not touched", async () => {
    const { sent, session, run } = await createWatched({ credentials: "include" });
    await run(session.logout());
    expect(await sent(posts)).toBe(false);
  });

  it("by any other word are refused at creation", () => {
    expect(() => createWorld({ options: { credentials: "all" as "omit" } })).toThrow(
      "credentials is all. Write omit, same-origin or include.",
    );
  });
});

describe("XMLHttpRequest at a server that looks at its session first", () => {
  let warned: string[] = [];
  beforeEach(() => {
    warned = [];
    vi.spyOn(console, "warn").mockImplementation((message) => void warned.push(`${message}`));
    vi.stubGlobal("window", {});
    vi.stubGlobal("document", { baseURI: "https://api.example.com/app/" });
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });

  it("is warned of once, on the page's own origin, with the remedies", async () => {
    const { session, run } = await createWatched({}, true);
    for (let turn = 0; turn < 3; turn += 1)
      await run(session.requests.sign({ url: posts, method: "GET", xhr: true }));
    expect(warned).toHaveLength(1);
    expect(warned[0]).toMatch(/adapter: "fetch".*withFetch\(\)/);
  });

  it("is no matter for fetch, on another origin, where cookies are wanted, or where tokens come first", async () => {
    for (const [options, isFirst, xhr] of [
      [{}, true, false],
      [{ credentials: "same-origin" }, true, true],
      [{}, false, true],
    ] as const) {
      const { session, run } = await createWatched(options, isFirst);
      await run(session.requests.sign({ url: posts, method: "GET", xhr }));
    }
    vi.stubGlobal("document", { baseURI: "https://app.example.com/" });
    const { session, run } = await createWatched({}, true);
    await run(session.requests.sign({ url: posts, method: "GET", xhr: true }));
    expect(warned).toEqual([]);
  });
});
