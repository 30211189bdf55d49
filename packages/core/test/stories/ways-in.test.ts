// Ways to end and to begin a session besides login and logout: operations that log in, aborted logins, pushed ends, logouts everywhere.
import { createTokenServer } from "@sojourn/core/testing";
import { describe, expect, it } from "vitest";
import { createWorld, password, rejection } from "../support/stage.ts";

const alice = { username: "alice", password };

describe("an operation with after: login", () => {
  /** A server whose sign-up answers with tokens. */
  function createSignUpWorld() {
    const { backend } = createTokenServer();
    const signUp = { ...backend.login, after: "login" } as const;
    return createWorld({ backend: { account: { ...backend.account, signUp } as never } });
  }

  it("begins a session, and resolves to its user", async () => {
    const { session, run, told } = createSignUpWorld();
    const user = await run(session.account.signUp(alice));
    expect(user).toEqual({ username: "alice", name: "Alice" });
    expect(session.getSnapshot()).toMatchObject({ status: "authenticated", user });
    expect(told()).toEqual(["login"]);
  });

  it("fails like a login: the snapshot has the error, and a refusal is about the input", async () => {
    const { session, failure } = createSignUpWorld();
    const error = await failure(session.account.signUp({ ...alice, password: "wrong" }));
    expect(error.code).toBe("invalid-credentials");
    expect(session.getSnapshot()).toMatchObject({ status: "unauthenticated", error });
  });

  it("takes the place of a login in progress", async () => {
    const { session, run } = createSignUpWorld();
    const first = rejection(session.login({ username: "bob", password }));
    await run(session.account.signUp(alice));
    expect((await first).code).toBe("session-changed");
    expect(session.getSnapshot()).toMatchObject({ user: { username: "alice" } });
  });
});

describe("an aborted login", () => {
  it("rejects at once with the signal's reason, and its tokens are revoked when they arrive", async () => {
    const { session, clock, server } = createWorld({ latency: 100 });
    const controller = new AbortController();
    const login = session.login(alice, { signal: controller.signal }).catch(String);
    await clock.advance(10);
    controller.abort("changed their mind");
    expect(await login).toBe("changed their mind");
    expect(session.getSnapshot()).toMatchObject({ status: "unauthenticated", loggingIn: false });
    await clock.advance(1000);
    expect(session.getSnapshot()).toMatchObject({ status: "unauthenticated", error: null });
    expect(server.count("token/blacklist/")).toBe(1);
  });

  it("that was aborted before is never sent", async () => {
    const { session, clock, server } = createWorld();
    const login = session.login(alice, { signal: AbortSignal.abort("no") }).catch(String);
    await clock.advance();
    expect(await login).toBe("no");
    expect(server.requests).toEqual([]);
  });

  it("leaves a login that took its place alone", async () => {
    const { session, run, clock } = createWorld({ latency: 100 });
    const controller = new AbortController();
    const first = session.login(alice, { signal: controller.signal }).catch(() => {});
    await clock.advance(10);
    const second = session.login({ username: "bob", password });
    controller.abort();
    await first;
    await clock.advance(1000);
    await run(second);
    expect(session.getSnapshot()).toMatchObject({ user: { username: "bob" } });
  });
});

describe("a pushed end", () => {
  it("ends the session in all tabs with its reason, at once, and asks the server nothing", async () => {
    const { session, logIn, open, clock, server } = createWorld();
    await logIn();
    const other = open();
    const { length } = server.requests;
    const ended = session.end("rejected");
    expect(session.getSnapshot()).toMatchObject({ status: "unauthenticated", reason: "rejected" });
    await ended;
    await clock.advance(100);
    expect(other.session.getSnapshot()).toMatchObject({ reason: "rejected", elsewhere: true });
    expect(server.requests).toHaveLength(length);
  });

  it("does nothing if nobody is logged in, and lets a login in progress go on", async () => {
    const { session, run, told } = createWorld();
    await session.end("rejected");
    expect(session.getSnapshot()).toMatchObject({ status: "unauthenticated", reason: null });
    const login = session.login(alice);
    await session.end("rejected");
    await run(login);
    expect(session.getSnapshot().status).toBe("authenticated");
    expect(told()).toEqual(["login"]);
  });
});

it.each([undefined, "replaced", "fired"])(
  "an end for the reason %s is misconfigured, and ends nothing",
  async (reason) => {
    const { session, logIn, failure, open } = createWorld();
    await logIn();
    const error = await failure(session.end(reason as never));
    expect(error.code).toBe("misconfigured");
    expect(error.message).toContain("rejected");
    for (const { getSnapshot } of [session, open().session])
      expect(getSnapshot().status).toBe("authenticated");
  },
);

describe("a logout everywhere", () => {
  const logoutEverywhere = { method: "POST", path: "token/all/", signed: true } as const;

  it("calls the server's operation for it in place of the ordinary logout", async () => {
    const { session, logIn, run, server } = createWorld({ backend: { logoutEverywhere } });
    await logIn();
    await run(session.logout({ everywhere: true }));
    expect(server.count("token/all/")).toBe(1);
    expect(server.count("token/blacklist/")).toBe(0);
    expect(session.getSnapshot()).toMatchObject({ status: "unauthenticated", reason: "logout" });
  });

  it("on a server that cannot do that is a logout here, and says so", async () => {
    const { session, logIn, run, news, server } = createWorld();
    await logIn();
    await run(session.logout({ everywhere: true }));
    expect(session.getSnapshot().status).toBe("unauthenticated");
    expect(server.count("token/blacklist/")).toBe(1);
    expect(news.at(-1)).toMatchObject({ type: "logout-failed", error: { code: "not-supported" } });
  });

  it("a logout from a button's event is an ordinary one", async () => {
    const { session, logIn, run, server } = createWorld({ backend: { logoutEverywhere } });
    await logIn();
    await run(session.logout({ type: "click" }));
    expect(server.count("token/blacklist/")).toBe(1);
  });
});
