// allauth headless, real: logins and sign-ups of several steps, with codes and links by mail.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { careful, codeOf, kinds, mail, newForm, open, password } from "./allauth-page.ts";
import { type OwnServer, startServer } from "./django-server.ts";
import { createDrawer, failure } from "./page.ts";

let server: OwnServer;
/** Here an address must be verified, by a code. */
let codes: OwnServer;
/** And here by a link. */
let links: OwnServer;
beforeAll(async () => {
  [server, codes, links] = await Promise.all([startServer(), startServer(), startServer()]);
  await codes.settings({ allauth: { emailVerification: "mandatory", verifyByCode: true } });
  await links.settings({ allauth: { emailVerification: "mandatory" } });
});
afterAll(() => Promise.all([server, codes, links].map((one) => one.stop())));

const waiting = { step: "mfa_authenticate", status: "unauthenticated" };
const nobody = { step: null, status: "unauthenticated" };
const somebody = { step: null, status: "authenticated" };

describe.for(kinds)("with $name, a second factor", ({ describe: of }) => {
  test.concurrent("is asked for, a wrong code leaves it waiting, and the right one logs in", async () => {
    const person = await careful(server);
    const { session, seen, get } = open(of(server));
    const error = await failure(session.login(person));
    expect(error.code).toBe("pending");
    expect(seen()).toEqual(waiting);
    expect(session.getSnapshot().pending?.data).toEqual({ types: ["totp"] });
    expect(await session.getToken()).toBeNull();

    const wrong = await failure(session.proceed({ code: "000000" }));
    expect(wrong).toMatchObject({ code: "validation", fields: { code: ["Incorrect code."] } });
    expect(seen()).toEqual(waiting);

    const user = await session.proceed({ code: await codeOf(person, server) });
    expect(user).toMatchObject({ username: person.username });
    expect(seen()).toEqual(somebody);
    expect(await get()).toBe(200);
  });

  test.concurrent("is forgotten by a reload, a logout and another login, and unseen by another tab", async () => {
    const person = await careful(server);
    const storage = createDrawer();
    const page = open(of(server), storage);
    await failure(page.session.login(person));
    const another = open(of(server), storage);
    await another.session.ready();
    expect(another.seen()).toEqual(nobody);
    expect((await failure(another.session.proceed({ code: "000000" }))).code).toBe(
      "session-changed",
    );

    await page.session.logout();
    expect(page.seen()).toEqual(nobody);
    await failure(page.session.login(person));
    expect(page.seen()).toEqual(waiting);
    const reloaded = open(of(server), storage);
    await reloaded.session.ready();
    expect(reloaded.seen()).toEqual(nobody);

    await page.session.login(await server.newPerson());
    expect(page.seen()).toEqual(somebody);
  });

  test.concurrent("comes after an address that was verified first, and the server names the ticket once", async () => {
    const person = await careful(codes);
    await codes.change(person, { verified: false });
    const { session, seen } = open(of(codes));
    await failure(session.login(person));
    expect(seen().step).toBe("verify_email");
    const { code = "" } = await mail(codes, person.username, "code");
    expect((await failure(session.proceed({ key: code }))).code).toBe("pending");
    expect(seen()).toEqual(waiting);
    await session.proceed({ code: await codeOf(person, codes) });
    expect(seen()).toEqual(somebody);
  });
});

describe.for(kinds)("with $name, a sign-up", ({ describe: of }) => {
  test.concurrent("logs in", async () => {
    const { session, seen, get } = open(of(server));
    const { username, ...form } = newForm();
    expect(await session.account.signUp({ ...form, username })).toMatchObject({ username });
    expect(seen()).toEqual(somebody);
    expect(await get()).toBe(200);
    const taken = await failure(open(of(server)).session.account.signUp({ ...form, username }));
    expect(taken).toMatchObject({ code: "validation", status: 400 });
    expect(taken.fields.username).toEqual(["A user with that username already exists."]);
  });

  test.concurrent("waits for the code in the mail, and then logs in", async () => {
    const { session, seen, get } = open(of(codes));
    const form = newForm();
    expect((await failure(session.account.signUp(form))).code).toBe("pending");
    expect(seen()).toEqual({ step: "verify_email", status: "unauthenticated" });
    const wrong = await failure(session.proceed({ key: "AAAA-BBBB" }));
    expect(wrong).toMatchObject({ code: "validation", fields: { key: ["Incorrect code."] } });
    const { code = "" } = await mail(codes, form.username, "code");
    expect(await session.proceed({ key: code })).toMatchObject({ username: form.username });
    expect(seen()).toEqual(somebody);
    expect(await get()).toBe(200);
  });

  test.concurrent("whose code was wrong three times waits no longer: log in again", async () => {
    const { session } = open(of(codes));
    await failure(session.account.signUp(newForm()));
    for (let round = 0; round < 3; round += 1)
      expect((await failure(session.proceed({ key: "AAAA-BBBB" }))).code).toBe("validation");
    const error = await failure(session.proceed({ key: "AAAA-BBBB" }));
    expect(error).toMatchObject({ code: "invalid-credentials", status: 409 });
  });

  test.concurrent("with a link: its key verifies the address, and the login is the next step", async () => {
    const { session, seen } = open(of(links));
    const form = newForm();
    expect((await failure(session.account.signUp(form))).code).toBe("pending");
    const { key = "" } = await mail(links, form.username, "verify-email");
    expect((await failure(session.proceed({ key }))).code).toBe("pending");
    expect(seen().step).toBe("login");
    const wrong = { username: form.username, password: "wrong" };
    expect((await failure(session.proceed(wrong))).code).toBe("invalid-credentials");
    await session.proceed({ username: form.username, password });
    expect(seen()).toEqual(somebody);
  });

  test.concurrent("with a link that opens elsewhere: verifyEmail logs nobody in, and the login goes through", async () => {
    const form = newForm();
    await failure(open(of(links)).session.account.signUp(form));
    const { session, seen } = open(of(links));
    const dead = await failure(session.account.verifyEmail({ key: "nonsense" }));
    expect(dead).toMatchObject({ code: "validation", fields: { key: [expect.any(String)] } });
    const { key = "" } = await mail(links, form.username, "verify-email");
    await session.account.verifyEmail({ key });
    expect(seen()).toEqual(nobody);
    await session.login({ username: form.username, password });
    expect(seen()).toEqual(somebody);
  });
});
