// DRF's own throttling of the token routes of each kind of real server. One test after the other: a rate is the whole server's.
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OwnServer, startServer } from "./django-server.ts";
import { backendOf, mounts, restMounts } from "./mounts.ts";
import { failure, logIn, openPage } from "./page.ts";

let server: OwnServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

test.for(restMounts)("on $name: a throttled login says so, and for how long", async (mount) => {
  const { prefix, scheme } = mount;
  await server.settings({ drfJwt: { scheme: scheme === "JWT" ? "JWT" : "Bearer" } });
  await server.throttle("1/min", prefix);
  const person = await server.newPerson();
  const page = await logIn(backendOf(mount, server), person);
  const error = await failure(openPage(backendOf(mount, server)).session.login(person));
  expect(error).toMatchObject({ code: "throttled", status: 429 });
  expect(error.fields[""]).toEqual([expect.stringMatching(/^Request was throttled\./)]);
  expect(error.retryAfter).toBeGreaterThan(30_000);
  expect(error.retryAfter).toBeLessThanOrEqual(60_000);
  expect(await page.get(), "a request of who is logged in").toBe(200);
  await server.throttle(null, prefix);
});

const renewable = restMounts.filter(({ describe }) => describe("http://x.example/").refresh);

test.for(renewable)(
  "on $name: a throttled refresh keeps the session, and waits as long as it was told",
  async (mount) => {
    const { prefix, scheme } = mount;
    await server.settings({ drfJwt: { scheme: scheme === "JWT" ? "JWT" : "Bearer" } });
    await server.throttle("1/min", prefix);
    const person = await server.newPerson();
    const backend = backendOf(mount, server);
    const { session, get, reload, end, isOffline } = await logIn(backend, person);
    const error = await failure(session.refresh());
    expect(error).toMatchObject({ code: "throttled", status: 429 });
    expect(error.retryAfter).toBeGreaterThan(30_000);
    expect([end(), isOffline()]).toEqual(["alive", false]);
    expect(await get()).toBe(200);
    // Neither this page nor the next one asks again before the time.
    expect((await failure(session.refresh())).code).toBe("throttled");
    const next = reload();
    expect((await failure(next.session.refresh())).code).toBe("throttled");
    expect(await next.get()).toBe(200);
    const { total } = await server.log({ user: person.username, path: backend.refresh?.path });
    expect(total, "refreshes that reached the server").toBe(1);
    await server.throttle(null, prefix);
  },
);

test("a request that is throttled is the caller's 429, and nothing is renewed for it", async () => {
  const backend = backendOf(mounts.simpleJwt, server);
  const person = await server.newPerson();
  const page = await logIn(backend, person);
  await server.fault({ user: person.username, path: "posts/", status: 429, retryAfter: 5 });
  expect(await page.get()).toBe(429);
  expect(page.told("refreshing")).toBe(0);
});
