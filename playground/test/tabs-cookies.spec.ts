/** Many tabs in cookie mode, in a real Chromium, before real servers that keep tokens in cookies. */
import { expect, needDjango, type Tab, test } from "./cookie-tabs.ts";
import { amount } from "./tabs.ts";

needDjango();

/** How many tabs. With `"auth"` they renew in turn, and each waits for those before it: a small machine is too slow for twenty at once. */
const size = { once: 8, long: 8, full: 20 }[amount];

test(`with cookies to all, ${size} tabs on an expired token make one refresh, and lose nothing`, async ({
  jar,
}) => {
  const tabs = await jar("dj-rest-auth-csrf");
  const pages = await tabs.blanks(size);
  await tabs.logInAndExpire(pages[0] as Tab);
  await tabs.forgetAll();
  const start = Date.now() + 400;
  const outcomes = await Promise.all(
    pages.map((page) => page.call("rush", tabs.opening, start, 5)),
  );
  expect(outcomes.flatMap(({ bad }) => bad)).toEqual([]);
  for (const page of pages)
    expect(await page.call("standing")).toMatchObject({ status: "authenticated" });
  expect(await tabs.refreshes()).toMatchObject({ count: 1, refused: 0, twice: 0 });
});

test(`with cookies to auth, a timer renews once for ${size} tabs, and tabs that need a token get theirs in turn`, async ({
  jar,
}) => {
  const tabs = await jar("simplejwt-cookie");
  const pages = await tabs.blanks(size);
  for (const page of pages) await page.call("open", tabs.opening);
  await tabs.lifetime(12_000);
  await pages[0]?.call("login", tabs.username);
  await tabs.lifetime(300_000);
  await expect.poll(async () => (await tabs.refreshes()).count).toBe(1);
  const outcomes = await Promise.all(pages.map((page) => page.call("send", 5)));
  expect(outcomes.flatMap(({ bad }) => bad)).toEqual([]);
  // The tab that renewed by its timer has a token already.
  expect(await tabs.refreshes()).toMatchObject({ count: size, refused: 0, twice: 0 });
  for (const page of pages)
    expect(await page.call("standing")).toMatchObject({ status: "authenticated" });
});
