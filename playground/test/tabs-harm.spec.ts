/** Harm that comes to the tab that refreshes, at random moments: the other one carries on. */
import { amount, expect, needDjango, seeded, type Tab, type Tabs, test } from "./tabs.ts";

needDjango();

const hour = 3_600_000;
/** How often each harm is done, at each server. */
const rounds = { once: 2, long: 3, full: 20 }[amount];
/** How long these sessions wait for the lock, and for an answer. */
const timeout = 6000;

/** What is done to a tab in the middle of its refresh. Returns how a tab takes its place. */
type Harm = (victim: Tab, tabs: Tabs, ahead: number) => Promise<() => Promise<Tab>>;

const harms: Record<string, Harm> = {
  async crashes(victim, tabs, ahead) {
    const cdp = await tabs.context.newCDPSession(victim.page);
    const gone = victim.page.waitForEvent("crash");
    cdp.send("Page.crash").catch(() => {});
    await gone;
    return async () => {
      await victim.page.close();
      return tabs.open({ ahead, timeout });
    };
  },
  async "is closed"(victim, tabs, ahead) {
    await victim.page.close();
    return () => tabs.open({ ahead, timeout });
  },
  async reloads(victim, tabs, ahead) {
    await victim.page.goto(tabs.address({ ahead, timeout }));
    return async () => victim;
  },
  async "navigates away"(victim, tabs, ahead) {
    await victim.page.goto("about:blank");
    return async () => {
      await victim.page.goto(tabs.address({ ahead, timeout }));
      return victim;
    };
  },
  async freezes(victim) {
    await victim.freeze();
    return async () => {
      await victim.thaw();
      return victim;
    };
  },
};

const servers = [
  ["simplejwt", "whose tokens stay good"],
  ["simplejwt-strict", "that is strict"],
] as const;

for (const [prefix, what] of amount === "once" ? servers.slice(0, 1) : servers)
  test.describe(`at a server ${what}`, () => {
    test.use({ prefix });
    for (const [how, harm] of Object.entries(harms))
      test(`a tab that ${how} in its refresh logs nobody out, ${rounds} times`, async ({
        lively,
      }) => {
        test.setTimeout(60_000 + rounds * 30_000);
        const figures = await play(lively, harm, how.length);
        // Where tokens stay good, none can be lost: nobody was logged out at all.
        // So it is with a tab that merely sleeps: its answer waits for it.
        if (prefix === "simplejwt" || how === "freezes") expect(figures.lost).toBe(0);
        // The lock may take `timeout`, and so may the answer.
        expect(figures.longest).toBeLessThan(2 * timeout + 1000);
        if (amount === "full") console.log(prefix, how, JSON.stringify(figures));
      });
  });

async function play(tabs: Tabs, harm: Harm, seed: number) {
  const random = seeded(seed);
  await tabs.lifetime(300_000);
  let ahead = 0;
  let victim = await tabs.open({ timeout });
  const survivor = await tabs.open({ timeout });
  await survivor.call("login", tabs.username);
  const figures = { adopted: 0, refreshed: 0, waited: 0, lost: 0, longest: 0 };

  for (let round = 0; round < rounds; round += 1) {
    // Tokens count in seconds: one of the same second would not tell that the clock has leapt.
    await new Promise((resolve) => setTimeout(resolve, 1050));
    for (const tab of [victim, survivor])
      await expect.poll(async () => (await tab.call("standing")).status).toBe("authenticated");
    ahead += hour;
    await Promise.all([victim, survivor].map((tab) => tab.call("leap", hour)));
    await tabs.slowRefresh(round % 2 && Math.floor(random() * 100));
    await victim.call("beginToSend", 1);
    await new Promise((resolve) => setTimeout(resolve, random() * (round % 2 ? 150 : 40)));

    const asked = survivor.call("waitForToken");
    const recover = await harm(victim, tabs, ahead);
    const { error, took } = await asked;
    figures.longest = Math.max(figures.longest, took);
    const happened = (await survivor.call("explain")).at(-1);
    victim = await recover();
    await expect
      .poll(async () => (await survivor.call("ask")).error, { timeout: 4 * timeout })
      .toBe(null);

    const { status } = await survivor.call("standing");
    const { twice, refused, statuses } = await tabs.refreshes();
    // The server acted and its answer died with the tab, so that no token is left that it would honour.
    if (refused > 0 && twice > figures.lost) {
      figures.lost += 1;
      await survivor.call("login", tabs.username);
      continue;
    }
    const where = `round ${round}: ${happened}, ${error}, the server answered ${statuses}`;
    expect(status, where).toBe("authenticated");
    if (error) expect(error, where).toBe("timeout");
    if (error) figures.waited += 1;
    else if (happened === "adopted") figures.adopted += 1;
    else figures.refreshed += 1;
  }
  return figures;
}

test("a tab that is frozen while it holds the lock makes the others wait, but not longer than their timeout", async ({
  lively,
}) => {
  test.slow();
  await lively.lifetime(300_000);
  const victim = await lively.open({ timeout });
  await victim.call("login", lively.username);
  const survivor = await lively.open({ timeout });
  await lively.forget();
  await lively.slowRefresh(timeout / 2);
  // Its own timer may find the token expired before anybody sends. The other tab finds it expired only when the lock is taken.
  const asked = victim.page.waitForRequest(/token\/refresh/);
  await victim.call("leap", hour);
  await victim.call("beginToSend", 1);
  await asked; // under the lock
  await survivor.call("leap", hour);
  await victim.freeze();

  const { error, took } = await survivor.call("waitForToken");
  expect(error).toBe("timeout");
  expect(took).toBeGreaterThan(timeout - 500);
  expect(took).toBeLessThan(timeout + 1000);
  expect(await survivor.call("standing")).toMatchObject({ status: "authenticated" });

  await victim.thaw();
  await expect
    .poll(async () => (await survivor.call("ask")).error, { timeout: 4 * timeout })
    .toBe(null);
  expect(await survivor.call("ask")).toEqual(await victim.call("ask"));
  expect(await lively.refreshes()).toMatchObject({ count: 1, twice: 0 });
});
