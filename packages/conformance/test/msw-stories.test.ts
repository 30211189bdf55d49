// What the mock servers of @sojourn/msw can show of trouble: stampedes, lost answers, outages, users who are gone.
import { attachSession } from "@sojourn/axios";
import { simpleJwt } from "@sojourn/django";
import { type MockServer, mockSimpleJwt, type SimpleJwtOptions } from "@sojourn/msw";
import axios from "axios";
import { setupServer } from "msw/node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { failure, logIn, type Page } from "./page.ts";

const network = setupServer();
beforeAll(() => network.listen({ onUnhandledFrame: "error" }));
afterAll(() => network.close());

const baseUrl = "https://api.example.test/";
const backend = simpleJwt({ baseUrl });
const alice = { username: "alice", password: "correct-horse-1" };

function serve(options: Partial<SimpleJwtOptions> = {}): MockServer {
  const mock = mockSimpleJwt({ baseUrl, blacklist: true, ...options });
  network.resetHandlers(...mock.handlers);
  return mock;
}

type Get = () => Promise<{ readonly status: number }>;
type AnyPage = Page<unknown, Record<never, never>>;

const clients: readonly { client: string; bind(page: AnyPage): Get }[] = [
  {
    client: "session.fetch",
    bind:
      ({ session }) =>
      () =>
        session.fetch("me/"),
  },
  {
    client: "axios",
    bind({ session }) {
      const api = axios.create({ baseURL: baseUrl });
      attachSession(api, session);
      return () => api.get("me/");
    },
  },
];

test.for(clients)(
  "200 requests of $client on an expired token: 1 refresh, 0 failures",
  async ({ bind }) => {
    const mock = serve({ rotate: true });
    const page = await logIn(backend, alice, { hidden: true });
    await mock.expireAccess();
    page.tamper(() => ({ accessExpiresAt: Date.now() - 1000 }));
    const get = bind(page.reload());
    const answers = await Promise.all(Array.from({ length: 200 }, get));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(200);
    expect(await mock.requests("token/refresh/")).toBe(1);
    expect(await mock.requests("me/")).toBe(200);
  },
);

test.for(clients)(
  "100 requests of $client that are refused with 401: 1 refresh, 0 failures",
  async ({ bind }) => {
    const mock = serve();
    const page = await logIn(backend, alice);
    await mock.expireAccess();
    const answers = await Promise.all(Array.from({ length: 100 }, bind(page)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(100);
    expect(await mock.requests("token/refresh/")).toBe(1);
  },
);

test("with rotation the token of a lost refresh is spent, and the token at hand works until it is refused", async () => {
  const mock = serve({ rotate: true });
  const page = await logIn(backend, alice);
  await mock.fault({ kind: "lost", path: "token/refresh/" });
  expect((await failure(page.session.refresh())).code).toBe("network");
  expect((await failure(page.session.refresh())).code).toBe("rejected");
  expect([page.end(), await page.get()]).toEqual(["alive", 200]);
  await mock.expireAccess();
  await page.get().catch(() => {});
  expect(page.end()).toBe("rejected");
});

test("a server that is down logs nobody out, and offline is cleared when it is back", async () => {
  const mock = serve();
  const page = await logIn(backend, alice);
  await mock.fault({ kind: "status", status: 503, path: "token/refresh/" });
  expect((await failure(page.session.refresh())).code).toBe("server");
  expect(page.isOffline()).toBe(true);
  expect(await page.get(), "a request with the token at hand").toBe(200);
  await page.session.refresh();
  expect([page.end(), page.isOffline()]).toEqual(["alive", false]);
});

test("a deleted user of simplejwt 5.3, whose refresh still answers 200, is logged out as rejected", async () => {
  const mock = serve({ version: "5.3" });
  const page = await logIn(backend, alice);
  await mock.deleteUser("alice");
  await page.get().catch(() => {});
  expect(page.end()).toBe("rejected");
  expect(await mock.requests("token/refresh/")).toBe(1);
});

test("a throttled refresh keeps the session, and waits", async () => {
  const mock = serve({ exposeHeaders: ["Retry-After"] });
  const page = await logIn(backend, alice);
  await mock.fault({ kind: "status", status: 429, path: "token/refresh/", retryAfter: 30_000 });
  expect(await failure(page.session.refresh())).toMatchObject({
    code: "throttled",
    retryAfter: 30_000,
  });
  expect((await failure(page.session.refresh())).code).toBe("throttled");
  expect(await mock.requests("token/refresh/")).toBe(1);
  expect([page.end(), await page.get()]).toEqual(["alive", 200]);
});
