// The whole life of one session on each kind of real server, with the server's own log and answers as witness.
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OwnServer, shortLived, startServer } from "./django-server.ts";
import { backendOf, mounts } from "./mounts.ts";
import { broken, failure, logIn, until } from "./page.ts";

let server: OwnServer;
let jwtServer: OwnServer;
beforeAll(async () => {
  [server, jwtServer] = await Promise.all([startServer(shortLived), startServer(shortLived)]);
  await jwtServer.settings({ drfJwt: { scheme: "JWT" } });
});
afterAll(() => Promise.all([server.stop(), jwtServer.stop()]));

/** What a server says of the old tokens after a logout: to a request, and to a refresh. */
const rows = [
  { ...mounts.simpleJwt, requestAfter: 200, refreshAfter: 401 },
  { ...mounts.rotating, requestAfter: 200, refreshAfter: 401 },
  { ...mounts.sliding, requestAfter: 200, refreshAfter: 200 },
  { ...mounts.drfJwt, requestAfter: 403, refreshAfter: 400 },
  { ...mounts.drfJwtWithJwt, requestAfter: 403, refreshAfter: 400 },
  { ...mounts.authToken, requestAfter: 200, refreshAfter: null },
  { ...mounts.authTokenAlone, requestAfter: 200, refreshAfter: null },
  { ...mounts.sessionFirst, requestAfter: 200, refreshAfter: null },
  { ...mounts.djoser, requestAfter: 401, refreshAfter: null },
  { ...mounts.djoserJwt, requestAfter: 200, refreshAfter: 401 },
  { ...mounts.knox, requestAfter: 401, refreshAfter: null },
  { ...mounts.ninjaJwt, requestAfter: 200, refreshAfter: 401 },
  { ...mounts.djRestAuth, requestAfter: 401, refreshAfter: null },
  { ...mounts.djRestAuthJwt, requestAfter: 200, refreshAfter: 401 },
  { ...mounts.allauth, requestAfter: 403, refreshAfter: null },
  { ...mounts.allauthJwt, requestAfter: 200, refreshAfter: 400 },
];

test.concurrent.for(rows)(
  "on $name: login, reload, request, refresh, 401 and replay, logout",
  async ({ requestAfter, refreshAfter, ...mount }) => {
    const home = mount.scheme === "JWT" ? jwtServer : server;
    const person = await home.newPerson();
    const backend = backendOf(mount, home);
    const { refresh, lifecycle } = backend;
    const log = (path: string) => home.log({ user: person.username, path });

    const first = await logIn(backend, person);
    // As it is stored: members that are undefined are gone.
    const user = JSON.parse(JSON.stringify(first.session.getSnapshot().user));
    expect(await first.get("me/")).toBe(200);

    let page = first.reload();
    await page.session.ready();
    expect(page.session.getSnapshot()).toMatchObject({ status: "authenticated", user });
    expect(await page.get()).toBe(200);
    expect((await log(`${backend.login.path}`)).byRoute[`POST ${backend.login.path}`]).toBe(1);

    if (refresh) {
      const { access } = page.tokens();
      await until("renewed", () => page.tokens().access !== access);
      expect(page.session.getSnapshot()).toMatchObject({ status: "authenticated", user });
      expect(await page.get()).toBe(200);
      const { byStatus } = await log(`${refresh.path}`);
      expect(Object.keys(byStatus)).toEqual([mount.prefix === "drf-jwt" ? "201" : "200"]);
    }
    if (refresh && lifecycle !== "sliding") {
      page.tamper(({ access }) => ({ access: broken(access) }));
      page = page.reload();
      const since = (await home.log({ user: person.username })).last;
      expect(await page.get()).toBe(200);
      const answers = (path: string) => home.log({ user: person.username, since, path });
      expect((await answers("posts/")).byStatus).toEqual({ 200: 1, 401: 1 });
      expect((await answers(`${refresh.path}`)).byStatus).toEqual({ 200: 1 });
      expect(page.told("replayed")).toBe(1);
    }

    const old = page.tokens();
    const told = page.session.logout();
    expect(page.end()).toBe("logout");
    await told;
    expect(page.told("logout-failed")).toBe(0);
    const [name, value] = backend.header?.(old.access) ?? ["authorization", `Bearer ${old.access}`];
    const headers = { [name]: value };
    const answer = await fetch(`${backend.baseUrl}posts/`, { headers });
    expect(answer.status, "a request with the old token").toBe(requestAfter);
    if (refresh) {
      const body = JSON.stringify(refresh.body?.(old));
      const init = { method: "POST", body, headers: { "content-type": "application/json" } };
      const { status } = await fetch(`${backend.baseUrl}${refresh.path}`, init);
      expect(status, "a refresh with the old token").toBe(refreshAfter);
    }
  },
);

const revocable = [
  mounts.authToken,
  mounts.authTokenAlone,
  mounts.sessionFirst,
  mounts.djoser,
  mounts.knox,
  mounts.knoxAutoRefresh,
  mounts.allauth,
];

test.concurrent.for(revocable)(
  "on $name: a token that the server has revoked ends the session at the next request",
  async (mount) => {
    const person = await server.newPerson();
    const page = await logIn(backendOf(mount, server), person);
    await server.change(person, { revoke: true });
    await page.get().catch(() => {});
    expect(page.end()).toBe("rejected");
  },
);

test.concurrent.for([mounts.authToken, mounts.sessionFirst, mounts.djoser, mounts.allauth])(
  "on $name: a token that the server has revoked ends the session at the next reload",
  async (mount) => {
    const person = await server.newPerson();
    const before = await logIn(backendOf(mount, server), person);
    await server.change(person, { revoke: true });
    const page = before.reload();
    expect(page.session.getSnapshot().status).toBe("loading");
    await page.session.ready();
    expect(page.end()).toBe("rejected");
  },
);

test.concurrent.for([mounts.sliding, mounts.drfJwt])(
  "on $name: a broken token cannot buy its successor, and ends the session",
  async (mount) => {
    const before = await logIn(backendOf(mount, server), await server.newPerson());
    before.tamper(({ access }) => ({ access: broken(access) }));
    const page = before.reload();
    await page.get().catch(() => {});
    expect(page.end()).toBe("rejected");
  },
);

test.concurrent.for([mounts.simpleJwt, mounts.rotating, mounts.djoserJwt])(
  "on $name: a refresh token that the server has revoked buys nothing; the access token works until it expires",
  async (mount) => {
    const person = await server.newPerson();
    const page = await logIn(backendOf(mount, server), person);
    await server.change(person, { revoke: true });
    const error = await failure(page.session.refresh());
    expect(error).toMatchObject({ code: "rejected", status: 401 });
    expect(await page.get()).toBe(200);
    await until("over", () => page.end() !== "alive");
    expect(page.session.getSnapshot()).toMatchObject({ reason: "expired", error });
  },
);

test.concurrent("a sliding token that the server has revoked ends the session at the next request", async () => {
  const person = await server.newPerson();
  const page = await logIn(backendOf(mounts.sliding, server), person);
  await server.change(person, { revoke: true });
  await page.get().catch(() => {});
  expect(page.end()).toBe("rejected");
});

test.concurrent.for([
  mounts.simpleJwt,
  mounts.drfJwt,
  mounts.sessionFirst,
  mounts.djoser,
  mounts.allauth,
])(
  "on $name: what is forbidden is the caller's 403, however often, and ends nothing",
  async (mount) => {
    const { session, end } = await logIn(backendOf(mount, server), await server.newPerson());
    const { results } = await (await session.fetch("posts/")).json();
    const another = `posts/${results[0].id}/`;
    for (let round = 0; round < 3; round += 1)
      expect((await session.fetch(another, { method: "DELETE" })).status).toBe(403);
    expect(end()).toBe("alive");
  },
);
