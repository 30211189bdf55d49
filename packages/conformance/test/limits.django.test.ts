// Sessions that no renewal can prolong for ever: refresh limits, refresh tokens that expire, sliding tokens that did.
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OwnServer, startServer } from "./django-server.ts";
import { backendOf, mounts } from "./mounts.ts";
import { failure, logIn, until } from "./page.ts";

let server: OwnServer;
beforeAll(async () => {
  // The timer renews after ten seconds: before the refresh token ends, and past drf-jwt's limit.
  server = await startServer({
    SOJOURN_ACCESS_LIFETIME_MS: "13000",
    SOJOURN_REFRESH_LIFETIME_MS: "16000",
    SOJOURN_DRF_JWT_REFRESH_LIMIT_MS: "8000",
  });
});
afterAll(() => server.stop());

test.concurrent("drf-jwt: past the refresh limit the token works until it expires, then the session ends as expired", async () => {
  const person = await server.newPerson();
  const path = "api-token-refresh/";
  const page = await logIn(backendOf(mounts.drfJwt, server), person);
  await page.session.refresh();
  await until("the limit", () => page.told("refresh-failed") === 1);
  expect(page.end()).toBe("alive");
  expect(page.isOffline()).toBe(false);
  expect(await page.get(), "a request with the token at hand").toBe(200);
  const error = await failure(page.session.refresh());
  expect(error).toMatchObject({ code: "rejected", fields: { "": ["Refresh has expired."] } });
  await until("over", () => page.end() !== "alive");
  expect(page.session.getSnapshot()).toMatchObject({ reason: "expired", error });
  const { byStatus } = await server.log({ user: person.username, path });
  expect(byStatus, "the limit was told once").toEqual({ 201: page.told("refreshed"), 400: 1 });
});

test.concurrent("sliding tokens: past refresh_exp the server is not asked, and the session ends as expired", async () => {
  const person = await server.newPerson();
  const page = await logIn(backendOf(mounts.sliding, server), person);
  await until("renewed", () => page.told("refreshed") === 1);
  await until("over", () => page.end() !== "alive");
  expect(page.end()).toBe("expired");
  const log = await server.log({ user: person.username, path: "token/refresh/" });
  expect(log.byStatus).toEqual({ 200: page.told("refreshed") });
  expect(log.total).toBeGreaterThan(0);
});

test.concurrent.for([mounts.sliding, mounts.drfJwt])(
  "on $name: a token that expired while the page was closed ends the session without a request",
  async (mount) => {
    const person = await server.newPerson();
    const before = await logIn(backendOf(mount, server), person);
    before.close();
    const { accessExpiresAt } = before.tokens();
    await until("expired", () => Date.now() > Number(accessExpiresAt));
    const { last } = await server.log({ user: person.username });
    const page = before.reload();
    await page.session.ready();
    expect(page.end()).toBe("expired");
    expect((await server.log({ user: person.username, since: last })).total).toBe(0);
  },
);

test.concurrent("a sliding token that expired on its way is refused, and the session ends as rejected", async () => {
  const person = await server.newPerson();
  const page = await logIn(backendOf(mounts.sliding, server), person);
  page.close();
  const { accessExpiresAt } = page.tokens();
  await until("expired", () => Date.now() > Number(accessExpiresAt));
  // Its storage says that there is an hour left, as one with a wrong clock would.
  page.tamper(() => ({ accessExpiresAt: Number(accessExpiresAt) + 3_600_000 }));
  const next = page.reload();
  await next.get().catch(() => {});
  expect(next.end()).toBe("rejected");
});

test.concurrent("a refresh token that expires ends the session as expired, and no request is made with it", async () => {
  const person = await server.newPerson();
  const page = await logIn(backendOf(mounts.simpleJwt, server), person);
  await until("renewed", () => page.told("refreshed") === 1);
  await until("over", () => page.end() !== "alive");
  expect(page.end()).toBe("expired");
  const { byStatus } = await server.log({ user: person.username, path: "token/refresh/" });
  expect(byStatus).toEqual({ 200: page.told("refreshed") });
});

test.concurrent("with rotation a session outlives its first refresh token", async () => {
  const person = await server.newPerson();
  const page = await logIn(backendOf(mounts.rotating, server), person);
  const first = Date.now();
  await until("past it", () => Date.now() > first + 17_000);
  expect(await page.get()).toBe(200);
  expect(page.end()).toBe("alive");
});

test.concurrent.for([mounts.simpleJwt, mounts.rotating, mounts.djoserJwt])(
  "on $name: a deleted user of whom only a 500 at every refresh tells is logged out when the refresh token expires",
  async (mount) => {
    const person = await server.newPerson();
    const user = person.username;
    const backend = backendOf(mount, server);
    const closed = await logIn(backend, person);
    const expiry = closed.tokens().accessExpiresAt ?? 0;
    closed.close();
    await server.change(person, { delete: true });
    await until("the access token has expired", () => Date.now() > expiry);
    const page = closed.reload();
    await page.session.ready();
    expect([page.end(), page.isOffline()]).toEqual(["alive", true]);
    await until("over", () => page.end() !== "alive");
    expect(page.session.getSnapshot()).toMatchObject({
      reason: "expired",
      error: { code: "server", status: 500 },
    });
    const { byStatus } = await server.log({
      path: backend.refresh?.path,
      prefix: mount.prefix,
      user,
    });
    expect(byStatus[500], "every second, at the shortest backoff").toBeLessThanOrEqual(10);
  },
);
