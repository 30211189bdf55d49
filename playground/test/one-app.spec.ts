/** What the three pages have in common under trouble: what people read, drafts stay, "Why?" is there, controls can be seen and reached. */
import type { Page } from "@playwright/test";
import { Blog, starts } from "./page-contract.ts";
import { expect, test } from "./playground.ts";

const unreachable = "The server cannot be reached. Please check your connection and try again.";

for (const [name, start] of Object.entries(starts)) {
  test(`${name}: a login that fails says so in a short sentence, and the timeline has the details`, async ({
    playground,
  }) => {
    const { page } = playground;
    const blog = new Blog(page, start);
    const alert = page.getByRole("alert");
    const failures = blog.entries("The login failed.");
    await blog.open("");
    await blog.logIn("alice", "wrong");
    await expect(alert).toHaveText("No active account found with the given credentials");
    await expect(failures.first()).toContainText(/invalid-credentials: POST http\S+ answered 401/);
    await expect(blog.password).toBeFocused();

    await blog.logIn("", "");
    for (const field of [blog.username, blog.password]) {
      await expect(field).toHaveAccessibleDescription("This field may not be blank.");
      await expect(field).toHaveAttribute("aria-invalid", "true");
    }
    await expect(blog.username).toBeFocused();
    await expect(alert).toHaveCount(0);
    await expect(failures.first()).toContainText(/validation: POST http\S+ answered 400/);

    await blog.button("Go offline").click();
    await blog.logIn("alice");
    await expect(alert).toHaveText(unreachable);
    await expect(failures.first()).toContainText(/network: POST http\S+ got no answer/);
    await blog.button("Go offline").click();

    // The server throttles the requests after the logout: those before it get nowhere.
    await blog.logIn("alice");
    await blog.expectLoggedIn("alice");
    await blog.button("Go offline").click();
    await blog.button("Throttle").click();
    await blog.button("Log out").click();
    await blog.expectLoggedOut();
    await blog.button("Go offline").click();
    await blog.logIn("alice");
    await expect(alert).toHaveText("Request was throttled. Expected available in 10 seconds.");
    await expect(failures.first()).toContainText(/throttled: POST http\S+ answered 429/);
  });

  test(`${name}: a draft and the posts stay when a post or a reload fails`, async ({
    playground,
  }) => {
    const { page } = playground;
    const blog = new Blog(page, start);
    const draft = page.getByLabel("Write a post");
    const seed = blog.posts.getByText("Hello from a server in this page.");
    await blog.open("");
    await blog.logIn("alice");
    await expect(seed).toBeVisible();
    await draft.fill("Half a thought");

    await blog.button("Go offline").click();
    await blog.button("Post").click();
    await expect(page.getByRole("alert")).toHaveText(unreachable);
    await blog.button("Reload posts").click();
    await expect(page.getByRole("alert")).toHaveText(unreachable);
    await expect(draft).toHaveValue("Half a thought");
    await expect(seed).toBeVisible();
    await blog.button("Go offline").click();

    await blog.button("Corrupt the token").click();
    await expect(blog.entries("GET posts/ → 401")).toHaveCount(1);
    await expect(blog.entries("Sent a refused request again")).toHaveCount(1);
    await blog.expectLoggedIn("alice");
    await expect(draft).toHaveValue("Half a thought");

    await blog.button("Post").click();
    await expect(blog.posts.getByText("Half a thought")).toBeVisible();
    await expect(draft).toHaveValue("");
    await expect(page.getByRole("alert")).toHaveCount(0);
  });

  test(`${name}: the strip tells of the token, and "Why?" of the end`, async ({ playground }) => {
    const { page } = playground;
    const blog = new Blog(page, start);
    await blog.open("");
    await blog.logIn("alice");
    await expect(page.getByText(/^expires in \d+ /)).toBeVisible();
    await blog.button("Renew now").click();
    await expect(page.getByText("renewed once")).toBeVisible();
    await page.getByText("What the token says").click();
    await expect(page.getByRole("term").filter({ hasText: "exp" }).first()).toBeVisible();

    await blog.button("Deactivate the user").click();
    await blog.expectLoggedOut();
    await blog.expectReason(/^Your session is no longer valid\. Please log in again\.$/);
    await page.getByText("Why?").click();
    const detail = "rejected: The server no longer takes this user's tokens.";
    const lines = page.getByRole("list", { name: "What led to it" }).getByRole("listitem");
    await expect(lines.last()).toContainText("Over: rejected.");
    await expect(lines.last()).toContainText(detail);
    await expect(blog.entries("Over: rejected.")).toContainText(detail);
    await blog.button("Deactivate the user").click();
    await blog.open("", "?tokens=djoser");
    await blog.logIn("alice");
    await expect(blog.button("Renew now")).toBeDisabled();
  });

  test(`${name}: on a phone the timeline is in sight of the buttons`, async ({ playground }) => {
    const { page } = playground;
    await page.setViewportSize({ width: 375, height: 780 });
    const blog = new Blog(page, start);
    await blog.open("");
    await blog.logIn("alice");
    // The screen is complete before anybody scrolls: the heading of a new place gets the focus, and comes into sight.
    await blog.expectLoggedIn("alice");
    await expect(blog.posts.getByText("Hello from a server in this page.")).toBeVisible();
    for (const button of ["Throttle", "Send 50 requests at once"]) {
      await blog.button(button).scrollIntoViewIfNeeded();
      await blog.button(button).click();
      await expect(blog.button(button)).toBeInViewport();
    }
    const crowd = blog.entries("50 requests at once");
    await expect(crowd).toBeInViewport({ ratio: 1 });
  });

  for (const colorScheme of ["light", "dark"] as const)
    test(`${name}, ${colorScheme}: what can be pressed or filled in stands out at 3 to 1`, async ({
      playground,
    }) => {
      const { page } = playground;
      await page.emulateMedia({ colorScheme });
      const blog = new Blog(page, start);
      await blog.open("");
      await expect(blog.button("Log in")).toBeVisible();
      expect(await faintControls(page)).toEqual([]);
      await blog.logIn("alice");
      await expect(blog.button("Post")).toBeVisible();
      expect(await faintControls(page)).toEqual([]);
    });
}

/** The controls of which neither border nor ground differs enough from what is around them (WCAG 2.2, 1.4.11). */
function faintControls(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const read = (color: string): number[] => (color.match(/[\d.]+/g) ?? []).map(Number);
    const luminance = (color: string): number => {
      const [red = 0, green = 0, blue = 0] = read(color).map((part) => {
        const share = part / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const contrast = (one: string, other: string): number => {
      const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
      return (light + 0.05) / (dark + 0.05);
    };
    const groundOf = (element: Element | null): string => {
      const ground = element ? getComputedStyle(element).backgroundColor : "rgb(255, 255, 255)";
      if (!element || read(ground)[3] !== 0) return ground;
      return groundOf(element.parentElement);
    };
    const controls = document.querySelectorAll<HTMLElement>(
      "button:not(.quiet), .button, select, textarea, input:not([type=radio], [type=checkbox]), .switch, .segmented > div",
    );
    return [...controls]
      .filter((control) => control.checkVisibility())
      .filter((control) => {
        const { borderTopColor, backgroundColor } = getComputedStyle(control);
        const around = groundOf(control.parentElement);
        return Math.max(contrast(borderTopColor, around), contrast(backgroundColor, around)) < 3;
      })
      .map((control) => control.textContent || control.tagName);
  });
}
