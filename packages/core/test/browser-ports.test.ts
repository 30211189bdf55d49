// The browser's ports where the browser has less than they would like: each API is taken away, throws, or is another realm's.

import { createSession, defineBackend } from "@sojourn/core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createActivity } from "../src/browser/activity.ts";
import { browserPage } from "../src/browser/page.ts";
import { namedStorage } from "../src/browser/storage.ts";
import { openBell, webLocks } from "../src/browser/tabs.ts";

/** A window with listeners, and nothing else: what a test environment has at least. */
class FakeWindow extends EventTarget {
  readonly frames: FakeWindow[] = [];
  document: object = {};
  get length(): number {
    return this.frames.length;
  }
  /** An event of the browser, or of a script. */
  tell(type: string, more: object = {}, isTrusted = true): void {
    const event = new Event(type);
    Object.defineProperty(event, "isTrusted", { value: isTrusted });
    // The platform's own dispatch says that scripts made it.
    for (const heard of this.heard.get(type) ?? []) heard(Object.assign(event, more));
  }
  readonly heard = new Map<string, Set<(event: Event) => void>>();
  override addEventListener = (type: string, heard: (event: Event) => void, options?: object) => {
    if (options && "signal" in options)
      throw new TypeError("Failed to execute 'addEventListener': not of type 'AbortSignal'.");
    this.heard.set(type, (this.heard.get(type) ?? new Set()).add(heard));
  };
  override removeEventListener = (type: string, heard: (event: Event) => void) => {
    this.heard.get(type)?.delete(heard);
  };
  addFrame(): FakeWindow {
    const frame = new FakeWindow();
    Object.assign(this, { [this.frames.length]: frame });
    this.frames.push(frame);
    return frame;
  }
  listeners(): number {
    let all = 0;
    for (const heard of this.heard.values()) all += heard.size;
    return all + this.frames.reduce((sum, frame) => sum + frame.listeners(), 0);
  }
}

let page: FakeWindow;
let documentOfPage: FakeWindow & { visibilityState: string };

beforeEach(() => {
  vi.useFakeTimers();
  page = new FakeWindow();
  documentOfPage = Object.assign(new FakeWindow(), { visibilityState: "visible" });
  vi.stubGlobal("window", page);
  vi.stubGlobal("document", documentOfPage);
  vi.stubGlobal("addEventListener", page.addEventListener);
  vi.stubGlobal("removeEventListener", page.removeEventListener);
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe("the activity port", () => {
  const count = () => {
    const heard = { times: 0, stop: () => {} };
    heard.stop = createActivity("test").listen(() => {
      heard.times += 1;
    });
    return heard;
  };
  const rest = () => vi.advanceTimersByTime(1000);

  it("events that a script made do not count as activity", () => {
    const heard = count();
    page.tell("keydown", {}, false);
    page.tell("pointermove", { movementX: 5, movementY: 0, screenX: 9, screenY: 9 }, false);
    expect(heard.times).toBe(0);
    page.tell("keydown");
    expect(heard.times).toBe(1);
  });

  it("a pointer that stands still while the page moves under it does not count as activity", () => {
    const heard = count();
    const still = { movementX: 0, movementY: 0, screenX: 10, screenY: 10 };
    for (let times = 0; times < 3; times += 1) {
      page.tell("pointermove", still);
      rest();
    }
    expect(heard.times).toBe(0);
    page.tell("pointermove", { ...still, movementX: 1, screenX: 11 });
    expect(heard.times).toBe(1);
  });

  it("movements that a browser reports as (0, 0) count as activity once the position has changed", () => {
    const heard = count();
    const zero = { movementX: 0, movementY: 0, screenY: 10 };
    page.tell("pointermove", { ...zero, screenX: 10 });
    page.tell("pointermove", { ...zero, screenX: 11 });
    expect(heard.times).toBe(1);
  });

  it("activity is noticed in frames of the same origin, in nested ones and in those that are added later", () => {
    const editor = page.addFrame();
    const inner = editor.addFrame();
    const heard = count();
    editor.tell("keydown");
    rest();
    inner.tell("input");
    rest();
    expect(heard.times).toBe(2);
    const later = page.addFrame();
    documentOfPage.tell("load");
    later.tell("keydown");
    expect(heard.times).toBe(3);
    heard.stop();
    rest();
    for (const one of [page, editor, inner, later]) one.tell("keydown");
    expect(heard.times).toBe(3);
    expect(page.listeners()).toBe(0);
  });

  it("frames of another origin are not watched, and nothing throws", () => {
    const foreign = page.addFrame();
    Object.defineProperty(foreign, "document", {
      get() {
        throw new DOMException("Blocked a frame.", "SecurityError");
      },
    });
    const heard = count();
    page.tell("keydown");
    expect(heard.times).toBe(1);
    expect(foreign.listeners()).toBe(0);
    heard.stop();
  });
});

describe("the page", () => {
  it("page listeners are added without an AbortSignal, which may be of another realm, and removed again", () => {
    const told: boolean[] = [];
    const stop = browserPage.listen((returned) => told.push(returned));
    documentOfPage.tell("visibilitychange");
    page.tell("pageshow");
    stop();
    page.tell("online");
    expect(told).toEqual([true, true]);
    expect(page.listeners() + documentOfPage.listeners()).toBe(0);
  });
});

describe("the bell", () => {
  it.each(["throws, as in Firefox with cookies blocked", "is missing"])(
    "where BroadcastChannel %s rings by the copy in storage, and ringing it is harmless",
    (how) => {
      const refusing = class {
        constructor() {
          throw new DOMException("The operation is insecure.", "SecurityError");
        }
      };
      vi.stubGlobal("BroadcastChannel", how.startsWith("throws") ? refusing : undefined);
      const bell = openBell("test");
      let heard = 0;
      const stop = bell.listen(() => {
        heard += 1;
      });
      bell.ring();
      page.tell("storage", { key: "test", newValue: "a record" });
      page.tell("storage", { key: "another", newValue: "a record" });
      stop();
      page.tell("storage", { key: "test", newValue: "a record" });
      expect(heard).toBe(1);
      expect(page.listeners()).toBe(0);
    },
  );

  it("the bell also rings when the mirror changes, because a message can arrive before it", () => {
    const channels: { onmessage?: () => void; isOpen: boolean }[] = [];
    vi.stubGlobal(
      "BroadcastChannel",
      class {
        isOpen = true;
        constructor() {
          channels.push(this);
        }
        close() {
          this.isOpen = false;
        }
      },
    );
    let heard = 0;
    const stop = openBell("test").listen(() => {
      heard += 1;
    });
    channels[0]?.onmessage?.();
    page.tell("storage", { key: "test", newValue: "a record" });
    expect(heard).toBe(2);
    // A copy that is being replaced is gone for a moment.
    page.tell("storage", { key: "test", newValue: null });
    expect(heard).toBe(2);
    stop();
    expect(channels.map(({ isOpen }) => isOpen)).toEqual([false]);
    expect(page.listeners()).toBe(0);
  });
});

describe("storage without IndexedDB", () => {
  it.each([
    { browser: "with Web Locks", navigator: { locks: {} }, pause: 1000 },
    // As in jsdom: nothing keeps two tabs apart there, with a pause or without.
    { browser: "without Web Locks", navigator: {}, pause: 50 },
  ])(
    "$browser a read waits 50 ms for what other tabs wrote, and $pause ms before a refresh",
    async ({ navigator, pause }) => {
      vi.stubGlobal("navigator", navigator);
      vi.stubGlobal("indexedDB", undefined);
      vi.stubGlobal("localStorage", { getItem: () => "a record" });
      const { storage } = namedStorage("local", "test");
      const read = async (how: "read" | "reread"): Promise<number> => {
        const since = Date.now();
        const text = storage[how]?.();
        await vi.runAllTimersAsync();
        expect(await text).toBe("a record");
        return Date.now() - since;
      };
      expect(await read("read")).toBe(50);
      expect(await read("reread")).toBe(pause);
    },
  );
});

describe("the lock", () => {
  const stubLocks = (request: unknown) => vi.stubGlobal("navigator", { locks: { request } });

  it("the lock has a time limit without AbortSignal.timeout too", async () => {
    vi.stubGlobal("AbortSignal", { ...AbortSignal, timeout: undefined });
    stubLocks(
      (_name: string, { signal }: { signal: AbortSignal }) =>
        new Promise((_, reject) =>
          signal.addEventListener("abort", () => reject(new DOMException("Late.", "AbortError"))),
        ),
    );
    const held = webLocks.hold("a", 5000, async () => "done").catch(({ name }) => name);
    await vi.advanceTimersByTimeAsync(5000);
    expect(await held).toBe("AbortError");
    stubLocks((_name: string, _options: object, work: () => unknown) => work());
    expect(await webLocks.hold("a", 5000, async () => "done")).toBe("done");
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([
    ["refuses", () => Promise.reject(new DOMException("No.", "SecurityError"))],
    [
      "throws",
      () => {
        throw new TypeError("no locks here");
      },
    ],
  ])(
    "of a platform that %s, and has no IndexedDB either, is none: the work is done",
    async (_, request) => {
      stubLocks(request);
      expect(await webLocks.hold("a", 5000, async () => "done")).toBe("done");
      vi.stubGlobal("navigator", {});
      expect(await webLocks.hold("a", 5000, async () => "done")).toBe("done");
    },
  );

  it("the work is done without a lock after two seconds if IndexedDB never answers", async () => {
    vi.stubGlobal("navigator", {});
    vi.stubGlobal("indexedDB", { open: () => ({}) });
    const held = webLocks.hold("a", 5000, async () => "done");
    await vi.advanceTimersByTimeAsync(4000);
    expect(await held).toBe("done");
  });

  it("the lock rejects with the error of the work, and runs it once", async () => {
    stubLocks((_name: string, _options: object, work: () => unknown) => work());
    let times = 0;
    const work = async (): Promise<never> => {
      times += 1;
      throw new Error("the work's own");
    };
    await expect(webLocks.hold("a", 5000, work)).rejects.toThrow("the work's own");
    expect(times).toBe(1);
  });
});

describe("a session with the ports of a browser", () => {
  const apis = [
    "localStorage",
    "sessionStorage",
    "indexedDB",
    "BroadcastChannel",
    "navigator",
    "DOMException",
    "ReadableStream",
    "Request",
    "structuredClone",
    "reportError",
    "MessageChannel",
    "Array.prototype.at",
    "AbortSignal.timeout",
  ];
  const takeAway = (name: string): void => {
    if (name === "Array.prototype.at") vi.spyOn(Array.prototype, "at").mockImplementation(refuse);
    else if (name === "AbortSignal.timeout")
      vi.spyOn(AbortSignal, "timeout").mockImplementation(refuse);
    else vi.stubGlobal(name, undefined);
  };
  const refuse = (): never => {
    throw new TypeError("It is not a function.");
  };
  const read = (body: unknown) => body as { access: string; refresh: string; user: { id: number } };
  const backend = defineBackend({
    baseUrl: "https://api.example.com/",
    login: { method: "POST", path: "token", body: (given: object) => given, read },
    refresh: { method: "POST", path: "refresh", body: (tokens) => tokens, read },
  });
  /** An answer without any of the platform's own classes. */
  const answer = (body: object): object => ({
    ...{ status: 200, ok: true, url: "", redirected: false, type: "basic", body: null },
    headers: new Headers({ "content-type": "application/json" }),
    text: async () => JSON.stringify(body),
  });

  /** The outcome of a call, after the pauses of storage. */
  async function run<Value>(call: Promise<Value>): Promise<Value> {
    await vi.advanceTimersByTimeAsync(2000);
    return call;
  }

  it.each(apis)("works without %s", async (api) => {
    const urls: string[] = [];
    const send = (async (url: URL | string) => {
      urls.push(`${url}`);
      const tokens = { access: `access ${urls.length}`, refresh: "refresh", user: { id: 1 } };
      return answer(tokens);
    }) as typeof fetch;
    takeAway(api);
    const session = createSession({ backend, fetch: send, idle: { timeout: 600_000 } });
    const stop = session.start();
    await run(session.login({}));
    await run(session.refresh());
    expect(await run(session.getToken())).toBe("access 2");
    expect((await run(session.fetch("posts/"))).status).toBe(200);
    await run(session.logout());
    expect(session.getSnapshot()).toMatchObject({ reason: "logout" });
    stop();
    expect(page.listeners() + documentOfPage.listeners()).toBe(0);
  });
});
