/** Code of the docs in a real page, as it stands there: only the address of the server is another one. */
import { stripTypeScriptTypes } from "node:module";
import type { Page } from "@playwright/test";
import type { Session } from "@sojourn/core";
import { builds, servePlain } from "./plain-page.ts";

/** The session of such a page. */
export type PageSession = Session<object, object>;

declare const session: PageSession;

/** A page with this code on it, which names its session `session`. `server` takes the place of `documented`. */
export function serveCode(
  code: string,
  server: string,
  documented = "https://api.example.com/",
): ReturnType<typeof servePlain> {
  const script = stripTypeScriptTypes(code).replaceAll(documented, server);
  return servePlain(
    builds,
    `<script type="module">${script}\nawait session.ready();\nObject.assign(globalThis, { session });</script>`,
  );
}

/** The session's status, once it is known. */
export async function status(page: Page): Promise<string> {
  await page.waitForFunction(() => "session" in globalThis);
  return page.evaluate(() => session.getSnapshot().status);
}

/** The status of the answer to a request of the session's. */
export async function ask(page: Page, path: string, init: object = {}): Promise<number> {
  const request = { path, init };
  return page.evaluate(async ({ path, init }) => (await session.fetch(path, init)).status, request);
}
