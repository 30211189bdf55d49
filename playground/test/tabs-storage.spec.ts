/** Tabs in a browser that lacks an API, whose storage was cleared, or that has duplicated a tab. */
import { expect, expectSoonShown, needDjango, seeded, Tab, type Tabs, test } from "./tabs.ts";

needDjango();

const hour = 3_600_000;

async function expectLoggedIn(...tabs: readonly Tab[]): Promise<void> {
  for (const tab of tabs)
    await expect.poll(async () => (await tab.call("standing")).status).toBe("authenticated");
}

/** Lets both tabs find the token expired in the same moment, some times. */
async function playRounds(both: readonly Tab[], rounds: number): Promise<void> {
  const random = seeded(rounds);
  for (let round = 0; round < rounds; round += 1) {
    await new Promise((resolve) => setTimeout(resolve, 1050));
    await Promise.all(both.map((tab) => tab.call("leap", hour)));
    const at = Date.now() + 20;
    const answers = await Promise.all(both.map((tab) => tab.call("ask", at + random() * 20)));
    expect(
      answers.filter(({ print }) => !print),
      `round ${round}`,
    ).toEqual([]);
  }
  await expectLoggedIn(...both);
  await expect.poll(async () => await both[0]?.call("ask")).toEqual(await both[1]?.call("ask"));
}

/** Two tabs of one person, in a browser that lacks something. */
async function openTwo(tabs: Tabs): Promise<[Tab, Tab]> {
  await tabs.lifetime(300_000);
  const both: [Tab, Tab] = [await tabs.open(), await tabs.open()];
  await both[0].call("login", tabs.username);
  await expectLoggedIn(...both);
  await tabs.forget();
  return both;
}

async function expectLogoutSeen([left, right]: readonly [Tab, Tab]): Promise<void> {
  await left.call("logout");
  await expectSoonShown(left, "logged out: logout", [right], "logged out: logout, elsewhere");
}

test("without BroadcastChannel, the copy in localStorage notifies the other tab", async ({
  tabs,
}) => {
  await tabs.context.addInitScript(() => Reflect.deleteProperty(globalThis, "BroadcastChannel"));
  const both = await openTwo(tabs);
  await playRounds(both, 3);
  expect(await tabs.refreshes()).toMatchObject({ count: 3, refused: 0, twice: 0 });
  await expectLogoutSeen(both);
});

test("without IndexedDB, tabs use localStorage alone, and wait for what it shows late", async ({
  tabs,
}) => {
  await tabs.context.addInitScript(() =>
    Object.defineProperty(globalThis, "indexedDB", { value: undefined }),
  );
  const both = await openTwo(tabs);
  await playRounds(both, 5);
  expect(await tabs.refreshes()).toMatchObject({ count: 5, refused: 0, twice: 0 });
  await expectLogoutSeen(both);
});

test("with a full or forbidden localStorage, tabs use IndexedDB alone, and a reload shows loading first", async ({
  tabs,
}) => {
  await tabs.context.addInitScript(() => {
    for (const name of ["getItem", "setItem", "removeItem"])
      Object.defineProperty(Storage.prototype, name, {
        value() {
          throw new DOMException("No.", "QuotaExceededError");
        },
      });
  });
  const both = await openTwo(tabs);
  await playRounds(both, 2);
  expect(await tabs.refreshes()).toMatchObject({ count: 2, refused: 0, twice: 0 });
  await both[1].page.reload();
  await expectLoggedIn(both[1]);
  expect((await both[1].shown())[0]?.text).toBe("loading");
  await expectLogoutSeen(both);
});

test("without any storage, the session stays in the memory of its tab and reports degraded", async ({
  tabs,
}) => {
  await tabs.context.addInitScript(() => {
    Object.defineProperty(globalThis, "indexedDB", { value: undefined });
    Object.defineProperty(Storage.prototype, "setItem", {
      value() {
        throw new DOMException("Full.", "QuotaExceededError");
      },
    });
  });
  const tab = await tabs.open();
  await tab.call("login", tabs.username);
  expect(await tab.call("explain")).toContain("degraded");
  await tab.call("leap", hour);
  expect(await tab.call("send", 5)).toEqual({ good: 5, bad: [] });
  await tab.page.reload();
  await expect
    .poll(async () => await tab.call("standing"))
    .toMatchObject({ status: "unauthenticated", reason: null });
});

test("without Web Locks, a lease in IndexedDB lets one tab refresh for both", async ({ tabs }) => {
  await tabs.context.addInitScript(() =>
    Object.defineProperty(Navigator.prototype, "locks", { value: undefined }),
  );
  const both = await openTwo(tabs);
  await playRounds(both, 5);
  expect(await tabs.refreshes()).toMatchObject({ count: 5, refused: 0 });
});

test("a cleared storage does not log out, and the next refresh fills it again", async ({
  tabs,
}) => {
  const both = await openTwo(tabs);
  await both[0].page.evaluate(async () => {
    localStorage.clear();
    const asked = indexedDB.deleteDatabase("sojourn");
    await new Promise((resolve, reject) => {
      asked.onsuccess = resolve;
      asked.onerror = reject;
      asked.onblocked = reject;
    });
  });
  const stranger = await tabs.open();
  await expect.poll(async () => (await stranger.call("standing")).status).toBe("unauthenticated");
  await expectLoggedIn(...both);
  await playRounds(both, 2);
  expect(await tabs.refreshes()).toMatchObject({ count: 2, refused: 0, twice: 0 });
  await expectLoggedIn(stranger, await tabs.open());
});

test("a duplicated tab shares the session of its original, a new tab has none", async ({
  tabs,
}) => {
  const storage = "session";
  await tabs.lifetime(300_000);
  const left = await tabs.open({ storage });
  await left.call("login", tabs.username);
  // As "Duplicate Tab" does, window.open copies what is in sessionStorage.
  const opened = tabs.context.waitForEvent("page");
  await left.page.evaluate(() => void window.open(location.href));
  const right = new Tab(await opened);
  await expectLoggedIn(left, right);
  const other = await tabs.open({ storage });
  await expect.poll(async () => (await other.call("standing")).status).toBe("unauthenticated");

  await tabs.forget();
  await playRounds([left, right], 5);
  expect(await tabs.refreshes()).toMatchObject({ count: 5, refused: 0, twice: 0 });
  await right.page.reload();
  await expectLoggedIn(right);
  await expectLogoutSeen([left, right]);
});

test("8 tabs that reload together on an expired token make one refresh, and show nothing else meanwhile", async ({
  tabs,
}) => {
  test.slow();
  const pages = await tabs.blanks(8);
  const [first] = pages;
  if (!first) return;
  await tabs.logInAndExpire(first);
  await tabs.forget();
  await Promise.all(pages.map(({ page }) => page.goto(tabs.address({}, 5))));
  for (const tab of pages) {
    expect(await tab.call("sent")).toEqual({ good: 5, bad: [] });
    const texts = (await tab.shown()).map(({ text }) => text.replace(/\d+/, "…"));
    expect(new Set(texts).size).toBeLessThanOrEqual(2);
    expect(texts.at(-1)).toBe("private things of …");
  }
  expect(await tabs.refreshes()).toMatchObject({ count: 1, refused: 0, twice: 0 });
});

test("a reload with a valid token shows the right screen from the first frame on", async ({
  tabs,
}) => {
  const tab = await tabs.open();
  const id = await tab.call("login", tabs.username);
  for (let time = 0; time < 5; time += 1) {
    await tab.page.reload();
    await expect.poll(async () => (await tab.shown()).some(({ frame }) => frame)).toBe(true);
    const texts = (await tab.shown()).map(({ text }) => text);
    expect([...new Set(texts)]).toEqual([`private things of ${id}`]);
  }
});
