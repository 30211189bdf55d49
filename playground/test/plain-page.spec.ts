/** The builds in a page without a bundler, against the real Django: what a stampede costs there, with fetch and with axios. */
import { expect } from "@playwright/test";
import { needDjango, test } from "./django.ts";
import { builds, openPlain } from "./plain-page.ts";

needDjango();

for (const client of ["fetch", "axios"] as const)
  test(`200 requests on an expired token cost one refresh in Chromium, with ${client}`, async ({
    page,
    control,
    django,
  }) => {
    test.slow();
    const username = `stampede-${client}`;
    await control.post("users/", { username, create: true });
    await control.delete(`requests/?user=${username}`);
    // However long a slow machine takes for them, the token that they get is not renewed meanwhile.
    await control.post("settings/", { accessLifetimeMs: 3_600_000 });
    const close = await openPlain(page, builds);

    const outcome = await page.evaluate(
      async ({ django, username, client }) => {
        const { createSession } = await import("@sojourn/core");
        const { simpleJwt } = await import("@sojourn/django");
        const { attachSession } = await import("@sojourn/axios");
        const { default: axios } = await import("axios");
        const baseUrl = `${django}/simplejwt-rotating/`;
        const user = {
          path: "me/",
          read: ({ username }: Record<string, unknown>) => `${username}`,
        };
        const options = { backend: simpleJwt({ baseUrl, user }), name: "plain" };

        const first = createSession(options);
        const stop = first.start();
        const name = await first.login({ username, password: "correct-horse-1" });
        stop();

        // An access token that the server refuses, as an expired one is, though its claims say otherwise.
        const record = JSON.parse(localStorage.getItem("plain") ?? "");
        record.held.access = record.held.access.replace(/\.[^.]*$/, ".AAAA");
        record.generation += 1;
        localStorage.setItem("plain", JSON.stringify(record));

        const session = createSession(options);
        await session.ready();
        const api = axios.create({ baseURL: baseUrl });
        attachSession(api, session);
        const get = async (): Promise<number> =>
          client === "axios" ? (await api.get("me/")).status : (await session.fetch("me/")).status;
        const statuses = await Promise.all(Array.from({ length: 200 }, get));
        return { name, good: statuses.filter((status) => status === 200).length };
      },
      { django, username, client },
    );

    expect(outcome).toEqual({ name: username, good: 200 });
    const { byRoute } = await control.log({ user: username });
    expect(byRoute["POST token/refresh/"]).toBe(1);
    await control.post("settings/", { accessLifetimeMs: 60_000 });
    await close();
  });

for (const [what, path, code] of [
  [
    "at a server that does not allow the page is misconfigured",
    "misconfigured/no-cors/",
    "misconfigured",
  ],
  ["that was lost once is a network error", "simplejwt/", "network"],
] as const)
  test(`a login ${what}`, async ({ page, control, django }) => {
    const lost = { prefix: "simplejwt", path: "token/", method: "POST", dropBefore: true };
    if (code === "network") await control.post("faults/", lost);
    const close = await openPlain(page, builds);
    const error = await page.evaluate(async (baseUrl) => {
      const { createSession, isSessionError } = await import("@sojourn/core");
      const { simpleJwt } = await import("@sojourn/django");
      const session = createSession({ backend: simpleJwt({ baseUrl }), name: "plain" });
      return session.login({ username: "alice", password: "correct-horse-1" }).then(
        () => null,
        (cause) => (isSessionError(cause) ? { code: cause.code, message: cause.message } : null),
      );
    }, `${django}/${path}`);
    expect(error?.code).toBe(code);
    expect(error?.message).toContain(`${django}/${path}token/`);
    expect(error?.message).toContain(code === "network" ? "Check" : "Allow the page's origin");
    await close();
  });
