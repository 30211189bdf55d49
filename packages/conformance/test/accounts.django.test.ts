// djoser's account operations against the real package, with its own tokens and with simplejwt's.
import { djoser, djoserJwt } from "@sojourn/django";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Mail, type OwnServer, startServer } from "./django-server.ts";
import { broken, failure, logIn, openPage } from "./page.ts";

let server: OwnServer;
/** Here a sign-up wants an answer to a mail. */
let strict: OwnServer;
beforeAll(async () => {
  [server, strict] = await Promise.all([startServer(), startServer()]);
  await strict.settings({ activationEmail: true });
});
afterAll(() => Promise.all([server.stop(), strict.stop()]));

const kinds = [
  { name: "djoser", describe: ({ url } = server) => djoser({ baseUrl: `${url}/djoser/` }) },
  {
    name: "djoser with simplejwt",
    describe: ({ url } = server) =>
      djoserJwt({ baseUrl: `${url}/djoser-jwt/`, paths: { logout: "jwt/blacklist/" } }),
  },
];

const newName = (): string => `new-${crypto.randomUUID().slice(0, 13)}`;
const password = "7-Quetzalcoatl-Pyjamas";

/** The newest link of this kind that was mailed to this person. */
async function link(
  username: string,
  wanted: Mail["kind"],
  home = server,
): Promise<{ uid: string; token: string }> {
  const mails = await home.mails(username);
  const mail = mails.find(({ kind }) => kind === wanted);
  if (!mail) throw new Error(`no ${wanted} mail`);
  return { uid: mail.uid, token: mail.token };
}

test.concurrent.for(kinds)("$name: sign-up, activation by mail, login", async ({ describe }) => {
  const { session } = openPage(describe(strict));
  const username = newName();
  const email = `${username}@example.test`;
  const created = await session.account.signUp({ username, password, email });
  expect(created).toMatchObject({ username, email });
  expect(session.getSnapshot().status, "a sign-up signs nobody in").toBe("unauthenticated");
  expect((await failure(session.login({ username, password }))).code).toBe("invalid-credentials");

  await session.account.resendActivation({ email });
  const activation = await link(username, "activation", strict);
  await session.account.activate(activation);
  const again = await failure(session.account.activate(activation));
  expect(again).toMatchObject({ code: "validation", status: 403 });
  expect(again.fields).toEqual({ "": [expect.stringContaining("Stale token")] });
  expect(await session.login({ username, password })).toMatchObject({ username, email });
});

test.concurrent.for(kinds)(
  "$name: what is wrong with a sign-up stands by its field",
  async ({ describe }) => {
    const { account } = openPage(describe()).session;
    const { username } = await server.newPerson();
    const weak = await failure(account.signUp({ username: newName(), password: "1234" }));
    expect(weak).toMatchObject({ code: "validation", status: 400 });
    expect(weak.fields.password?.length).toBeGreaterThan(1);
    const taken = await failure(account.signUp({ username, password, email: "no address" }));
    expect(Object.keys(taken.fields).sort()).toEqual(["email", "username"]);
    const link = await failure(account.activate({ uid: "nobody", token: "nothing" }));
    expect(link).toMatchObject({ code: "validation", fields: { uid: [expect.any(String)] } });
  },
);

test.concurrent.for(kinds)(
  "$name: no public operation carries a token, stale or fresh; the others do",
  async ({ describe, name }) => {
    const person = await server.newPerson();
    const before = await logIn(describe(), person);
    before.tamper(({ access }) => ({ access: broken(access) }));
    before.close();
    const prefix = name === "djoser" ? "djoser" : "djoser-jwt";
    for (const page of [await logIn(describe(), person), before.reload()]) {
      const { account } = page.session;
      const email = `${newName()}@example.test`;
      const { last } = await server.log({ prefix, limit: 1 });
      const attempts = [
        account.signUp({ username: "", password: "" }),
        account.activate({ uid: "x", token: "x" }),
        account.resendActivation({ email }),
        account.resetPassword({ email }),
        account.resetPasswordConfirm({ uid: "x", token: "x", new_password: password }),
        account.resetUsername({ email }),
        account.resetUsernameConfirm({ uid: "x", token: "x", new_username: newName() }),
      ];
      const results = await Promise.allSettled(attempts);
      const codes = results.map((one) => (one.status === "rejected" ? one.reason.code : "done"));
      expect(new Set(codes)).toEqual(new Set(["validation", "done"]));
      const { recent } = await server.log({ prefix, since: last, path: "users/" });
      const sent = recent.filter(({ path }) => !/users\/(me|set_)/.test(path));
      expect(sent.length).toBeGreaterThanOrEqual(7);
      expect(sent.filter(({ scheme }) => scheme !== null)).toEqual([]);
    }
  },
);

test.concurrent.for(kinds)(
  "$name: me and updateMe renew the session's user",
  async ({ describe }) => {
    const person = await server.newPerson();
    const { session } = await logIn(describe(), person);
    const { account } = session;
    const email = `${newName()}@example.test`;
    await server.change(person, { email });
    expect(await account.me()).toMatchObject({ username: person.username, email });
    expect(session.getSnapshot().user).toMatchObject({ email });

    const other = `${newName()}@example.test`;
    expect(await account.updateMe({ email: other })).toMatchObject({ email: other });
    expect(session.getSnapshot().user).toMatchObject({ email: other });
    const error = await failure(account.updateMe({ email: "no address" }));
    expect(error).toMatchObject({ code: "validation", fields: { email: [expect.any(String)] } });
    expect(session.getSnapshot()).toMatchObject({
      status: "authenticated",
      user: { email: other },
    });
  },
);

test.concurrent.for(kinds)(
  "$name: setPassword and setUsername want the present password",
  async ({ describe }) => {
    const person = await server.newPerson();
    const { session, get } = await logIn(describe(), person);
    const { account } = session;
    const wrong = { current_password: "wrong", new_password: password };
    const error = await failure(account.setPassword(wrong));
    expect(error).toMatchObject({ code: "validation", status: 400 });
    expect(error.fields).toEqual({ current_password: [expect.any(String)] });

    await account.setPassword({ current_password: person.password, new_password: password });
    expect(await get(), "the token lives on").toBe(200);
    const new_username = newName();
    await account.setUsername({ current_password: password, new_username });
    expect(await account.me()).toMatchObject({ username: new_username });
    expect((await failure(session.login(person))).code).toBe("invalid-credentials");
    await session.login({ username: new_username, password });
  },
);

test.concurrent.for(kinds)(
  "$name: a forgotten password and a forgotten name by mail",
  async ({ describe }) => {
    const { username } = await server.newPerson();
    const email = `${username}@example.test`;
    const { session } = openPage(describe());
    const { account } = session;
    await account.resetPassword({ email });
    const reset = await link(username, "password-reset");
    const weak = await failure(account.resetPasswordConfirm({ ...reset, new_password: "1234" }));
    expect(Object.keys(weak.fields)).toEqual(["new_password"]);
    await account.resetPasswordConfirm({ ...reset, new_password: password });
    const again = await failure(account.resetPasswordConfirm({ ...reset, new_password: password }));
    expect(again).toMatchObject({ code: "validation", fields: { token: [expect.any(String)] } });

    await account.resetUsername({ email });
    const new_username = newName();
    const rename = await link(username, "username-reset");
    await account.resetUsernameConfirm({ ...rename, new_username });
    await session.login({ username: new_username, password });
    await account.resetPassword({ email: `${newName()}@example.test` });
  },
);

test.concurrent.for(kinds)(
  "$name: deleteMe wants the password, deletes, and ends the session",
  async ({ describe }) => {
    const person = await server.newPerson();
    const { session, end } = await logIn(describe(), person);
    const error = await failure(session.account.deleteMe({ current_password: "wrong" }));
    expect(error).toMatchObject({ code: "validation" });
    expect(error.fields).toEqual({ current_password: [expect.any(String)] });
    expect(end()).toBe("alive");
    await session.account.deleteMe({ current_password: person.password });
    expect(end()).toBe("logout");
    expect((await failure(session.login(person))).code).toBe("invalid-credentials");
  },
);

test.concurrent.for(kinds)(
  "$name: an operation that needs somebody is told that nobody is logged in",
  async ({ describe }) => {
    const { account } = openPage(describe()).session;
    const passwords = { current_password: "x", new_password: password };
    const codes = await Promise.all(
      [account.me(), account.setPassword(passwords), account.deleteMe(passwords)].map(
        async (attempt) => (await failure(attempt)).code,
      ),
    );
    expect(codes).toEqual(["unauthenticated", "unauthenticated", "unauthenticated"]);
  },
);

test.concurrent.for(kinds)(
  "$name: where activation is wanted, a new address deactivates the user, and the session ends as rejected",
  async ({ describe }) => {
    const { session, get, end } = await logIn(describe(strict), await strict.newPerson());
    await session.account.updateMe({ email: `${newName()}@example.test` });
    await get().catch(() => {});
    expect(end()).toBe("rejected");
  },
);

test("djoser that logs out on a password change: the 204 does not say so, the next request does", async () => {
  const own = await startServer();
  await own.settings({ logoutOnPasswordChange: true });
  const person = await own.newPerson();
  const { session, get, end } = await logIn(djoser({ baseUrl: `${own.url}/djoser/` }), person);
  const { password: current_password } = person;
  await session.account.setPassword({ current_password, new_password: password });
  expect(end()).toBe("alive");
  await get().catch(() => {});
  expect(end()).toBe("rejected");
  await session.login({ ...person, password });
  expect(await get()).toBe(200);
  await own.stop();
});

test("djoser's logout logs out the user's other devices", async () => {
  const person = await server.newPerson();
  const backend = djoser({ baseUrl: `${server.url}/djoser/` });
  const phone = await logIn(backend, person);
  const desk = await logIn(backend, person);
  await phone.session.logout();
  await desk.get().catch(() => {});
  expect(desk.end()).toBe("rejected");
});
