/** What a hostile script in the page takes with it, by the way tokens are kept. Each way is held to its column of docs/security.md. */
import { expect, type Page } from "@playwright/test";
import type { Session } from "@sojourn/core";
import { needDjango, test } from "./django.ts";
import { builds, openPlain, servePlain } from "./plain-page.ts";
import { hasToken, overhear, readOverheard, readStorages } from "./script-reach.ts";
import { said } from "./security-table.ts";

needDjango();

declare const session: Session<object, object>;

/** What the option `storage` is for each column of the table. */
const ways: readonly (readonly [column: string, storage: string])[] = [
  ['`"local"`', "local"],
  ['`"session"`', "session"],
  ['`"memory"`', "memory"],
  ["`cookieStorage`", "cookie"],
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
      const { cookieStorage, createSession } = await import("@sojourn/core");
      const { simpleJwt } = await import("@sojourn/django");
      const port = storage === "cookie" ? cookieStorage({ name: "token" }) : storage;
      const session = createSession({
        backend: simpleJwt({ baseUrl: `${django}/simplejwt/` }),
        storage: port as "local",
      });
      await session.login({ username, password: "correct-horse-1" });
      Object.assign(globalThis, { session });
    },
    { django, username, storage },
  );
  await expect.poll(() => granted.refresh).toHaveLength(1);
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
    const granted = await logIn(page, django, username, storage);
    const stored = await readStorages(page);

    expect(hasToken(stored, granted.refresh)).toBe(
      said("disk, browser profile", column) !== "nothing",
    );
    await overhear(page);
    const status = await page.evaluate(async () => {
      await session.refresh();
      return (await session.fetch("me/")).status;
    });
    expect(status).toBe(200);
    await expect.poll(() => granted.access).toHaveLength(2);
    const taken = stored + (await readOverheard(page));
    for (const kind of ["refresh", "access"] as const) {
      expect(hasToken(taken, granted[kind]), kind).toBe(true);
      const threat =
        kind === "refresh" ? "hostile script (XSS): refresh token" : "hostile script: access token";
      expect(said(threat, column)).toMatch(/^taken/);
    }
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
  await first.close();

  const next = await open();
  expect(await readStorages(next)).toContain(refresh[0]);
  await logIn(next, django, username, "session");
  expect(await readStorages(next)).not.toContain(refresh[0]);
  await close();
});
