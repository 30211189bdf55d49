// Tests in a real browser, against the server inside the page.
import { expect, type Page, test } from "@playwright/test";

async function logIn(page: Page) {
  await page.goto("/");
  await page.click("#log-in");
  await expect(page.locator("#status")).toHaveText("authenticated");
}

test("log in as alice, and keep her logged in for other tests", async ({ page, browser }) => {
  await logIn(page);
  // The session is in localStorage and IndexedDB, and so are the tokens that the mock server issued.
  const storageState = await page.context().storageState({ indexedDB: true });
  const other = await browser.newContext({ storageState });
  const another = await other.newPage();
  await another.goto("/");
  await expect(another.locator("#status")).toHaveText("authenticated");
  await another.click("#load");
  await expect(another.locator("#posts")).toHaveText("answer 200");
});

test("expire now: the request renews the token", async ({ page }) => {
  await logIn(page);
  await page.evaluate(() => mock.expireAccess());
  await page.click("#load");
  await expect(page.locator("#posts")).toHaveText("answer 200");
  expect(await page.evaluate(() => mock.requests("token/refresh/"))).toBe(1);
});

test("fail the refresh: the user stays logged in", async ({ page }) => {
  await logIn(page);
  await page.evaluate(async () => {
    await mock.expireAccess();
    await mock.fault({ kind: "status", status: 503, path: "token/refresh/" });
  });
  await page.click("#load");
  await expect(page.locator("#posts")).toHaveText("answer none");
  await expect(page.locator("#status")).toHaveText("authenticated");
});

test("revoke: the session ends, with a reason", async ({ page }) => {
  await logIn(page);
  await page.evaluate(async () => {
    await mock.revoke("alice");
    await mock.expireAccess();
  });
  await page.click("#load");
  await expect(page.locator("#status")).toHaveText("unauthenticated: rejected");
});
