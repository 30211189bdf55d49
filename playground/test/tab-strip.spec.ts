/** The playground's strip of tabs: the open tabs, and the last thing that each has done. */
import type { Locator } from "@playwright/test";
import { needDjango } from "./django.ts";
import { expect, Playground, test } from "./playground.ts";

needDjango();

// Another file of this worker may have deactivated the demo user.
test.beforeEach(({ control }) => control.post("reset/"));

test("the strip shows every open tab, the one that renewed the token and the ones that took it over", async ({
  playground,
  context,
}) => {
  test.slow();
  const address = { backend: "django", tokens: "simplejwt-rotating" } as const;
  await playground.open(address);
  await playground.logIn();
  const other = new Playground(await context.newPage());
  await other.open(address);
  await other.expectLoggedIn();

  const stripOf = ({ page }: Playground): Locator =>
    page.getByRole("list", { name: "Tabs" }).getByRole("listitem");
  const [left, right] = [stripOf(playground), stripOf(other)];
  for (const strip of [left, right]) await expect(strip).toHaveCount(2);
  await expect(left.nth(0)).toContainText("this one");
  await expect(right.nth(1)).toContainText("this one");

  await other.button("Renew now").click();
  for (const strip of [left, right]) {
    await expect(strip.nth(0)).toContainText("took the new token over");
    await expect(strip.nth(1)).toContainText("renewed the token");
  }

  await other.page.close({ runBeforeUnload: true });
  await expect(left).toHaveCount(1);
  await playground.button("Log out").click();
  await expect(left.nth(0)).toContainText("is logged out");
});
