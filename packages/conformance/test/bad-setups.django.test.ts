// Set-ups that cannot work against a real server: each is `misconfigured`, and its message names the URL, what came and what to change.
import { simpleJwt } from "@sojourn/django";
import { afterAll, expect, test, vi } from "vitest";
import { startServer } from "./django-server.ts";
import { allMounts, mounts } from "./mounts.ts";
import { failure, logIn, openPage } from "./page.ts";

const server = await startServer();
afterAll(() => server.stop());
const { url } = server;
const hint = "Check baseUrl, the path and its trailing slash.";

const places = [
  { what: "an app's start page", at: "misconfigured/html", status: 200, kind: "text/html" },
  {
    what: "a moved API",
    at: "misconfigured/redirect",
    status: 301,
    kind: "text/html",
  },
  { what: "an unknown path", at: "nothing", status: 404, kind: "text/html" },
];

test.concurrent.for(places)("$what at the login is misconfigured", async ({ at, status, kind }) => {
  const baseUrl = `${url}/${at}/`;
  const page = openPage(simpleJwt({ baseUrl }));
  const error = await failure(page.session.login(await server.newPerson()));
  expect(error).toMatchObject({ code: "misconfigured", status });
  const { message } = error;
  expect(message).toBe(
    `POST ${baseUrl}token/ answered ${status} (${kind}). simpleJwt expects a different answer. ${hint}`,
  );
  expect(page.session.getSnapshot()).toMatchObject({ status: "unauthenticated", error });
});

const elsewhere = allMounts.filter(({ scheme }) => scheme !== "JWT");
test.concurrent.for(elsewhere)(
  "on $name: a baseUrl without its prefix is misconfigured",
  async (mount) => {
    const backend = mount.describe(`${url}/`);
    const error = await failure(openPage(backend).session.login(await server.newPerson()));
    expect(error).toMatchObject({ code: "misconfigured", status: 404 });
    expect(error.message).toContain(`POST ${url}/${backend.login.path} answered 404`);
    expect(error.message).toContain(`${backend.name} expects a different answer.`);
  },
);

test.concurrent("a missing slash at the login is misconfigured", async () => {
  const backend = simpleJwt({ baseUrl: `${url}/simplejwt`, paths: { login: "token" } });
  const error = await failure(openPage(backend).session.login(await server.newPerson()));
  expect(error.code).toBe("misconfigured");
  expect(error.message).toMatch(/POST .*\/simplejwt\/token answered 301 .*slash/);
});

test.concurrent("a baseUrl without its slash is understood", async () => {
  const page = openPage(simpleJwt({ baseUrl: `${url}/simplejwt` }));
  await page.session.login(await server.newPerson());
  expect(await page.get()).toBe(200);
});

const paths = ["nothing/", "token/refresh"];
test.concurrent.for(paths)(
  "a refresh path %s that cannot be right is misconfigured and logs nobody out",
  async (refresh) => {
    const backend = simpleJwt({ baseUrl: `${url}/simplejwt/`, paths: { refresh } });
    const page = await logIn(backend, await server.newPerson());
    const error = await failure(page.session.refresh());
    expect([refresh, error.code]).toEqual([refresh, "misconfigured"]);
    expect(error.message).toContain(`POST ${url}/simplejwt/${refresh} answered`);
    expect(page.end()).toBe("alive");
    expect(await page.get()).toBe(200);
  },
);

test.concurrent("a user endpoint that is not there is misconfigured, and the tokens of that login are revoked", async () => {
  const person = await server.newPerson();
  const read = (): object => ({});
  const backend = simpleJwt({ baseUrl: `${url}/simplejwt/`, user: { path: "whoami/", read } });
  const page = openPage(backend);
  const error = await failure(page.session.login(person));
  expect(error).toMatchObject({ code: "misconfigured", status: 404 });
  expect(error.message).toContain(`GET ${url}/simplejwt/whoami/ answered 404`);
  expect(page.session.getSnapshot().status).toBe("unauthenticated");
  const isTold = async () =>
    (await server.log({ user: person.username, path: "token/blacklist/" })).byStatus;
  // Not `expect.poll`: it belongs to the test that runs "now", and these run side by side.
  await vi.waitFor(async () => expect(await isTold()).toEqual({ 200: 1 }), { timeout: 20_000 });
});

test.concurrent("a user that does not look as expected is misconfigured", async () => {
  const user = { path: "me/", read: () => undefined };
  const backend = simpleJwt({ baseUrl: `${url}/simplejwt/`, user });
  const error = await failure(openPage(backend).session.login(await server.newPerson()));
  expect(error).toMatchObject({ code: "misconfigured", status: 200 });
});

test.concurrent("the description of another kind of server is misconfigured", async () => {
  const backend = mounts.djoser.describe(`${url}/djoser-jwt/`);
  const error = await failure(openPage(backend).session.login(await server.newPerson()));
  expect(error.code).toBe("misconfigured");
});

test.concurrent("a logout path that is not there does not keep anybody logged in, and is reported", async () => {
  const backend = simpleJwt({ baseUrl: `${url}/simplejwt/`, paths: { logout: "nothing/" } });
  const page = await logIn(backend, await server.newPerson());
  await page.session.logout();
  expect(page.end()).toBe("logout");
  const reported = page.session.explain().filter(({ type }) => type === "logout-failed");
  expect(reported).toMatchObject([{ error: { code: "misconfigured", status: 404 } }]);
});

test.concurrent("a server without CORS headers works where nobody needs them", async () => {
  const page = openPage(simpleJwt({ baseUrl: `${url}/misconfigured/no-cors/` }));
  await page.session.login(await server.newPerson());
  expect(await page.get()).toBe(200);
});

test.concurrent("no message of a failed login tells the password", async () => {
  const person = await server.newPerson();
  for (const mount of elsewhere) {
    const page = openPage(mount.describe(`${url}/`));
    const error = await failure(page.session.login(person));
    expect(`${error.message} ${JSON.stringify(error)}`).not.toContain(person.password);
  }
});
