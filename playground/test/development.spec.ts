/** The development builds in a real page: mistakes in options, and, against the real Django, mistakes that no code of ours takes part in. */
import { expect } from "@playwright/test";
import { needDjango, test } from "./django.ts";
import { builds, openPlain } from "./plain-page.ts";

needDjango();

const development = {
  ...builds,
  "@sojourn/core": "/packages/core/dist/development.js",
  "@sojourn/django": "/packages/django/dist/development.js",
};

for (const client of ["fetch", "axios"] as const)
  test(`a request past the session, by ${client}, is told with the remedy, once`, async ({
    page,
    control,
    django,
  }) => {
    const username = `stranger-${client}`;
    await control.post("users/", { username, create: true });
    const told: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "warning") told.push(message.text());
    });
    const close = await openPlain(page, development);

    await page.evaluate(
      async ({ django, username, client }) => {
        const { createSession } = await import("@sojourn/core");
        const { simpleJwt } = await import("@sojourn/django");
        const { default: axios } = await import("axios");
        const baseUrl = `${django}/simplejwt-rotating/`;
        const session = createSession({ backend: simpleJwt({ baseUrl }) });
        session.start();
        const get = (): Promise<unknown> =>
          client === "axios" ? axios.get(`${baseUrl}me/`).catch(() => {}) : fetch(`${baseUrl}me/`);
        // Nobody is logged in yet, so this refusal is right. So is that of a password.
        await get();
        await session.login({ username, password: "wrong" }).catch(() => {});
        await session.login({ username, password: "correct-horse-1" });
        await session.login({ username, password: "wrong" }).catch(() => {});
        await get();
        await get();
      },
      { django, username, client },
    );

    await expect.poll(() => told).toHaveLength(1);
    expect(told[0]).toContain(`${django}/simplejwt-rotating/me/ was refused (401)`);
    expect(told[0]).toContain("attachSession(api, session)");
    await close();
  });

test("an option that the backend does not know is told", async ({ page }) => {
  const told: string[] = [];
  page.on("console", (message) => void told.push(message.text()));
  const close = await openPlain(page, development);
  await page.evaluate(async () => {
    const { simpleJwt } = await import("@sojourn/django");
    const options = { baseUrl: "/api/", usernamefield: "email" };
    simpleJwt(options);
  });
  await expect.poll(() => told.join()).toContain('no option "usernamefield". Write usernameField.');
  await close();
});
