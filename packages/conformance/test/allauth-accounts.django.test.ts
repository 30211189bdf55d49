// allauth headless, real: other ways in, passwords, limits, and how its sessions end.
import { createSession } from "@sojourn/core";
import { allauthHeadless } from "@sojourn/django";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { kinds, mail, newForm, open, password } from "./allauth-page.ts";
import { type OwnServer, shortLived, startServer } from "./django-server.ts";
import { createDrawer, failure, until } from "./page.ts";

let server: OwnServer;
const stops: (() => void)[] = [];
beforeAll(async () => {
  server = await startServer();
});
afterAll(async () => {
  for (const stop of stops) stop();
  await server.stop();
});

describe.for(kinds)("with $name, other ways in:", ({ describe: of }) => {
  test.concurrent("a code by mail", async () => {
    const person = await server.newPerson();
    const { session, seen } = open(of(server));
    const email = `${person.username}@example.test`;
    expect((await failure(session.account.requestLoginCode({ email }))).code).toBe("pending");
    expect(seen().step).toBe("login_by_code");
    expect((await failure(session.proceed({ code: "AAAA-BBBB" }))).code).toBe("validation");
    const { code = "" } = await mail(server, person.username, "code");
    expect(await session.proceed({ code })).toMatchObject({ username: person.username });
    expect(seen()).toEqual({ step: null, status: "authenticated" });
  });

  test.concurrent("the token of a social login", async () => {
    const email = newForm().email;
    const approval = await fetch(`${server.url}/identity-provider/approve/`, {
      method: "POST",
      body: JSON.stringify({ email }),
    });
    const { access_token } = (await approval.json()) as { access_token: string };
    const { session, get } = open(of(server));
    const provider = "fake";
    const dead = { provider, token: { client_id: "sojourn", access_token: "nonsense" } };
    expect((await failure(session.account.socialLogin(dead))).fields).toEqual({
      token: ["Invalid token."],
    });
    const token = { client_id: "sojourn", access_token };
    expect(await session.account.socialLogin({ provider, token })).toMatchObject({ email });
    expect(await get()).toBe(200);
  });

  test.concurrent("a new password by mail", async () => {
    const person = await server.newPerson();
    const { account, ...session } = open(of(server)).session;
    await account.resetPassword({ email: `${person.username}@example.test` });
    await account.resetPassword({ email: newForm().email });
    const { key = "" } = await mail(server, person.username, "password-reset-key");
    const weak = await failure(account.resetPasswordConfirm({ key, password: "1234" }));
    expect(weak.fields.password?.length).toBeGreaterThan(1);
    await account.resetPasswordConfirm({ key, password });
    const again = await failure(account.resetPasswordConfirm({ key, password }));
    expect(again).toMatchObject({ code: "validation", fields: { key: [expect.any(String)] } });
    await session.login({ ...person, password });
  });

  test.concurrent("the account's own user, and the mail that verifies its address", async () => {
    const person = await server.newPerson();
    await server.change(person, { verified: false });
    const { session } = open(of(server));
    await session.login(person);
    expect(await session.account.me()).toMatchObject({ username: person.username });
    const email = `${person.username}@example.test`;
    await session.account.resendEmail({ email });
    await mail(server, person.username, "verify-email");
    const unknown = await failure(session.account.resendEmail({ email: "nobody@example.test" }));
    expect(unknown.fields).toEqual({ email: ["Unknown email address."] });
  });
});

test("with session tokens, a new password brings a new token, and the session goes on", async () => {
  const person = await server.newPerson();
  const backend = allauthHeadless({ baseUrl: `${server.url}/allauth/` });
  const session = createSession({ backend, ports: { storage: createDrawer() } });
  stops.push(session.start());
  await session.login(person);
  const before = await session.getToken();
  const wrong = { current_password: "wrong", new_password: password };
  const error = await failure(session.account.setPassword(wrong));
  expect(error).toMatchObject({
    code: "validation",
    fields: { current_password: [expect.any(String)] },
  });
  await session.account.setPassword({ current_password: person.password, new_password: password });
  expect(await session.getToken()).not.toBe(before);
  expect((await session.fetch("posts/")).status).toBe(200);
});

test("with JWTs, a new password ends the session, and the new one logs in", async () => {
  const person = await server.newPerson();
  const backend = allauthHeadless({ baseUrl: `${server.url}/allauth-jwt/`, strategy: "jwt" });
  const session = createSession({ backend, ports: { storage: createDrawer() } });
  stops.push(session.start());
  await session.login(person);
  await session.account.setPassword({ current_password: person.password, new_password: password });
  expect(session.getSnapshot().status).toBe("unauthenticated");
  await session.login({ ...person, password });
  expect((await session.fetch("posts/")).status).toBe(200);
});

test("too many wrong passwords are throttled, although the status is 400", async () => {
  const own = await startServer();
  await own.settings({ allauth: { failedLogins: 2 } });
  const person = await own.newPerson();
  const { session } = open(allauthHeadless({ baseUrl: `${own.url}/allauth/` }));
  const wrong = { ...person, password: "wrong" };
  for (const code of ["invalid-credentials", "invalid-credentials", "throttled"])
    expect((await failure(session.login(wrong))).code).toBe(code);
  expect(await failure(session.login(person))).toMatchObject({
    code: "throttled",
    status: 400,
    fields: { "": ["Too many failed login attempts. Try again later."] },
  });
  await own.throttle("1/min", "allauth");
  await session.login(await own.newPerson());
  expect(await failure(session.login(person))).toMatchObject({ code: "throttled", status: 429 });
  await own.stop();
});

test("JWTs that no session is looked up for: a deactivated user is logged out when the token expires", async () => {
  const own = await startServer(shortLived);
  const person = await own.newPerson();
  const { session, get } = open(
    allauthHeadless({ baseUrl: `${own.url}/allauth-jwt/`, strategy: "jwt" }),
  );
  await session.login(person);
  await own.change(person, { active: false });
  expect(await get()).toBe(200);
  await until("over", () => session.getSnapshot().status === "unauthenticated");
  expect(session.getSnapshot()).toMatchObject({ reason: "expired", error: { code: "rejected" } });
  await own.stop();
});
