/**
 * What every page of the playground promises, whatever it is written with: its places, and the words by which a visitor, a
 * screen reader and a test find their way. Below `/plain/`, `/react/` and `/angular/` alike:
 *
 * | place        | what stands there |
 * |--------------|-------------------|
 * | `login`      | region "Log in" with a heading of that name, why the last session ended, fields "User name" and "Password", box "Remember me", button "Log in"; where the server takes its tokens, button "Log in with the demo provider" |
 * | `posts`      | heading "Microblog", field "Write a post", button "Post", button "Reload posts", list "Posts" whose items link to `posts/<id>` |
 * | `posts/<id>` | heading "Post <id>", author and text |
 * | `profile`    | heading "Profile", user name and e-mail |
 * | `staff`      | heading "Staff room", for users of the staff: `erin`. Others who are logged in are sent to `forbidden` |
 * | `forbidden`  | heading "Not for you" |
 * | anything else | logged in: "There is nothing here." The start goes on to `posts` |
 *
 * - Everything but `login` needs somebody to be logged in. Others are sent to `login?returnUrl=…`, in place of the address they
 *   asked for, and come back to it after the login; a return URL that leads elsewhere leads to `posts`.
 * - Whoever is logged in finds at each place the heading "Logged in as <name>", the button "Log out", and the navigation
 *   "Microblog" with the links "Posts" and "Profile"; the staff has "Staff room" as well.
 * - When a user is no longer of the staff, the staff room is gone as soon as the session knows, and `forbidden` takes its place.
 * - What the server says about a field is that field's accessible description, and the field is `aria-invalid`; what it says
 *   about none stands in an element with role `alert`. The first wrong field gets the focus.
 * - Of errors and ends people read the sentences of `errorText` and `reasonText`. Code and message stand in the timeline and under "Why?".
 * - A login that waits for a second factor stays at `login`: the form then has the field "Code of your authenticator app", which gets
 *   the focus, and the buttons "Continue" and "Start again".
 * - When a session ends, the page goes to `login`, in place of the address where it ended. Going back shows nothing private.
 * - The focus is never lost: where whatever had it is gone, the heading of the place gets it, after an end the reason, after
 *   deleting a post the field "Write a post".
 * - A phone is wide enough.
 * - Header, "Trouble" and "Timeline" are shared: `src/open-page.ts` brings them.
 */
import { expect, type Locator } from "@playwright/test";
import { Screen } from "./playground.ts";

/** Where each page starts. */
export const starts = { plain: "/plain/", react: "/react/", angular: "/angular/" } as const;

/** One page of the playground, as its visitor finds it. */
export class Blog extends Screen {
  /** Goes to a place as by a link from outside. */
  async open(place: string, choice = ""): Promise<void> {
    await this.page.goto(`${this.start}${place}${choice}`);
  }

  heading(name: string): Locator {
    return this.page.getByRole("heading", { name, exact: true });
  }

  /** Follows a link of the navigation. */
  async follow(name: "Posts" | "Profile" | "Staff room"): Promise<void> {
    await this.page
      .getByRole("navigation", { name: "Microblog" })
      .getByRole("link", { name })
      .click();
  }

  async logIn(username: string, password = "correct-horse-1"): Promise<void> {
    await this.username.fill(username);
    await this.password.fill(password);
    await this.button("Log in").click();
  }

  get remember(): Locator {
    return this.page.getByLabel("Remember me");
  }

  /** The field of the second step. */
  get code(): Locator {
    return this.page.getByLabel("Code of your authenticator app");
  }

  async expectLoggedIn(username: string): Promise<void> {
    await expect(this.heading(`Logged in as ${username}`)).toBeVisible();
  }

  async expectAt(place: string): Promise<void> {
    await expect.poll(() => new URL(this.page.url()).pathname).toBe(`${this.start}${place}`);
  }

  /** Nobody is logged in, the page says so, and nothing on it is for those who are. */
  async expectLoggedOut(): Promise<void> {
    const region = this.page.getByRole("region", { name: "Log in" });
    await expect(region.getByRole("heading", { name: "Log in", exact: true })).toBeVisible();
    await this.expectAt("login");
    for (const name of ["Microblog", "Profile", "Staff room", /^Post \d+$/, /^Logged in as/])
      await expect(this.page.getByRole("heading", { name })).toHaveCount(0);
  }

  /** The page says why the last session ended. */
  async expectReason(reason: RegExp): Promise<void> {
    const region = this.page.getByRole("region", { name: "Log in" });
    await expect(region.getByText(reason)).toBeVisible();
  }

  /** Writes a post. */
  async write(text: string): Promise<void> {
    await this.page.getByLabel("Write a post").fill(text);
    await this.button("Post").click();
    await expect(this.posts.getByText(text)).toBeVisible();
  }

  /** Where the post with this text has its own address: `posts/<id>`. */
  async addressOf(text: string): Promise<string> {
    const link = this.posts.getByRole("listitem").filter({ hasText: text }).getByRole("link");
    const { pathname } = new URL((await link.getAttribute("href")) ?? "", this.page.url());
    expect(pathname).toMatch(new RegExp(`^${this.start}posts/\\d+$`));
    return pathname.slice(this.start.length);
  }

  /** Somebody looks at another tab: from now on nothing is renewed by itself. Headless Chromium hides no page. */
  async hide(): Promise<void> {
    await this.page.evaluate(() => {
      Object.defineProperty(document, "visibilityState", { configurable: true, value: "hidden" });
      document.dispatchEvent(new Event("visibilitychange"));
    });
  }

  /** Somebody comes back. */
  async show(): Promise<void> {
    await this.page.evaluate(() => {
      Reflect.deleteProperty(document, "visibilityState");
      document.dispatchEvent(new Event("visibilitychange"));
    });
  }

  /** Clicks without the page coming to the front. */
  async clickBehind(name: string): Promise<void> {
    await this.button(name).evaluate((button: HTMLElement) => button.click());
  }
}
