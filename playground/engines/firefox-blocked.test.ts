/** A short story in a Firefox that blocks site data: the APIs throw as soon as they are touched. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type OwnServer, startServer } from "../../packages/conformance/test/django-server.ts";
import { builds, servePlain } from "../test/plain-page.ts";
import type { Engine } from "./engine.ts";
import { openFirefox } from "./firefox.ts";
import { body, SessionTab } from "./in-page.ts";

describe("Firefox that blocks cookies and site data", () => {
  let engine: Engine;
  let server: OwnServer;
  let page: { readonly url: string; close(): Promise<unknown> };
  let tab: SessionTab;

  beforeAll(async () => {
    // "Block all cookies": localStorage, IndexedDB and BroadcastChannel throw where they are touched.
    const blocked = openFirefox({ "network.cookie.cookieBehavior": 2 });
    [engine, server, page] = await Promise.all([blocked, startServer(), servePlain(builds, body)]);
    tab = new SessionTab(await engine.newTab());
  });
  afterAll(() => Promise.all([engine?.close(), server?.stop(), page?.close()]));

  test("localStorage throws a SecurityError", async () => {
    await tab.tab.goto(page.url);
    const touched =
      "try { return String(localStorage.length) } catch (error) { return error.name }";
    expect(await tab.tab.run(touched)).toBe("SecurityError");
  });
  test("a session starts, and nobody is logged in", async () => {
    await tab.open(page.url, { baseUrl: `${server.url}/simplejwt-strict/` });
    await tab.stands({ status: "unauthenticated", reason: null });
  });
  test("login, requests, renewal and logout work in the memory of the page, and the session says so", async () => {
    expect(await tab.call("tryLogin", "alice", "correct-horse-1")).toBe(null);
    expect(await tab.call("send", 5)).toEqual({ good: 5, bad: [] });
    expect(await tab.call("explain")).toContain("degraded");
    await tab.call("leap", 3_600_000);
    expect(await tab.call("send", 5)).toEqual({ good: 5, bad: [] });
    await tab.call("logout");
    await tab.stands({ status: "unauthenticated", reason: "logout" });
  });
});
