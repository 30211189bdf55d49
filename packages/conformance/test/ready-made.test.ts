// What is special about knox, ninja-jwt and dj-rest-auth, played on their mock servers with a clock moved by hand.
import {
  type Account,
  type Backend,
  createSession,
  type Session,
  type StoragePort,
} from "@sojourn/core";
import { createClock } from "@sojourn/core/testing";
import { djRestAuth, djRestAuthJwt, type JsonObject, knox, ninjaJwt } from "@sojourn/django";
import {
  type MockServer,
  mockDjRestAuth,
  mockDjRestAuthJwt,
  mockKnox,
  mockNinjaJwt,
} from "@sojourn/msw";
import { setupServer } from "msw/node";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createDrawer, failure } from "./page.ts";

const network = setupServer();
beforeAll(() => network.listen({ onUnhandledFrame: "error" }));
afterAll(() => network.close());

const baseUrl = "https://api.example.test/v1/";
const alice = { username: "alice", password: "correct-horse-1" };
const HOUR = 60 * 60_000;
const user = {
  path: "me/",
  read: ({ username }: JsonObject) => (typeof username === "string" ? { username } : undefined),
};

let clock = createClock();
let underWay = 0;
beforeEach(() => {
  clock = createClock();
});

/** Serves this mock server, and returns it. */
function serve(mock: MockServer): MockServer {
  network.resetHandlers(...mock.handlers);
  return mock;
}

/** A page whose time stands still until somebody waits. */
function open<Credentials, User, Operations extends Account>(
  backend: Backend<Credentials, User, Operations>,
  storage: StoragePort = createDrawer(),
): Session<Credentials, User, Operations> {
  const session = createSession({
    backend,
    storage,
    ports: { clock, storage },
    async fetch(input, init) {
      underWay += 1;
      return fetch(input, init).finally(() => {
        underWay -= 1;
      });
    },
  });
  session.start();
  return session;
}

/** Lets time pass. The answers that are under way come first. */
async function wait(ms: number): Promise<void> {
  do await clock.advance();
  while (underWay > 0);
  await clock.advance(ms);
}

describe("knox", () => {
  const now = () => clock.now();

  test("the session ends with the reason expired when the token of the login does", async () => {
    serve(mockKnox({ baseUrl, now, ttl: 2 * HOUR }));
    const session = open(knox({ baseUrl }));
    await session.login(alice);
    await wait(2 * HOUR - 1000);
    expect(session.getSnapshot().status).toBe("authenticated");
    await wait(2000);
    expect(session.getSnapshot()).toMatchObject({ status: "unauthenticated", reason: "expired" });
  });

  test("with AUTO_REFRESH a session that is used outlives the expiry of the login", async () => {
    serve(mockKnox({ baseUrl, now, ttl: 2 * HOUR, autoRefresh: true }));
    const session = open(knox({ baseUrl, user, autoRefresh: true }));
    await session.login(alice);
    for (let hours = 0; hours < 5; hours += 1) {
      await wait(HOUR);
      expect((await session.fetch("posts/")).status).toBe(200);
    }
    await wait(3 * HOUR);
    expect(session.getSnapshot().status, "nobody knows before the server is asked").toBe(
      "authenticated",
    );
    expect((await failure(session.fetch("posts/"))).code).toBe("rejected");
    expect(session.getSnapshot()).toMatchObject({ status: "unauthenticated", reason: "rejected" });
  });

  test("a login beyond the limit of tokens is no wrong password", async () => {
    serve(mockKnox({ baseUrl, now, tokenLimit: 1 }));
    const backend = knox({ baseUrl });
    await open(backend).login(alice);
    const error = await failure(open(backend).login(alice));
    expect(error).toMatchObject({ code: "validation", status: 403 });
    expect(error.fields).toEqual({
      error: ["Maximum amount of tokens allowed per user exceeded."],
    });
  });

  test("a logout leaves the other device logged in, a logout everywhere does not", async () => {
    serve(mockKnox({ baseUrl, now }));
    const backend = knox({ baseUrl, user });
    const [here, there] = [open(backend), open(backend)];
    await Promise.all([here.login(alice), there.login(alice)]);
    await here.logout();
    expect((await there.fetch("posts/")).status).toBe(200);
    await here.login(alice);
    await here.logout({ everywhere: true });
    expect((await failure(there.fetch("posts/"))).code).toBe("rejected");
    expect(there.getSnapshot()).toMatchObject({ status: "unauthenticated", reason: "rejected" });
  });

  test("a Basic login takes a name with any letters, and tells a wrong password", async () => {
    const lucja = { username: "Łucja-日本-é", password: "a:b" };
    serve(mockKnox({ baseUrl, now, users: [lucja], basicLogin: true }));
    const session = open(knox({ baseUrl, user, basicLogin: true }));
    expect(await session.login(lucja)).toEqual({ username: lucja.username });
    const error = await failure(session.login({ ...lucja, password: "x" }));
    expect(error).toMatchObject({ code: "invalid-credentials", status: 401 });
    expect(error.fields).toEqual({ "": ["Invalid username/password."] });
  });
});

describe("ninja-jwt", () => {
  test("a deleted user still gets new tokens, and the next request ends the session", async () => {
    const mock = serve(mockNinjaJwt({ baseUrl, now: () => clock.now() }));
    const session = open(ninjaJwt({ baseUrl }));
    await session.login(alice);
    await mock.deleteUser("alice");
    await session.refresh();
    await session.fetch("posts/");
    expect(session.getSnapshot()).toMatchObject({ status: "unauthenticated", reason: "rejected" });
  });
});

describe.each([
  {
    name: "dj-rest-auth",
    serveIt: (options: object) =>
      serve(mockDjRestAuth({ baseUrl, now: () => clock.now(), ...options })),
    backend: djRestAuth({ baseUrl, social: { google: "google/" } }),
  },
  {
    name: "dj-rest-auth with simplejwt",
    serveIt: (options: object) =>
      serve(mockDjRestAuthJwt({ baseUrl, now: () => clock.now(), ...options })),
    backend: djRestAuthJwt({ baseUrl, social: { google: "google/" } }),
  },
])("$name", ({ serveIt, backend }) => {
  const form = {
    username: "newbie",
    email: "newbie@example.test",
    password1: "brand-new-horse-1",
    password2: "brand-new-horse-1",
  };

  test("a sign-up logs in", async () => {
    serveIt({});
    const session = open(backend);
    const newbie = await session.account.signUp(form);
    expect(newbie).toMatchObject({ username: "newbie", email: form.email });
    expect(session.getSnapshot()).toMatchObject({ status: "authenticated", user: newbie });
    expect((await session.fetch("posts/")).status).toBe(200);
  });

  test("a sign-up with a taken name says so by field, and logs nobody in", async () => {
    serveIt({});
    const session = open(backend);
    const error = await failure(session.account.signUp({ ...form, username: "bob" }));
    expect(error).toMatchObject({ code: "validation", status: 400 });
    expect(error.fields).toEqual({ username: ["A user with that username already exists."] });
    expect(session.getSnapshot().status).toBe("unauthenticated");
  });

  test("a sign-up that waits for the e-mail address is pending; its key opens the login", async () => {
    const mock = serveIt({ emailVerification: "mandatory" });
    const session = open(backend);
    expect((await failure(session.account.signUp(form))).code).toBe("pending");
    expect(session.getSnapshot()).toMatchObject({
      status: "unauthenticated",
      pending: { step: "verify-email" },
    });
    const credentials = { username: form.username, password: form.password1 };
    const tooEarly = await failure(session.login(credentials));
    expect(tooEarly.fields).toEqual({ "": ["E-mail is not verified."] });
    const [mail] = await mock.mails();
    await session.account.verifyEmail({ key: `${mail?.token}` });
    expect(await session.login(credentials)).toMatchObject({ username: "newbie" });
  });

  test("a social login logs in", async () => {
    serveIt({ social: ["google/"] });
    const session = open(backend);
    const error = await failure(session.account.google({ access_token: "nobody" }));
    expect(error.fields).toEqual({ "": ["Incorrect value"] });
    const someone = await session.account.google({ access_token: "alice", id_token: "any" });
    expect(someone).toMatchObject({ username: "alice" });
    expect(session.getSnapshot()).toMatchObject({ status: "authenticated", user: someone });
  });

  test("the user can be changed and asked for again", async () => {
    const mock = serveIt({});
    const session = open(backend);
    await session.login(alice);
    await session.account.updateMe({ first_name: "Alice" });
    expect(session.getSnapshot().user).toMatchObject({ first_name: "Alice" });
    await mock.renameUser("alice", "alicia");
    expect(await session.account.me()).toMatchObject({ username: "alicia" });
    expect(session.getSnapshot().user).toMatchObject({ username: "alicia" });
  });
});

test("dj-rest-auth that hides its refresh token in a cookie is misconfigured, and the message names the setting", async () => {
  serve(mockDjRestAuthJwt({ baseUrl, now: () => clock.now(), httpOnly: true }));
  const session = open(djRestAuthJwt({ baseUrl }));
  const error = await failure(session.login(alice));
  expect(error.code).toBe("misconfigured");
  expect(error.message).toContain(
    "djRestAuthJwt({ cookies: true }), or set JWT_AUTH_HTTPONLY to False in the server's REST_AUTH.",
  );
  expect(session.getSnapshot().status).toBe("unauthenticated");
});
