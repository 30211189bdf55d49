/** The playground as a test sees it: by roles and labels, with an eye on the console. */
import { expect, type Locator, type Page } from "@playwright/test";
import { test as base } from "./django.ts";

export { expect };

/** What names a page of the playground, as in its address. */
export interface Address {
  readonly backend?: "django";
  readonly tokens?: string;
  readonly client?: "axios";
  readonly lifetime?: number;
  readonly idle?: number;
}

/** The password of all demo users. */
const password = "correct-horse-1";

/** The token systems: which are renewed, and by what request. */
export const systems = [
  { tokens: "simplejwt", renewal: "POST token/refresh/", expires: true },
  { tokens: "simplejwt-rotating", renewal: "POST token/refresh/", expires: true },
  { tokens: "sliding", renewal: "POST token/refresh/", expires: true },
  { tokens: "drf-jwt", renewal: "POST api-token-refresh/", expires: true },
  { tokens: "authtoken", renewal: null, expires: false },
  { tokens: "djoser", renewal: null, expires: false },
  { tokens: "djoser-username", renewal: null, expires: false },
  { tokens: "djoser-jwt", renewal: "POST jwt/refresh/", expires: true },
  { tokens: "knox", renewal: null, expires: true },
  { tokens: "dj-rest-auth", renewal: null, expires: false },
  { tokens: "dj-rest-auth-jwt", renewal: "POST token/refresh/", expires: true },
  { tokens: "dj-rest-auth-cookie", renewal: "POST token/refresh/", expires: true },
  { tokens: "simplejwt-cookie", renewal: "POST auth/refresh/", expires: true },
  { tokens: "session", renewal: null, expires: false },
  { tokens: "ninja", renewal: "POST token/refresh", expires: true },
  { tokens: "allauth", renewal: null, expires: false },
  { tokens: "allauth-jwt", renewal: "POST _allauth/app/v1/tokens/refresh", expires: true },
  { tokens: "oauth2", renewal: "POST o/token/", expires: true },
] as const;

/** What every page has on it, and where it begins. */
export class Screen {
  readonly page: Page;
  readonly start: string;
  readonly username: Locator;
  readonly password: Locator;
  readonly timeline: Locator;
  readonly posts: Locator;

  /** Default: the plain page. */
  constructor(page: Page, start = "/plain/") {
    this.page = page;
    this.start = start;
    this.username = page.getByLabel("User name");
    this.password = page.getByLabel("Password");
    this.timeline = page.getByRole("list", { name: "Timeline" });
    this.posts = page.getByRole("list", { name: "Posts" });
  }

  button(name: string): Locator {
    return this.page.getByRole("button", { name, exact: true });
  }

  /** The entries of the timeline with this text. */
  entries(text: string | RegExp): Locator {
    return this.timeline.getByRole("listitem").filter({ hasText: text });
  }

  /** Nothing is wider than a phone. */
  async expectToFitPhones(): Promise<void> {
    const before = this.page.viewportSize();
    await this.page.setViewportSize({ width: 375, height: 780 });
    const excess = await this.page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(excess).toBe(0);
    if (before) await this.page.setViewportSize(before);
  }
}

/** One tab with the playground in it. */
export class Playground extends Screen {
  async open(address: Address = {}): Promise<void> {
    const query = new URLSearchParams(
      Object.entries(address).map(([name, value]) => [name, String(value)]),
    );
    await this.page.goto(`${this.start}?${query}`);
  }

  async logIn(username = "alice"): Promise<void> {
    await this.username.fill(username);
    await this.password.fill(password);
    await this.button("Log in").click();
    await this.expectLoggedIn(username);
  }

  async expectLoggedIn(username = "alice"): Promise<void> {
    await expect(
      this.page.getByRole("heading", { name: `Logged in as ${username}` }),
    ).toBeVisible();
  }

  /** Why the session ended or a login failed, as the page says it. */
  reason(text: string | RegExp): Locator {
    return this.page.getByRole("region", { name: "Log in" }).getByText(text, { exact: true });
  }

  async expectLoggedOut(): Promise<void> {
    await expect(this.page.getByRole("heading", { name: "Log in", exact: true })).toBeVisible();
    await expect(this.page.getByRole("heading", { name: "Microblog" })).toBeHidden();
  }

  /** The server of the page counts its tokens as expired: from here on it does. */
  async expireTokens(): Promise<void> {
    await this.button("Expire it now").click();
    await expect(this.entries("The server lets all tokens expire.")).not.toHaveCount(0);
  }

  /** Exactly one entry says this, and it happened once. */
  async expectOnce(text: string): Promise<void> {
    await expect(this.entries(text)).toHaveCount(1);
    await expect(this.entries(text)).not.toContainText("×");
  }
}

/** A test with one tab, which fails on any error in the console. */
export const test = base.extend<{ playground: Playground }>({
  playground: async ({ page }, use) => {
    const errors: string[] = [];
    page.on("pageerror", (error) => {
      // MSW's worker leaves with its last page: sometimes just when the next one asks for its update, and manages without.
      if (!/Failed to update a ServiceWorker/.test(String(error))) errors.push(String(error));
    });
    page.on("console", (message) => {
      // Chromium itself writes a line for each failed request: those are what the tests are about.
      const isRequest = /^Failed to load resource|blocked by CORS policy/.test(message.text());
      if (message.type() === "error" && !isRequest) errors.push(message.text());
    });
    await use(new Playground(page));
    expect(errors).toEqual([]);
  },
});
