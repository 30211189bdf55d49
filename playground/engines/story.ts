/** One story for every engine: what people do with a session in several tabs, in a real browser before a real server. */
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type OwnServer, startServer } from "../../packages/conformance/test/django-server.ts";
import type { Opening } from "../test/in-tab.ts";
import { builds, servePlain } from "../test/plain-page.ts";
import type { Engine } from "./engine.ts";
import { body, SessionTab } from "./in-page.ts";

const hour = 3_600_000;
const password = "correct-horse-1";
const idle = { timeout: 10_000, warning: 4000 };

/** Plays the story in this engine, chapter by chapter: each goes on where the one before has stopped. */
export function tellStory(open: () => Promise<Engine>): void {
  let engine: Engine;
  let server: OwnServer;
  let page: { readonly url: string; close(): Promise<unknown> };
  let opening: Opening;
  let left: SessionTab;
  let right: SessionTab;
  const both = (): SessionTab[] => [left, right];

  const person = async (username: string): Promise<string> => {
    await server.change({ username, password }, { create: true });
    return username;
  };
  const newTab = async (changes: Partial<Opening> = {}): Promise<SessionTab> => {
    const tab = new SessionTab(await engine.newTab());
    await tab.open(page.url, { ...opening, ...changes });
    return tab;
  };
  /** Forgets what the server has seen, so that `refreshes` counts from here. */
  const forget = (user: string): Promise<void> => server.forget({ user });
  const refreshes = async (user: string): Promise<object> => {
    const { byStatus } = await server.log({ user, path: "token/refresh/", method: "POST" });
    return byStatus;
  };

  beforeAll(async () => {
    [engine, server, page] = await Promise.all([open(), startServer(), servePlain(builds, body)]);
    opening = { baseUrl: `${server.url}/simplejwt-strict/` };
    await server.settings({ accessLifetimeMs: 300_000 });
    for (const username of ["ann", "ben"]) await person(username);
  });
  afterAll(() => Promise.all([engine?.close(), server?.stop(), page?.close()]));

  describe("logging in", () => {
    test("a first visit is logged out, for no reason", async () => {
      left = await newTab();
      await left.stands({ status: "unauthenticated", reason: null });
    });
    test("a wrong password says so, and logs nobody in", async () => {
      expect(await left.call("tryLogin", "ann", "wrong")).toBe("invalid-credentials");
      await left.stands({ status: "unauthenticated", reason: null });
    });
    test("a login logs in, and requests succeed", async () => {
      await left.call("login", "ann");
      await left.stands({ status: "authenticated" });
      expect(await left.call("send", 5)).toEqual({ good: 5, bad: [] });
    });
    test("a second tab opens logged in, for the same user", async () => {
      right = await newTab();
      await right.stands({ user: (await left.call("standing")).user });
      expect(await right.call("send", 5)).toEqual({ good: 5, bad: [] });
    });
    test("a reload paints the session at once: nothing else, in no frame", async () => {
      const { user } = await left.call("standing");
      await left.tab.reload();
      await left.loaded();
      await left.stands({ status: "authenticated" });
      expect(await left.texts()).toEqual([`private things of ${user}`]);
    });
  });

  describe("an expired token", () => {
    test("that the server refuses in both tabs is renewed once, and every request succeeds", async () => {
      await server.settings({ accessLifetimeMs: 1000 });
      await left.call("visit", opening, "ann");
      await sleep(1100);
      await server.settings({ accessLifetimeMs: 300_000 });
      await forget("ann");
      const at = Date.now() + 500;
      const rushes = [];
      for (const tab of both()) rushes.push(await tab.begin("rush", opening, at, 5));
      for (const rush of rushes) expect(await rush()).toEqual({ good: 5, bad: [] });
      expect(await refreshes("ann")).toEqual({ 200: 1 });
      for (const tab of both()) await tab.stands({ status: "authenticated" });
    });
    test("found by three tabs in the same moment is renewed once, 15 times in a row", async () => {
      const tabs = [...both(), await newTab()];
      for (const tab of tabs) await tab.stands({ status: "authenticated" });
      await forget("ann");
      for (let round = 1; round <= 15; round += 1) {
        await sleep(1050); // tokens count in seconds
        for (const tab of tabs) await tab.call("leap", hour);
        const at = Date.now() + 300;
        const asked = [];
        for (const tab of tabs) asked.push(await tab.begin("ask", at + Math.random() * 20));
        const answers = [];
        for (const answer of asked) answers.push(await answer());
        expect(answers[0]?.print, `round ${round}: ${answers[0]?.error}`).toBeTruthy();
        expect(answers[1], `round ${round}`).toEqual(answers[0]);
        expect(answers[2], `round ${round}`).toEqual(answers[0]);
        expect(await refreshes("ann"), `round ${round}`).toEqual({ 200: round });
      }
      await tabs[2]?.tab.goto("about:blank");
    });
    test("is renewed by the timer before anybody asks, once for both tabs", async () => {
      for (const tab of both()) await tab.open(page.url, opening);
      await server.settings({ accessLifetimeMs: 14_000 });
      await left.call("login", "ann");
      await server.settings({ accessLifetimeMs: 300_000 });
      await right.stands({ status: "authenticated" });
      await forget("ann");
      const { print } = await left.call("ask");
      const end = Date.now() + 30_000;
      while (JSON.stringify(await refreshes("ann")) === "{}" && Date.now() < end) await sleep(200);
      await sleep(1000);
      expect(await refreshes("ann")).toEqual({ 200: 1 });
      expect((await left.call("ask")).print).not.toBe(print);
      expect(await right.call("ask")).toEqual(await left.call("ask"));
    });
  });

  describe("endings", () => {
    test("another user in one tab is the user of the other", async () => {
      const ben = await left.call("login", "ben");
      await right.stands({ status: "authenticated", user: ben });
      for (const tab of both()) expect(await tab.call("send", 3)).toEqual({ good: 3, bad: [] });
    });
    test("a logout is seen in the other tab, with its reason", async () => {
      await left.call("logout");
      await left.stands({ status: "unauthenticated", reason: "logout", elsewhere: false });
      await right.stands({ status: "unauthenticated", reason: "logout", elsewhere: true });
    });
    test("no token is left in localStorage", async () => {
      expect(await left.tab.run("return JSON.stringify({ ...localStorage })")).not.toMatch(/eyJ/);
    });
    test("after a logout neither a reload nor going back shows anything private", async () => {
      await left.call("login", "ben");
      await right.stands({ status: "authenticated" });
      await right.tab.goto(`${page.url}packages/core/package.json`);
      await left.call("logout");
      const before = Date.now();
      await right.tab.back();
      await right.loaded();
      await right.stands({ status: "unauthenticated", reason: "logout" });
      const late = `return globalThis.tab.shown.filter(({ at }) => at > ${before}).map(({ text }) => text)`;
      const shown = (await right.tab.run(late)) as string[];
      expect(shown.filter((text) => text.startsWith("private"))).toEqual([]);
      await left.tab.reload();
      await left.loaded();
      expect((await left.texts()).filter((text) => text.startsWith("private"))).toEqual([]);
    });
  });

  describe("nobody is there", () => {
    let x = 0;
    const move = async (tab: SessionTab): Promise<void> => {
      x += 10;
      await tab.tab.movePointer(x, 20);
    };
    test("who moves the pointer in one tab is warned in none", async () => {
      for (const tab of both()) await tab.open(page.url, { ...opening, idle });
      await left.call("login", "ann");
      await right.stands({ status: "authenticated" });
      const end = Date.now() + idle.timeout;
      while (Date.now() < end) {
        await move(left);
        await sleep(500);
        for (const tab of both())
          expect(await tab.call("standing")).toMatchObject({
            status: "authenticated",
            warned: false,
          });
      }
    });
    test("who does nothing is warned in both tabs", async () => {
      for (const tab of both()) await tab.stands({ status: "authenticated", warned: true });
    });
    test("in a warning the pointer does not count, and stay() ends it in both tabs", async () => {
      await move(left);
      expect(await left.call("standing")).toMatchObject({ warned: true });
      await left.call("stay");
      for (const tab of both()) await tab.stands({ status: "authenticated", warned: false });
    });
    test("who still does nothing is logged out in both tabs, and stays so after a reload", async () => {
      for (const tab of both()) await tab.stands({ status: "unauthenticated", reason: "idle" });
      await left.tab.reload();
      await left.loaded();
      await left.stands({ status: "unauthenticated", reason: "idle" });
      expect((await left.texts()).filter((text) => text.startsWith("private"))).toEqual([]);
    });
    test("whoever comes back logs in again", async () => {
      await left.call("login", "ann");
      for (const tab of both()) await tab.stands({ status: "authenticated", warned: false });
    });
  });
}
