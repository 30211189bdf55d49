/** Cookie mode in a real Chromium, before the real servers that keep tokens in cookies: one life of a session on each. */
import type { CookieSystem } from "./cookie-backends.ts";
import { amount, type CookieTabs, expect, needDjango, type Tab, test } from "./cookie-tabs.ts";

needDjango();

/** What differs between the servers. */
interface Kind {
  readonly system: CookieSystem;
  /** Whether a reloaded tab has no token, so that its first request waits for a renewal. */
  readonly renewsAfterReload: boolean;
  /** Whether the server renews anything at all. */
  readonly renews: boolean;
}

const kinds: readonly Kind[] = [
  { system: "dj-rest-auth-cookie", renewsAfterReload: false, renews: true },
  { system: "dj-rest-auth-csrf", renewsAfterReload: false, renews: true },
  { system: "dj-rest-auth-refresh-cookie", renewsAfterReload: true, renews: true },
  { system: "simplejwt-cookie", renewsAfterReload: true, renews: true },
  { system: "session", renewsAfterReload: false, renews: false },
];

/** Two tabs of one person; the second one was there before the login. */
async function openTwo(tabs: CookieTabs): Promise<[Tab, Tab]> {
  const both: [Tab, Tab] = [await tabs.open(), await tabs.open()];
  await both[0].call("login", tabs.username);
  for (const tab of both)
    await expect.poll(async () => (await tab.call("standing")).status).toBe("authenticated");
  return both;
}

/** Both tabs read and write. */
async function expectToWork(tabs: readonly Tab[]): Promise<void> {
  for (const tab of tabs) {
    expect(await tab.call("send", 5)).toEqual({ good: 5, bad: [] });
    expect(await tab.call("write", "With cookies.")).toBe(201);
  }
}

/** The screen of a reloaded tab is right from the first frame on, and its first requests make as many renewals. */
async function expectReload(tabs: CookieTabs, tab: Tab, kind: Kind): Promise<void> {
  await tabs.forgetAll();
  await tab.page.goto(tabs.address({}, 3));
  expect(await tab.call("sent")).toEqual({ good: 3, bad: [] });
  const frames = (await tab.shown()).filter(({ frame }) => frame);
  const screens = new Set(frames.map(({ text }) => text.split(" of ")[0]));
  expect([...screens]).toEqual(["private things"]);
  const count = kind.renewsAfterReload ? 1 : 0;
  expect(await tabs.refreshes()).toMatchObject({ count, refused: 0 });
}

/** Tokens that are about to expire are renewed by a timer, once for both tabs: ten seconds after they came at the earliest. */
async function expectTimedRenewal(tabs: CookieTabs): Promise<void> {
  const { count } = await tabs.refreshes();
  await expect.poll(async () => (await tabs.refreshes()).count).toBe(count + 1);
  expect(await tabs.refreshes()).toMatchObject({ refused: 0, twice: 0 });
}

/** A request that the server refuses is sent again after one renewal. */
async function expectReplay(tabs: CookieTabs, tab: Tab): Promise<void> {
  await tabs.forgetAll();
  const { prefix, username: user } = tabs;
  await tabs.control.post("faults/", { prefix, user, path: "me/", status: 401, times: 3 });
  expect(await tab.call("send", 3)).toEqual({ good: 3, bad: [] });
  expect(await tabs.refreshes()).toMatchObject({ count: 1, refused: 0, twice: 0 });
}

/** A logout in one tab is seen in the other, and the browser has no key to the session any more. */
async function expectLogout(tabs: CookieTabs, [one, other]: readonly [Tab, Tab]): Promise<void> {
  expect(await tabs.secret()).not.toBeNull();
  await one.call("logout");
  await expect
    .poll(() => other.call("standing"))
    .toMatchObject({ status: "unauthenticated", reason: "logout", elsewhere: true });
  await expect.poll(() => tabs.secret()).toBeNull();
  expect(await one.call("send", 1)).toMatchObject({ good: 0 });
}

async function expectWholeLife(tabs: CookieTabs, kind: Kind): Promise<void> {
  await tabs.lifetime(12_000);
  const both = await openTwo(tabs);
  await expectToWork(both);
  await expectReload(tabs, both[1], kind);
  if (kind.renews) {
    await expectTimedRenewal(tabs);
    await expectToWork(both);
    await expectReplay(tabs, both[0]);
  }
  await expectLogout(tabs, both);
}

function lifeOf({ renews }: Kind): string {
  return renews
    ? "login, reload, request, timed refresh, 401 and replay, two tabs, logout"
    : "login, reload, request, two tabs, logout";
}

/** The servers whose turn it is: `pnpm test` plays the usual ones, `pnpm test:long` the others. */
function inTurn(...usual: CookieSystem[]): readonly Kind[] {
  return kinds.filter(({ system }) => usual.includes(system) === (amount === "once"));
}

for (const kind of inTurn(...kinds.map(({ system }) => system)))
  test(`${kind.system}, page and server on one site: ${lifeOf(kind)}`, async ({ jar }) => {
    await expectWholeLife(await jar(kind.system), kind);
  });

for (const kind of inTurn("session"))
  test(`${kind.system}, page and server on two sites: ${lifeOf(kind)}`, async ({ jar }) => {
    await expectWholeLife(await jar(kind.system, "cross-site"), kind);
  });

test("session: a session that the server has ended is over at the next request, in both tabs", async ({
  jar,
}) => {
  const tabs = await jar("session");
  const both = await openTwo(tabs);
  await tabs.control.post("users/", { username: tabs.username, revoke: true });
  await both[0].call("send", 1);
  for (const tab of both)
    await expect
      .poll(() => tab.call("standing"))
      .toMatchObject({ status: "unauthenticated", reason: "rejected" });
});

for (const { system } of inTurn("dj-rest-auth-csrf"))
  test(`${system}: a logout without a network is paid by the next page that starts, before anything else`, async ({
    jar,
  }) => {
    const tabs = await jar(system);
    const [tab, other] = await openTwo(tabs);
    await other.page.close();
    await tabs.context.setOffline(true);
    await tab.call("logout");
    expect(await tab.call("standing")).toMatchObject({ status: "unauthenticated" });
    expect(await tabs.secret()).not.toBeNull();
    await tab.page.close();
    await tabs.context.setOffline(false);
    await tabs.forgetAll();

    const next = await tabs.open();
    await expect.poll(() => tabs.secret()).toBeNull();
    expect(await next.call("standing")).toMatchObject({ status: "unauthenticated" });
    expect((await tabs.seen())[0]).toMatch(/^POST (auth\/)?logout\/ 20[04]$/);
    expect((await tabs.seen()).length).toBe(1);
  });
