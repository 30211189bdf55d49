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
  it("signed requests carry the cookies that the platform decides, and the session's own requests carry none", async () => {
    const { own, sent } = await createWatched();
    expect(own()).toBe("omit");
    expect(await sent(posts)).toBe(false);
  });

  it("a `sessionFirst` backend gets no cookies, also with retries", async () => {
    const { own, sent, server, clock } = await createWatched({}, true);
    expect(own()).toBe("omit");
    expect(await sent(posts)).toBe("omit");
    expect(await sent(new Request(posts))).toBe("omit");
    await clock.advance(minute);
    server.revoke();
    expect(await sent(posts)).toBe("omit");
  });

  it("a request's own `credentials` decide about its cookies", async () => {
    const { sent } = await createWatched({}, true);
    expect(await sent(posts, { credentials: "same-origin" })).toBe("same-origin");
    expect(await sent(new Request(posts, { credentials: "include" }))).toBe("include");
  });

  it.each(["omit", "same-origin", "include"] as const)(
    "the option `credentials: %s` applies to the session's own requests and to signed ones",
    async (credentials) => {
      for (const isFirst of [true, false]) {
        const { own, sent } = await createWatched({ credentials }, isFirst);
        expect(own()).toBe(credentials);
        expect(await sent(posts)).toBe(credentials);
      }
    },
  );

  it("the cookies of unsigned requests are not changed", async () => {
    const { sent, session, run } = await createWatched({ credentials: "include" });
    await run(session.logout());
    expect(await sent(posts)).toBe(false);
  });

  it("createSession refuses an unknown value of `credentials`", () => {
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

  it("XMLHttpRequest to a `sessionFirst` server on the page's own origin logs one warning with the remedies", async () => {
    const { session, run } = await createWatched({}, true);
    for (let turn = 0; turn < 3; turn += 1)
      await run(session.requests.sign({ url: posts, method: "GET", xhr: true }));
    expect(warned).toHaveLength(1);
    expect(warned[0]).toMatch(/adapter: "fetch".*withFetch\(\)/);
  });

  it("no warning is logged for fetch, another origin, wanted cookies, or a server that reads the token first", async () => {
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
