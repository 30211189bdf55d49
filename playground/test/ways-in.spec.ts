/** The documented code for other ways in, in real pages at the real Django: an old app's tokens, and a sign-up that logs in. */
import { readFileSync } from "node:fs";
import { expect, type Page } from "@playwright/test";
import { codeBelow } from "../../packages/conformance/test/tutorials-page.ts";
import { needDjango, test } from "./django.ts";
import { ask, serveCode, status } from "./served-code.ts";

needDjango();

/** Of the documented code. */
declare function signUp(username: string, email: string, password: string): Promise<string>;

test.describe("the tokens of an old app", () => {
  const [, takeOver = ""] = codeBelow("Tokens from elsewhere", "ways-in.md");

  /** A browser in which the old app logged somebody in `ago` milliseconds ago. Returns the address of the app that replaces it. */
  const inherit = test.extend<{ app: string; username: string; ago: number }>({
    ago: [0, { option: true }],
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names it needs from this pattern.
    username: async ({}, use, { title }) => use(title.replaceAll(/\W+/g, "-")),
    app: async ({ page, request, control, django, username, ago }, use) => {
      const server = `${django}/simplejwt/`;
      await control.post("settings/", { accessLifetimeMs: ago > 0 ? 1000 : 60_000 });
      await control.post("users/", { username, create: true });
      const data = { username, password: "correct-horse-1" };
      const tokens = await (await request.post(`${server}token/`, { data })).json();
      const { url, close } = await serveCode(takeOver, server, "https://api.example.com/api/");
      await page.goto(`${url}LICENSE`); // a page of the same origin, without the code
      await page.evaluate(({ access, refresh }) => {
        localStorage.setItem("access_token", access);
        localStorage.setItem("refresh_token", refresh);
      }, tokens);
      await page.waitForTimeout(ago); // real servers have real clocks
      await use(url);
      await close();
    },
  });

  /** How many tokens of the old app there are. */
  const left = (page: Page): Promise<number> =>
    page.evaluate(
      () => ["access_token", "refresh_token"].filter((key) => key in localStorage).length,
    );

  inherit("log its user in, and are then removed", async ({ page, control, app, username }) => {
    await page.goto(app);
    expect(await status(page)).toBe("authenticated");
    expect(await left(page)).toBe(0);
    expect(await ask(page, "me/")).toBe(200);
    await page.reload();
    expect(await status(page)).toBe("authenticated");
    const { byRoute } = await control.log({ user: username });
    expect(byRoute).toEqual({ "POST token/": 1, "GET me/": 1 });
  });

  inherit.describe("that are over", () => {
    inherit.use({ ago: 1500 });

    inherit(
      "stay while the server is down, and are renewed once it is back",
      async ({ page, control, app }) => {
        await control.post("faults/", { prefix: "simplejwt", status: 503, times: null });
        await page.goto(app);
        expect(await status(page)).toBe("unauthenticated");
        expect(await left(page)).toBe(2);

        await control.delete("faults/");
        await page.reload();
        expect(await status(page)).toBe("authenticated");
        expect(await left(page)).toBe(0);
      },
    );

    inherit("are removed if the server refuses them", async ({ page, control, app, username }) => {
      await control.post("users/", { username, revoke: true });
      await page.goto(app);
      expect(await status(page)).toBe("unauthenticated");
      expect(await left(page)).toBe(0);
    });
  });
});

test("a sign-up logs in, in every tab", async ({ page, context, control, django }) => {
  const code = exampleOf("djRestAuthJwt");
  const { url, close } = await serveCode(
    `${code}\nObject.assign(globalThis, { signUp });`,
    // Cookies belong to a site: the page is on localhost too.
    `${django.replace("127.0.0.1", "localhost")}/dj-rest-auth-cookie/`,
    "https://api.example.com/dj-rest-auth/",
  );
  await control.post("settings/", { cookies: { origins: [new URL(url).origin] } });
  await page.goto(url);
  expect(await status(page)).toBe("unauthenticated");
  const other = await context.newPage();
  await other.goto(url);
  expect(await status(other)).toBe("unauthenticated");

  const form = ["newcomer", "newcomer@example.test", "a-passphrase-of-my-own"] as const;
  expect(await page.evaluate((form) => signUp(...form), form)).toBe("newcomer");
  expect(await status(page)).toBe("authenticated");
  expect(await ask(page, "me/")).toBe(200);
  await expect.poll(() => status(other)).toBe("authenticated");
  await page.reload();
  expect(await status(page)).toBe("authenticated");
  const { byRoute } = await control.log({ prefix: "dj-rest-auth-cookie" });
  expect(byRoute["POST registration/"]).toBe(1);
  expect(byRoute["POST login/"]).toBeUndefined();

  // The name is taken now. Whoever is logged in stays so.
  const refusal = await page.evaluate(
    (form) =>
      signUp(...form).then(
        () => null,
        ({ code, fields }) => ({ code, fields }),
      ),
    form,
  );
  expect(refusal).toMatchObject({ code: "validation", fields: { username: [expect.any(String)] } });
  expect(await status(page)).toBe("authenticated");
  await close();
});

/** The example in the doc comment of one of dj-rest-auth's factories. */
function exampleOf(name: string): string {
  const file = new URL("../../packages/django/src/dj-rest-auth.ts", import.meta.url);
  const [above = ""] = readFileSync(file, "utf8").split(`export function ${name}<`);
  const code = above.slice(above.lastIndexOf("```ts") + "```ts".length, above.lastIndexOf("```"));
  return code.replaceAll(/^ \* ?/gm, "");
}
