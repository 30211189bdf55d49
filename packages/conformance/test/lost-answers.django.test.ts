// Answers that get lost after the server has acted: what survives, and what ends with a reason.
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OwnServer, shortLived, startServer } from "./django-server.ts";
import { backendOf, mounts } from "./mounts.ts";
import { failure, logIn, openPage, until } from "./page.ts";

/** Nothing falls due by itself there while a test looks. */
let server: OwnServer;
let brief: OwnServer;
beforeAll(async () => {
  [server, brief] = await Promise.all([startServer(), startServer(shortLived)]);
});
afterAll(() => Promise.all([server.stop(), brief.stop()]));

test.concurrent.for([mounts.simpleJwt, mounts.djoserJwt, mounts.sliding, mounts.drfJwt])(
  "on $name: a lost refresh is repeated with the same token, and the session goes on",
  async (mount) => {
    const person = await server.newPerson();
    const user = person.username;
    const backend = backendOf(mount, server);
    const page = await logIn(backend, person);
    await server.fault({ user, path: backend.refresh?.path, dropAfter: true });
    expect((await failure(page.session.refresh())).code).toBe("network");
    expect(page.isOffline()).toBe(true);
    await until("online again", () => !page.isOffline());
    expect(await page.get()).toBe(200);
    const { total } = await server.log({ user, path: backend.refresh?.path });
    expect(total).toBe(2);
  },
);

test.concurrent("with rotation the token of a lost refresh is spent: the session lives as long as its access token and ends as expired, because rejected", async () => {
  const person = await brief.newPerson();
  const user = person.username;
  const path = "token/refresh/";
  const page = await logIn(backendOf(mounts.rotating, brief), person);
  await brief.fault({ user, path, dropAfter: true });
  expect((await failure(page.session.refresh())).code).toBe("network");
  await until("rejected", () => page.told("refresh-failed") === 2);
  expect(page.end()).toBe("alive");
  expect(await page.get(), "a request with the token at hand").toBe(200);
  expect((await failure(page.session.refresh())).code).toBe("rejected");
  await until("over", () => page.end() !== "alive");
  expect(page.session.getSnapshot()).toMatchObject({
    reason: "expired",
    error: { code: "rejected", status: 401 },
  });
  const failures = page.session.explain().filter(({ type }) => type === "refresh-failed");
  expect(failures).toMatchObject([{ code: "network" }, { code: "rejected" }]);
  expect((await brief.log({ user, path })).byStatus).toEqual({ 200: 1, 401: 1 });
});

test.concurrent("with rotation a refresh lost when the access token had expired ends as rejected", async () => {
  const person = await brief.newPerson();
  const user = person.username;
  const page = await logIn(backendOf(mounts.rotating, brief), person, { hidden: true });
  const { expiresAt } = page.session.getSnapshot() as { expiresAt: number };
  await until("expired", () => Date.now() > expiresAt);
  await brief.fault({ user, path: "token/refresh/", dropAfter: true });
  expect((await failure(page.get())).code).toBe("network");
  expect(page.end()).toBe("alive");
  await failure(page.session.refresh());
  expect(page.session.getSnapshot()).toMatchObject({
    reason: "rejected",
    error: { code: "rejected", status: 401 },
  });
});

test.concurrent("a login whose answer is lost is a network error, and may be repeated", async () => {
  const person = await server.newPerson();
  const user = person.username;
  const page = openPage(backendOf(mounts.djoser, server));
  await server.fault({ user, path: "token/login/", dropAfter: true });
  expect((await failure(page.session.login(person))).code).toBe("network");
  await page.session.login(person);
  expect(await page.get()).toBe(200);
});

test.concurrent("a logout whose answer is lost is a logout, and reported", async () => {
  const person = await server.newPerson();
  const page = await logIn(backendOf(mounts.djoserJwt, server), person);
  await server.fault({ user: person.username, path: "jwt/blacklist/", dropAfter: true });
  await page.session.logout();
  expect([page.end(), page.told("logout-failed")]).toEqual(["logout", 1]);
});

test.concurrent("a write whose answer is lost is not sent twice", async () => {
  const person = await server.newPerson();
  const user = person.username;
  const page = await logIn(backendOf(mounts.simpleJwt, server), person);
  await server.fault({ user, path: "posts/", dropAfter: true });
  const headers = { "content-type": "application/json" };
  const write = page.session.fetch("posts/", { method: "POST", headers, body: '{"text":"Once"}' });
  await expect(write).rejects.toThrow(TypeError);
  expect((await server.log({ user, path: "posts/" })).total).toBe(1);
});
