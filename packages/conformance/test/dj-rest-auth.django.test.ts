// dj-rest-auth's account operations against the real package, with its own tokens and with simplejwt's.
import { djRestAuth, djRestAuthJwt } from "@sojourn/django";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OwnServer, startServer } from "./django-server.ts";
import { failure, logIn, openPage } from "./page.ts";

let server: OwnServer;
/** Here an e-mail address must be verified before anybody logs in. */
let strict: OwnServer;
beforeAll(async () => {
  [server, strict] = await Promise.all([startServer(), startServer()]);
  await strict.settings({ allauth: { emailVerification: "mandatory" } });
});
afterAll(() => Promise.all([server.stop(), strict.stop()]));

const social = { fake: "fake/" };
const kinds = [
  {
    name: "dj-rest-auth",
    describe: ({ url } = server) => djRestAuth({ baseUrl: `${url}/dj-rest-auth/`, social }),
  },
  {
    name: "dj-rest-auth with simplejwt",
    describe: ({ url } = server) => djRestAuthJwt({ baseUrl: `${url}/dj-rest-auth-jwt/`, social }),
  },
];

const newName = (): string => `new-${crypto.randomUUID().slice(0, 13)}`;
const password = "7-Quetzalcoatl-Pyjamas";
const twice = { new_password1: `${password}-2`, new_password2: `${password}-2` };

function formOf(username: string): {
  username: string;
  email: string;
  password1: string;
  password2: string;
} {
  return {
    username,
    email: `${username}@example.test`,
    password1: password,
    password2: password,
  };
}

test.concurrent.for(kinds)("$name: a sign-up logs in", async ({ describe }) => {
  const page = openPage(describe());
  const form = formOf(newName());
  const user = await page.session.account.signUp(form);
  expect(user).toMatchObject({ username: form.username, email: form.email, first_name: "" });
  expect(page.session.getSnapshot()).toMatchObject({ status: "authenticated", user });
  expect(await page.get()).toBe(200);
  expect(await page.reload().get()).toBe(200);
});

test.concurrent.for(kinds)(
  "$name: a sign-up that waits for the e-mail address is pending; the key of the mail opens the login",
  async ({ describe }) => {
    const { session } = openPage(describe(strict));
    const form = formOf(newName());
    expect((await failure(session.account.signUp(form))).code).toBe("pending");
    expect(session.getSnapshot()).toMatchObject({ pending: { step: "verify-email" } });
    const tooEarly = await failure(session.login({ username: form.username, password }));
    expect(tooEarly).toMatchObject({ code: "invalid-credentials", status: 400 });
    await session.account.resendEmail({ email: form.email });
    const [mail] = await strict.mails(form.username);
    await session.account.verifyEmail({ key: `${mail?.key}` });
    const user = await session.login({ username: form.username, password });
    expect(user).toMatchObject({ username: form.username });
  },
);

test.concurrent.for(kinds)(
  "$name: a social login by access token and by code logs in",
  async ({ describe }) => {
    const email = `${newName()}@example.test`;
    const approve = async (): Promise<{ code: string; access_token: string }> => {
      const init = { method: "POST", body: JSON.stringify({ email }) };
      return (await fetch(`${server.url}/identity-provider/approve/`, init)).json();
    };
    const { session } = openPage(describe());
    const { access_token } = await approve();
    const user = await session.account.fake({ access_token });
    expect(user).toMatchObject({ email });
    expect(session.getSnapshot()).toMatchObject({ status: "authenticated", user });
    await session.logout();
    const { code } = await approve();
    expect(await session.account.fake({ code })).toEqual(user);
    const error = await failure(session.account.fake({ access_token: "wrong" }));
    expect(error).toMatchObject({ code: "validation", fields: { "": ["Incorrect value"] } });
  },
);

test.concurrent.for(kinds)(
  "$name: the user can be changed, and so can the password",
  async ({ describe }) => {
    const person = await server.newPerson();
    const { session } = await logIn(describe(), person);
    await session.account.updateMe({ first_name: "Ada", last_name: "L." });
    expect(session.getSnapshot().user).toMatchObject({ first_name: "Ada", last_name: "L." });
    expect(await session.account.me()).toMatchObject({ first_name: "Ada" });
    const error = await failure(session.account.setPassword({ ...twice, new_password2: "x" }));
    expect(Object.keys(error.fields)).toEqual(["new_password2"]);
    await session.account.setPassword(twice);
    const again = { username: person.username, password: twice.new_password1 };
    expect(await session.login(again)).toMatchObject({ username: person.username });
  },
);

test.concurrent.for(kinds)(
  "$name: a forgotten password is set with the link of the mail",
  async ({ describe }) => {
    const form = formOf(newName());
    const { session } = openPage(describe());
    await session.account.signUp(form);
    await session.logout();
    await session.account.resetPassword({ email: "nobody@example.test" });
    await session.account.resetPassword({ email: form.email });
    const mail = (await server.mails(form.username)).find(({ kind }) => kind === "password-reset");
    const link = { uid: `${mail?.uid}`, token: `${mail?.token}` };
    await session.account.resetPasswordConfirm({ ...link, ...twice });
    const stale = await failure(session.account.resetPasswordConfirm({ ...link, ...twice }));
    expect(stale).toMatchObject({ code: "validation", fields: { token: ["Invalid value"] } });
    const credentials = { username: form.username, password: twice.new_password1 };
    expect(await session.login(credentials)).toMatchObject({ username: form.username });
  },
);
