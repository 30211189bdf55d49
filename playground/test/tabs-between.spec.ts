/** Moments in between: one person follows another while storage hangs, and a session is saved while a tab finds it over. */
import { expect, needDjango, test } from "./tabs.ts";

needDjango();
test.use({ prefix: "simplejwt" });

for (const where of ["in the same tab", "in another tab"])
  test(`no request of one person's screen arrives as another's, who logs in ${where} while storage hangs`, async ({
    tabs,
    another,
  }) => {
    const { username } = await another();
    await tabs.lifetime(300_000);
    const [tab, other] = [await tabs.open(), await tabs.open()];
    const alice = await tab.call("login", tabs.username);
    await tab.page.evaluate(() => {
      IDBFactory.prototype.open = () => ({}) as IDBOpenDBRequest;
    });
    // Alone first: on a busy machine the login below may be faster than any answer to the requests beside it.
    expect(await tab.call("askWho", 100)).toEqual([`${alice} seen as ${alice}`]);
    const isHere = where === "in the same tab";
    const asking = tab.call("askWho", 6000, ...(isHere ? [username] : []));
    const bob = isHere ? null : await other.call("login", username);
    const seen = await asking;
    const shown = bob ?? (await tab.call("standing")).user;
    expect(shown).not.toBe(alice);
    expect(seen).toContain(`${shown} seen as ${shown}`);
    const allowed = [
      `${alice} told session-changed`,
      ...[alice, shown].map((id) => `${id} seen as ${id}`),
    ];
    expect(seen.filter((one) => !allowed.includes(one))).toEqual([]);
  });

test("a hidden tab whose tokens have expired waits for the renewal of another tab", async ({
  lively,
}) => {
  test.slow();
  const { control } = lively;
  const lifetimes = (accessLifetimeMs: number, refreshLifetimeMs: number): Promise<void> =>
    control.post("settings/", { accessLifetimeMs, refreshLifetimeMs });
  const day = 86_400_000;
  await lifetimes(4000, 12_000);
  const hidden = await lively.open();
  await hidden.call("login", lively.username);
  const over = Date.now() + 12_000;
  await lifetimes(300_000, day);
  const sibling = await lively.blank();
  await expect.poll(() => hidden.page.evaluate(() => document.visibilityState)).toBe("hidden");
  // The server takes the refresh token while it is good; its answer is on the way until after the token's end.
  await sibling.page.route(/token\/refresh/, async (route) => {
    const response = await route.fetch();
    await new Promise((resolve) => setTimeout(resolve, over + 4000 - Date.now()));
    await route.fulfill({ response });
  });
  await sibling.page.goto(lively.address());
  await new Promise((resolve) => setTimeout(resolve, over - 7000 - Date.now()));
  expect(await sibling.call("waitForToken")).toMatchObject({ error: null });
  for (const tab of [hidden, sibling]) {
    await expect.poll(async () => (await tab.call("ask")).error).toBe(null);
    expect(await tab.call("standing")).toMatchObject({ status: "authenticated" });
    const ends = (await tab.shown()).filter(({ text }) =>
      /logged out: (expired|rejected)/.test(text),
    );
    expect(ends).toEqual([]);
  }
  expect(await lively.refreshes()).toMatchObject({ count: 1, refused: 0 });
});
