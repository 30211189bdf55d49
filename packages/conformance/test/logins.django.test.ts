// Logins that fail on each kind of real server: the code, the status and the server's own words.
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OwnServer, startServer } from "./django-server.ts";
import { allMounts, backendOf, type Mount, mounts } from "./mounts.ts";
import { failure, logIn, openPage } from "./page.ts";

let server: OwnServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

const blank = ["This field may not be blank."];
const isPair = ({ prefix }: Mount): boolean =>
  /^simplejwt|^djoser-jwt|^sliding|^ninja/.test(prefix);

type Said = Readonly<Record<string, readonly string[]>>;

/** What is said of a wrong password. */
function words(mount: Mount): Said {
  if (mount.speaks === "allauth")
    return { password: ["The username and/or password you specified are not correct."] };
  if (isPair(mount)) return { "": ["No active account found with the given credentials"] };
  return { "": ["Unable to log in with provided credentials."] };
}

/** What is said of empty fields: ninja-jwt names only the first, dj-rest-auth takes the e-mail address for an empty name. */
function emptyFields({ prefix, speaks }: Mount): Said {
  const required = ["This field is required."];
  if (speaks === "allauth") return { username: required, password: required };
  if (prefix === "ninja") return { username: ["username is required"] };
  if (prefix.startsWith("dj-rest-auth")) return { password: blank };
  return { username: blank, password: blank };
}

test.concurrent.for(allMounts)(
  "on $name: a wrong password is invalid-credentials",
  async (mount) => {
    const person = await server.newPerson();
    const page = openPage(backendOf(mount, server));
    const error = await failure(page.session.login({ ...person, password: "wrong" }));
    const status = isPair(mount) ? 401 : 400;
    expect(error).toMatchObject({
      code: "invalid-credentials",
      status,
      fields: words(mount),
    });
    expect(page.session.getSnapshot()).toMatchObject({ status: "unauthenticated", error });
  },
);

test.concurrent.for(allMounts)(
  "on $name: empty fields are a validation error by field",
  async (mount) => {
    const page = openPage(backendOf(mount, server));
    const error = await failure(page.session.login({ username: "", password: "" }));
    const fields = emptyFields(mount);
    expect(error).toMatchObject({ code: "validation", status: 400, fields });
    expect(page.session.getSnapshot()).toMatchObject({ status: "unauthenticated", error });
  },
);

test.concurrent.for(allMounts)(
  "on $name: a deactivated and a deleted user are told no more than a stranger",
  async (mount) => {
    const person = await server.newPerson();
    const page = openPage(backendOf(mount, server));
    await server.change(person, { active: false });
    const expected = { code: "invalid-credentials", fields: words(mount) };
    expect(await failure(page.session.login(person))).toMatchObject(expected);
    await server.change(person, { delete: true });
    expect(await failure(page.session.login(person))).toMatchObject(expected);
  },
);

test.concurrent.for(allMounts)(
  "on $name: no login carries the token of a session that lives",
  async (mount) => {
    // Here the scheme is Bearer: a login needs none.
    const person = await server.newPerson();
    const page = await logIn(backendOf(mount, server), person);
    await page.session.login(person);
    await failure(page.session.login({ ...person, password: "wrong" }));
    const { path } = backendOf(mount, server).login;
    const { recent } = await server.log({ user: person.username, path });
    const logins = recent.filter((one) => one.path === path);
    expect(logins.map(({ scheme }) => scheme)).toEqual([null, null, null]);
    expect(page.end()).toBe("alive");
  },
);

test.concurrent("a user endpoint that refuses a fresh token is a misconfigured scheme", async () => {
  const { describe } = mounts.rotating;
  const { header, ...backend } = describe(`${server.url}/simplejwt-rotating/`);
  const wrong = {
    ...backend,
    header: (access: string) => ["Authorization", `JWT ${access}`] as const,
  };
  const error = await failure(openPage(wrong).session.login(await server.newPerson()));
  expect(error).toMatchObject({ code: "misconfigured" });
  expect(error.message).toMatch(/me\/ .*JWT \.\.\. *".*Check the scheme/);
});
