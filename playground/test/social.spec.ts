/** A login with an account elsewhere, on every page: dj-rest-auth takes the token of the demo's identity provider. */
import { needDjango } from "./django.ts";
import { Blog, starts } from "./page-contract.ts";
import { expect, test } from "./playground.ts";

const label = "Log in with the demo provider";

for (const [name, start] of Object.entries(starts)) {
  test(`${name}, on Django: the demo provider's token logs in`, async ({ playground, control }) => {
    needDjango();
    await control.post("reset/");
    const { page } = playground;
    const blog = new Blog(page, start);
    await blog.open("profile", "?backend=django&tokens=dj-rest-auth");

    await control.post("faults/", { prefix: "dj-rest-auth", path: "fake/", status: 503 });
    await blog.button(label).click();
    await expect(page.getByRole("alert")).toHaveText(
      "The server has a problem. Please try again later.",
    );
    await expect(blog.entries("The login failed.")).toContainText("answered 503");
    await blog.expectLoggedOut();

    await blog.button(label).click();
    await blog.expectLoggedIn("carol");
    await blog.expectAt("profile");
    await expect(page.getByRole("alert")).toHaveCount(0);
    await blog.follow("Posts");
    await blog.write(`By ${name}, without a password`);
    await page.reload();
    await blog.expectLoggedIn("carol");

    const { byRoute } = await control.log({ prefix: "dj-rest-auth" });
    expect(byRoute["POST fake/"]).toBe(2);
    expect(byRoute["POST login/"]).toBeUndefined();
  });
}

test("in the browser: only a server that takes its tokens offers the demo provider", async ({
  playground,
}) => {
  await playground.open({ tokens: "simplejwt" });
  await expect(playground.password).toBeVisible();
  await expect(playground.button(label)).toHaveCount(0);
  for (const tokens of ["dj-rest-auth-jwt", "allauth-jwt"]) {
    await playground.open({ tokens });
    await playground.button(label).click();
    await playground.expectLoggedIn("carol");
  }
});
