/** Cookie mode keeps what works for days out of reach of scripts: looked for in storages, messages and memory, and taken by a hostile script. */
import type { CookieSystem } from "./cookie-backends.ts";
import { amount, type CookieTabs, expect, needDjango, type Tab, test } from "./cookie-tabs.ts";
import {
  hasToken,
  noteMessages,
  overhear,
  readHeap,
  readMessages,
  readOverheard,
  readStorages,
} from "./script-reach.ts";
import { said } from "./security-table.ts";
import type { Tabs } from "./tabs.ts";

needDjango();

/** The tokens in the answers to a tab, as they come. */
function watchAnswers({ page }: Tab): { readonly access: string[]; readonly refresh: string[] } {
  const granted = { access: [] as string[], refresh: [] as string[] };
  page.on("response", async (response) => {
    const isJson = response.headers()["content-type"]?.includes("json");
    if (response.request().method() !== "POST" || !isJson) return;
    const { access, refresh } = await response.json();
    if (access) granted.access.push(access);
    if (refresh) granted.refresh.push(refresh);
  });
  return granted;
}

/** Everything that scripts of these tabs can read without waiting for anything. */
async function readEverything(tabs: readonly Tab[]) {
  const open: string[] = [];
  const heaps: string[] = [];
  for (const { page } of tabs) {
    open.push(await readStorages(page), await readMessages(page));
    heaps.push(await readHeap(page));
  }
  return { open: open.join("\n"), heaps: heaps.join("\n") };
}

/** Two tabs log in, are reloaded, ask and renew. Gives both, and the tokens that were in the answers. */
async function liveInTwoTabs(tabs: Tabs) {
  await noteMessages(tabs.context);
  const both: [Tab, Tab] = [await tabs.open(), await tabs.open()];
  const answers = both.map(watchAnswers);
  await both[0].call("login", tabs.username);
  await both[1].page.reload();
  for (const tab of both) expect(await tab.call("send", 2)).toEqual({ good: 2, bad: [] });
  return {
    both,
    access: () => answers.flatMap(({ access }) => access),
    refresh: () => answers.flatMap(({ refresh }) => refresh),
  };
}

const reaches: readonly (readonly [system: CookieSystem, to: "auth" | "all"])[] = [
  ["dj-rest-auth-refresh-cookie", "auth"],
  ["simplejwt-cookie", "auth"],
  ["dj-rest-auth-csrf", "all"],
  ["session", "all"],
];

/** Heap snapshots take their time: the short run looks at one server of each kind. */
const chosen = amount === "once" ? reaches.filter((_, index) => index % 3 === 0) : reaches;

for (const [system, to] of chosen)
  test(`${system}: no refresh token is in any storage, message or object of the page`, async ({
    jar,
  }) => {
    const tabs = await jar(system);
    const { both, access, refresh } = await liveInTwoTabs(tabs);
    const secrets = [await tabs.secret()];
    if (system !== "session") expect(await both[0].call("refresh")).toBeNull();
    secrets.push(await tabs.secret());
    const values = secrets.filter((value) => value !== null);
    expect(values).toHaveLength(2);

    const { open, heaps } = await readEverything(both);
    expect(refresh()).toEqual([]);
    expect(hasToken(open + heaps, values)).toBe(false);
    expect(hasToken(open, access())).toBe(false);
    expect(open).toContain("epoch"); // The record is there.
    expect(await readMessages(both[0].page)).not.toBe("");
    // The same search finds a token that is there.
    if (to === "auth") expect(hasToken(heaps, access())).toBe(true);
  });

test("the same search finds the refresh token where the page has it: in storage and in memory", async ({
  tabs,
}) => {
  const { both, access, refresh } = await liveInTwoTabs(tabs);
  const { open, heaps } = await readEverything(both);
  expect(refresh().length).toBeGreaterThan(0);
  for (const tokens of [refresh(), access()]) {
    expect(hasToken(open, tokens)).toBe(true);
    expect(hasToken(heaps, tokens)).toBe(true);
  }
});

/** A hostile script in a tab in which somebody is logged in: it listens, acts, and asks the server for new tokens itself. */
async function attack(tabs: CookieTabs, tab: Tab): Promise<string> {
  await overhear(tab.page);
  await tab.call("refresh");
  expect(await tab.call("send", 1)).toEqual({ good: 1, bad: [] });
  expect(await tab.call("write", "The user did not write this.")).toBe(201);
  await tab.page.evaluate(async (address) => {
    const token = /csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "";
    const headers = { "X-CSRFToken": token };
    await fetch(address, { method: "POST", credentials: "include", headers });
  }, tabs.opening.baseUrl + tabs.renewal);
  return (await readStorages(tab.page)) + (await readOverheard(tab.page));
}

/** Lets a hostile script loose. What it took, and the tokens that it could have taken. */
async function beAttacked(tabs: CookieTabs) {
  const tab = await tabs.open();
  const { access } = watchAnswers(tab);
  await tab.call("login", tabs.username);
  const secrets = [await tabs.secret()];
  const taken = await attack(tabs, tab);
  secrets.push(await tabs.secret());
  return { taken, access, secrets: secrets.filter((value) => value !== null) };
}

const threats = {
  refresh: "hostile script (XSS): refresh token",
  access: "hostile script: access token",
  acts: "hostile script: acts as the user while the page is open",
} as const;

for (const system of ["dj-rest-auth-refresh-cookie", "simplejwt-cookie"] as const)
  test(`${system}: with cookies to auth, a hostile script takes an access token, and no refresh token`, async ({
    jar,
  }) => {
    const { taken, access, secrets } = await beAttacked(await jar(system));
    const column = 'cookies to `"auth"`';
    expect(secrets).toHaveLength(2);
    expect(hasToken(taken, secrets)).toBe(false);
    expect(said(threats.refresh, column)).toBe("**safe**");
    expect(hasToken(taken, access)).toBe(true);
    expect(said(threats.access, column)).toMatch(/^taken, works until its expiry/);
    expect(said(threats.acts, column)).toBe("yes");
  });

for (const system of ["session", "dj-rest-auth-csrf"] as const)
  test(`${system}: with cookies to all, a hostile script acts as the user, and takes no refresh token and no session key`, async ({
    jar,
  }) => {
    const tabs = await jar(system);
    const { taken, access, secrets } = await beAttacked(tabs);
    const column = 'cookies to `"all"`';
    expect(secrets).toHaveLength(2);
    expect(taken).toContain(tabs.username); // It did listen.
    expect(hasToken(taken, secrets)).toBe(false);
    expect(said(threats.refresh, column)).toBe("**there is none**");
    // dj-rest-auth's answers have the access token in their body as well.
    expect(hasToken(taken, access)).toBe(system !== "session");
    expect(said(threats.access, column)).toBe(
      "**there is none**; dj-rest-auth tells it all the same: taken, works until its expiry",
    );
    expect(said(threats.acts, column)).toBe("yes");
  });
