/** The vault in Chromium, with a real `SharedWorker` and the real Django: what survives, and where the refresh token is. */
import { type BrowserContext, expect, type Page } from "@playwright/test";
import type { Session } from "@sojourn/core";
import { needDjango, test } from "./django.ts";
import { heapOfPage, heapOfSharedWorker, tokensIn } from "./heap.ts";
import { builds, servePlain } from "./plain-page.ts";

needDjango();

declare const session: Session<object, object>;

/** Makes a session in a page, and starts it. */
async function startApp(page: Page, django: string, extendedLifetime = true): Promise<void> {
  await page.evaluate(
    async ({ django, extendedLifetime }) => {
      const { createSession, vault } = await import("@sojourn/core");
      const { simpleJwt } = await import("@sojourn/django");
      const options = { type: "module", name: "vault", extendedLifetime } as WorkerOptions;
      const session = createSession({
        backend: simpleJwt({ baseUrl: `${django}/simplejwt-rotating/` }),
        storage: vault({
          worker: () => new SharedWorker("/packages/core/dist/vault-worker.js", options),
        }),
      });
      Object.assign(globalThis, { session });
      session.start();
      await session.ready();
    },
    { django, extendedLifetime },
  );
}

async function openApp(context: BrowserContext, url: string, django: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(url);
  await startApp(page, django);
  return page;
}

async function logIn(page: Page, username: string): Promise<void> {
  await page.evaluate(
    (username) => session.login({ username, password: "correct-horse-1" }),
    username,
  );
}

const statusOf = (page: Page): Promise<number> =>
  page.evaluate(async () => (await session.fetch("me/")).status);

const shownIn = (page: Page): Promise<object> =>
  page.evaluate(() => {
    const { status, reason } = session.getSnapshot() as { status: string; reason?: string };
    return { status, reason };
  });

test("with the vault, a login survives reloads and reaches other tabs without a refresh", async ({
  context,
  control,
  django,
}) => {
  const username = "vault-tabs";
  await control.post("users/", { username, create: true });
  // However slow the machine is, no token is due.
  await control.post("settings/", { accessLifetimeMs: 600_000 });
  const { url, close } = await servePlain(builds);
  const first = await openApp(context, url, django);
  await logIn(first, username);
  for (let reload = 0; reload < 3; reload += 1) {
    await first.reload();
    await startApp(first, django);
    expect(await statusOf(first)).toBe(200);
  }
  const second = await openApp(context, url, django);
  expect(await statusOf(second)).toBe(200);
  expect((await control.log({ user: username })).byRoute["POST token/refresh/"]).toBeUndefined();

  await second.evaluate(() => session.refresh());
  expect(await statusOf(first)).toBe(200);
  const { byRoute, refreshTokens } = await control.log({ user: username });
  expect(byRoute["POST token/refresh/"]).toBe(1);
  expect(Object.values(refreshTokens)).toEqual([1]);

  await close();
});

test("with the vault, a session ends with its last tab, says so at once in the next page, and the server is not asked", async ({
  context,
  control,
  django,
}) => {
  const username = "vault-ends";
  await control.post("users/", { username, create: true });
  const { url, close } = await servePlain(builds);
  const page = await context.newPage();
  await page.goto(url);
  await startApp(page, django, false);
  await logIn(page, username);
  const before = (await control.log({ user: username })).recent.length;
  // Without the extended lifetime even a reload is the end of the worker, if there is no other tab.
  await page.reload();
  await startApp(page, django, false);
  await expect.poll(() => shownIn(page)).toEqual({ status: "unauthenticated", reason: "expired" });
  expect((await control.log({ user: username })).recent).toHaveLength(before);
  await logIn(page, username);
  expect(await statusOf(page)).toBe(200);
  await close();
});

test("with the vault, a logout in one tab ends the others, and the server is told", async ({
  context,
  control,
  django,
}) => {
  const username = "vault-logout";
  await control.post("users/", { username, create: true });
  const { url, close } = await servePlain(builds);
  const first = await openApp(context, url, django);
  await logIn(first, username);
  const second = await openApp(context, url, django);
  await first.evaluate(() => session.logout());
  await expect.poll(() => shownIn(second)).toEqual({ status: "unauthenticated", reason: "logout" });
  const { recent } = await control.log({ user: username });
  expect(recent.at(-1)).toMatchObject({ path: "token/blacklist/", status: 200 });
  await close();
});

test("with the vault, no refresh token is on the heap of the page, nor in anything that a script can get; it is on that of the worker", async ({
  browser,
  context,
  control,
  django,
}) => {
  const username = "vault-heap";
  await control.post("users/", { username, create: true });
  const { url, close } = await servePlain(builds);
  const page = await openApp(context, url, django);
  await logIn(page, username);
  expect(await statusOf(page)).toBe(200);
  await page.evaluate(() => session.refresh());

  const inPage = tokensIn(await heapOfPage(context, page));
  const inWorker = tokensIn(await heapOfSharedWorker(browser, "vault"));
  // The snapshots find what is there.
  expect(inPage.access.length).toBeGreaterThan(0);
  expect(inWorker.refresh.length).toBeGreaterThan(0);
  expect(inPage.refresh).toEqual([]);

  // A script that connects by itself can have the worker send the token to the API, and nowhere else.
  const answers = await page.evaluate(async (django) => {
    // The record is one of several entries, and nobody promises their order.
    const record = Object.values<string>(localStorage).find((text) => text.includes('"held"'));
    const { held } = JSON.parse(record ?? "{}");
    const options = { type: "module", name: "vault", extendedLifetime: true } as WorkerOptions;
    const { port } = new SharedWorker("/packages/core/dist/vault-worker.js", options);
    const places = [`${django}/simplejwt-rotating/me/`, `${location.origin}/evil`];
    port.start();
    port.postMessage({ version: 1, type: "terms", terms: { places, members: [] } });
    const ask = (id: number, url: string): Promise<unknown> =>
      new Promise((resolve) => {
        port.addEventListener("message", ({ data }) => data.id === id && resolve(data));
        const body = JSON.stringify({ refresh: held.refresh });
        const headers = [["content-type", "application/json"]];
        const more = { redirect: "follow", credentials: "omit", keepalive: false };
        const request = { url, method: "POST", headers, body, ...more };
        port.postMessage({ version: 1, id, type: "send", isLast: false, request });
      });
    const urls = [...places, `${django}/simplejwt-rotating/token/refresh/`];
    return Promise.all(urls.map((url, index) => ask(index, url)));
  }, django);
  expect(answers).toMatchObject([{ why: "place" }, { why: "place" }, { answer: { status: 200 } }]);
  expect(tokensIn(JSON.stringify(answers)).refresh).toEqual([]);
  expect(tokensIn(JSON.stringify(answers)).access).toHaveLength(1);
  await close();
});
