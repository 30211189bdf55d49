/** The playground against the real Django, for each of its token systems. */
import { needDjango, type SeenRequest } from "./django.ts";
import { expect, systems, test } from "./playground.ts";

needDjango();

test.beforeEach(({ control }) => control.post("reset/"));

/** It says 401 when nobody is logged in any more. */
function isLogoutOfAllauth({ method, path, status }: SeenRequest): boolean {
  return method === "DELETE" && path.endsWith("auth/session") && status === 401;
}

/** A page that is left before its logout was answered owes it still: the next one tells the server again, which knows nobody any more. */
function isSecondLogout({ method, path, status, prefix }: SeenRequest): boolean {
  const hasCookies = prefix.includes("cookie");
  return hasCookies && method === "POST" && path.endsWith("logout/") && status === 401;
}

/** With cookies and nothing stored, the server is asked who is there. */
function isFirstQuestion({ method, path, status }: SeenRequest): boolean {
  return method === "GET" && path === "me/" && status === 403;
}

for (const { tokens, renewal, expires } of systems) {
  test(`${tokens}: login, posts, renewal, reload, logout, a wrong password`, async ({
    playground,
    control,
  }) => {
    const { page, posts } = playground;
    await playground.open({ backend: "django", tokens });
    await playground.logIn();
    await expect(page.getByText(/^expires in \d+ /)).toHaveCount(expires ? 1 : 0);

    await page.getByLabel("Write a post").fill("From a real browser");
    await playground.button("Post").click();
    await expect(posts.getByText("From a real browser")).toBeVisible();

    if (renewal) {
      await playground.button("Renew now").click();
      await expect(playground.entries("Renewed.")).toHaveCount(1);
      await playground.button("Reload posts").click();
      await expect(playground.entries("GET posts/ → 200")).not.toHaveCount(0);
    }

    await page.reload();
    await playground.expectLoggedIn();
    await expect(posts.getByText("From a real browser")).toBeVisible();
    await playground.button("Delete “From a real browser”").click();
    await expect(posts.getByText("From a real browser")).toBeHidden();

    await playground.button("Log out").click();
    await playground.expectLoggedOut();
    await page.reload();
    await playground.expectLoggedOut();

    const { recent } = await control.log({ prefix: tokens });
    const refused = recent.filter(({ status }) => status >= 400);
    const isExpected = (one: SeenRequest): boolean =>
      isLogoutOfAllauth(one) || isFirstQuestion(one) || isSecondLogout(one);
    expect(refused.filter((request) => !isExpected(request))).toEqual([]);

    await playground.password.fill("wrong");
    await playground.button("Log in").click();
    const refusal = playground.reason(/ credentials( given)?\.?$|not correct\.$/);
    await expect(refusal).toBeVisible();
  });
}

for (const client of ["fetch", "axios"] as const) {
  test(`${client}: 50 requests at once on a refused token make one renewal`, async ({
    playground,
    control,
  }) => {
    const axios = client === "axios" ? { client } : {};
    await playground.open({ backend: "django", ...axios });
    await playground.logIn();
    // Both at once, so that the crowd meets the token before anything else could renew it.
    await playground.page.evaluate(() => {
      const click = (name: string) =>
        [...document.querySelectorAll("button")].find((one) => one.textContent === name)?.click();
      click("Corrupt the token");
      click("Send 50 requests at once");
    });
    await expect(playground.entries("50 succeeded, 0 failed, 1 renewal,")).toHaveCount(1, {
      timeout: 20_000,
    });
    const { byRoute } = await control.log({ prefix: "simplejwt" });
    expect(byRoute["POST token/refresh/"]).toBe(1);
  });
}

test("an expired record is renewed once", async ({ playground }) => {
  await playground.open({ backend: "django" });
  await playground.logIn();
  await playground.button("Expire it now").click();
  await expect(playground.entries("Renewing the token:")).toHaveCount(1);
  await playground.expectOnce("POST token/refresh/ → 200");
  await playground.expectLoggedIn();
});

test("the session survives a throttled server, a server that is down, and a lost network", async ({
  playground,
}) => {
  await playground.open({ backend: "django" });
  await playground.logIn();
  await playground.button("Server down").click();
  await expect(playground.entries("Could not renew: the server failed (503).")).not.toHaveCount(0);
  await playground.button("Server down").click();
  await playground.button("Lose the answer of a renewal").click();
  await expect(playground.entries("Could not renew: no answer came.")).not.toHaveCount(0);
  await playground.button("Throttle").click();
  await expect(playground.entries("too many requests (429). Next try in 10 s.")).toHaveCount(1);
  await playground.expectLoggedIn();
});

test("a user who was deactivated on the server is logged out", async ({ playground }) => {
  await playground.open({ backend: "django" });
  await playground.logIn();
  await playground.button("Deactivate the user").click();
  await playground.expectLoggedOut();
  await expect(
    playground.reason("Your session is no longer valid. Please log in again."),
  ).toBeFocused();
});

test("without Django the page tells in one line how to start it", async ({
  playground,
  page,
  django,
}) => {
  // A page on localhost calls the server localhost, so that both are on one site.
  const server = new RegExp(`^http://(localhost|127\\.0\\.0\\.1):${new URL(django).port}/`);
  await page.route(server, (route) => route.abort());
  await playground.open({ backend: "django" });
  await expect(page.getByRole("alert")).toContainText("Start it with “pnpm django”.");
  await page.unroute(server);
  await playground.button("Try again").click();
  await playground.logIn();
});
