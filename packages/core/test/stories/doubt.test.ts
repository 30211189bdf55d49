// A refusal that may mean the token, or only a permission: nobody is logged out, or told to log in again, before it is known which.
import { describe, expect, it } from "vitest";
import { createSlidingServer, type SlidingServer } from "../support/sliding.ts";
import {
  createStage,
  createWorld,
  day,
  hour,
  minute,
  rejection,
  type Stage,
} from "../support/stage.ts";

describe("a doubtful 403", () => {
  const backend = {
    challenge: ({ status }: { status: number }) => (status === 403 ? "doubtful" : undefined),
  } as const;

  it("a 403 about permissions goes to the caller, after the token was verified once", async () => {
    const { session, logIn, server, run } = createWorld({ tokens: "fixed", backend });
    await logIn();
    const asked = server.count("me/");
    server.fail("posts/", { status: 403, body: { detail: "No permission." } });
    for (let turn = 0; turn < 20; turn += 1)
      expect((await run(session.fetch("posts/"))).status).toBe(403);
    expect(server.count("me/")).toBe(asked + 1);
    expect(server.count("posts/")).toBe(20);
    expect(session.getSnapshot().status).toBe("authenticated");
  });

  it("a 403 that was about the token ends the session", async () => {
    const { session, logIn, server, failure } = createWorld({ tokens: "fixed", backend });
    await logIn();
    server.revoke();
    server.fail("posts/", { status: 403, body: { detail: "Invalid token." } });
    expect(await failure(session.fetch("posts/"))).toMatchObject({ code: "rejected" });
    expect(session.getSnapshot()).toMatchObject({ reason: "rejected" });
  });

  it("a 403 ends nothing while the server cannot be reached", async () => {
    const { session, logIn, server, failure } = createWorld({ tokens: "fixed", backend });
    await logIn();
    server.fail("*", { status: 503 });
    server.fail("posts/", { status: 403, body: {} });
    expect(await failure(session.fetch("posts/"))).toMatchObject({ code: "server" });
    expect(session.getSnapshot()).toMatchObject({ status: "authenticated", offline: true });
  });
});

describe("a doubt about a token that the server will not renew any more", () => {
  const challenge = ({ status }: { readonly status: number }) =>
    status === 403 ? ("doubtful" as const) : undefined;
  const verify = {
    method: "POST",
    path: "verify/",
    body: ({ access }: { readonly access: string }) => ({ token: access }),
    rejects: ({ status }: { readonly status: number }) => status === 400,
  } as const;

  /** Somebody is logged in, with a good token, and past the limit of refreshes. */
  async function pastTheLimit(server: SlidingServer, asks = true): Promise<SlidingStage> {
    const questions = asks ? { challenge, verify } : { challenge };
    const stage = createStage({ ...server, backend: { ...server.backend, ...questions } });
    await stage.run(stage.session.login({ name: "Zoë" }));
    await stage.clock.advance(2 * minute);
    server.posts = 403;
    return stage;
  }

  it("a 403 about permissions goes to the caller even if the token cannot be renewed, the first one too", async () => {
    const server = createSlidingServer(day, minute);
    const { session, run } = await pastTheLimit(server);
    for (let turn = 0; turn < 20; turn += 1)
      expect((await run(session.fetch("posts/"))).status).toBe(403);
    expect(session.getSnapshot().status).toBe("authenticated");
    expect(server.refreshes()).toBe(1);
    expect(server.asked.filter((path) => path === "verify/")).toHaveLength(1);
  });

  it("a deactivated user's session ends at the first request", async () => {
    const server = createSlidingServer(day, minute);
    const { session, failure } = await pastTheLimit(server);
    server.isActive = false;
    expect(await failure(session.fetch("posts/"))).toMatchObject({ code: "rejected" });
    expect(session.getSnapshot()).toMatchObject({ status: "unauthenticated", reason: "rejected" });
  });

  it("the session ends when the user is deactivated later", async () => {
    const server = createSlidingServer(day, minute);
    const { session, run, failure, clock } = await pastTheLimit(server);
    await run(session.fetch("posts/"));
    await clock.advance(hour);
    server.isActive = false;
    expect(await failure(session.fetch("posts/"))).toMatchObject({ code: "rejected" });
    expect(session.getSnapshot()).toMatchObject({ status: "unauthenticated", reason: "rejected" });
  });

  it("a 403 goes to the caller if the backend has no operation that verifies the token", async () => {
    const server = createSlidingServer(day, minute);
    const { session, run } = await pastTheLimit(server, false);
    for (let turn = 0; turn < 3; turn += 1)
      expect((await run(session.fetch("posts/"))).status).toBe(403);
    expect(session.getSnapshot().status).toBe("authenticated");
    expect(server.refreshes()).toBe(1);
  });

  it("a 403 goes to the caller if the operation that verifies the token answers 404", async () => {
    const server = createSlidingServer(day, minute);
    server.verifies = false;
    const { session, run } = await pastTheLimit(server);
    for (let turn = 0; turn < 20; turn += 1)
      expect((await run(session.fetch("posts/"))).status).toBe(403);
    expect(session.getSnapshot()).toMatchObject({ status: "authenticated", offline: false });
    expect(server.asked.filter((path) => path === "verify/")).toHaveLength(1);
    const failures = session.explain().filter(({ type }) => type === "refresh-failed");
    expect(failures).toMatchObject([{ code: "rejected" }, { code: "misconfigured" }]);
  });

  it("a doubtful 403 during a refused manual refresh is not mistaken for that refusal", async () => {
    const server = createSlidingServer(day, minute);
    const { session, run, failure } = await pastTheLimit(server);
    const byHand = failure(session.refresh());
    const response = run(session.fetch("posts/"));
    expect(await byHand).toMatchObject({ code: "rejected" });
    expect((await response).status).toBe(403);
    expect(session.getSnapshot().status).toBe("authenticated");
  });
});

describe("a refresh by hand that is refused for good", () => {
  it("a manual refresh that is refused for good appears in the snapshot, with the remaining time of the session", async () => {
    const server = createSlidingServer(day, minute);
    const { session, run, failure, clock } = createStage(server);
    await run(session.login({ name: "Zoë" }));
    expect(session.getSnapshot()).toMatchObject({ status: "authenticated", error: null });
    await clock.advance(2 * minute);
    const error = await failure(session.refresh());
    expect(error.code).toBe("rejected");
    expect(session.getSnapshot()).toMatchObject({ status: "authenticated", error });
    expect(await failure(session.refresh())).toBe(error);
    await run(session.login({ name: "Zoë" }));
    expect(session.getSnapshot()).toMatchObject({ status: "authenticated", error: null });
  });
});

describe("a refused request that joins a refresh under way", () => {
  it("a refused request that joins a refresh in flight ends the session if the server refuses both tokens", async () => {
    const { session, logIn, server } = createWorld({ accessLifetime: day, latency: 100 });
    const login = logIn();
    await server.clock.advance(1000);
    await login;
    server.revoke("refresh");
    server.revoke("access");
    const request = rejection(session.fetch("posts/"));
    await server.clock.advance(50);
    session.refresh().catch(() => {});
    await server.clock.advance(1000);
    expect(await request).toMatchObject({ code: "rejected" });
    expect(session.getSnapshot()).toMatchObject({ status: "unauthenticated", reason: "rejected" });
  });
});

type SlidingStage = Stage<
  { readonly name: string },
  { readonly name: string },
  Record<never, never>
>;
