// Many requests at once against a real server: one refresh for all of them, and none for a 401 that comes late.
import { attachSession } from "@sojourn/axios";
import axios, { type AxiosRequestConfig } from "axios";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OwnServer, startServer } from "./django-server.ts";
import { type AnyBackend, backendOf, mounts } from "./mounts.ts";
import { broken, createDrawer, logIn, openPage, type Page, until } from "./page.ts";

let server: OwnServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

type AnyPage = Page<unknown, Record<never, never>>;
type Get = (path: string) => Promise<{ readonly status: number }>;

/** What sends the requests. */
const clients = [
  { client: "session.fetch", bind: ({ session }: AnyPage): Get => session.fetch },
  { client: "axios", bind: withAxios({}) },
  { client: "axios with its fetch adapter", bind: withAxios({ adapter: "fetch" }) },
] as const;
const [sessionFetch, inNode, overFetch] = clients;

function withAxios(config: AxiosRequestConfig) {
  return ({ session }: AnyPage, { baseUrl }: AnyBackend, send = fetch): Get => {
    const api = axios.create({ baseURL: baseUrl, env: { fetch: send }, ...config });
    attachSession(api, session);
    return (path) => api.get(path);
  };
}

/** How many of them came out how. */
async function tally(sent: readonly Promise<{ readonly status: number }>[]): Promise<object> {
  const counts: Record<string, number> = {};
  for (const one of await Promise.allSettled(sent)) {
    const key = one.status === "fulfilled" ? `${one.value.status}` : `${one.reason}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

const many = (count: number, get: Get) => tally(Array.from({ length: count }, () => get("me/")));

test.for([
  { ...sessionFetch, mount: mounts.simpleJwt },
  { ...inNode, mount: mounts.rotating },
])(
  "1,000 requests of $client on an expired token of $mount.name: 1 refresh, 0 failures",
  async ({ bind, mount }) => {
    const person = await server.newPerson();
    const user = person.username;
    const backend = backendOf(mount, server);
    // Whole seconds, rounded down: one second could be over before the login has asked who that is.
    await server.settings({ accessLifetimeMs: 3000 });
    const page: AnyPage = await logIn(backend, person, { hidden: true });
    await server.settings({ accessLifetimeMs: 600_000 });
    const { accessExpiresAt } = page.tokens();
    await until("expired", () => Date.now() > Number(accessExpiresAt));

    const { last } = await server.log({ user });
    expect(await many(1000, bind(page, backend))).toEqual({ 200: 1000 });
    const { byRoute, byStatus } = await server.log({ user, since: last });
    expect(byRoute).toEqual({ [`POST ${backend.refresh?.path}`]: 1, "GET me/": 1000 });
    expect(byStatus, "none was sent with the expired token").toEqual({ 200: 1001 });
  },
);

test.for(clients)(
  "200 requests of $client that are refused with 401: 1 refresh, 0 failures",
  async ({ bind }) => {
    const person = await server.newPerson();
    const backend = backendOf(mounts.djoserJwt, server);
    const before = await logIn(backend, person);
    before.tamper(({ access }) => ({ access: broken(access) }));
    const page: AnyPage = before.reload();
    const { last } = await server.log({ limit: 1 });
    expect(await many(200, bind(page, backend))).toEqual({ 200: 200 });
    const { byRoute, byStatus } = await server.log({
      prefix: mounts.djoserJwt.prefix,
      since: last,
    });
    expect(byRoute["POST jwt/refresh/"]).toBe(1);
    expect(byStatus).toEqual({ 200: 201, 401: Number(byRoute["GET me/"]) - 200 });
    expect(page.end()).toBe("alive");
  },
);

test.for([sessionFetch, overFetch])(
  "20 late 401s of $client for an old token cost no refresh",
  async ({ bind }) => {
    const person = await server.newPerson();
    const user = person.username;
    const backend = backendOf(mounts.rotating, server);
    const storage = createDrawer();
    const before = await logIn(backend, person, { storage });
    before.tamper(({ access }) => ({ access: broken(access) }));
    before.close();
    const { last } = await server.log({ limit: 1 });

    // The answers have come, but nobody sees them before the token was renewed for another reason.
    const held: (() => void)[] = [];
    const isRefused = ({ status, url }: Response): boolean => status === 401 && /posts/.test(url);
    const send: typeof fetch = async (input, init) => {
      const response = await fetch(input, init);
      if (isRefused(response)) await new Promise<void>((resolve) => held.push(resolve));
      return response;
    };
    const page: AnyPage = openPage(backend, { storage, fetch: send });
    const get = bind(page, backend, send);
    const sent = tally(Array.from({ length: 20 }, () => get("posts/")));
    await until("20 refusals", () => held.length === 20);
    await page.session.refresh();
    for (const release of held) release();

    expect(await sent).toEqual({ 200: 20 });
    const { byRoute } = await server.log({ prefix: mounts.rotating.prefix, since: last });
    expect(byRoute).toEqual({ "POST token/refresh/": 1, "GET posts/": 40, "GET me/": 1 });
    expect((await server.log({ user, path: "token/refresh/" })).total).toBe(1);
  },
);

test("10 requests that the server keeps until their token has expired are replayed without a further refresh", async () => {
  const person = await server.newPerson();
  const user = person.username;
  const backend = backendOf(mounts.simpleJwt, server);
  await server.settings({ accessLifetimeMs: 3000 });
  const page = await logIn(backend, person, { hidden: true });
  await server.settings({ accessLifetimeMs: 600_000 });
  await server.fault({ user, path: "posts/", delayMs: 3000, times: 10 });
  const first = Array.from({ length: 10 }, () => page.get());
  await server.log({ user }); // by then they are on their way
  await page.session.refresh();
  expect(await tally(first.map(async (one) => ({ status: await one })))).toEqual({ 200: 10 });
  const { byRoute, byStatus } = await server.log({ user });
  expect(byRoute["POST token/refresh/"]).toBe(1);
  expect(byStatus[401]).toBe(10);
});
