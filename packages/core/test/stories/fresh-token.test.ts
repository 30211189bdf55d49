// A login that works and whose token is refused at once: the set-up is wrong, and developers are told where to look.
import { defineBackend, type HistoryEntry } from "@sojourn/core";
import { createClock } from "@sojourn/core/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createStage, createWorld, hour, minute, password, type World } from "../support/stage.ts";

const words = { detail: "Authentication credentials were not provided." };
const unauthorized = { status: 401, body: words } as const;

let warned: string[] = [];
beforeEach(() => {
  warned = [];
  vi.spyOn(console, "warn").mockImplementation((message) => void warned.push(`${message}`));
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** A server whose login says all, so that the first request is the first use of the token. */
function createTellingWorld(tokens: "pair" | "fixed" = "fixed"): World {
  const user = () => ({ username: "alice", name: "Alice" });
  return createWorld({ tokens, backend: { me: undefined, user } });
}

const freshOnes = (news: readonly HistoryEntry[]): HistoryEntry[] =>
  news.filter((one) => one.type === "refused" && one.fresh);

describe("a token that was just issued and is refused", () => {
  it("a new token that is refused is reported with the three possible causes, in the console, the history and the error", async () => {
    const { session, server, logIn, failure, news } = createTellingWorld();
    await logIn();
    server.fail("posts/", unauthorized);
    const token = await session.getToken();
    const error = await failure(session.fetch("posts/"));
    expect(error).toMatchObject({
      code: "rejected",
      status: 401,
      fields: { "": [words.detail] },
    });
    expect(warned).toHaveLength(1);
    for (const message of [error.message, warned[0]]) {
      expect(message).toContain('"Authorization: Token ..."');
      expect(message).toMatch(/scheme.*name of the header.*proxy/);
      expect(message).not.toContain(token);
    }
    expect(freshOnes(news)).toMatchObject([{ status: 401 }]);
    expect(session.explain()).toContainEqual(
      expect.objectContaining({ type: "refused", status: 401, fresh: true }),
    );
  });

  it("a refused new token is reported once, and the history keeps the report despite later refusals", async () => {
    const { session, server, logIn, run } = createTellingWorld("pair");
    await logIn();
    server.fail("posts/", unauthorized);
    for (let turn = 0; turn < 3; turn += 1) await run(session.fetch("posts/"));
    expect(warned).toHaveLength(1);
    expect(session.explain().filter((one) => one.type === "refused" && one.fresh)).toHaveLength(1);
  });

  it('a new token that "me" refuses at login is reported with the three possible causes too', async () => {
    const { session, server, failure } = createWorld();
    server.fail("me/", unauthorized);
    const error = await failure(session.login({ username: "alice", password }));
    expect(error.code).toBe("misconfigured");
    expect(error.message).toContain('"Authorization: Bearer ..."');
    expect(error.message).toMatch(/scheme.*name of the header.*proxy/);
  });
});

describe("no alarm is raised", () => {
  it("no warning if the token was accepted before", async () => {
    const { session, server, logIn, run, failure, news } = createTellingWorld();
    await logIn();
    await run(session.fetch("posts/"));
    server.fail("posts/", unauthorized);
    await failure(session.fetch("posts/"));
    expect([...warned, ...freshOnes(news)]).toEqual([]);
  });

  it('no warning if "me" accepted the token at login', async () => {
    const { session, server, logIn, run, news } = createWorld();
    await logIn();
    server.fail("posts/", unauthorized);
    await run(session.fetch("posts/"));
    expect([...warned, ...freshOnes(news)]).toEqual([]);
  });

  it("no warning if the login was a while ago", async () => {
    const { session, server, logIn, failure, clock, news } = createTellingWorld();
    await logIn();
    await clock.advance(hour);
    server.fail("posts/", unauthorized);
    await failure(session.fetch("posts/"));
    expect([...warned, ...freshOnes(news)]).toEqual([]);
  });

  it("no warning if the token was renewed, restored or came from another tab", async () => {
    const { session, server, logIn, run, clock, news, open } = createTellingWorld("pair");
    const other = open();
    await logIn();
    const reloaded = open();
    await clock.advance(4.5 * minute);
    server.fail("posts/", unauthorized);
    for (const one of [session, other.session, reloaded.session]) await run(one.fetch("posts/"));
    expect([...warned, ...freshOnes([...news, ...other.news, ...reloaded.news])]).toEqual([]);
  });
});

describe("a login without a refresh token, where there should be a pair", () => {
  it("a login without the expected refresh token logs one warning in development, with the remedies", async () => {
    const clock = createClock();
    const backend = defineBackend({
      name: "half",
      baseUrl: "https://half.example.com/",
      login: { method: "POST", path: "login/", read: () => ({ access: "opaque", user: "alice" }) },
      refresh: { method: "POST", path: "refresh/", read: () => ({ access: "opaque" }) },
    });
    const fetch = async (): Promise<Response> => Response.json({});
    const { session, run } = createStage({ clock, fetch, backend });
    await run(session.login({}));
    await run(session.login({}));
    expect(warned).toHaveLength(1);
    expect(warned[0]).toMatch(
      /^Sojourn: half .*no refresh token.*djRestAuthJwt\(\{ cookies: true \}\).*cookieMode\(\{ to: "auth" \}\).*"fixed"/,
    );
  });

  it("no warning about a missing refresh token for fixed tokens or a complete pair", async () => {
    for (const tokens of ["fixed", "pair"] as const) await createWorld({ tokens }).logIn();
    expect(warned).toEqual([]);
  });
});
