/** One visit, told once and played on every page, against the in-browser server and the real Django. */
import { needDjango } from "./django.ts";
import { Blog, starts } from "./page-contract.ts";
import { expect, test } from "./playground.ts";
import { amount } from "./tabs.ts";

/** `pnpm test` visits these. */
const usualServers = [
  { where: "in the browser", tokens: "simplejwt-rotating", renewal: "POST token/refresh/" },
  { where: "on Django", tokens: "djoser", renewal: null },
] as const;

/** `pnpm test:long` visits these, which take longer: their tokens expire in real time. The refresh token of the second is in a cookie. */
const slowServers = [
  { where: "on Django", tokens: "djoser-jwt", renewal: "POST jwt/refresh/" },
  { where: "on Django", tokens: "simplejwt-cookie", renewal: "POST auth/refresh/" },
] as const;

const servers = amount === "once" ? usualServers : slowServers;

for (const [name, start] of Object.entries(starts))
  for (const { where, tokens, renewal } of servers)
    test(`${name}, ${tokens} ${where}: a visit`, async ({ playground, control }) => {
      if (where === "on Django") needDjango();
      test.setTimeout(180_000); // a long visit, on slow machines too
      const { page } = playground;
      const blog = new Blog(page, start);
      const choice = new URLSearchParams({ tokens });
      if (where === "on Django") {
        choice.set("backend", "django");
        choice.set("lifetime", "5");
        await control.post("reset/");
      }

      // Somebody writes a post, and gives its address away.
      await blog.open("", `?${choice}`);
      await blog.logIn("bob");
      await blog.expectLoggedIn("bob");
      await blog.write("Come and see");
      await expect(blog.button("Post")).toBeFocused();
      const place = await blog.addressOf("Come and see");
      await blog.button("Log out").click();
      await blog.expectLoggedOut();
      await expect(page.getByText("You are logged out.", { exact: true })).toBeFocused();

      // A link from outside leads to the login, and from there to where it pointed.
      await blog.open(place);
      await blog.expectLoggedOut();
      await blog.logIn("alice", "wrong");
      await expect(page.getByRole("alert")).toHaveText(/credentials/);
      await blog.logIn("", "");
      await expect(blog.username).toHaveAccessibleDescription(/may not be blank|required/);
      await expect(blog.username).toHaveAttribute("aria-invalid", "true");
      await expect(blog.username).toBeFocused();
      await blog.expectLoggedOut();
      await blog.logIn("alice");
      await blog.expectLoggedIn("alice");
      await blog.expectAt(place);
      await expect(blog.heading(`Post ${place.split("/")[1]}`)).toBeVisible();
      await expect(page.getByText("Come and see")).toBeVisible();

      await page.reload();
      await blog.expectLoggedIn("alice");
      await blog.expectAt(place);
      await expect(page.getByText("Come and see")).toBeVisible();

      // The token expires while nobody looks; then fifty requests need it at once.
      await blog.hide();
      if (where === "on Django" && renewal) {
        await page.waitForTimeout(6000); // real servers have real clocks
        await control.post("settings/", { accessLifetimeMs: 60_000 });
      }
      await blog.button("Clear").click();
      if (where === "on Django") await control.delete("requests/");
      else {
        await blog.clickBehind("Expire it now");
        await expect(blog.entries("The server lets all tokens expire.")).toHaveCount(1);
      }
      await blog.clickBehind("Send 50 requests at once");
      const count = renewal ? "1 renewal" : "0 renewals";
      const crowd = blog.entries(`50 succeeded, 0 failed, ${count},`);
      await expect(crowd).toHaveCount(1, { timeout: 30_000 });
      if (where === "on Django") {
        const { byRoute, byStatus } = await control.log({ prefix: tokens });
        expect(byRoute["GET posts/"]).toBe(50);
        expect(renewal ? byRoute[renewal] : 0).toBe(renewal ? 1 : 0);
        expect(Object.keys(byStatus)).toEqual(["200"]);
      } else await expect(blog.entries(`${renewal} → 200`)).toHaveCount(1);
      await blog.show();

      await blog.follow("Posts");
      await expect(blog.heading("Microblog")).toBeVisible();
      await blog.write("A slip of the pen");
      await blog.button("Delete “A slip of the pen”").click();
      await expect(blog.posts.getByText("A slip of the pen")).toHaveCount(0);
      await expect(page.getByLabel("Write a post")).toBeFocused();
      await blog.write("I came and saw");
      await blog.expectToFitPhones();
      await blog.follow("Profile");
      await expect(blog.heading("Profile")).toBeVisible();
      await blog.expectAt("profile");
      const mail = page.getByText("alice@example.test");
      await expect(mail.first()).toBeVisible();
      await blog.expectToFitPhones();

      // Out means out, for who goes back and forth as well.
      await blog.button("Log out").click();
      await blog.expectLoggedOut();
      for (const turn of ["goBack", "goBack", "goForward", "reload"] as const) {
        await page[turn]();
        await blog.expectLoggedOut();
        await expect(mail).toHaveCount(0);
        await expect(page.getByText(/came and saw|Come and see/)).toHaveCount(0);
      }

      // A return URL leads nowhere else.
      await blog.open("login?returnUrl=https%3A%2F%2Fevil.example%2F");
      await blog.logIn("alice");
      await blog.expectLoggedIn("alice");
      await blog.expectAt("posts");
    });

test("the pages share one session: a login or a logout on one is one on all", async ({
  playground,
}) => {
  const { page } = playground;
  const go = (name: string) =>
    page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name }).click();
  await page.goto("/plain/?tokens=djoser");
  const [plain, react, angular] = Object.values(starts).map((start) => new Blog(page, start));
  await plain?.logIn("alice");
  await plain?.expectLoggedIn("alice");
  await go("React");
  await react?.expectLoggedIn("alice");
  await react?.expectAt("posts");
  await go("Angular");
  await angular?.expectLoggedIn("alice");
  await angular?.expectAt("posts");
  await expect(page.getByLabel("Tokens")).toHaveValue("djoser");
  await angular?.button("Log out").click();
  await angular?.expectLoggedOut();
  await go("Plain");
  await plain?.expectLoggedOut();
});
