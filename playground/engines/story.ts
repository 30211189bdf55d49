/** One story for every engine: a session in several tabs, in a real browser, with a real server. */
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

/** The browser, the server, and two tabs of one session. */
class Scene {
  engine!: Engine;
  server!: OwnServer;
  page!: { readonly url: string; close(): Promise<unknown> };
  opening!: Opening;
  left!: SessionTab;
  right!: SessionTab;

  async open(engine: Promise<Engine>): Promise<void> {
    const parts = [engine, startServer(), servePlain(builds, body)] as const;
    [this.engine, this.server, this.page] = await Promise.all(parts);
    this.opening = { baseUrl: `${this.server.url}/simplejwt-strict/` };
    await this.server.settings({ accessLifetimeMs: 300_000 });
    for (const username of ["ann", "ben"])
      await this.server.change({ username, password }, { create: true });
  }

  /** Closes what was opened: a part may be missing after an error. */
  async close(): Promise<void> {
    await Promise.all([this.engine?.close(), this.server?.stop(), this.page?.close()]);
  }

  both(): SessionTab[] {
    return [this.left, this.right];
  }

  async newTab(): Promise<SessionTab> {
    const tab = new SessionTab(await this.engine.newTab());
    await tab.open(this.page.url, this.opening);
    return tab;
  }

  /** Makes the server forget its requests, so that `refreshes` counts from here. */
  forget(user: string): Promise<void> {
    return this.server.forget({ user });
  }

  /** The number of refreshes by status. */
  async refreshes(user: string): Promise<object> {
    const { byStatus } = await this.server.log({ user, path: "token/refresh/", method: "POST" });
    return byStatus;
  }
}

/** Plays the story in this engine, chapter by chapter. Each chapter continues where the one before it ended. */
export function tellStory(open: () => Promise<Engine>): void {
  const scene = new Scene();
  beforeAll(() => scene.open(open()));
  afterAll(() => scene.close());
  describe("logging in", () => tellLogin(scene));
  describe("an expired token", () => tellExpiry(scene));
  describe("endings", () => tellEndings(scene));
  describe("idleness", () => tellIdleness(scene));
}

/** A login, a second tab, a reload. */
function tellLogin(scene: Scene): void {
  test("a first visit is logged out, without a reason", async () => {
    scene.left = await scene.newTab();
    await scene.left.stands({ status: "unauthenticated", reason: null });
  });
  test("a wrong password rejects the login with invalid-credentials", async () => {
    expect(await scene.left.call("tryLogin", "ann", "wrong")).toBe("invalid-credentials");
    await scene.left.stands({ status: "unauthenticated", reason: null });
  });
  test("a login logs in, and requests succeed", async () => {
    await scene.left.call("login", "ann");
    await scene.left.stands({ status: "authenticated" });
    expect(await scene.left.call("send", 5)).toEqual({ good: 5, bad: [] });
  });
  test("a second tab opens logged in, for the same user", async () => {
    scene.right = await scene.newTab();
    await scene.right.stands({ user: (await scene.left.call("standing")).user });
    expect(await scene.right.call("send", 5)).toEqual({ good: 5, bad: [] });
  });
  test("a reload shows the session from the first frame on", async () => {
    const { user } = await scene.left.call("standing");
    await scene.left.tab.reload();
    await scene.left.loaded();
    await scene.left.stands({ status: "authenticated" });
    expect(await scene.left.texts()).toEqual([`private things of ${user}`]);
  });
}

/** An expired token, found by requests, by several tabs at once, and by the timer. */
function tellExpiry(scene: Scene): void {
  test("is renewed once when the server refuses it in both tabs, and every request succeeds", async () => {
    await scene.server.settings({ accessLifetimeMs: 1000 });
    await scene.left.call("visit", scene.opening, "ann");
    await sleep(1100);
    await scene.server.settings({ accessLifetimeMs: 300_000 });
    await scene.forget("ann");
    const at = Date.now() + 500;
    const rushes = [];
    for (const tab of scene.both()) rushes.push(await tab.begin("rush", scene.opening, at, 5));
    for (const rush of rushes) expect(await rush()).toEqual({ good: 5, bad: [] });
    expect(await scene.refreshes("ann")).toEqual({ 200: 1 });
    for (const tab of scene.both()) await tab.stands({ status: "authenticated" });
  });
  test("is renewed once when three tabs find it at the same time, 15 times in a row", async () => {
    const tabs = [...scene.both(), await scene.newTab()];
    for (const tab of tabs) await tab.stands({ status: "authenticated" });
    await scene.forget("ann");
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
      expect(await scene.refreshes("ann"), `round ${round}`).toEqual({ 200: round });
    }
    await tabs[2]?.tab.goto("about:blank");
  });
  test("is renewed by the timer, once for both tabs", async () => {
    for (const tab of scene.both()) await tab.open(scene.page.url, scene.opening);
    await scene.server.settings({ accessLifetimeMs: 14_000 });
    await scene.left.call("login", "ann");
    await scene.server.settings({ accessLifetimeMs: 300_000 });
    await scene.right.stands({ status: "authenticated" });
    await scene.forget("ann");
    const { print } = await scene.left.call("ask");
    const end = Date.now() + 30_000;
    while (JSON.stringify(await scene.refreshes("ann")) === "{}" && Date.now() < end)
      await sleep(200);
    await sleep(1000);
    expect(await scene.refreshes("ann")).toEqual({ 200: 1 });
    expect((await scene.left.call("ask")).print).not.toBe(print);
    expect(await scene.right.call("ask")).toEqual(await scene.left.call("ask"));
  });
}

/** Another user, a logout, and the pages that are left. */
function tellEndings(scene: Scene): void {
  test("another user in one tab becomes the user of the other", async () => {
    const ben = await scene.left.call("login", "ben");
    await scene.right.stands({ status: "authenticated", user: ben });
    for (const tab of scene.both()) expect(await tab.call("send", 3)).toEqual({ good: 3, bad: [] });
  });
  test("a logout is seen in the other tab, with its reason", async () => {
    await scene.left.call("logout");
    await scene.left.stands({ status: "unauthenticated", reason: "logout", elsewhere: false });
    await scene.right.stands({ status: "unauthenticated", reason: "logout", elsewhere: true });
  });
  test("no token is left in localStorage", async () => {
    expect(await scene.left.tab.run("return JSON.stringify({ ...localStorage })")).not.toMatch(
      /eyJ/,
    );
  });
  test("after a logout neither a reload nor going back shows anything private", async () => {
    await scene.left.call("login", "ben");
    await scene.right.stands({ status: "authenticated" });
    await scene.right.tab.goto(`${scene.page.url}packages/core/package.json`);
    await scene.left.call("logout");
    const before = Date.now();
    await scene.right.tab.back();
    await scene.right.loaded();
    await scene.right.stands({ status: "unauthenticated", reason: "logout" });
    const late = `return globalThis.tab.shown.filter(({ at }) => at > ${before}).map(({ text }) => text)`;
    const shown = (await scene.right.tab.run(late)) as string[];
    expect(shown.filter((text) => text.startsWith("private"))).toEqual([]);
    await scene.left.tab.reload();
    await scene.left.loaded();
    expect((await scene.left.texts()).filter((text) => text.startsWith("private"))).toEqual([]);
  });
}

/** The warning before an idle logout, and the logout. */
function tellIdleness(scene: Scene): void {
  let x = 0;
  const move = async (tab: SessionTab): Promise<void> => {
    x += 10;
    await tab.tab.movePointer(x, 20);
  };
  test("moving the pointer in one tab prevents the warning in both", async () => {
    for (const tab of scene.both()) await tab.open(scene.page.url, { ...scene.opening, idle });
    await scene.left.call("login", "ann");
    await scene.right.stands({ status: "authenticated" });
    const end = Date.now() + idle.timeout;
    while (Date.now() < end) {
      await move(scene.left);
      await sleep(500);
      for (const tab of scene.both())
        expect(await tab.call("standing")).toMatchObject({
          status: "authenticated",
          warned: false,
        });
    }
  });
  test("without activity both tabs show the warning", async () => {
    for (const tab of scene.both()) await tab.stands({ status: "authenticated", warned: true });
  });
  test("in a warning the pointer does not count, and stay() ends it in both tabs", async () => {
    await move(scene.left);
    expect(await scene.left.call("standing")).toMatchObject({ warned: true });
    await scene.left.call("stay");
    for (const tab of scene.both()) await tab.stands({ status: "authenticated", warned: false });
  });
  test("after the warning both tabs are logged out, and stay so after a reload", async () => {
    for (const tab of scene.both()) await tab.stands({ status: "unauthenticated", reason: "idle" });
    await scene.left.tab.reload();
    await scene.left.loaded();
    await scene.left.stands({ status: "unauthenticated", reason: "idle" });
    expect((await scene.left.texts()).filter((text) => text.startsWith("private"))).toEqual([]);
  });
  test("a new login works in both tabs", async () => {
    await scene.left.call("login", "ann");
    for (const tab of scene.both()) await tab.stands({ status: "authenticated", warned: false });
  });
}
