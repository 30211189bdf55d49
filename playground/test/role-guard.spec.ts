/** A guard by role, on every page: one place is for the staff, and a role that is lost counts at once. */
import { needDjango } from "./django.ts";
import { Blog, starts } from "./page-contract.ts";
import { expect, test } from "./playground.ts";

for (const [name, start] of Object.entries(starts)) {
  test(`${name}, in the browser: the staff room opens for the staff only`, async ({
    playground,
  }) => {
    const { page } = playground;
    const blog = new Blog(page, start);
    const staffLink = page.getByRole("link", { name: "Staff room" });

    await blog.open("staff", "?tokens=simplejwt");
    await blog.expectLoggedOut();
    await blog.logIn("alice");
    await blog.expectLoggedIn("alice");
    await blog.expectAt("forbidden");
    await expect(blog.heading("Not for you")).toBeVisible();
    await expect(staffLink).toHaveCount(0);
    await blog.expectToFitPhones();

    await blog.button("Log out").click();
    await blog.expectLoggedOut();
    await blog.open("staff");
    await blog.logIn("erin");
    await blog.expectLoggedIn("erin");
    await blog.expectAt("staff");
    await expect(blog.heading("Staff room")).toBeVisible();
    await blog.expectToFitPhones();
    await blog.follow("Posts");
    await expect(blog.heading("Microblog")).toBeVisible();
    await blog.follow("Staff room");
    await expect(blog.heading("Staff room")).toBeVisible();
    await page.reload();
    await expect(blog.heading("Staff room")).toBeVisible();
    await blog.expectAt("staff");
  });

  test(`${name}, on Django: a renewal that takes the role away closes the staff room`, async ({
    playground,
    control,
  }) => {
    needDjango();
    await control.post("reset/");
    const { page } = playground;
    const blog = new Blog(page, start);
    await blog.open("staff", "?backend=django&tokens=simplejwt-rotating");
    await blog.logIn("erin");
    await expect(blog.heading("Staff room")).toBeVisible();

    await control.post("users/", { username: "erin", staff: false });
    await blog.button("Renew now").click();
    await blog.expectAt("forbidden");
    await expect(blog.heading("Not for you")).toBeVisible();
    await expect(blog.heading("Staff room")).toHaveCount(0);
    await blog.expectLoggedIn("erin");
    await expect(page.getByRole("link", { name: "Staff room" })).toHaveCount(0);

    // Back and the address lead nowhere else.
    await blog.open("staff");
    await blog.expectAt("forbidden");

    await control.post("users/", { username: "erin", staff: true });
    await blog.button("Renew now").click();
    await blog.follow("Staff room");
    await expect(blog.heading("Staff room")).toBeVisible();
    await blog.expectAt("staff");
  });
}
