// The two entries of a package: production builds carry no advice, development builds give it.
import { readFileSync } from "node:fs";
import { expect, it, vi } from "vitest";

it.each(["core", "django", "oauth2"])(
  "of @sojourn/%s, bundlers that know no condition get the production entry",
  (name) => {
    const manifest = new URL(`../../${name}/package.json`, import.meta.url);
    const { exports, publishConfig, sideEffects } = JSON.parse(readFileSync(manifest, "utf8"));
    for (const entry of [exports["."], publishConfig.exports["."]])
      expect(entry).toMatchObject({
        development: "./dist/development.js",
        default: "./dist/index.js",
      });
    // The first condition that fits counts, and `default` always does.
    expect(Object.keys(publishConfig.exports["."])).toEqual(["types", "development", "default"]);
    // A bundler must not drop the module that installs the advice. Those of the other packages install nothing.
    if (name === "core") expect(sideEffects).toContain("./dist/development.js");
    else expect(sideEffects).toBe(false);
  },
);

it("the production entry gives no advice, and the development entry does", async () => {
  vi.resetModules();
  const { developers } = await import("../src/model/advice.ts");
  const production = await import("../src/index.ts");
  expect(developers.advice).toBeNull();
  const development = await import("../src/development.ts");
  expect(developers.advice).not.toBeNull();
  expect(Object.keys(development).sort()).toEqual(Object.keys(production).sort());
});

it("a session made from given ports needs no browser and starts itself", async () => {
  const { createCore } = await import("../src/index.ts");
  const { createBrowser, createTokenServer } = await import("../src/testing/index.ts");
  const server = createTokenServer();
  const browser = createBrowser({ clock: server.clock, fetch: server.fetch });
  const { ports, fetch } = browser.openTab();
  const session = createCore({ backend: server.backend, fetch }, ports);
  const login = session.login({ username: "alice", password: "correct horse" });
  await server.clock.advance();
  expect((await login).username).toBe("alice");
  const response = session.fetch("posts/");
  await server.clock.advance();
  expect((await response).status).toBe(200);
});
