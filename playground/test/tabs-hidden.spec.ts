/** Deadlines that must come though nobody tells: in hidden pages, after sleep, and where storage never answers. */
import { expect, needDjango, Tab, test } from "./tabs.ts";

needDjango();
test.use({ prefix: "simplejwt" });

const hour = 3_600_000;

test("a hidden tab gives up a renewal that is not answered, and another tab renews", async ({
  lively,
}) => {
  test.slow();
  const timeout = 5000;
  await lively.lifetime(300_000);
  const tab = await lively.open({ timeout });
  await tab.call("login", lively.username);
  const other = await lively.open({ timeout });
  await expect.poll(() => tab.page.evaluate(() => document.visibilityState)).toBe("hidden");
  await lively.slowRefresh(60_000);
  await tab.call("leap", hour);
  // Its timers ring once a second: twice that late at most, and one period of grace.
  const { error, took } = await tab.call("waitForToken");
  expect(error).toBe("timeout");
  expect(took).toBeLessThan(timeout + 6000);
  await other.call("leap", hour);
  expect(await other.call("waitForToken")).toMatchObject({ error: null });
});

test("a machine that slept without an event shows nothing private a minute later", async ({
  tabs,
}) => {
  const page = await tabs.context.newPage();
  await page.clock.install();
  await page.goto(tabs.address({ idle: { timeout: hour, warning: 60_000 } }));
  const tab = new Tab(page);
  await tab.call("login", tabs.username);
  await tab.call("leap", 8 * hour);
  await page.clock.runFor(60_000);
  expect(await tab.call("standing")).toMatchObject({ status: "unauthenticated", reason: "idle" });
  expect((await tab.shown()).at(-1)?.text).toBe("logged out: idle");
});

test("an IndexedDB that never answers delays once by two seconds, and then the copy in localStorage is used", async ({
  tabs,
}) => {
  await tabs.context.addInitScript(() => {
    IDBFactory.prototype.open = () => ({}) as IDBOpenDBRequest;
  });
  await tabs.lifetime(300_000);
  const [left, right] = [await tabs.open(), await tabs.open()];
  const start = Date.now();
  await left.call("login", tabs.username);
  expect(Date.now() - start, "a login, in milliseconds").toBeLessThan(6000);
  await expect.poll(async () => (await right.call("standing")).status).toBe("authenticated");
  expect(await left.call("explain")).toContain("degraded");
  await tabs.forget();
  for (const tab of [left, right]) await tab.call("leap", hour);
  expect(await left.call("waitForToken")).toMatchObject({ error: null });
  expect(await left.call("send", 3)).toEqual({ good: 3, bad: [] });
  expect((await tabs.refreshes()).refused).toBe(0);
  await left.page.reload();
  await expect.poll(async () => (await left.call("standing")).status).toBe("authenticated");
  await left.call("logout");
  await expect.poll(async () => (await right.call("standing")).reason).toBe("logout");
});
