/** Idle logout in a real Chromium: sleep, a closed browser, many tabs, and the dialog that warns. One minute, half of it a warning. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Clock, chromium, type Page } from "@playwright/test";
import { starts } from "./page-contract.ts";
import { expect, Playground, test } from "./playground.ts";
import { watchPaint } from "./watch-paint.ts";

const timeout = 60_000;
/** A sign of life is noted once a second at most. */
const blur = 1000;
/** And other tabs hear of it a few seconds later at most. */
const hearsay = 4000;

const dialog = (page: Page) => page.getByRole("alertdialog", { name: "Are you still there?" });

/** What is for the eyes of who is logged in. */
const secret = "For my eyes only";
const privateText = /For my eyes only|Logged in as|Microblog/;

const ended = "You were logged out because you were inactive.";

/**
 * Waits for something to be seen while the pages' clock goes on, a little at a time. What comes out of storage, from another tab
 * or out of a framework's own timers may come after the clock was moved, and then wants it to move again.
 */
async function see(clock: Clock, look: () => Promise<unknown>): Promise<void> {
  let isSeen = false;
  const goOn = async (): Promise<void> => {
    while (!isSeen) {
      await sleep(200);
      await clock.runFor(50);
    }
  };
  const looking = look().finally(() => {
    isSeen = true;
  });
  await Promise.all([looking, goOn()]);
}

/** Logs in and writes down something private. Then the clock stands still. */
async function begin(page: Page, start?: string): Promise<Playground> {
  const playground = new Playground(page, start);
  await playground.open({ idle: timeout / 1000, lifetime: 300 });
  await playground.logIn();
  await page.getByLabel("Write a post").fill(secret);
  await playground.button("Post").click();
  await expect(page.getByText(secret)).toBeVisible();
  await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 2000);
  await page.mouse.move(1, 1);
  return playground;
}

test.beforeEach(({ page }) => {
  test.slow();
  return page.clock.install();
});

test("the session ends within a second after the timeout, and not before", async ({ page }) => {
  const playground = await begin(page);
  await page.clock.runFor(timeout - 1);
  await playground.expectLoggedIn();
  await page.clock.runFor(blur + 1);
  await see(page.clock, () => playground.expectLoggedOut());
  await see(page.clock, () => expect(playground.reason(ended)).toBeFocused());
});

test("moving the pointer now and then keeps the session", async ({ page }) => {
  const playground = await begin(page);
  for (let step = 0; step < 12; step += 1) {
    await page.clock.runFor(timeout / 3);
    await page.mouse.move(step, 20);
  }
  await expect(dialog(page)).toBeHidden();
  await playground.expectLoggedIn();
});

for (const [wake, act] of [
  ["moves the pointer", (page: Page) => page.mouse.move(200, 200)],
  ["presses a key", (page: Page) => page.keyboard.press("Tab")],
  ["comes back to the page", (page: Page) => page.evaluate(comeBack)],
] as const)
  test(`after a sleep past the deadline, whoever ${wake} finds the session over`, async ({
    page,
  }) => {
    const painted = await watchPaint(page);
    const playground = await begin(page);
    expect(await painted(), "the watch sees what is painted").toContain(secret);
    await page.clock.runFor(2000);
    // A lid that is closed: the clock goes on, and no timer rings.
    await page.clock.setSystemTime((await page.evaluate(() => Date.now())) + 8 * 60 * timeout);
    await act(page);
    await see(page.clock, () => playground.expectLoggedOut());
    await see(page.clock, () => expect(playground.reason(ended)).toBeVisible());
    expect(await painted()).not.toMatch(privateText);
    // Nor does going on revive it.
    await page.mouse.move(100, 100);
    await page.reload();
    await see(page.clock, () => playground.expectLoggedOut());
    expect(await painted()).not.toMatch(privateText);
  });

test("a browser that was closed past the deadline opens without the session", async ({
  baseURL,
  launchOptions,
}) => {
  const folder = mkdtempSync(join(tmpdir(), "sojourn-browser-"));
  const open = async (at: number): Promise<Page> => {
    const context = await chromium.launchPersistentContext(folder, {
      ...launchOptions,
      ...(baseURL && { baseURL }),
    });
    await context.clock.install({ time: at });
    return context.newPage();
  };
  try {
    const login = Date.now();
    const before = await open(login);
    await begin(before);
    const record = await before.evaluate(() => JSON.stringify({ ...localStorage }));
    await before.context().close();

    // Closed for half the time, it is as it was.
    const soon = await open(login + timeout / 2);
    const paintedSoon = await watchPaint(soon);
    const back = new Playground(soon);
    await back.open({ idle: timeout / 1000, lifetime: 300 });
    await back.expectLoggedIn();
    expect(await paintedSoon()).toMatch(privateText);
    await soon.context().close();

    const late = await open(login + 2 * 60 * timeout);
    const painted = await watchPaint(late);
    const sent = watchRequests(late);
    const playground = new Playground(late);
    await playground.open({ idle: timeout / 1000, lifetime: 300 });
    await playground.expectLoggedOut();
    await expect(playground.reason(ended)).toBeVisible();
    expect(await painted()).not.toMatch(privateText);
    await expect.poll(sent).toEqual(["POST token/blacklist/"]);
    const left = await late.evaluate(() => JSON.stringify({ ...localStorage }));
    const tokens = record.match(/eyJ[\w.-]+/g) ?? [];
    expect(tokens.length).toBeGreaterThan(0);
    for (const token of tokens) expect(left.includes(token)).toBe(false);
    await late.context().close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("activity in one tab keeps all tabs logged in; without it all end together, a frozen one when it thaws", async ({
  page,
  context,
}) => {
  const first = await begin(page);
  const others: Playground[] = [];
  for (let tab = 0; tab < 3; tab += 1) {
    const other = new Playground(await context.newPage());
    await other.open({ idle: timeout / 1000, lifetime: 300 });
    await see(context.clock, () => other.expectLoggedIn());
    others.push(other);
  }
  const frozen = others.pop() as Playground;
  const cdp = await context.newCDPSession(frozen.page);
  await cdp.send("Page.setWebLifecycleState", { state: "frozen" });

  // What one process writes into localStorage, another may read a moment late.
  const sign = (tab: Page): Promise<string> =>
    tab.evaluate(
      () => Object.entries(localStorage).find(([key]) => key.endsWith(":active"))?.[1] ?? "",
    );
  // Two minutes and one more: no token is renewed meanwhile. The clocks of the tabs are moved one after the other, and a record
  // from one that is ahead would tell the others that theirs were set back.
  for (let step = 0; step < 6; step += 1) {
    await context.clock.runFor(timeout / 3);
    await page.mouse.move(step, 20);
    const written = await sign(page);
    for (const tab of others) await expect.poll(() => sign(tab.page)).toBe(written);
  }
  for (const tab of [first, ...others]) {
    await tab.expectLoggedIn();
    await expect(dialog(tab.page)).toBeHidden();
  }
  await context.clock.runFor(timeout - 1);
  await first.expectLoggedIn();
  await context.clock.runFor(blur + 1);
  for (const tab of [first, ...others]) await see(context.clock, () => tab.expectLoggedOut());

  await cdp.send("Page.setWebLifecycleState", { state: "active" });
  await see(context.clock, () => frozen.expectLoggedOut());
});

for (const [name, start] of Object.entries(starts))
  test.describe(`${name}`, () => {
    test("the dialog warns in every tab, and one click keeps the session in all of them", async ({
      page,
      context,
    }) => {
      const playground = await begin(page, start);
      const other = new Playground(await context.newPage(), start);
      await other.open({ idle: timeout / 1000, lifetime: 300 });
      await see(context.clock, () => expect(other.button("Log out")).toBeVisible());
      await page.bringToFront();
      await page.mouse.move(2, 2); // however long that took
      await context.clock.runFor(timeout / 2 + hearsay);
      for (const tab of [page, other.page])
        await see(context.clock, () => expect(dialog(tab)).toBeVisible());
      await see(context.clock, () => expect(playground.button("Stay logged in")).toBeFocused());
      await expect(dialog(page)).toHaveAccessibleDescription(
        /^Nobody has used this page for a while\. You will be logged out (with)?in \d\d seconds\.$/,
      );

      // Reading is no answer.
      await page.mouse.move(100, 100);
      await page.keyboard.press("Tab");
      await context.clock.runFor(1000);
      await expect(dialog(page)).toBeVisible();
      await expect(dialog(page)).toContainText("0:2");

      await playground.button("Stay logged in").click();
      for (const tab of [page, other.page])
        await see(context.clock, () => expect(dialog(tab)).toBeHidden());
      await context.clock.runFor(timeout / 3);
      await playground.expectLoggedIn();
      await other.expectLoggedIn();
    });

    test("Escape keeps the session too, and logging out from the dialog ends it", async ({
      page,
    }) => {
      const playground = await begin(page, start);
      await page.clock.runFor(timeout / 2 + blur);
      await see(page.clock, () => expect(dialog(page)).toBeVisible());
      await page.keyboard.press("Escape");
      await see(page.clock, () => expect(dialog(page)).toBeHidden());
      await playground.expectLoggedIn();

      await page.clock.runFor(timeout / 2 + blur);
      await see(page.clock, () => playground.button("Log out now").click());
      await see(page.clock, () => playground.expectLoggedOut());
      await see(page.clock, () => expect(playground.reason("You are logged out.")).toBeFocused());
    });

    test("a screen reader reads the countdown only at a few marks, and then the reason of the end", async ({
      page,
    }) => {
      const playground = await begin(page, start);
      await page.clock.runFor(timeout / 2 + blur);
      await see(page.clock, () => expect(dialog(page)).toBeVisible());
      await page.evaluate(() => {
        const spoken: string[] = [];
        Object.assign(globalThis, { spoken });
        const region = document.getElementById("idle-left") as HTMLElement;
        new MutationObserver(() => spoken.push(region.textContent ?? "")).observe(region, {
          childList: true,
          characterData: true,
          subtree: true,
        });
      });
      await page.clock.runFor(timeout / 2 - 2000);
      const spoken = await page.evaluate(
        () => (globalThis as unknown as { spoken: string[] }).spoken,
      );
      expect(spoken).toEqual([
        expect.stringMatching(/^ ?You will be logged out (with)?in 10 seconds\. ?$/),
      ]);
      const count = dialog(page).locator("[aria-hidden]");
      await see(page.clock, () => expect(count).toHaveText(/ 0:0\d$/));
      await page.clock.runFor(2000 + blur);
      await see(page.clock, () => expect(playground.reason(ended)).toBeFocused());
    });
  });

/** All requests that carry a token of the session, wherever they carry it. */
function watchRequests(page: Page): () => string[] {
  const seen: string[] = [];
  page.on("request", (request) => {
    const { authorization = "" } = request.headers();
    const carried = `${authorization} ${request.postData() ?? ""} ${request.url()}`;
    if (/eyJ[\w-]+\./.test(carried))
      seen.push(`${request.method()} ${request.url().replace(/.*\/simplejwt\//, "")}`);
  });
  return () => seen;
}

function comeBack(): void {
  document.dispatchEvent(new Event("visibilitychange"));
}
