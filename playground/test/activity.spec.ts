/** Activity in a real Chromium: the events that count, and the cost of a burst of them. */
import { expect, type Page, test } from "@playwright/test";
import { openPlain, sources } from "./plain-page.ts";

interface ActivityModule {
  createActivity(name: string, events?: readonly string[]): import("@sojourn/core").ActivityPort;
}

/** What happened in the page since it began to listen. */
interface Seen {
  /** The types of the events that were told. */
  told: (string | undefined)[];
  timers: number;
  /** The types that are listened to. */
  listeners: string[];
}

/** What a session asked of the browser. */
interface Asked {
  /** Timers that were set, and those that rang. */
  set: number;
  rung: number;
  /** To `localStorage` and IndexedDB. */
  writes: number;
  /** To other tabs. */
  messages: number;
}

type Listening = typeof globalThis & { seen: Seen; stop: () => void };

/** Opens a page whose app stops every event it can, listens for signs of life there, and counts. */
async function listen(page: Page, events?: string[]): Promise<() => Promise<unknown>> {
  const imports = { ...sources, activity: "/packages/core/src/browser/activity.ts" };
  const close = await openPlain(page, imports);
  await page.clock.install();
  await page.evaluate(async (events) => {
    document.body.innerHTML = `<div id="box" style="height: 100px; overflow: auto"><textarea style="height: 3000px"></textarea></div>
      <div style="height: 3000px"></div>`;
    document.querySelector("textarea")?.focus();
    const types = [
      "pointermove",
      "pointerdown",
      "keydown",
      "wheel",
      "touchmove",
      "scroll",
      "input",
    ];
    for (const type of types)
      document.addEventListener(type, (event) => event.stopImmediatePropagation(), true);

    const { createActivity } = (await import("activity" as string)) as ActivityModule;
    const seen: Seen = { told: [], timers: 0, listeners: [] };
    const { setTimeout, addEventListener, removeEventListener } = globalThis;
    Object.assign(globalThis, {
      seen,
      setTimeout(...args: Parameters<typeof setTimeout>) {
        seen.timers += 1;
        return setTimeout(...args);
      },
      addEventListener(...args: Parameters<typeof addEventListener>) {
        seen.listeners.push(args[0]);
        addEventListener(...args);
      },
      removeEventListener(...args: Parameters<typeof removeEventListener>) {
        seen.listeners = seen.listeners.filter((type) => type !== args[0]);
        removeEventListener(...args);
      },
    });
    const stop = createActivity("quirks", events).listen(() => seen.told.push(event?.type));
    Object.assign(globalThis, { stop });
  }, events);
  return close;
}

const look = (page: Page): Promise<Seen> => page.evaluate(() => (globalThis as Listening).seen);

const acts: [what: string, type: string, act: (page: Page) => Promise<unknown>][] = [
  [
    "a pointer that moves",
    "pointermove",
    async (page) => {
      // The first place of a pointer is no movement.
      await page.mouse.move(10, 10);
      await page.mouse.move(20, 20);
    },
  ],
  ["a pointer that is pressed", "pointerdown", (page) => page.touchscreen.tap(20, 20)],
  ["a key", "keydown", (page) => page.keyboard.press("a")],
  ["text without keys, as dictation puts it in", "input", (page) => page.keyboard.insertText("a")],
  ["a wheel", "wheel", (page) => page.mouse.wheel(0, 10)],
  [
    "two fingers that move",
    "pointermove",
    async (page) => {
      const cdp = await page.context().newCDPSession(page);
      const touch = (type: "touchStart" | "touchMove", x: number) =>
        cdp.send("Input.dispatchTouchEvent", {
          type,
          touchPoints: [20, 60].map((y, id) => ({ x, y, id })),
        });
      await touch("touchStart", 20);
      await page.clock.runFor(1000);
      await touch("touchMove", 60);
    },
  ],
  [
    "a page that scrolls without wheel or touch, as a screen reader does it",
    "scroll",
    (page) => page.evaluate(() => scrollTo(0, 50)),
  ],
  [
    "an element that scrolls",
    "scroll",
    (page) => page.evaluate(() => document.getElementById("box")?.scrollTo(0, 50)),
  ],
];

test.describe("activity is", () => {
  test.use({ hasTouch: true });
  for (const [what, type, act] of acts)
    test(`${what}, whatever the app does with the event`, async ({ page }) => {
      const close = await listen(page);
      await act(page);
      await expect.poll(async () => (await look(page)).told.at(-1)).toBe(type);
      await close();
    });
});

test("typing in a frame of the page's own origin counts as activity, also in a frame that was loaded later", async ({
  page,
}) => {
  const close = await listen(page, ["keydown"]);
  for (const text of ["an editor", "another editor"]) {
    await page.evaluate(async (text) => {
      const frame = document.querySelector("iframe") ?? document.createElement("iframe");
      const loaded = new Promise((resolve) => frame.addEventListener("load", resolve));
      frame.srcdoc = `<textarea>${text}</textarea>`;
      document.body.append(frame);
      await loaded;
      frame.contentDocument?.querySelector("textarea")?.focus();
      (globalThis as Listening).seen.told = [];
    }, text);
    await page.keyboard.press("a");
    expect((await look(page)).told).toEqual(["keydown"]);
    await page.clock.runFor(1000);
  }
  await close();
});

test("the option events decides which events count as activity", async ({ page }) => {
  const close = await listen(page, ["keydown"]);
  await page.mouse.move(20, 20);
  await page.mouse.down();
  await page.keyboard.press("a");
  expect((await look(page)).told).toEqual(["keydown"]);
  await close();
});

test("a second of 200 moves costs one call and one timer, and no listener meanwhile", async ({
  page,
}) => {
  const close = await listen(page);
  await page.clock.pauseAt(Date.now() + 60_000);
  const { listeners } = await look(page);
  for (let x = 0; x < 200; x += 1) await page.mouse.move(x, 20);
  expect(listeners).toContain("pointermove");
  expect(await look(page)).toEqual({ told: ["pointermove"], timers: 1, listeners: [] });

  await page.clock.runFor(1000);
  expect(await look(page)).toEqual({ told: ["pointermove"], timers: 1, listeners });
  await page.clock.runFor(60 * 60_000);
  expect(await look(page), "an hour without anybody").toMatchObject({ timers: 1, listeners });
  await page.mouse.move(20, 20);
  expect(await look(page)).toMatchObject({ told: ["pointermove", "pointermove"], timers: 2 });

  await page.evaluate(() => (globalThis as Listening).stop());
  await page.clock.runFor(60_000);
  expect(await look(page), "once it is stopped").toMatchObject({ timers: 2, listeners: [] });
  await close();
});

/** What a session with an idle timeout of 15 minutes asks of Chromium while `act` happens. */
async function ask(page: Page, act: () => Promise<void>): Promise<Asked> {
  await page.clock.install();
  const close = await openPlain(page, {
    ...sources,
    "@sojourn/django": "/packages/django/src/index.ts",
  });
  await page.evaluate(async () => {
    const asked: Asked = { set: 0, rung: 0, writes: 0, messages: 0 };
    Object.assign(globalThis, { asked });
    const { setTimeout: set } = globalThis;
    globalThis.setTimeout = ((ring: () => void, ms: number) => {
      asked.set += 1;
      return set(() => {
        asked.rung += 1;
        ring();
      }, ms);
    }) as typeof setTimeout;
    globalThis.setInterval = () => {
      throw new Error("nobody polls");
    };
    const { setItem } = Storage.prototype;
    Storage.prototype.setItem = function (...args) {
      asked.writes += 1;
      setItem.apply(this, args);
    };
    const { put } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.put = function (...args) {
      asked.writes += 1;
      return put.apply(this, args);
    };
    const { postMessage } = BroadcastChannel.prototype;
    BroadcastChannel.prototype.postMessage = function (...args) {
      asked.messages += 1;
      postMessage.apply(this, args);
    };
    const { createSession } = await import("@sojourn/core");
    const { authToken } = await import("@sojourn/django");
    const session = createSession({
      backend: authToken({ baseUrl: "/api/" }),
      fetch: async () => Response.json({ token: "0123456789" }),
      idle: { timeout: 15 * 60_000 },
    });
    session.start();
    await session.login({ username: "alice", password: "correct horse" });
  });
  await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 10_000);
  await page.evaluate(() => {
    const { asked } = globalThis as unknown as { asked: Asked };
    for (const what of Object.keys(asked) as (keyof Asked)[]) asked[what] = 0;
  });
  await act();
  const asked = await page.evaluate(() => (globalThis as unknown as { asked: Asked }).asked);
  await close();
  return asked;
}

test("a session asks for one timer in a second of 200 moves, one write, and no message", async ({
  page,
}) => {
  const asked = await ask(page, async () => {
    for (let x = 0; x < 200; x += 1) await page.mouse.move(x, 20);
  });
  expect(asked).toEqual({ set: 1, rung: 0, writes: 1, messages: 0 });
});

test("a session asks for a timer a second at most in a minute of moves, and a write every three", async ({
  page,
}) => {
  const asked = await ask(page, async () => {
    for (let step = 0; step < 240; step += 1) {
      await page.mouse.move(step, 20);
      await page.clock.runFor(250);
    }
  });
  expect(asked.set).toBeGreaterThan(10);
  expect(asked.set).toBeLessThanOrEqual(62);
  expect(asked.writes).toBeGreaterThan(10);
  expect(asked.writes).toBeLessThanOrEqual(20);
  expect(asked.messages).toBe(0);
});

test("without activity a timer rings at most once a minute, and none after the end", async ({
  page,
}) => {
  const asked = await ask(page, () => page.clock.runFor(60 * 60_000));
  expect(asked.rung).toBeGreaterThan(0);
  // The session ends after a quarter of an hour.
  expect(asked.rung).toBeLessThanOrEqual(20);
});

for (const text of ["", "soon", "{}", "NaN", "Infinity", "1e999"])
  test(`a moment stored as ${JSON.stringify(text)} reads as 0`, async ({ page }) => {
    const close = await listen(page);
    const moment = await page.evaluate(async (text) => {
      const { createActivity } = (await import("activity" as string)) as ActivityModule;
      localStorage.setItem("quirks:active", text);
      return createActivity("quirks").read();
    }, text);
    expect(moment).toBe(0);
    await close();
  });
