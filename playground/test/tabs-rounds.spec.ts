/** Two tabs, again and again: each round both find the token expired in the same moment. */
import { amount, expect, needDjango, seeded, type Tabs, test } from "./tabs.ts";

needDjango();

const hour = 3_600_000;
/** So many pairs of tabs at once, each in a profile of its own, as often. */
const { pairs, rounds } = {
  once: { pairs: 6, rounds: 8 },
  long: { pairs: 10, rounds: 20 },
  full: { pairs: 10, rounds: 100 },
}[amount];

/**
 * A round takes a second, because a server's tokens count in seconds: a token of the same second would not tell that the
 * clock has leapt.
 */
async function play(tabs: Tabs, seed: number): Promise<void> {
  const random = seeded(seed);
  const [left, right] = [await tabs.blank(), await tabs.blank()];
  const both = [left, right];
  for (const tab of both) await tab.call("open", tabs.opening);
  await left.call("login", tabs.username);
  await expect.poll(async () => (await right.call("standing")).status).toBe("authenticated");
  await tabs.forget();
  for (let round = 0; round < rounds; round += 1) {
    await new Promise((resolve) => setTimeout(resolve, 1050));
    await Promise.all(both.map((tab) => tab.call("leap", hour)));
    const at = Date.now() + 20;
    const [one, other] = await Promise.all(both.map((tab) => tab.call("ask", at + random() * 20)));
    expect(one?.print, `round ${round}: ${one?.error} ${other?.error}`).toBeTruthy();
    expect(other?.print, `round ${round}`).toBe(one?.print);
  }
  expect(await tabs.refreshes()).toMatchObject({ count: rounds, refused: 0, twice: 0 });
}

test(`two tabs never spend one token twice in ${pairs * rounds} rounds`, async ({ another }) => {
  test.setTimeout(180_000 + rounds * 10_000);
  const profiles: Tabs[] = [];
  for (let pair = 0; pair < pairs; pair += 1) profiles.push(await another());
  await profiles[0]?.lifetime(300_000);
  await Promise.all(profiles.map(play));
});
