/** A login in two steps, on every page: allauth on the real Django asks for the code of an authenticator app. */
import { needDjango } from "./django.ts";
import { Blog, starts } from "./page-contract.ts";
import { expect, test } from "./playground.ts";

test("in the browser, dave has a second factor", async ({ playground }) => {
  const blog = new Blog(playground.page);
  await blog.open("", "?tokens=allauth-jwt");
  await expect(playground.page.getByText("dave’s authenticator app says 123456")).toBeVisible();
  await blog.logIn("dave");
  await blog.code.fill("123456");
  await blog.button("Continue").click();
  await blog.expectLoggedIn("dave");
});

for (const [name, start] of Object.entries(starts))
  test(`${name}: the code is asked for, a wrong one can be mended, and the right one logs in`, async ({
    playground,
    context,
    control,
  }) => {
    needDjango();
    const username = `careful-${name}`;
    await control.post("users/", { username, create: true, totp: true });
    const { page } = playground;
    const choice = "?backend=django&tokens=allauth";
    const blog = new Blog(page, start);
    await blog.open("profile", choice);
    await blog.logIn(username);
    await expect(blog.code).toBeFocused();
    await expect(page.getByRole("alert")).toHaveCount(0);
    await expect(blog.password).toHaveCount(0);
    await blog.expectLoggedOut();
    await blog.expectToFitPhones();

    await blog.code.fill("000000");
    await blog.button("Continue").click();
    await expect(blog.code).toHaveAccessibleDescription("Incorrect code.");
    await expect(blog.code).toHaveAttribute("aria-invalid", "true");
    await expect(blog.code).toBeFocused();

    // Another tab knows nothing of it, and a reload drops it.
    const second = new Blog(await context.newPage(), start);
    await second.open("posts", choice);
    await second.expectLoggedOut();
    for (const tab of [second, blog]) {
      await tab.page.reload();
      await expect(tab.password).toBeVisible();
      await expect(tab.code).toHaveCount(0);
    }

    await blog.logIn(username);
    await blog.code.fill(await control.code(username));
    await blog.button("Continue").click();
    await blog.expectLoggedIn(username);
    await blog.expectAt("profile");
    await second.expectLoggedIn(username);
    await second.expectAt("posts");
  });
