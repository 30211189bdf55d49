/** Tabs before a real server that keeps tokens in cookies: the browser's jar, and what the server saw. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserContext, LaunchOptions } from "@playwright/test";
import type { CookieSystem } from "./cookie-backends.ts";
import { enrol, Tabs, test as tabTest, type World } from "./tabs.ts";

export { amount, expect, needDjango, type Tab } from "./tabs.ts";

/** The cookies with what no script may have: a refresh token, or the key of a session. */
const secretCookies: Readonly<Record<CookieSystem, string>> = {
  "dj-rest-auth-cookie": "app-refresh",
  "dj-rest-auth-csrf": "app-csrf-refresh",
  "dj-rest-auth-refresh-cookie": "app-refresh-only",
  "simplejwt-cookie": "refresh_token",
  session: "sessionid",
};

/** One browser profile with tabs, one jar of cookies, and one person of its own on the server. */
export class CookieTabs extends Tabs {
  /** The value that no script may have, as only the browser and the server know it. `null`: the jar has none. */
  async secret(): Promise<string | null> {
    const name = secretCookies[this.prefix as CookieSystem];
    const found = (await this.context.cookies()).find((cookie) => cookie.name === name);
    return found?.value || null;
  }

  /** What the server saw under this prefix, oldest first: method, path and status. */
  async seen(): Promise<string[]> {
    const { recent } = await this.control.log({ prefix: this.prefix, limit: "1000" });
    return recent.map(({ method, path, status }) => `${method} ${path} ${status}`);
  }

  /** Forgets what the server saw under this prefix. */
  async forgetAll(): Promise<void> {
    await this.control.delete(`requests/?prefix=${this.prefix}`);
  }
}

/** How a page and its server lie to each other. */
type Site = "same-site" | "cross-site";

/** A test with a server that keeps tokens in cookies. */
export const test = tabTest.extend<{
  jar: (system: CookieSystem, site?: Site) => Promise<CookieTabs>;
}>({
  /** One more browser profile before this server. The page is on localhost; a server on 127.0.0.1 is on another site. */
  jar: async ({ playwright, browser, launchOptions, control, django, plain }, use) => {
    const endings: (() => Promise<unknown>)[] = [];
    await use(async (prefix, site = "same-site") => {
      const crossSite = site === "cross-site";
      const origins = [new URL(plain).origin];
      await control.post("settings/", { cookies: { crossSite, origins } });
      const context = crossSite
        ? await openTolerant(playwright.chromium, launchOptions, endings)
        : await browser.newContext();
      endings.push(() => context.close());
      const world: World = {
        control,
        django: crossSite ? django : django.replace("127.0.0.1", "localhost"),
        plain,
        prefix,
        changes: { cookies: prefix, crossSite },
        ...(prefix === "simplejwt-cookie" && { renewal: "auth/refresh/" }),
      };
      const tabs = new CookieTabs(context, world, await enrol(control));
      await tabs.forgetAll();
      return tabs;
    });
    await control.post("settings/", { accessLifetimeMs: 60_000, cookies: { crossSite: false } });
    for (const end of endings.reverse()) await end();
  },
});

/** A browser that allows third-party cookies: Chromium blocks them in new profiles, and Playwright's are all new. */
async function openTolerant(
  chromium: typeof import("@playwright/test").chromium,
  options: LaunchOptions,
  endings: (() => Promise<unknown>)[],
): Promise<BrowserContext> {
  const profile = await mkdtemp(join(tmpdir(), "sojourn-profile-"));
  endings.push(() => rm(profile, { recursive: true, force: true, maxRetries: 5 }));
  await mkdir(join(profile, "Default"));
  const preferences = { profile: { cookie_controls_mode: 0 } };
  await writeFile(join(profile, "Default", "Preferences"), JSON.stringify(preferences));
  return chromium.launchPersistentContext(profile, options);
}
