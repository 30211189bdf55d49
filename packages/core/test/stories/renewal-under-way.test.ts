// A renewal is under way in one tab while another finds, by its own clock, that the session is over: the answer is waited for.
import { type Backend, defineBackend } from "@sojourn/core";
import { createClock, writeJwt } from "@sojourn/core/testing";
import { describe, expect, it } from "vitest";
import { createSlidingServer } from "../support/sliding.ts";
import { createStage, createWorld, minute, type World } from "../support/stage.ts";

const second = 1000;

/** Somebody is logged in, in two tabs that nobody looks at: the refresh token ends in three seconds. */
async function nearTheEnd(
  storage: "sync" | "async" | "mirrored",
): Promise<World & { readonly other: ReturnType<World["open"]> }> {
  const world = createWorld({ storage, rotation: "rotate", refreshLifetime: 10 * minute });
  await world.logIn();
  world.tab.hide();
  const other = world.open();
  await world.clock.advance();
  other.tab.hide();
  await world.clock.advance(10 * minute - 3 * second);
  return { ...world, other };
}

for (const storage of ["sync", "async", "mirrored"] as const)
  describe(`the answer that comes after the refresh token's end, with ${storage} storage,`, () => {
    it("a late refresh answer saves the session of a hidden tab after the refresh token expired", async () => {
      const world = await nearTheEnd(storage);
      const { server, session, other, clock, run, told } = world;
      server.latency = 8 * second;
      const renewed = session.refresh();
      await clock.advance(5 * second);
      expect(other.session.getSnapshot().status).toBe("authenticated");
      await clock.advance(5 * second);
      await renewed;
      server.latency = 0;
      expect(await run(other.session.getToken())).toBe(await run(session.getToken()));
      for (const one of [session, other.session])
        expect(one.getSnapshot()).toMatchObject({ status: "authenticated", offline: false });
      expect(told()).not.toContain("late");
      expect(server.count("token/blacklist/")).toBe(0);
    });

    it("a late refresh answer saves the session of a page that loads meanwhile", async () => {
      const world = await nearTheEnd(storage);
      const { server, session, clock, open, run } = world;
      server.latency = 8 * second;
      const renewed = session.refresh();
      await clock.advance(5 * second);
      const reloaded = open();
      await clock.advance();
      expect(reloaded.session.getSnapshot().status).toBe("loading");
      await clock.advance(5 * second);
      await renewed;
      server.latency = 0;
      expect(reloaded.session.getSnapshot().status).toBe("authenticated");
      expect(await run(reloaded.session.getToken())).toBe(await run(session.getToken()));
    });

    it("a late refusal of the refresh ends the session in all tabs", async () => {
      const world = await nearTheEnd(storage);
      const { server, session, other, clock, failure } = world;
      server.revoke("refresh");
      server.latency = 8 * second;
      const refused = failure(session.refresh(), 10 * second);
      expect(await refused).toMatchObject({ code: "rejected" });
      await clock.advance(5 * second);
      for (const one of [session, other.session])
        expect(one.getSnapshot()).toMatchObject({ status: "unauthenticated", reason: "expired" });
    });
  });

describe("the end of a sliding token", () => {
  it("a sliding token's end waits for a renewal that another tab has just sent", async () => {
    const sliding = createSlidingServer(10 * minute, 60 * minute);
    let latency = 0;
    const { session, run, clock, open, tab } = createStage({
      ...sliding,
      async fetch(input, init) {
        const response = await sliding.fetch(input, init);
        if (latency)
          await new Promise<void>((resolve) =>
            sliding.clock.alarm(sliding.clock.now() + latency, resolve),
          );
        return response;
      },
    });
    await run(session.login({ name: "Zoë" }));
    tab.freeze();
    await clock.advance(10 * minute - 3 * second);
    latency = 8 * second;
    const other = open();
    await clock.advance(4 * second);
    tab.thaw();
    await clock.advance(second);
    expect(session.getSnapshot().status).toBe("authenticated");
    await clock.advance(10 * second);
    for (const one of [session, other.session])
      expect(one.getSnapshot()).toMatchObject({ status: "authenticated", offline: false });
  });
});

describe("a lock that nobody gives back", () => {
  it("a lock that is never released delays the end, without a storm, until its tab is gone", async () => {
    const world = await nearTheEnd("mirrored");
    const { server, session, other, clock, tab } = world;
    server.latency = 8 * second;
    session.refresh().catch(() => {});
    await clock.advance(second);
    tab.freeze();
    await clock.advance(10 * minute);
    expect(other.session.getSnapshot()).toMatchObject({ status: "authenticated", offline: true });
    const failures = other.told().filter((type) => type === "refresh-failed").length;
    expect(failures).toBeGreaterThan(5);
    expect(failures).toBeLessThan(40);
    tab.close();
    await clock.advance(90 * second);
    expect(other.session.getSnapshot()).toMatchObject({ reason: "expired" });
  });
});

describe("a no to a question about the old token", () => {
  it("a refusal about an old token waits for the renewal that replaced it", async () => {
    const { clock, fetch, backend } = createOpaqueServer(2 * minute, 8 * second);
    const { session, open, tab, told } = createStage({ clock, fetch, backend });
    const loggedIn = session.login({});
    await clock.advance(10 * second);
    await loggedIn;
    tab.hide();
    await clock.advance(2 * minute - 12 * second);
    const renewed = session.refresh();
    await clock.advance(4 * second);
    const reloaded = open();
    await clock.advance(20 * second);
    await renewed;
    for (const one of [session, reloaded.session])
      expect(one.getSnapshot().status).toBe("authenticated");
    expect(told()).not.toContain("late");
  });
});

/** A server whose access tokens tell nothing, whose refresh tokens expire, and which only knows the newest. */
function createOpaqueServer(lifetime: number, latency: number) {
  const clock = createClock();
  let newest = 0;
  const issue = () => {
    newest += 1;
    const at = Math.floor(clock.now() / 1000);
    return {
      access: `opaque-${newest}`,
      refresh: writeJwt({ iat: at, exp: at + lifetime / 1000, jti: newest }),
    };
  };
  const backend: Backend<object, { name: string }> = defineBackend({
    baseUrl: "https://opaque.example.com/",
    login: {
      method: "POST",
      path: "login",
      read: (body: unknown) => ({ ...(body as ReturnType<typeof issue>), user: { name: "Zoë" } }),
    },
    refresh: {
      method: "POST",
      path: "refresh",
      read: (body: unknown) => body as ReturnType<typeof issue>,
    },
    verify: {
      method: "POST",
      path: "verify",
      body: ({ access }) => ({ access }),
      read: () => null,
      rejects: ({ status }) => status === 401,
    },
  });
  const send: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const isVerify = request.url.endsWith("verify");
    const { access } = isVerify ? await request.json() : { access: null };
    const answer = !isVerify
      ? Response.json(issue())
      : access === `opaque-${newest}`
        ? Response.json({})
        : Response.json({}, { status: 401 });
    // Questions about a token are answered sooner than renewals.
    const wait = isVerify ? second : latency;
    await new Promise<void>((resolve) => clock.alarm(clock.now() + wait, resolve));
    return answer;
  };
  return { clock, fetch: send, backend };
}
