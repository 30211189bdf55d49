/** "Remember me": without the tick, a session is over when the browser is closed. */
import type { BrowserContext } from "@playwright/test";
import { needDjango } from "./django.ts";
import { Blog, starts } from "./page-contract.ts";
import { expect, test } from "./playground.ts";

test("a real browser that is closed and opened again", async ({
  playwright,
  launchOptions,
  baseURL,
  control,
  django,
}, testInfo) => {
  needDjango();
  const username = "visitor-without-a-tick";
  await control.post("users/", { username, create: true });
  const profile = testInfo.outputPath("profile");
  const openBrowser = async (): Promise<BrowserContext> => {
    const options = { ...launchOptions, baseURL: `${baseURL}` };
    const browser = await playwright.chromium.launchPersistentContext(profile, options);
    await browser.addInitScript((url) => Object.assign(globalThis, { djangoUrl: url }), django);
    return browser;
  };
  const openTab = async (browser: BrowserContext): Promise<Blog> => {
    const blog = new Blog(await browser.newPage());
    await blog.open("posts", "?backend=django");
    return blog;
  };

  let browser = await openBrowser();
  let blog = await openTab(browser);
  await blog.remember.uncheck();
  await blog.logIn(username);
  await blog.expectLoggedIn(username);
  await blog.page.reload();
  await blog.expectLoggedIn(username);
  await (await openTab(browser)).expectLoggedIn(username);
  await browser.close();

  browser = await openBrowser();
  blog = await openTab(browser);
  await blog.expectLoggedOut();
  await blog.expectReason(/^Your session has expired/);
  await expect(blog.remember).toBeChecked();
  await blog.logIn(username);
  await blog.expectLoggedIn(username);
  await browser.close();

  browser = await openBrowser();
  await (await openTab(browser)).expectLoggedIn(username);
  await browser.close();

  // The tokens of the session that was not to be remembered were revoked, those of the other one were not.
  const { byRoute } = await control.log({ user: username });
  expect(byRoute["POST token/blacklist/"]).toBe(1);
});

for (const [name, start] of Object.entries(starts))
  test(`${name}: the tick decides, and a browser that drops its session cookies counts as closed`, async ({
    playground,
    context,
  }) => {
    const { page } = playground;
    const blog = new Blog(page, start);
    const closeBrowser = () => context.clearCookies();

    await blog.open("posts", "?tokens=dj-rest-auth");
    await blog.logIn("alice");
    await blog.expectLoggedIn("alice");
    await closeBrowser();
    await page.reload();
    await blog.expectLoggedIn("alice");
    await blog.button("Log out").click();

    for (const button of ["Log in", "Log in with the demo provider"]) {
      await blog.remember.uncheck();
      await blog.button(button).click();
      await expect(blog.button("Log out")).toBeVisible();
      await closeBrowser();
      await page.reload();
      await blog.expectLoggedOut();
      await blog.expectReason(/^Your session has expired/);
    }
  });
