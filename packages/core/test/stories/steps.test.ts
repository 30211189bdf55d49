// Logins with several steps: what waits, what leaves it waiting, what drops it, and who sees it.
import type { LoginAnswer } from "@sojourn/core";
import { createTokenServer, type TestUser } from "@sojourn/core/testing";
import { expect, it } from "vitest";
import { createWorld, password, rejection, type WorldOptions } from "../support/stage.ts";

/** The code that Alice and Bob have to enter. */
const code = "123456";

const alice = { username: "alice", password };
const waiting = { step: "code", data: { sentTo: "alice's phone" } };

/** A world in which Alice and Bob need a one-time code to log in. */
function createStepWorld(options: WorldOptions = {}) {
  const world = createWorld({ latency: 50, ...options });
  for (const person of world.server.people.values()) person.code = code;
  return world;
}

/** A world in which Alice's login waits for her one-time code. */
async function createWaiting() {
  const world = createStepWorld();
  const error = await world.failure(world.session.login(alice), 200);
  /** Lets the answer to a step arrive. */
  async function settle<Value>(step: Promise<Value>): Promise<Value> {
    await world.clock.advance(200);
    return step;
  }
  return { ...world, error, settle };
}

it("a login that needs a step rejects with pending, and the snapshot says which step", async () => {
  const { session, error, told } = await createWaiting();
  expect(error.code).toBe("pending");
  expect(error.message).toContain('"code"');
  const snapshot = session.getSnapshot();
  expect(snapshot).toMatchObject({ status: "unauthenticated", loggingIn: false, error: null });
  expect(snapshot.pending).toEqual(waiting);
  expect(told()).toEqual(["login-pending"]);
});

it("the ticket is in no snapshot, no history and no storage", async () => {
  const { session, browser, error } = await createWaiting();
  const seen = JSON.stringify([session.getSnapshot(), session.explain(), error.message]);
  expect(seen).not.toContain("ticket");
  expect(browser.storage.text).toBeNull();
});

it("the right code logs in, and nothing waits any more", async () => {
  const { session, settle } = await createWaiting();
  const user = await settle(session.proceed({ code }));
  expect(user).toEqual({ username: "alice", name: "Alice" });
  expect(session.getSnapshot()).toMatchObject({ status: "authenticated", user, pending: null });
});

it("a wrong code leaves the login waiting, in the same object, and the right code still works", async () => {
  const { session, settle, failure } = await createWaiting();
  const { pending } = session.getSnapshot();
  const error = await failure(session.proceed({ code: "000000" }), 200);
  expect(error).toMatchObject({ code: "validation", fields: { code: ["This code is wrong."] } });
  expect(session.getSnapshot()).toMatchObject({ status: "unauthenticated", error });
  expect(session.getSnapshot().pending).toBe(pending);
  await settle(session.proceed({ code }));
  expect(session.getSnapshot()).toMatchObject({ status: "authenticated", error: null });
});

it("a step whose answer is lost leaves the login waiting", async () => {
  const { session, settle, failure, tab } = await createWaiting();
  tab.goOffline();
  expect((await failure(session.proceed({ code }), 200)).code).toBe("network");
  tab.goOnline();
  await settle(session.proceed({ code }));
  expect(session.getSnapshot().status).toBe("authenticated");
});

/** A server that asks Bob for another step after the code: an e-mail address to confirm, which the description does not know. */
function createLongWorld() {
  const { steps } = createTokenServer().backend;
  const read = (): LoginAnswer<TestUser> => ({ pending: { step: "email" } });
  return createStepWorld({ backend: { steps: { code: { ...steps?.code, read } } as never } });
}

it("one step can lead to another, which rejects with pending again", async () => {
  const { session, failure } = createLongWorld();
  await failure(session.login({ username: "bob", password }), 200);
  expect((await failure(session.proceed({ code }), 200)).code).toBe("pending");
  expect(session.getSnapshot().pending).toMatchObject({ step: "email" });
});

it("a step whose answer names no ticket keeps that of the step before", async () => {
  const { steps } = createTokenServer().backend;
  const tickets: string[] = [];
  const headers = ({ ticket }: { ticket: string }) => {
    tickets.push(ticket);
    return {};
  };
  const read = (): LoginAnswer<TestUser> => ({ pending: { step: "code" } });
  const known = { code: { ...steps?.code, headers, read } };
  const { session, failure } = createStepWorld({ backend: { steps: known as never } });
  await failure(session.login(alice), 200);
  await failure(session.proceed({ code }), 200);
  await failure(session.proceed({ code }), 200);
  expect(tickets).toEqual(["ticket-1", "ticket-1"]);
});

it("a step that the backend does not describe is not-supported, and goes on waiting", async () => {
  const { session, failure } = createLongWorld();
  await failure(session.login({ username: "bob", password }), 200);
  await failure(session.proceed({ code }), 200);
  const error = await failure(session.proceed({ code }), 200);
  expect(error.code).toBe("not-supported");
  expect(error.message).toContain('"email"');
  expect(session.getSnapshot().pending).toMatchObject({ step: "email" });
});

it("without a login that waits, proceed rejects with session-changed", async () => {
  const { session, failure } = createStepWorld();
  expect((await failure(session.proceed({ code }), 200)).code).toBe("session-changed");
});

it("a logout drops the login that waits", async () => {
  const { session, run, failure } = await createWaiting();
  await run(session.logout());
  expect(session.getSnapshot().pending).toBeNull();
  expect((await failure(session.proceed({ code }), 200)).code).toBe("session-changed");
});

it("a new login drops the login that waits, also while it is in progress and if it fails", async () => {
  const { session, clock } = await createWaiting();
  const login = rejection(session.login({ ...alice, password: "wrong" }));
  await clock.advance(10);
  expect(session.getSnapshot()).toMatchObject({ loggingIn: true, pending: null });
  await clock.advance(200);
  expect((await login).code).toBe("invalid-credentials");
  expect(session.getSnapshot().pending).toBeNull();
});

it("a reload drops the login that waits, and no other tab sees it", async () => {
  const { open } = await createWaiting();
  expect(open().session.getSnapshot().pending).toBeNull();
});

it("somebody who is logged in stays so while a login as another user waits for its step", async () => {
  const { session, settle, failure } = await createWaiting();
  await settle(session.proceed({ code }));
  await failure(session.login({ username: "bob", password }), 200);
  expect(session.getSnapshot()).toMatchObject({
    status: "authenticated",
    user: { username: "alice" },
    pending: { step: "code", data: { sentTo: "bob's phone" } },
  });
});

it("a logout during a step wins: the tokens that still arrive are revoked", async () => {
  const { session, server, run, clock } = await createWaiting();
  const step = rejection(session.proceed({ code }));
  await clock.advance(10);
  await run(session.logout());
  expect((await step).code).toBe("session-changed");
  await clock.advance(500);
  expect(session.getSnapshot().status).toBe("unauthenticated");
  expect(server.count("token/blacklist/")).toBe(1);
});

it("a logout in the same moment as a step wins, and the step is not sent", async () => {
  const { session, clock } = await createWaiting();
  const step = rejection(session.proceed({ code }));
  await session.logout();
  await clock.advance(500);
  expect((await step).code).toBe("session-changed");
  expect(session.explain().map(({ type }) => type)).toEqual(["login-pending"]);
});

it("an aborted step rejects with the signal's reason, and the login goes on waiting", async () => {
  const { session, run, server, clock } = await createWaiting();
  const controller = new AbortController();
  const step = session.proceed({ code }, { signal: controller.signal }).catch(String);
  await clock.advance(10);
  controller.abort("given up");
  expect(await step).toBe("given up");
  await clock.advance(500);
  expect(server.count("token/blacklist/")).toBe(1);
  expect(session.getSnapshot()).toMatchObject({ status: "unauthenticated", pending: waiting });
  await run(session.logout());
});
