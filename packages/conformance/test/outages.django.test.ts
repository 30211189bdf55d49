// Servers that are down and come back: the session is kept, says that it is offline, and heals. Nobody is logged out.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OwnServer, shortLived, startServer } from "./django-server.ts";
import { allMounts, backendOf, mounts } from "./mounts.ts";
import { createDrawer, failure, logIn, openPage, until } from "./page.ts";

let server: OwnServer;
let jwtServer: OwnServer;
const folder = mkdtempSync(join(tmpdir(), "sojourn-outage-"));
beforeAll(async () => {
  [server, jwtServer] = await Promise.all([startServer(shortLived), startServer(shortLived)]);
  await jwtServer.settings({ drfJwt: { scheme: "JWT" } });
});
afterAll(async () => {
  await Promise.all([server.stop(), jwtServer.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

const renewable = allMounts.filter(({ describe }) => describe("http://x.example/").refresh);
const { simpleJwt, rotating, drfJwt, djoserJwt } = mounts;
const outages = [
  ...renewable.map((mount) => ({ ...mount, what: "answers 503", fault: { status: 503 } })),
  ...[simpleJwt, drfJwt].map((mount) => {
    return { ...mount, what: "answers with a proxy's page", fault: { status: 502, html: true } };
  }),
  ...[rotating, djoserJwt].map((mount) => {
    return { ...mount, what: "closes the connection", fault: { dropBefore: true } };
  }),
];

test.concurrent.for(outages)(
  "on $name: a server that $what at the timed refresh logs nobody out, and is asked again",
  async ({ fault, ...mount }) => {
    const home = mount.scheme === "JWT" ? jwtServer : server;
    const person = await home.newPerson();
    const user = person.username;
    const backend = backendOf(mount, home);
    await home.fault({ user, prefix: mount.prefix, path: backend.refresh?.path, ...fault });
    const page = await logIn(backend, person);
    const { access } = page.tokens();
    await until("offline", page.isOffline);
    expect(await page.get(), "a request with the token at hand").toBe(200);
    await until("online again", () => !page.isOffline());
    expect(page.tokens().access !== access, "the token is a new one").toBe(true);
    expect(await page.get()).toBe(200);
    expect([page.end(), page.told("refresh-failed")]).toEqual(["alive", 1]);
  },
);

test.concurrent.for([mounts.simpleJwt, mounts.rotating, mounts.djoserJwt])(
  "on $name: an outage that outlives the access token fails requests, not the session",
  async (mount) => {
    const person = await server.newPerson();
    const user = person.username;
    const page = await logIn(backendOf(mount, server), person);
    await server.fault({ user, prefix: mount.prefix, status: 503, times: null });
    const { expiresAt } = page.session.getSnapshot() as { expiresAt: number };
    await until("offline", page.isOffline);
    await until("expired", () => Date.now() > expiresAt);
    expect(page.isOffline()).toBe(true);
    expect(await failure(page.get())).toMatchObject({ code: "server", status: 503 });
    expect(await failure(page.session.getToken())).toMatchObject({ code: "server", status: 503 });
    await server.clearFaults({ user });
    await until("online again", () => !page.isOffline());
    expect(await page.get()).toBe(200);
    expect(page.end()).toBe("alive");
  },
);

test.concurrent("a refresh that is told to come back later does so, and not before", async () => {
  const person = await server.newPerson();
  const backend = backendOf(mounts.simpleJwt, server);
  const page = await logIn(backend, person);
  await server.fault({ user: person.username, path: "token/refresh/", status: 503, retryAfter: 3 });
  expect(await failure(page.session.refresh())).toMatchObject({ code: "server", retryAfter: 3000 });
  await until("online again", () => !page.isOffline());
  const entries = page.session.explain();
  const failed = entries.find((entry) => entry.type === "refresh-failed");
  const refreshed = entries.find((entry) => entry.type === "refreshed");
  expect(failed?.retryAt).toEqual(expect.any(Number));
  expect(refreshed?.at).toBeGreaterThanOrEqual(failed?.retryAt ?? Infinity);
});

test.concurrent("a refresh that is not answered in time is a timeout, and the session stays", async () => {
  const person = await server.newPerson();
  const backend = backendOf(mounts.simpleJwt, server);
  const storage = createDrawer();
  const before = await logIn(backend, person, { storage }); // a login may take its time
  before.close();
  await server.fault({ user: person.username, path: "token/refresh/", delayMs: 6000 });
  const page = openPage(backend, { storage, timeout: 1500 });
  expect((await failure(page.session.refresh())).code).toBe("timeout");
  expect(page.isOffline()).toBe(true);
  await until("online again", () => !page.isOffline());
});

test.concurrent.for([
  mounts.simpleJwt,
  mounts.rotating,
  mounts.drfJwt,
  mounts.authToken,
  mounts.djoser,
])(
  "on $name: a page that opens while the server is stopped stays logged in, and works when it is back",
  async (mount) => {
    const env = { SOJOURN_DB: join(folder, `${mount.prefix}.sqlite3`) };
    const first = await startServer(env);
    const person = await first.newPerson();
    const backend = backendOf(mount, first);
    const before = await logIn(backend, person);
    await first.stop();

    const page = before.reload();
    await page.session.ready();
    expect(page.end()).toBe("alive");
    await expect(page.get()).rejects.toThrow(TypeError);
    if (backend.refresh) await failure(page.session.refresh());
    expect(page.isOffline()).toBe(true);

    const second = await startServer(env, Number(new URL(first.url).port));
    if (backend.refresh) await page.session.refresh();
    await until("online again", () => !page.isOffline());
    expect(await page.get()).toBe(200);
    await second.stop();
  },
);

test.concurrent("a login while the server is stopped is a network error that names the address", async () => {
  const own = await startServer();
  const person = await own.newPerson();
  await own.stop();
  const page = openPage(backendOf(mounts.djoser, own), { storage: createDrawer() });
  const error = await failure(page.session.login(person));
  expect(error).toMatchObject({ code: "network", status: null });
  expect(error.message).toContain(`${own.url}/djoser/token/login/`);
});
