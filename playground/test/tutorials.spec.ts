/** The code of docs/tutorials.md in real pages, as it stands there, at the servers of the texts: login, reload, request, logout. */
import { expect } from "@playwright/test";
import { codeBelow } from "../../packages/conformance/test/tutorials-page.ts";
import { needDjango, test } from "./django.ts";
import { ask, type PageSession, serveCode, status } from "./served-code.ts";

needDjango();

declare const session: PageSession;

const password = "correct-horse-1";
const post = {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ text: "First!" }),
};

const texts = [
  { heading: "Angular API Calls with Django", prefix: "tutorial-angular", ask: "api/posts", post },
  { heading: "Authenticate Django APIs with JWT!", prefix: "tutorial-simplejwt", ask: "me/" },
  {
    heading: "Authenticate Django APIs with JWT!",
    block: 1,
    prefix: "tutorial-get-token",
    ask: "me/",
  },
  {
    heading: "How to Implement Token Authentication",
    prefix: "tutorial-cookie",
    ask: "polls/api/questions/1",
  },
  {
    heading: "djangorestframework-jwt's own page",
    prefix: "tutorial-readme",
    ask: "protected-url/",
  },
  {
    heading: "Token Based Authentication with Djoser",
    prefix: "djoser-username",
    ask: "users/me/",
  },
];

for (const { heading, block = 0, prefix, ask: path, post } of texts)
  test(`${heading} (${prefix}): login, reload, request, logout`, async ({
    page,
    control,
    django,
  }) => {
    const username = `reader-of-${prefix}`;
    await control.post("users/", { username, create: true });
    const { url, close } = await serveCode(codeBelow(heading)[block] ?? "", `${django}/${prefix}/`);
    await page.goto(url);
    expect(await status(page)).toBe("unauthenticated");
    await page.evaluate((person) => session.login(person), { username, password });
    expect(await status(page)).toBe("authenticated");

    await page.reload();
    expect(await status(page)).toBe("authenticated");
    expect(await ask(page, path, post)).toBe(post ? 201 : 200);

    await page.evaluate(() => session.logout());
    expect(await ask(page, path, post)).toBeGreaterThanOrEqual(401);
    await page.reload();
    expect(await status(page)).toBe("unauthenticated");
    await close();
  });

test("a visit to /accounts/logout, which deletes the cookie, logs the other tab out", async ({
  page,
  context,
  control,
  django,
}) => {
  const username = "reader-with-a-cookie";
  await control.post("users/", { username, create: true });
  // Cookies belong to a host, whatever the port: Django and the page are both on localhost.
  const server = `${django.replace("127.0.0.1", "localhost")}/tutorial-cookie/`;
  const [code = ""] = codeBelow("How to Implement Token Authentication");
  const { url, close } = await serveCode(code, server);
  await page.goto(url);
  expect(await status(page)).toBe("unauthenticated");
  await page.evaluate((person) => session.login(person), { username, password });
  expect(await ask(page, "polls/api/questions/1")).toBe(200);

  const other = await context.newPage();
  await other.goto(`${server}accounts/logout`);
  expect(await ask(page, "polls/api/questions/1")).toBe(401);
  expect(await page.evaluate(() => session.getSnapshot())).toMatchObject({
    status: "unauthenticated",
    reason: "logout",
    elsewhere: true,
  });
  expect((await context.cookies(url)).map(({ name }) => name)).not.toContain("token");
  await close();
});

test("the bare token in a cookie, copied like in the docs, tells Django the user of a page", async ({
  page,
  context,
  control,
  django,
}) => {
  const username = "reader-of-the-recipe";
  await control.post("users/", { username, create: true });
  const server = `${django.replace("127.0.0.1", "localhost")}/tutorial-cookie/`;
  const [recipe = ""] = codeBelow("The bare token in a cookie, for server code", "cookies.md");
  const login = `{ baseUrl: "${server}", paths: { login: "accounts/get_auth_token/" } }`;
  const { url, close } = await serveCode(recipe.replace('{ baseUrl: "/api/" }', login), server);
  await page.goto(url);
  expect(await status(page)).toBe("unauthenticated");
  await page.evaluate((person) => session.login(person), { username, password });

  const rendered = await context.newPage();
  const polls = async (): Promise<string> => {
    await rendered.goto(`${server}polls/`);
    return `${await rendered.textContent("body")}`;
  };
  await expect.poll(polls).toBe(`Polls for ${username}`);
  await page.evaluate(() => session.logout());
  await expect.poll(polls).toBe("Please log in.");
  await close();
});
