// The story that every consumer has to tell in a real browser: a guarded page, a login, a reload, another visitor, a logout.
import { brotliCompressSync } from "node:zlib";
import { type Browser, expect as baseExpect, type Page } from "@playwright/test";
import { alice } from "./api.ts";

/** With patience for slow machines. */
const expect = baseExpect.configure({ timeout: 20_000 });

/** Words for developers only: production builds must not have them. */
const DEVELOPMENT_WORDS = [
  "Another session named",
  "multiply by 1000",
  "If you mean seconds",
  "has no option",
  "gave no refresh token",
  "HttpClient does not know of the session",
  "ɵɵngDeclare",
];

/** What a browser saw on its way through the app. */
export interface Seen {
  readonly bytes: number;
  readonly brotliBytes: number;
}

/** Plays the story. Throws what is wrong. */
export async function playStory(browser: Browser, web: string): Promise<Seen> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const { troubles, scripts } = watch(page);
  const form = page.getByRole("button", { name: "Log in" });

  await page.goto(`${web}/posts`);
  await expect(form, "a guarded page leads to the login page").toBeVisible();
  expect(new URL(page.url()).pathname).toMatch(/^\/login/);

  await page.getByLabel("User name").fill(alice.username);
  await page.getByLabel("Password").fill(alice.password);
  await form.click();
  await expectPosts(page, "a login leads to the guarded page");
  expect(new URL(page.url()).pathname).toBe("/posts");

  await page.reload();
  await expectPosts(page, "a reload keeps the session");

  const stranger = await browser.newContext();
  const other = await stranger.newPage();
  await other.goto(`${web}/posts`);
  await expect(other.getByRole("button", { name: "Log in" }), "another visitor").toBeVisible();
  await stranger.close();

  await page.getByRole("button", { name: "Log out" }).click();
  await expect(form, "a logout leads to the login page").toBeVisible();
  expect(troubles, "the console").toEqual([]);

  const code = await Promise.all([...scripts].map(async (url) => (await fetch(url)).text()));
  expect(code, "the scripts").not.toEqual([]);
  const words = DEVELOPMENT_WORDS.filter((word) => code.some((text) => text.includes(word)));
  expect(words, "words for developers").toEqual([]);
  await context.close();
  return {
    bytes: sum(code.map((text) => Buffer.byteLength(text))),
    brotliBytes: sum(code.map((text) => brotliCompressSync(text).length)),
  };
}

async function expectPosts(page: Page, what: string): Promise<void> {
  await expect(page.getByRole("heading", { name: "Hello alice" }), what).toBeVisible();
  await expect(page.getByRole("listitem"), what).toHaveText(["Second", "First"]);
}

/** Listens to what the page complains about, and to the addresses of the scripts that it loads. */
function watch(page: Page): { troubles: string[]; scripts: Set<string> } {
  const troubles: string[] = [];
  const scripts = new Set<string>();
  page.on("pageerror", (error) => troubles.push(`${error}`));
  page.on("console", (message) => {
    const isTrouble = message.type() === "error" || message.type() === "warning";
    if (isTrouble) troubles.push(message.text());
  });
  page.on("response", (response) => {
    const type = response.headers()["content-type"] ?? "";
    if (type.includes("javascript")) scripts.add(response.url());
  });
  return { troubles, scripts };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
