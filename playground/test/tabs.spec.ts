/** Many tabs on an expired token, in processes of their own, before a server that ends everything when a token comes twice. */
import type { Browser } from "@playwright/test";
import { amount, expect, needDjango, seeded, type Tab, type Tabs, test } from "./tabs.ts";

needDjango();

/** How often each is repeated: tabs and repetitions. The short run has two tabs: eight and twenty cost minutes. */
const repetitions = {
  once: { 2: 1 },
  long: { 2: 3, 8: 2, 20: 1 },
  full: { 2: 30, 8: 30, 20: 30 },
}[amount];
const sizes = Object.entries(repetitions).map(([size, times]) => [Number(size), times] as const);

function often(times: number): string {
  return times === 1 ? "once" : `${times} times`;
}

/** The process of each tab: the renderer that gets busy when the tab does. */
async function processesOf(browser: Browser, tabs: readonly Tab[]): Promise<number[]> {
  const cdp = await browser.newBrowserCDPSession();
  const times = async (): Promise<Map<number, number>> => {
    const { processInfo } = await cdp.send("SystemInfo.getProcessInfo");
    const renderers = processInfo.filter(({ type }) => type === "renderer");
    return new Map(renderers.map(({ id, cpuTime }) => [id, cpuTime]));
  };
  const found: number[] = [];
  for (const { page } of tabs) {
    const before = await times();
    const standsOut = async (): Promise<number | null> => {
      await page.evaluate(() => {
        const end = performance.now() + 150;
        while (performance.now() < end);
      });
      const worked = [...(await times())].map(([id, time]) => ({
        id,
        seconds: time - (before.get(id) ?? 0),
      }));
      const [most, next] = worked.sort((one, other) => other.seconds - one.seconds);
      return most && most.seconds - (next?.seconds ?? 0) > 0.08 ? most.id : null;
    };
    let id = await standsOut();
    while (id === null) id = await standsOut(); // a busy machine gives it its time late
    found.push(id);
  }
  await cdp.detach();
  return found;
}

test("each tab of these tests has a process of its own", async ({ tabs, browser }) => {
  test.slow();
  const most = Math.max(...sizes.map(([size]) => size));
  const pages = await tabs.blanks(most);
  expect(new Set(await processesOf(browser, pages)).size).toBe(most);
});

/** Logs in, lets the tokens expire, opens a session in each tab and sends 5 requests; each starts within `spread` milliseconds. */
async function stampede(tabs: Tabs, size: number, repetitions: number, spread: number) {
  const random = seeded(size * 1000 + spread);
  const pages = await tabs.blanks(size);
  const [first] = pages;
  for (let round = 0; first && round < repetitions; round += 1) {
    await Promise.all(pages.map((page) => page.call("open", tabs.opening)));
    await Promise.all(pages.map((page) => page.call("close")));
    await tabs.logInAndExpire(first);
    await tabs.forget();
    const start = Date.now() + 100 + size * 15;
    const outcomes = await Promise.all(
      pages.map((page) => page.call("rush", tabs.opening, start + random() * spread, 5)),
    );
    const where = `repetition ${round}`;
    expect(
      outcomes.flatMap(({ bad }) => bad),
      where,
    ).toEqual([]);
    for (const page of pages)
      expect(await page.call("standing"), where).toMatchObject({ status: "authenticated" });
    expect(await tabs.refreshes(), where).toMatchObject({ count: 1, refused: 0, twice: 0 });
  }
}

for (const [size, repetitions] of sizes) {
  test(`${size} tabs that start at once make one refresh, ${often(repetitions)}`, async ({
    tabs,
  }) => {
    test.setTimeout(120_000 + repetitions * 20_000);
    await stampede(tabs, size, repetitions, 0);
  });

  test(`${size} tabs that start within 1.5 s make one refresh, ${often(repetitions)}`, async ({
    tabs,
  }) => {
    test.setTimeout(120_000 + repetitions * 20_000);
    await stampede(tabs, size, repetitions, 1500);
  });

  test(`${size} tabs left to their own timers make one refresh in each lifetime, ${often(repetitions)}`, async ({
    tabs,
  }) => {
    test.setTimeout(120_000 + repetitions * 20_000);
    const pages = await tabs.blanks(size);
    await tabs.lifetime(15_000);
    for (const page of pages) await page.call("open", tabs.opening);
    await pages[0]?.call("login", tabs.username);
    await tabs.forget();
    await expect
      .poll(async () => (await tabs.refreshes()).count, { timeout: 60_000 + repetitions * 10_000 })
      .toBeGreaterThanOrEqual(repetitions);
    expect(await tabs.refreshes()).toMatchObject({ refused: 0, twice: 0 });
    for (const page of pages) {
      expect(await page.call("standing")).toMatchObject({ status: "authenticated" });
      expect(await page.call("send", 5)).toEqual({ good: 5, bad: [] });
    }
    expect(await tabs.refreshes()).toMatchObject({ refused: 0, twice: 0 });
  });
}
