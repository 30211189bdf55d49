/** Ends and beginnings in one tab, as the others see them: at once, with the reason, and before anything private is painted. */
import { expect, expectSoonShown, needDjango, type Tab, test } from "./tabs.ts";

needDjango();

/** What a tab showed from this moment on, one text after the other. */
async function since(tab: Tab, at: number): Promise<string[]> {
  const texts = (await tab.shown()).filter((one) => one.at >= at).map(({ text }) => text);
  return texts.filter((text, index) => text !== texts[index - 1]);
}

test("a logout reaches 8 tabs within a second, with its reason", async ({ tabs }) => {
  const pages = await Promise.all(Array.from({ length: 8 }, () => tabs.open()));
  const [first, ...others] = pages;
  if (!first) return;
  await first.call("login", tabs.username);
  for (const tab of others)
    await expect.poll(async () => (await tab.call("standing")).status).toBe("authenticated");

  await first.call("logout");
  await expectSoonShown(first, "logged out: logout", others, "logged out: logout, elsewhere");
  for (const tab of others) {
    expect(await tab.call("standing")).toMatchObject({ reason: "logout", elsewhere: true });
    expect((await tab.call("explain")).at(-1)).toBe("ended");
  }
});

test("a tab that was frozen shows nothing private when it comes back", async ({ lively }) => {
  const left = await lively.open();
  await left.call("login", lively.username);
  const right = await lively.open();
  await left.freeze();
  await right.call("logout");
  await left.thaw();
  const at = Date.now();
  await left.page.bringToFront();
  await expect.poll(async () => (await left.shown()).at(-1)?.frame).toBe(true);
  expect(await since(left, at)).toEqual(["logged out: logout, elsewhere"]);
});

for (const bell of [true, false])
  test(`a page out of the back/forward cache shows nothing private, ${bell ? "with" : "without"} BroadcastChannel`, async ({
    lively,
  }) => {
    // Chromium drops a cached page to which a channel has something to say: without one it comes back as it was.
    if (!bell)
      await lively.context.addInitScript(() =>
        Reflect.deleteProperty(globalThis, "BroadcastChannel"),
      );
    const left = await lively.open();
    const right = await lively.open();
    /** Resolves to whether Chromium had kept the page. That is its own decision: with little memory it keeps none. */
    const comeBackAfterLogout = async (): Promise<boolean> => {
      await left.call("login", lively.username);
      await left.page.bringToFront();
      await left.page.goto(`${lively.url}packages/core/package.json`);
      await right.call("logout");
      const at = Date.now();
      await left.page.goBack({ waitUntil: "commit" });
      const isCached = (await left.shown()).some((one) => one.at < at);
      await expect.poll(async () => (await left.shown()).at(-1)?.frame).toBe(true);
      const texts = await since(left, at);
      expect(texts.at(-1)).toBe(isCached ? "logged out: logout, elsewhere" : "logged out: logout");
      expect(texts.filter((text) => text.startsWith("private"))).toEqual([]);
      return isCached;
    };
    let isCached = await comeBackAfterLogout();
    if (bell) return;
    for (let more = 5; !isCached && more > 0; more -= 1) isCached = await comeBackAfterLogout();
    expect(isCached).toBe(true);
  });

test("a hidden tab sends no requests, and catches up when it is shown", async ({ lively }) => {
  await lively.lifetime(12_000);
  const tab = await lively.open();
  await tab.call("login", lively.username);
  await lively.context.newPage();
  await expect.poll(() => tab.page.evaluate(() => document.visibilityState)).toBe("hidden");
  await lively.forget();
  // The token is due after ten seconds, and over after twelve.
  await new Promise((resolve) => setTimeout(resolve, 14_000));
  expect(await lively.refreshes()).toMatchObject({ count: 0 });
  expect(await tab.call("standing")).toMatchObject({ status: "authenticated" });
  await lively.lifetime(60_000);
  await tab.page.bringToFront();
  await expect.poll(async () => (await lively.refreshes()).count).toBe(1);
  expect(await tab.call("send", 5)).toEqual({ good: 5, bad: [] });
});

test("after a login as another user in one tab, the others show that user or nothing, and no late answer of the first", async ({
  tabs,
  another,
}) => {
  const { username } = await another();
  const left = await tabs.open();
  const right = await tabs.open();
  await tabs.lifetime(300_000);
  const first = await left.call("login", tabs.username);
  await expect.poll(async () => (await right.call("standing")).user).toBe(first);

  // The first user's refresh is under way in one tab when the second user logs in in the other.
  await tabs.forget();
  await tabs.slowRefresh(4000);
  const asked = right.page.waitForRequest(/token\/refresh/);
  await right.call("leap", 3_600_000);
  await right.call("beginToSend", 3);
  await asked;
  const at = Date.now();
  const second = await left.call("login", username);
  expect(await right.call("sent")).toEqual({ good: 0, bad: Array(3).fill("session-changed") });
  await expect.poll(async () => (await right.call("standing")).user).toBe(second);
  await expect.poll(async () => (await tabs.refreshes()).count).toBe(1); // that answer has come, too late

  // The first user while the login is on its way, then the second: nothing in between, and no way back.
  const texts = await since(right, at);
  expect([texts.at(-1), texts.length < 3]).toEqual([`private things of ${second}`, true]);
  if (texts.length === 2) expect(texts[0]).toBe(`private things of ${first}`);
  for (const tab of [left, right]) {
    expect(await tab.call("standing")).toMatchObject({ status: "authenticated", user: second });
    expect(await tab.call("send", 3)).toEqual({ good: 3, bad: [] });
  }
  await expect.poll(async () => await left.call("ask")).toEqual(await right.call("ask"));
});

test("a user who was deleted on the server is logged out in all tabs, with the reason", async ({
  tabs,
  control,
}) => {
  const [left, right] = [await tabs.open(), await tabs.open()];
  await left.call("login", tabs.username);
  await expect.poll(async () => (await right.call("standing")).status).toBe("authenticated");
  await control.post("users/", { username: tabs.username, revoke: true, active: false });
  await left.call("send", 1);
  for (const tab of [left, right])
    await expect.poll(async () => (await tab.call("standing")).reason).toBe("rejected");
});
