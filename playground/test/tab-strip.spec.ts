/** The playground's strip of tabs: who is open, who renewed the token, who took it over, who is hidden. */
import type { Locator } from "@playwright/test";
import { needDjango } from "./django.ts";
import { expect, Playground, test } from "./playground.ts";

needDjango();

test("shows every open tab of the session, who renewed the token and who took it over", async ({
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
