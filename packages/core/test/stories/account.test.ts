// Account operations: public ones unsigned, the others signed and recovered, and what their success does to the session.

import { createTokenServer } from "@sojourn/core/testing";
import { describe, expect, it } from "vitest";
import { createStage, createWorld, hour, password, rejection } from "../support/stage.ts";

describe("session.account", () => {
  it("session.account has exactly the operations that the backend describes", () => {
    const { session } = createWorld();
    expect(Object.keys(session.account)).toEqual(["signUp", "rename", "remove"]);
  });

  it("signs up without a token, even while somebody is logged in", async () => {
    const { session, logIn, run, server } = createWorld();
    const carol = { username: "carol", password: "battery staple" };
    expect(await run(session.account.signUp(carol))).toEqual({ username: "carol", name: "carol" });
    await logIn();
    await run(session.account.signUp({ ...carol, username: "dave" }));
    for (const { headers } of server.requests.filter(({ path }) => path === "users/"))
      expect(headers.authorization).toBeUndefined();
    expect(session.getSnapshot().user?.username).toBe("alice");
    expect(await run(session.login(carol))).toMatchObject({ username: "carol" });
  });

  it("a sign-up is sent at once, even while a restored session is still being verified", async () => {
    const { logIn, clock, open, run, server, tab } = createWorld();
    await logIn();
    tab.close();
    await clock.advance(hour);
    server.fail("token/refresh/", "hang");
    const { session } = open();
    expect(session.getSnapshot().status).toBe("loading");
    const carol = { username: "carol", password: "battery staple" };
    expect(await run(session.account.signUp(carol))).toMatchObject({ username: "carol" });
    expect(session.getSnapshot().status).toBe("loading");
  });

  it("rejects with the server's field messages", async () => {
    const { session, failure } = createWorld();
    const error = await failure(
      session.account.signUp({ username: "alice", password: "battery staple" }),
    );
    expect(error).toMatchObject({
      code: "validation",
      fields: { username: ["A user with that username already exists."] },
    });
  });

  it("an operation that returns the user updates the snapshot, also after a reload", async () => {
    const { session, logIn, run, open, told } = createWorld();
    await logIn();
    const token = await session.getToken();
    await run(session.account.rename({ name: "Alicia" }));
    expect(session.getSnapshot().user).toEqual({ username: "alice", name: "Alicia" });
    expect(await session.getToken()).toBe(token);
    expect(open().session.getSnapshot().user?.name).toBe("Alicia");
    expect(told()).toEqual(["login"]);
  });

  it("the user object stays the same if the server returns an equal user", async () => {
    const { session, logIn, run } = createWorld();
    await logIn();
    const before = session.getSnapshot();
    await run(session.account.rename({ name: "Alice" }));
    expect(session.getSnapshot()).toBe(before);
  });

  it("a changed user is shown in the other tab", async () => {
    const { session, logIn, run, open, clock } = createWorld();
    await logIn();
    const other = open();
    await run(session.account.rename({ name: "Alicia" }));
    await clock.advance();
    expect(other.session.getSnapshot().user?.name).toBe("Alicia");
  });

  it("removing the account ends the session, and nothing is revoked", async () => {
    const { session, logIn, run, server, told, clock } = createWorld();
    await logIn();
    await run(session.account.remove());
    expect(session.getSnapshot()).toMatchObject({ status: "unauthenticated", reason: "logout" });
    expect(server.people.has("alice")).toBe(false);
    expect(server.count("token/blacklist/")).toBe(0);
    expect(told()).toEqual(["login", "ended"]);
    expect(clock.pending).toBe(0);
  });

  it("an account operation renews an expiring token first, and is retried after a 401", async () => {
    const { session, logIn, run, server, refreshes, tab, clock } = createWorld();
    await logIn();
    tab.hide();
    await clock.advance(hour);
    await run(session.account.rename({ name: "A" }));
    expect(refreshes()).toBe(1);
    server.revoke();
    await run(session.account.rename({ name: "B" }));
    expect(refreshes()).toBe(2);
    expect(session.getSnapshot().user?.name).toBe("B");
  });

  it("an answer to an account operation of the previous session does not change the new session", async () => {
    const { session, logIn, server, clock } = createWorld();
    for (const operation of [
      () => session.account.rename({ name: "Late" }),
      () => session.account.remove(),
    ]) {
      await logIn("alice");
      server.latency = 10_000;
      const late = rejection(operation());
      await clock.advance();
      server.latency = 0;
      await logIn("bob");
      await clock.advance(20_000);
      expect(await late).toMatchObject({ code: "session-changed" });
      expect(session.getSnapshot().user).toEqual({ username: "bob", name: "Bob" });
    }
  });

  it("an account operation without an answer is aborted at the timeout", async () => {
    const { session, logIn, server, failure } = createWorld();
    await logIn();
    server.fail("me/", "hang");
    expect(await failure(session.account.rename({ name: "x" }), 15_000)).toMatchObject({
      code: "timeout",
    });
    expect(session.getSnapshot().user?.name).toBe("Alice");
  });
});

describe("a signed operation beside baseUrl", () => {
  it("a signed operation beside baseUrl gets the token, and its neighbours do not", async () => {
    const server = createTokenServer();
    const account = {
      setPhone: { method: "PUT", path: "/auth/phone/", signed: true, body: (form: object) => form },
      readPhone: { method: "GET", path: (id: string) => `/auth/phone/${id}/`, signed: true },
      resetPhone: { method: "POST", path: "/auth/phone/reset/", body: (form: object) => form },
    } as const;
    const backend = { ...server.backend, account };
    const { session, run } = createStage({ clock: server.clock, fetch: server.fetch, backend });
    await run(session.login({ username: "alice", password }));
    const isSigned = async (sent: Promise<unknown>): Promise<boolean> => {
      await run(sent);
      return server.requests.at(-1)?.headers.authorization !== undefined;
    };
    expect(await isSigned(session.account.setPhone({ number: "1" }))).toBe(true);
    expect(await isSigned(session.fetch("/auth/phone/", { method: "PUT" }))).toBe(true);
    expect(await isSigned(session.account.readPhone("7"))).toBe(true);
    expect(server.requests.at(-1)).toMatchObject({
      url: expect.stringContaining("/auth/phone/7/"),
    });
    expect(await isSigned(session.account.resetPhone({}))).toBe(false);
    expect(await isSigned(session.fetch("/auth/phone/"))).toBe(false);
    expect(await isSigned(session.fetch("/auth/phone/other/", { method: "PUT" }))).toBe(false);
    expect(session.getSnapshot().status).toBe("authenticated");
  });
});
