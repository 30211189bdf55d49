/** Harm that comes to the tab that holds the lock, at random moments of its refresh: the other one carries on. */
import type { BrowserContext, CDPSession } from "@playwright/test";
import { expect, isFull, needDjango, seeded, type Tab, type Tabs, test } from "./tabs.ts";

needDjango();

const hour = 3_600_000;
const rounds = isFull ? 40 : 6;

/** How long a tab waits for the lock, and for an answer: what these sessions are opened with. */
const timeout = 4000;

/** What is done to a tab in the middle of its refresh. Returns the tab that goes on in its place. */
type Harm = (victim: Tab, tabs: Tabs, ahead: number) => Promise<() => Promise<Tab>>;

const cdpOf = (context: BrowserContext, { page }: Tab): Promise<CDPSession> =>
  context.newCDPSession(page);

const harms: Record<string, Harm> = {
  async crashed(victim, tabs, ahead) {
    const cdp = await cdpOf(tabs.context, victim);
    const gone = victim.page.waitForEvent("crash");
    cdp.send("Page.crash").catch(() => {});
    await gone;
    return async () => {
      await victim.page.close();
      return tabs.open({ ahead, timeout });
    };
  },
  async closed(victim, tabs, ahead) {
    await victim.page.close();
    return () => tabs.open({ ahead, timeout });
  },
  async reloaded(victim, tabs, ahead) {
    await victim.page.goto(tabs.address({ ahead, timeout }));
    return async () => victim;
  },
  async "navigated away"(victim, tabs, ahead) {
    await victim.page.goto("about:blank");
    return async () => {
      await victim.page.goto(tabs.address({ ahead, timeout }));
      return victim;
    };
  },
  async frozen(victim, tabs) {
    const cdp = await cdpOf(tabs.context, victim);
    await cdp.send("Page.setWebLifecycleState", { state: "frozen" });
    return async () => {
      await cdp.send("Page.setWebLifecycleState", { state: "active" });
      await cdp.detach();
      return victim;
    };
  },
};

for (const [what, harm] of Object.entries(harms))
  test(`a tab that is ${what} in its refresh logs nobody out, ${rounds} times`, async ({
    tabs,
  }) => {
    test.setTimeout(60_000 + rounds * 10_000);
    const random = seeded(what.length * 100);
    await tabs.lifetime(300_000);
    let ahead = 0;
    let victim = await tabs.open({ timeout });
    const survivor = await tabs.open({ timeout });
    await survivor.call("login", tabs.username);
    const waits: number[] = [];
    const tally = { adopted: 0, refreshed: 0, waited: 0, lost: 0 };

    for (let round = 0; round < rounds; round += 1) {
      // Tokens count in seconds: one of the same second would not tell that the clock has leapt.
      await new Promise((resolve) => setTimeout(resolve, 1050));
      await expect
        .poll(async () => (await victim.call("standing")).status, {
          message: `round ${round}: ${JSON.stringify([await victim.call("explain"), await survivor.call("explain")])}`,
        })
        .toBe("authenticated");
      await tabs.forget();
      ahead += hour;
      await Promise.all([victim, survivor].map((tab) => tab.call("leap", hour)));
      await tabs.slowRefresh(Math.floor(random() * 150));
      await victim.call("beginToSend", 1);
      const pause = random() * 200;
      await new Promise((resolve) => setTimeout(resolve, pause));

      const begun = Date.now();
      const asked = survivor.call("ask");
      const recover = await harm(victim, tabs, ahead);
      const { error } = await asked;
      waits.push(Date.now() - begun);
      const { status } = await survivor.call("standing");
      const seen = await tabs.refreshes();
      const happened = (await survivor.call("explain")).at(-1);
      // The server acted, and its answer died with the tab: no token is left that it would honour.
      const isLost = seen.twice > 0;
      const where = `round ${round}: ${happened}, ${error}, the server answered ${seen.statuses}`;
      if (isLost) tally.lost += 1;
      else expect(status, where).toBe("authenticated");
      if (error && !isLost) {
        expect(error, where).toBe("timeout");
        tally.waited += 1;
      } else if (happened === "adopted") tally.adopted += 1;
      else if (happened === "refreshed") tally.refreshed += 1;

      victim = await recover();
      if (isLost) await survivor.call("login", tabs.username);
      await expect
        .poll(async () => (await survivor.call("ask")).error, { timeout: 2 * timeout })
        .toBe(null);
    }

    // The lock and the answer of the server may take `timeout` each.
    expect(Math.max(...waits)).toBeLessThan(2 * timeout + 1000);
    console.log(what, JSON.stringify(tally), `longest wait ${Math.max(...waits)} ms`);
  });
