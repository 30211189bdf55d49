// Logins of several steps at the mock server of allauth headless: second factors, codes and links by mail.
import { createSession } from "@sojourn/core";
import { allauthHeadless } from "@sojourn/django";
import { type AllauthHeadlessOptions, type MockServer, mockAllauthHeadless } from "@sojourn/msw";
import { setupServer } from "msw/node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDrawer } from "./drawer.ts";
import { failure } from "./page.ts";

const network = setupServer();
const stops: (() => void)[] = [];
beforeAll(() => network.listen({ onUnhandledFrame: "error" }));
afterAll(() => {
  for (const stop of stops) stop();
  network.close();
});

const baseUrl = "https://api.example.test/";
const password = "correct-horse-1";
const alice = { username: "alice", password };
const zoe = { username: "zoe", email: "zoe@example.test", password: "brand-new-horse-1" };

function serve(options: Partial<AllauthHeadlessOptions> = {}): MockServer {
  const mock = mockAllauthHeadless({ baseUrl, ...options });
  network.resetHandlers(...mock.handlers);
  return mock;
}

function open(strategy: "session" | "jwt") {
  const backend = allauthHeadless({ baseUrl, strategy });
  const session = createSession({ backend, ports: { storage: createDrawer() } });
  stops.push(session.start());
  const step = () => session.getSnapshot().pending?.step;
  return { session, step };
}

const strategies = ["session", "jwt"] as const;

test.for(strategies)(
  "%s: a second factor, and a wrong code that leaves it waiting",
  async (strategy) => {
    serve({ strategy, users: [{ username: "alice", totp: "123456" }] });
    const { session, step } = open(strategy);
    expect((await failure(session.login(alice))).code).toBe("pending");
    const wrong = await failure(session.proceed({ code: "654321" }));
    expect(wrong).toMatchObject({ code: "validation", fields: { code: ["Incorrect code."] } });
    expect(step()).toBe("mfa_authenticate");
    expect(await session.proceed({ code: "123456" })).toMatchObject({ username: "alice" });
    expect((await session.fetch("me/")).status).toBe(200);
  },
);

test.for(strategies)("%s: a sign-up with a code by mail, and one with a link", async (strategy) => {
  const byCode = serve({ strategy, emailVerification: "mandatory", verifyByCode: true });
  const first = open(strategy);
  expect((await failure(first.session.account.signUp(zoe))).code).toBe("pending");
  const [code] = await byCode.mails();
  expect(code).toMatchObject({ kind: "code", to: zoe.email });
  await first.session.proceed({ key: `${code?.token}` });
  expect(first.session.getSnapshot().status).toBe("authenticated");

  const byLink = serve({ strategy, emailVerification: "mandatory" });
  const second = open(strategy);
  await failure(second.session.account.signUp(zoe));
  const [link] = await byLink.mails();
  expect(link?.kind).toBe("verify-email");
  await failure(second.session.proceed({ key: `${link?.token}` }));
  expect(second.step()).toBe("login");
  await second.session.proceed({ username: zoe.username, password: zoe.password });
  expect(second.session.getSnapshot().status).toBe("authenticated");
});

test("a user who signed up before is asked to verify, then for the second factor", async () => {
  const users = [{ username: "alice", verified: false, totp: "123456" }];
  const mock = serve({ users, emailVerification: "mandatory", verifyByCode: true });
  const { session, step } = open("session");
  await failure(session.login(alice));
  expect(step()).toBe("verify_email");
  const [mail] = await mock.mails();
  await failure(session.proceed({ key: `${mail?.token}` }));
  expect(step()).toBe("mfa_authenticate");
  await session.proceed({ code: "123456" });
  expect(session.getSnapshot().status).toBe("authenticated");
});

test("a social login, whose provider is simulated, and a code instead of a password", async () => {
  const mock = serve({ providers: ["google"], loginByCode: true });
  const { session } = open("session");
  const social = (access_token: string) => ({
    provider: "google",
    token: { client_id: "mine", access_token },
  });
  expect((await failure(session.account.socialLogin(social("nobody")))).code).toBe("validation");
  expect(await session.account.socialLogin(social("bob"))).toMatchObject({ username: "bob" });
  await failure(session.account.requestLoginCode({ email: "alice@example.test" }));
  const [mail] = await mock.mails();
  expect(await session.proceed({ code: `${mail?.token}` })).toMatchObject({ username: "alice" });
});

test("too many wrong passwords are throttled until five minutes are over", async () => {
  let now = Date.now();
  serve({ failedLogins: 2, now: () => now });
  const { session } = open("session");
  for (const code of ["invalid-credentials", "invalid-credentials", "throttled"])
    expect((await failure(session.login({ ...alice, password: "wrong" }))).code).toBe(code);
  expect((await failure(session.login(alice))).code).toBe("throttled");
  now += 300_001;
  await session.login(alice);
});

test("a revocation ends the session at the next request, and a new password gives it another token", async () => {
  const mock = serve();
  const { session } = open("session");
  await session.login(alice);
  const passwords = { current_password: password, new_password: "brand-new-horse-2" };
  await session.account.setPassword(passwords);
  expect((await session.fetch("me/")).status).toBe(200);
  await mock.revoke("alice");
  await session.fetch("me/").catch(() => {});
  expect(session.getSnapshot()).toMatchObject({ status: "unauthenticated", reason: "rejected" });
});
