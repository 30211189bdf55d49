/** A page without a bundler: an import map, files as they are on disk, and nothing else. */
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { stripTypeScriptTypes } from "node:module";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";

const root = fileURLToPath(new URL("../../", import.meta.url));

const outside = {
  axios: "/packages/axios/node_modules/axios/dist/esm/axios.js",
  "jwt-decode": "/packages/core/node_modules/jwt-decode/build/esm/index.js",
};

/** What users get: the builds, which `build-packages.ts` makes before the first test. */
export const builds = {
  ...outside,
  "@sojourn/core": "/packages/core/dist/index.js",
  "@sojourn/django": "/packages/django/dist/index.js",
  "@sojourn/axios": "/packages/axios/dist/index.js",
};

/** What we edit: the sources, with their types stripped. */
export const sources = {
  ...outside,
  "@sojourn/core": "/packages/core/src/index.ts",
  "@sojourn/core/contract": "/packages/core/src/contract/index.ts",
  "@sojourn/core/testing": "/packages/core/src/testing/index.ts",
  "@sojourn/conformance": "/packages/conformance/src/index.ts",
};

/** A server of one empty page in which `import("…")` works for the names in `imports`, and of the files here. */
export async function servePlain(
  imports: Record<string, string>,
  body = "",
): Promise<{ readonly url: string; close(): Promise<unknown> }> {
  const map = `<script type="importmap">${JSON.stringify({ imports })}</script>`;
  const server = createServer(async ({ url = "/" }, response) => {
    const send = (type: string, text: string): unknown =>
      response.writeHead(200, { "content-type": type }).end(text);
    const { pathname } = new URL(url, "http://localhost");
    if (pathname === "/")
      return send("text/html", `<!doctype html><link rel="icon" href="data:,">${map}${body}`);
    const text = await readFile(root + pathname, "utf8").catch(() => null);
    if (text === null) return response.writeHead(404).end();
    return send("text/javascript", pathname.endsWith(".ts") ? stripTypeScriptTypes(text) : text);
  });
  // A real server on localhost: Web Locks want a secure page, and Chromium lets no other page talk to 127.0.0.1.
  await once(server.listen(0, "localhost"), "listening");
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}/`,
    close() {
      server.closeAllConnections();
      return once(server.close(), "close");
    },
  };
}

/** Opens such a page. Returns how to close its server. */
export async function openPlain(
  page: Page,
  imports: Record<string, string>,
): Promise<() => Promise<unknown>> {
  const { url, close } = await servePlain(imports);
  await page.goto(url);
  return close;
}
