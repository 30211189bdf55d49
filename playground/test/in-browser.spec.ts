/** The playground with the server in the browser: the behaviour of the page, with all token systems. */
import { expect, Playground, systems, test } from "./playground.ts";

for (const { tokens, renewal, expires } of systems) {
  test(`${tokens}: login, renewal, reload, logout`, async ({ playground }) => {
    const { page } = playground;
    await playground.open({ tokens });
    await playground.logIn();
    await expect(page.getByText(/^expires in \d+ /)).toHaveCount(expires ? 1 : 0);
    await expect(playground.posts.getByText("Hello from a server in this page.")).toBeVisible();

    if (renewal) {
      // Equal entries are counted together for a moment, and a login may have the address of a renewal.
      await playground.button("Clear").click();
      await playground.button("Renew now").click();
      await expect(playground.entries(`${renewal} → 20`)).toHaveCount(1);
      await expect(playground.entries("Renewed.")).toHaveCount(1);
    } else await expect(playground.button("Renew now")).toBeDisabled();

    await page.reload();
    await playground.expectLoggedIn();
    await expect(playground.entries("Found the session in storage")).toHaveCount(1);

    await playground.button("Log out").click();
    await playground.expectLoggedOut();
    await expect(playground.reason("You are logged out.")).toBeFocused();
    await page.reload();
    await playground.expectLoggedOut();
  });
}

test("the timer renews the token before it expires", async ({ playground }) => {
  await playground.open({ lifetime: 15 });
  await playground.logIn();
  await expect(playground.entries("Renewing the token: it is about to expire.")).not.toHaveCount(
    0,
    { timeout: 20_000 },
  );
  await expect(playground.entries("Renewed.")).not.toHaveCount(0);
  await playground.expectLoggedIn();
});

for (const client of ["fetch", "axios"] as const) {
  test(`${client}: 50 requests at once on an expired token make one renewal`, async ({
    playground,
  }) => {
    await playground.open(client === "axios" ? { client } : {});
    await playground.logIn();
    await expect(playground.posts.getByRole("listitem")).toHaveCount(6);
    await playground.expireTokens();
    await playground.button("Send 50 requests at once").click();
    await expect(
      playground.entries("50 requests at once: 50 succeeded, 0 failed, 1 renewal,"),
    ).toHaveCount(1, { timeout: 20_000 });
    await playground.expectOnce("POST token/refresh/ → 200");
    await expect(playground.entries("GET posts/ → 401")).toContainText("× 50");
  });

  test(`${client}: posts are written, read and deleted`, async ({ playground }) => {
    const { page, posts } = playground;
    await playground.open(client === "axios" ? { client } : {});
    await playground.logIn();
    await page.getByLabel("Write a post").fill("Good morning");
    await playground.button("Post").click();
    await expect(posts.getByText("Good morning")).toBeVisible();
    await playground.button("Reload posts").click();
    await expect(posts.getByText("Good morning")).toBeVisible();
    await playground.button("Delete “Good morning”").click();
    await expect(posts.getByText("Good morning")).toBeHidden();
    await playground.button("Post").click();
    await expect(page.getByRole("alert")).toHaveText("This field may not be blank.");
    await playground.button("Server down").click();
    await playground.button("Reload posts").click();
    await expect(page.getByRole("alert")).toHaveText(
      "The server has a problem. Please try again later.",
    );
    await playground.button("Go offline").click();
    await playground.button("Reload posts").click();
    await expect(page.getByRole("alert")).toHaveText(
      "The server cannot be reached. Please check your connection and try again.",
    );
  });
}

test("a corrupt token is refused and renewed, and the request is retried", async ({
  playground,
}) => {
  await playground.open();
  await playground.logIn();
  await playground.button("Corrupt the token").click();
  // The microblog reads its posts again by itself.
  await expect(playground.entries("GET posts/ → 401")).toHaveCount(1);
  await playground.expectOnce("POST token/refresh/ → 200");
  await expect(playground.entries("Sent a refused request again")).toHaveCount(1);
  await playground.expectLoggedIn();
});

test("the session survives going offline, and notices that the network is back", async ({
  playground,
}) => {
  const { page } = playground;
  await playground.open();
  await playground.logIn();
  await playground.button("Go offline").click();
  await expect(page.getByText("offline", { exact: true })).toBeVisible();
  await expect(playground.entries("Could not renew: no answer came.")).not.toHaveCount(0);
  await playground.button("Go offline").click();
  await playground.button("Renew now").click();
  await expect(page.getByText("offline", { exact: true })).toBeHidden();
  await playground.expectLoggedIn();
});

test("a throttled renewal waits as long as the server said", async ({ playground }) => {
  await playground.open();
  await playground.logIn();
  await playground.button("Throttle").click();
  await expect(
    playground.entries("Could not renew: too many requests (429). Next try in 10 s."),
  ).toHaveCount(1);
  await expect(playground.entries("GET posts/ → 429")).toHaveCount(1);
  await playground.expectLoggedIn();
});

test("a session that was revoked elsewhere ends with its reason", async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  await playground.logIn();
  await playground.button("Log out elsewhere").click();
  await expect(playground.entries("Could not renew: the server refused (401).")).toHaveCount(1);
  await playground.expectLoggedIn(); // the access token still works
  await playground.expireTokens();
  await playground.button("Reload posts").click();
  await playground.expectLoggedOut();
  await expect(
    playground.reason("Your session is no longer valid. Please log in again."),
  ).toBeFocused();
  await page.getByText("Why?").click();
  const history = page.getByRole("list", { name: "What led to it" });
  await expect(history.getByRole("listitem").last()).toContainText("Over: ");
});

test("after a lost answer with rotation, the access token is used until it expires", async ({
  playground,
}) => {
  await playground.open({ tokens: "simplejwt-rotating" });
  await playground.logIn();
  await playground.button("Lose the answer of a renewal").click();
  await expect(playground.entries("Could not renew: no answer came.")).toHaveCount(1);
  await playground.button("Send 50 requests at once").click();
  await expect(playground.entries("50 succeeded, 0 failed")).toHaveCount(1);
});

test("a deactivated user is logged out, and can log in again once activated", async ({
  playground,
}) => {
  await playground.open();
  await playground.logIn();
  await playground.button("Deactivate the user").click();
  await playground.expectLoggedOut();
  await playground.button("Deactivate the user").click();
  await expect(playground.entries("switched alice on again")).toHaveCount(1);
  await playground.logIn();
});

test("all tabs share the server and the session", async ({ playground, context }) => {
  await playground.open();
  await playground.logIn();
  const second = new Playground(await context.newPage());
  await second.open();
  await second.expectLoggedIn();
  await second.button("Log out").click();
  await second.expectLoggedOut();
  // Who looks at the first tab has come back to it.
  await playground.page.evaluate(() => window.dispatchEvent(new Event("pageshow")));
  await playground.expectLoggedOut();
  await expect(playground.reason("You are logged out.")).toBeVisible();
  await expect(playground.reason("It happened in another tab.")).toBeVisible();
});

test("the choice is in the URL, and each backend has its own session", async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  await playground.logIn();
  await page.getByLabel("Tokens").selectOption("djoser");
  await expect(page).toHaveURL(/tokens(=|%3D)djoser$/);
  await playground.expectLoggedOut();
  await playground.logIn("bob");
  await page.goBack();
  await playground.expectLoggedIn("alice");
  await expect(page.getByLabel("Tokens")).toHaveValue("simplejwt");
});

test("the page can be used with the keyboard alone", async ({ playground }) => {
  const { page, username, password } = playground;
  await playground.open();
  await expect(username).toBeVisible();
  await tabTo(playground, "User name");
  await page.keyboard.type("bob");
  await page.keyboard.press("Tab");
  await expect(password).toBeFocused();
  await page.keyboard.press("Enter");
  await playground.expectLoggedIn("bob");
  await expect(page.getByRole("heading", { name: "Logged in as bob" })).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await expect(playground.button("Log out")).toBeFocused();
  await page.keyboard.press("Enter");
  await playground.expectLoggedOut();
});

test("the page fits on the screen of a phone", async ({ playground }) => {
  await playground.open({ tokens: "simplejwt-rotating" });
  await expect(playground.button("Log in")).toBeVisible();
  await playground.expectToFitPhones();
  await playground.logIn();
  await playground.page.getByText("What the token says").click();
  await playground.button("Server down").click();
  await playground.button("Send 50 requests at once").click();
  await expect(playground.entries("50 requests at once")).toHaveCount(1);
  await playground.expectToFitPhones();
});

async function tabTo({ page }: Playground, label: string): Promise<void> {
  const target = page.getByLabel(label);
  await expect(async () => {
    await page.keyboard.press("Tab");
    await expect(target).toBeFocused({ timeout: 50 });
  }).toPass({ intervals: [0] });
}
