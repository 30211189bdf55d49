/** Runs the built app in a jsdom page, against the fake token server of the packed core, and clicks through it. */
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const near = createRequire(process.argv[2]);
const hasRouter = process.argv[3] !== "true";
const { JSDOM } = await import(pathToFileURL(near.resolve("jsdom")).href);
const { createTokenServer } = await import("@sojourn/core/testing");

const { window } = new JSDOM("<!doctype html><base href='/'><app-root></app-root>", {
  url: "https://app.example.com/",
  pretendToBeVisual: true,
});
const server = createTokenServer();
server.clock.set(Date.now());
const objects =
  "document location history localStorage Node Event CustomEvent HTMLElement Element MutationObserver CSS AbortController AbortSignal";
const functions =
  "addEventListener removeEventListener dispatchEvent requestAnimationFrame cancelAnimationFrame";
const define = (name, value) =>
  Object.defineProperty(globalThis, name, { configurable: true, writable: true, value });
define("window", globalThis);
for (const name of objects.split(" ")) define(name, window[name]);
for (const name of functions.split(" ")) define(name, window[name].bind(window));
// The server knows another kind of AbortSignal than the page, so the page's own is left out.
globalThis.fetch = (url, { signal, ...init } = {}) => server.fetch(url, init);

const text = () => window.document.querySelector("app-root")?.textContent?.trim() ?? "";
const until = async (fact, what) => {
  for (let turn = 0; turn < 400; turn += 1) {
    if (fact()) return;
    await server.clock.advance();
    await new Promise((next) => setTimeout(next, 5));
  }
  assert.fail(`${what}; the page shows: ${text()}`);
};
const click = (name) =>
  [...window.document.querySelectorAll("button")]
    .find(({ textContent }) => textContent === name)
    .click();

const { readdirSync } = await import("node:fs");
if (readdirSync("dist/browser").includes("polyfills.js"))
  await import(pathToFileURL("dist/browser/polyfills.js").href);
await import(pathToFileURL("dist/browser/main.js").href);
await until(() => text() === "Log in", "the guard redirects to the login page");
if (hasRouter) assert.equal(window.location.pathname, "/login");
click("Log in");
const shown = hasRouter ? /^posts\/ as \S+, public 401/ : /^posts\/ as \S+/;
await until(() => shown.test(text()), "the login leads back, and a request is signed");
assert.equal(window.location.pathname, "/");

// The app is stable although a session is active and has set a timer.
await globalThis.app.whenStable();
if (globalThis.Zone) {
  let isStable = false;
  globalThis.app.isStable.subscribe((is) => {
    isStable = is;
  });
  assert.ok(isStable, "the app is stable");
}

server.revoke();
const before = server.count("posts/");
// The app with a router also sends a public request.
const sent = hasRouter ? 3 : 2;
click("Reload");
await until(
  () => server.count("token/refresh/") === 1 && server.count("posts/") === before + sent,
  "a request is retried once after a 401",
);
click("Log out");
await until(
  () => text() === "Log in" && (!hasRouter || window.location.pathname === "/login"),
  "the logout leads to the login page",
);
process.exit(0);
