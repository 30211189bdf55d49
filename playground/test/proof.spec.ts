/** The first screen: what its buttons show is what the server counted, and the code on it is the code that runs. */
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { expect, test } from "./playground.ts";

/** The lines of a file that the first screen shows: all but the first, which says what the file is for. */
function linesOf(file: string): string {
  const source = readFileSync(new URL(`../start/${file}`, import.meta.url), "utf8");
  return source.slice(source.indexOf("\n")).trim();
}

/** What the first screen says happened on one side, by numbers. */
async function readVerdict(page: Page, side: "With Sojourn" | "Written by hand") {
  const lines = page.getByRole("list", { name: `What happened: ${side}` }).getByRole("listitem");
  await expect(lines).toHaveCount(3, { timeout: 60_000 });
  const [refreshes = "", answers = "", end = ""] = await lines.allInnerTexts();
  return {
    refreshes: Number.parseInt(refreshes, 10),
    answered: Number.parseInt(answers, 10),
    isLoggedIn: end === "Still logged in",
  };
}

/** Counts the refreshes of the page and its frames as they go over the wire: nobody tells the page of this count. */
function countRefreshes(page: Page): () => number {
  let count = 0;
  page.on("request", (request) => {
    if (request.url().endsWith("/token/refresh/") && request.serviceWorker() === null) count += 1;
  });
  return () => count;
}

test("one tab: Sojourn refreshes once; the copied interceptor refreshes fifty times and loses the session", async ({
  playground,
}) => {
  const { page } = playground;
  const seen = countRefreshes(page);
  await page.goto("/");
  await playground.button("Show me").click();
  const good = await readVerdict(page, "With Sojourn");
  expect(good).toEqual({ refreshes: 1, answered: 50, isLoggedIn: true });
  const bad = await readVerdict(page, "Written by hand");
  expect(bad.refreshes).toBe(50);
  expect(bad.answered).toBeLessThan(50);
  expect(bad.isLoggedIn).toBe(false);
  expect(seen()).toBe(51);
});

test("two tabs: Sojourn still refreshes once; an interceptor with a queue does so in each tab, and one is refused", async ({
  playground,
}) => {
  const { page } = playground;
  const seen = countRefreshes(page);
  await page.goto("/");
  await playground.button("Show me with two tabs").click();
  const good = await readVerdict(page, "With Sojourn");
  expect(good).toEqual({ refreshes: 1, answered: 50, isLoggedIn: true });
  const bad = await readVerdict(page, "Written by hand");
  // One in each tab, and another for a refusal that arrives when its tab has its new token already.
  expect(bad.refreshes).toBeGreaterThanOrEqual(2);
  expect(bad.answered).toBeLessThan(50);
  expect(bad.isLoggedIn).toBe(false);
  expect(seen()).toBe(1 + bad.refreshes);
  // Two pages for each side, beside the first screen itself.
  expect(page.frames()).toHaveLength(5);
  await playground.expectToFitPhones();
});

test("the code on the first screen is the code that runs", async ({ playground }) => {
  const { page } = playground;
  await page.goto("/");
  const shown = page.getByRole("region", { name: "All the code it takes" }).locator("code");
  expect(await shown.textContent()).toBe(linesOf("with-sojourn.ts"));
  expect(linesOf("with-sojourn.ts").split("\n").filter(Boolean)).toHaveLength(10);
  await page.getByText("lines that run here").click();
  const beside = page.getByRole("region", { name: "Written by hand" }).locator("code");
  expect(await beside.textContent()).toBe(linesOf("by-hand.ts"));
});
