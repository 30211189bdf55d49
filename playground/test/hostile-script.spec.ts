/** What a hostile script in the page takes with it, by the way tokens are kept. Each way is held to its column of docs/security.md. */
import { expect, type Page } from "@playwright/test";
import type { Session } from "@sojourn/core";
import { needDjango, test } from "./django.ts";
import { tokensIn } from "./heap.ts";
import { builds, openPlain, servePlain } from "./plain-page.ts";
import { overhear, readOverheard, readStorages } from "./script-reach.ts";
import { said } from "./security-table.ts";

needDjango();

declare const session: Session<object, object>;

/** What the option `storage` is for each column of the table. */
const ways: readonly (readonly [column: string, storage: string])[] = [
  ['`"local"`', "local"],
  ['`"session"`', "session"],
  ['`"memory"`', "memory"],
  ["`cookieStorage`", "cookie"],
  ["`vault()`", "vault"],
];

/** Logs somebody in. Returns all tokens that the server grants from now on. */
async function logIn(page: Page, django: string, username: string, storage: string) {
  const granted = { access: [] as string[], refresh: [] as string[] };
  page.on("response", async (response) => {
    if (!response.url().includes("/token/") || response.request().method() !== "POST") return;
    const { access, refresh } = await response.json();
    granted.access.push(access);
    if (refresh) granted.refresh.push(refresh);
  });
  await page.evaluate(
    async ({ django, username, storage }) => {
      const { cookieStorage, createSession, vault } = await import("@sojourn/core");
      const { simpleJwt } = await import("@sojourn/django");
      const ports: Record<string, unknown> = {
        cookie: cookieStorage({ name: "token" }),
        vault: vault({
          worker: () => new SharedWorker("/packages/core/dist/vault-worker.js", { type: "module" }),
        }),
      };
      const session = createSession({
        backend: simpleJwt({ baseUrl: `${django}/simplejwt/` }),
        storage: (ports[storage] ?? storage) as "local",
      });
      await session.login({ username, password: "correct-horse-1" });
      Object.assign(globalThis, { session });
    },
    { django, username, storage },
  );
  return granted;
}

for (const [column, storage] of ways)
  test(`with ${storage}, a hostile script takes what the security page says, and acts as the user`, async ({
    page,
    control,
    django,
  }) => {
    const username = `hostile-${storage}`;
    await control.post("users/", { username, create: true });
    const close = await openPlain(page, builds);
    await logIn(page, django, username, storage);
    const stored = await readStorages(page);
    const isStored = tokensIn(stored).refresh.length > 0;
    expect(isStored).toBe(said("disk, browser profile", column) !== "nothing");
    await overhear(page);
    const status = await page.evaluate(async () => {
      await session.refresh();
      return (await session.fetch("me/")).status;
    });
    expect(status).toBe(200);
    const taken = tokensIn(stored + (await readOverheard(page)));
    const saidTaken = (threat: string): boolean => said(threat, column).startsWith("taken");
    expect(taken.refresh.length > 0).toBe(saidTaken("hostile script (XSS): refresh token"));
    expect(taken.access.length > 0).toBe(saidTaken("hostile script: access token"));
    expect(said("hostile script: acts as the user while the page is open", column)).toBe("yes");
    await close();
  });

test("with session, the tokens of a closed tab stay on the disk until the next tab of the app starts", async ({
  context,
  control,
  django,
}) => {
  const username = "hostile-closed";
  await control.post("users/", { username, create: true });
  const { url, close } = await servePlain(builds);
  const open = async (): Promise<Page> => {
    const page = await context.newPage();
    await page.goto(url);
    return page;
  };
  const first = await open();
  const { refresh } = await logIn(first, django, username, "session");
  await expect.poll(() => refresh).toHaveLength(1);
  await first.close();

  const next = await open();
  expect(await readStorages(next)).toContain(refresh[0]);
  await logIn(next, django, username, "session");
  expect(await readStorages(next)).not.toContain(refresh[0]);
  await close();
});
