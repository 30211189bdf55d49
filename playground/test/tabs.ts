/** Many real tabs before one real server: opens them, asks them, and counts what the server saw. */
import { type BrowserContext, expect, type Page } from "@playwright/test";
import { test as base, type Control } from "./django.ts";
import type { Opening } from "./in-tab.ts";
import { builds, servePlain } from "./plain-page.ts";

export { needDjango } from "./django.ts";
export { expect };

/** How often these tests repeat: `pnpm test` plays some of them once, `pnpm test:long` some times, `pnpm tabs` for an hour. */
export const amount: "once" | "long" | "full" =
  process.env.SOJOURN_LONG === "full" ? "full" : process.env.SOJOURN_LONG ? "long" : "once";

type InTab = typeof import("./in-tab.ts");
type Name = {
  [Key in keyof InTab]: InTab[Key] extends (...given: never[]) => unknown ? Key : never;
}[keyof InTab];

/** One tab. */
export class Tab {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Calls a function of `in-tab.ts` in this tab. */
  call<Key extends Name>(
    name: Key,
    ...given: Parameters<InTab[Key]>
  ): Promise<Awaited<ReturnType<InTab[Key]>>> {
    return this.page.evaluate(
      async ([name, given]) => {
        const tab: Record<string, unknown> = await import(`${"/playground/test/in-tab.ts"}`);
        return (tab[name] as (...given: unknown[]) => never)(...given);
      },
      [name, given] as const,
    );
  }

  /** Freezes the tab, as browsers do with one that was left alone. Works with `lively` only. */
  async freeze(): Promise<void> {
    const cdp = await this.page.context().newCDPSession(this.page);
    await cdp.send("Page.setWebLifecycleState", { state: "frozen" });
    await cdp.detach();
  }

  /** Thaws it. It stays hidden until it is brought to the front. */
  async thaw(): Promise<void> {
    const cdp = await this.page.context().newCDPSession(this.page);
    await cdp.send("Page.setWebLifecycleState", { state: "active" });
    await cdp.detach();
  }

  /** What the tab has shown, oldest first. */
  async shown(): Promise<InTab["shown"]> {
    return this.page.evaluate(async () => {
      const tab: InTab = await import(`${"/playground/test/in-tab.ts"}`);
      return tab.shown;
    });
  }
}

/** Where tabs live. */
export interface World {
  readonly control: Control;
  /** The address of the server. */
  readonly django: string;
  /** The address of the page in each tab. */
  readonly plain: string;
  /** The server's mount of a token system. */
  readonly prefix: string;
  /** How tabs open their session, besides the address. Default: as apps do. */
  readonly changes?: Partial<Opening>;
  /** Where tokens are renewed, below the prefix. Default: `"token/refresh/"`. */
  readonly renewal?: string;
}

/** One browser profile with tabs, and one person of its own on the server. */
export class Tabs {
  readonly context: BrowserContext;
  readonly control: Control;
  readonly url: string;
  readonly username: string;
  readonly prefix: string;
  readonly opening: Opening;
  /** Where tokens are renewed, below the prefix. */
  readonly renewal: string;

  constructor(
    context: BrowserContext,
    { control, django, plain, prefix, changes, renewal = "token/refresh/" }: World,
    username: string,
  ) {
    this.context = context;
    this.control = control;
    this.url = plain;
    this.username = username;
    this.prefix = prefix;
    this.opening = { baseUrl: `${django}/${prefix}/`, ...changes };
    this.renewal = renewal;
  }

  /** A tab with no session open yet. */
  async blank(): Promise<Tab> {
    const page = await this.context.newPage();
    await page.goto(this.url);
    return new Tab(page);
  }

  /** Tabs with no session open yet. */
  blanks(count: number): Promise<Tab[]> {
    return Promise.all(Array.from({ length: count }, () => this.blank()));
  }

  /** The address of a page that opens its session by itself. */
  address(changes: Partial<Opening> = {}, requests = 0): string {
    const opening = JSON.stringify({ ...this.opening, ...changes });
    return `${this.url}?${new URLSearchParams({ opening, requests: `${requests}` })}`;
  }

  /** A tab whose page opens its session by itself. */
  async open(changes: Partial<Opening> = {}): Promise<Tab> {
    const page = await this.context.newPage();
    await page.goto(this.address(changes));
    return new Tab(page);
  }

  /** Changes how long the server's next tokens live. */
  async lifetime(accessLifetimeMs: number): Promise<void> {
    await this.control.post("settings/", { accessLifetimeMs });
  }

  /** Logs in in this tab, for tokens that are over a second later; waits until they are. */
  async logInAndExpire(tab: Tab): Promise<void> {
    await this.lifetime(1000);
    await tab.call("visit", this.opening, this.username);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await this.lifetime(300_000);
  }

  /** Forgets what the server saw of this person. */
  async forget(): Promise<void> {
    await this.control.delete(`requests/?user=${this.username}`);
  }

  /** What the server saw of this person's refreshes. `twice`: tokens that came more than once. */
  async refreshes(): Promise<{
    readonly count: number;
    readonly refused: number;
    readonly twice: number;
    readonly statuses: readonly number[];
  }> {
    const query = { user: this.username, path: this.renewal, method: "POST", limit: "20000" };
    const { recent, refreshTokens } = await this.control.log(query);
    const statuses = recent.map(({ status }) => status);
    return {
      count: statuses.length,
      refused: statuses.filter((status) => status !== 200).length,
      twice: Object.values(refreshTokens).filter((times) => times > 1).length,
      statuses,
    };
  }

  /** Lets the server's next refresh take that long. */
  async slowRefresh(delayMs: number, times = 1): Promise<void> {
    if (delayMs < 1) return;
    const fault = { prefix: this.prefix, path: this.renewal, method: "POST", delayMs, times };
    await this.control.post("faults/", { ...fault, user: this.username });
  }
}

/**
 * Others show within a second what one tab shows. Both moments are noted by the pages themselves: how soon a test learns of
 * them is no matter.
 */
export async function expectSoonShown(
  one: Tab,
  here: string,
  others: readonly Tab[],
  there: string,
): Promise<void> {
  const momentOf = async (tab: Tab, text: string): Promise<number> =>
    (await tab.shown()).find((shown) => shown.text === text && !shown.frame)?.at ?? Infinity;
  for (const other of others) {
    await expect.poll(() => momentOf(other, there)).toBeLessThan(Infinity);
    const late = (await momentOf(other, there)) - (await momentOf(one, here));
    expect(Math.abs(late), "how late, in milliseconds").toBeLessThan(1000);
  }
}

/** Numbers from 0 up to, not including, 1: the same ones for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

let persons = 0;

/** A test with tabs before the strict server, which revokes everything of a person whose token comes a second time. */
export const test = base.extend<
  { tabs: Tabs; another: () => Promise<Tabs>; lively: Tabs; prefix: string },
  { plain: string }
>({
  prefix: ["simplejwt-strict", { option: true }],
  plain: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names it needs from this pattern.
    async ({}, use) => {
      const body = '<body><script type="module" src="/playground/test/in-tab.ts"></script>';
      const { url, close } = await servePlain(builds, body);
      await use(url);
      await close();
    },
    { scope: "worker", timeout: 120_000 },
  ],
  /** One more browser profile, with a person of its own. */
  another: async ({ browser, control, django, plain, prefix }, use) => {
    const opened: Tabs[] = [];
    await use(async () => {
      const world = { control, django, plain, prefix };
      const tabs = new Tabs(await browser.newContext(), world, await enrol(control));
      opened.push(tabs);
      return tabs;
    });
    await control.post("settings/", { accessLifetimeMs: 60_000 });
    for (const { context, username } of opened) {
      await context.close();
      await control.delete(`faults/?user=${username}`);
    }
  },
  tabs: async ({ another }, use) => use(await another()),
  /**
   * A browser as people have it: only the tab in front is visible, the others may be frozen, and pages go to the
   * back/forward cache. Playwright's own pages are all visible at once and are never cached.
   */
  lively: async ({ playwright, launchOptions, control, django, plain, prefix }, use) => {
    const port = 20_000 + Math.floor(Math.random() * 20_000);
    const browser = await playwright.chromium.launch({
      ...launchOptions,
      args: [...(launchOptions.args ?? []), `--remote-debugging-port=${port}`],
      ignoreDefaultArgs: ["--disable-back-forward-cache"],
    });
    const address = `http://127.0.0.1:${port}`;
    const view = await playwright.chromium.connectOverCDP(address, { noDefaults: true });
    const [context] = view.contexts();
    if (!context) throw new Error("The browser has no profile.");
    await use(new Tabs(context, { control, django, plain, prefix }, await enrol(control)));
    await browser.close();
    await control.post("settings/", { accessLifetimeMs: 60_000 });
  },
});

/** Makes a person of its own for a test. */
export async function enrol(control: Control): Promise<string> {
  persons += 1;
  const username = `tabs-${process.pid}-${persons}`;
  await control.post("users/", { username, create: true });
  return username;
}
