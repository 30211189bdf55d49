// The fakes keep the contract of the real ports; what only fakes can do is told here as well.
import { activityCases, pageCases, portCases, register, storageCases } from "@sojourn/conformance";
import { cookieStorage } from "@sojourn/core";
import { createBrowser, createClock } from "@sojourn/core/testing";
import { afterEach, describe, expect, it, vi } from "vitest";
import { systemClock } from "../src/browser/clock.ts";
import { browserPorts } from "../src/browser/ports.ts";
import { stubCookies } from "./support/cookie-jar.ts";

for (const storage of ["sync", "async", "mirrored"] as const)
  describe(`the fake ports keep the contract, with ${storage} storage`, () => {
    register(it, portCases, () => {
      const browser = createBrowser({ storage });
      return {
        one: browser.openTab().ports,
        other: browser.openTab().ports,
        wait: (ms) => browser.clock.advance(ms),
      };
    });
  });

describe("the fake page keeps the contract", () => {
  register(it, pageCases, () => {
    const tab = createBrowser().openTab();
    return { page: tab.ports.page, hide: async () => tab.hide(), show: async () => tab.show() };
  });
});

describe("the fake activity port keeps the contract", () => {
  register(it, activityCases, () => {
    const browser = createBrowser();
    const tab = browser.openTab();
    return {
      one: tab.ports.activity,
      other: browser.openTab().ports.activity,
      touch: async () => tab.touch(),
      hide: async () => tab.hide(),
      show: async () => tab.show(),
      wait: (ms) => browser.clock.advance(ms),
    };
  });
});

describe("the system's clock keeps the contract", () => {
  register(
    it,
    portCases.filter(({ name }) => /clock|alarm/.test(name)),
    () => {
      const ports = { ...createBrowser().openTab().ports, clock: systemClock };
      const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
      return { one: ports, other: ports, wait };
    },
  );
});

describe("cookieStorage keeps the storage contract", () => {
  afterEach(() => vi.unstubAllGlobals());
  register(it, storageCases, () => {
    stubCookies();
    const { clock, openTab } = createBrowser();
    const open = () => ({ ...openTab().ports, storage: cookieStorage({ name: "token" }) });
    return { one: open(), other: open(), wait: (ms) => clock.advance(ms) };
  });
});

it.each(["memory", "session"] as const)(
  "sessions in %s storage do not share activity by name, and store none",
  (storage) => {
    const disk = new Map<string, string>();
    vi.stubGlobal("document", {});
    vi.stubGlobal("localStorage", {
      getItem: (key: string) => disk.get(key) ?? null,
      setItem: (key: string, text: string) => disk.set(key, text),
    });
    try {
      browserPorts("tabs", "local").activity.write(1000);
      const { activity } = browserPorts("tabs", storage);
      expect(activity.read()).toBe(0);
      expect(() => activity.write(2000)).toThrow(); // so the record tells
      expect([...disk]).toEqual([["tabs:active", "1000"]]);
    } finally {
      vi.unstubAllGlobals();
    }
  },
);

it("on a server the activity port reports no activity and touches nothing", () => {
  const { activity } = browserPorts("server", "local");
  activity.write(1_767_355_200_000);
  expect(activity.read()).toBe(0);
  activity.listen(() => expect.unreachable())();
});

describe("createClock", () => {
  it("the fake clock lets promises settle before the next alarm rings", async () => {
    const clock = createClock();
    const steps: string[] = [];
    const start = clock.now();
    clock.alarm(start + 10, () => {
      steps.push("first");
      void (async () => {
        for (let turn = 0; turn < 100; turn += 1) await null;
        steps.push("its promises");
      })();
    });
    clock.alarm(start + 10, () => steps.push("second"));
    await clock.advance(10);
    expect(steps).toEqual(["first", "its promises", "second"]);
  });

  it("the fake clock rings alarms that are set while time passes, each at its own instant", async () => {
    const clock = createClock(0);
    const rung: number[] = [];
    const again = (): void => {
      rung.push(clock.now());
      clock.alarm(clock.now() + 10, again);
    };
    clock.alarm(10, again);
    await clock.advance(35);
    expect(rung).toEqual([10, 20, 30]);
    expect(clock.now()).toBe(35);
    expect(clock.pending).toBe(1);
  });

  it("alarms keep their remaining time when the fake clock is set", async () => {
    const clock = createClock(1_000_000);
    let rung = 0;
    clock.alarm(1_000_100, () => {
      rung += 1;
    });
    clock.set(5_000_000);
    await clock.advance(99);
    expect(rung).toBe(0);
    await clock.advance(1);
    expect(rung).toBe(1);
    expect(clock.now()).toBe(5_000_100);
  });

  it("the fake clock throws if an alarm is set again and again for the same instant", async () => {
    const clock = createClock();
    const again = (): void => void clock.alarm(clock.now(), again);
    again();
    await expect(clock.advance(1)).rejects.toThrow("again and again");
  });

  it("a throttled clock rings alarms together at multiples of the step, and overdue ones when the throttle ends", async () => {
    const clock = createClock();
    const rung: [name: string, at: number][] = [];
    const set = (name: string, ms: number): (() => void) =>
      clock.alarm(clock.now() + ms, () => rung.push([name, clock.elapsed]));
    clock.throttle(1000);
    set("first", 300);
    set("second", 1000);
    set("third", 1001);
    set("taken back", 400)();
    await clock.advance(1500);
    expect(rung).toEqual([
      ["first", 1000],
      ["second", 1000],
    ]);
    set("overdue", 100);
    await clock.advance(300);
    clock.throttle(0);
    await clock.advance();
    expect(rung.slice(2)).toEqual([
      ["third", 1800],
      ["overdue", 1800],
    ]);
    expect(clock.pending).toBe(0);
  });
});

describe("a tab of the fake browser", () => {
  const failing = (error: string) => expect.objectContaining({ name: error });

  it("a tab that thaws gets everything that came while it was frozen, in order", async () => {
    const browser = createBrowser({ fetch: async () => new Response("answer") });
    const { clock } = browser;
    const [tab, other] = [browser.openTab(), browser.openTab()];
    const steps: string[] = [];
    tab.ports.clock.alarm(clock.now() + 10, () => steps.push("alarm"));
    tab.ports.bell.listen(() => steps.push("bell"));
    tab.freeze();
    void tab.fetch("https://api.example.com/").then(() => steps.push("answer"));
    await clock.advance(10);
    other.ports.bell.ring();
    await clock.advance(10);
    expect(steps).toEqual([]);
    tab.thaw();
    await clock.advance();
    expect(steps.sort()).toEqual(["alarm", "answer", "bell"]);
  });

  it("a throttled tab's alarms ring together at multiples of the step, and overdue ones when the throttle ends", async () => {
    const { clock, openTab } = createBrowser();
    const [tab, other] = [openTab(), openTab()];
    const start = clock.elapsed;
    const rung: [name: string, at: number][] = [];
    const set = (name: string, at: number, { ports } = tab): (() => void) =>
      ports.clock.alarm(clock.now() + at, () => rung.push([name, clock.elapsed - start]));
    set("before it was throttled", 300);
    tab.throttle(1000);
    set("another one", 1000);
    set("of the other tab", 1500, other);
    set("later", 1001);
    set("taken back", 1100)();
    const takeBack = set("taken back while it waits", 2100);
    set("overdue", 2200);
    await clock.advance(2300);
    takeBack();
    tab.throttle(0);
    await clock.advance(100);
    expect(rung).toEqual([
      ["another one", 1000],
      ["before it was throttled", 1000],
      ["of the other tab", 1500],
      ["later", 2000],
      ["overdue", 2300],
    ]);
    tab.throttle(60_000);
    set("a minute", 10);
    await clock.advance(60_000);
    expect(rung.at(-1)).toEqual(["a minute", 60_000]);
    expect(clock.pending).toBe(0);
  });

  it("a throttled tab leaves no timer when it is closed", async () => {
    const { clock, openTab } = createBrowser();
    const tab = openTab();
    tab.throttle(1000);
    tab.ports.clock.alarm(clock.now() + 10, () => expect.unreachable());
    await clock.advance(500);
    tab.close();
    expect(clock.pending).toBe(0);
    await clock.advance(1000);
  });

  it("a tab keeps its lock while frozen and gives it back when it is closed", async () => {
    const browser = createBrowser();
    const { clock } = browser;
    const [tab, other] = [browser.openTab(), browser.openTab()];
    void tab.ports.locks.hold("a", 1000, () => new Promise(() => {}));
    await clock.advance();
    tab.freeze();
    let worked = 0;
    const work = async (): Promise<void> => {
      worked += 1;
    };
    const impatient = other.ports.locks.hold("a", 50, work);
    await Promise.all([expect(impatient).rejects.toThrow("not free"), clock.advance(50)]);
    const patient = other.ports.locks.hold("a", 1000, work);
    await clock.advance();
    expect(worked).toBe(0);
    tab.close();
    await patient;
    expect(worked).toBe(1);
  });

  it("a closed tab leaves no timer and touches nothing any more", async () => {
    const browser = createBrowser();
    const tab = browser.openTab();
    tab.ports.clock.alarm(browser.clock.now() + 10, () => expect.unreachable());
    tab.close();
    expect(browser.clock.pending).toBe(0);
    void tab.ports.storage.write("late");
    void tab.ports.clock.alarm(browser.clock.now() + 10, () => expect.unreachable());
    await browser.clock.advance(10);
    expect(browser.storage.text).toBe(null);
    expect(browser.tabs).toEqual([]);
  });

  it("a tab loses requests in flight when it goes offline, and is notified when it is online again", async () => {
    const tab = createBrowser({ fetch: () => new Promise(() => {}) }).openTab();
    const told: boolean[] = [];
    tab.ports.page.listen((returned) => told.push(returned));
    const lost = tab.fetch("https://api.example.com/");
    tab.goOffline();
    await expect(lost).rejects.toThrow(TypeError);
    await expect(tab.fetch("https://api.example.com/")).rejects.toThrow(TypeError);
    tab.goOnline();
    expect(told).toEqual([true]);
  });

  it("a duplicated tab has a copy of the original's own storage", async () => {
    const tab = createBrowser().openTab();
    await tab.ownStorage.write("mine");
    const copy = tab.duplicate();
    await tab.ownStorage.write("changed");
    expect(await copy.ownStorage.read()).toBe("mine");
  });

  for (const kind of ["sync", "async", "mirrored"] as const)
    it(`meets each fault of ${kind} storage`, async () => {
      const browser = createBrowser({ storage: kind });
      const { storage } = browser.openTab().ports;
      const attempt = async (action: "read" | "write"): Promise<unknown> => {
        try {
          return await (action === "read" ? storage.read() : storage.write("new"));
        } catch (error) {
          return error;
        }
      };
      await storage.write("old");
      browser.storage.fault = "full";
      expect(await attempt("write")).toEqual(failing("QuotaExceededError"));
      expect(await attempt("read")).toBe("old");
      browser.storage.fault = "forbidden";
      expect(await attempt("read")).toEqual(failing("SecurityError"));
      expect(await attempt("write")).toEqual(failing("SecurityError"));
      browser.storage.fault = "unreadable";
      expect(await attempt("read")).toEqual(failing("SecurityError"));
      browser.storage.fault = "empty";
      expect(await attempt("read")).toBe(null);
      browser.storage.fault = null;
      expect(await attempt("read")).toBe("old");
    });

  it("`update` of mirrored storage is atomic, and returns the text that is stored then", async () => {
    const browser = createBrowser({ storage: "mirrored" });
    const [one, other] = [browser.openTab().ports.storage, browser.openTab().ports.storage];
    const add = (letter: string) => (text: string | null) => `${text ?? ""}${letter}`;
    const all = await Promise.all([one.update?.(add("a")), other.update?.(add("b"))]);
    expect(all).toEqual(["a", "ab"]);
    expect(await one.read()).toBe("ab");
    browser.storage.fault = "full";
    await expect(other.update?.(add("c"))).rejects.toThrow(failing("QuotaExceededError"));
    expect(browser.storage.text).toBe("ab");
  });

  it("a tab sees its own writes to the mirror at once, and those of others after the lag", async () => {
    const browser = createBrowser({ storage: "mirrored", lag: 30 });
    const [one, other] = [browser.openTab().ports.mirror, browser.openTab().ports.mirror];
    one?.write("first");
    await browser.clock.advance(29);
    one?.write("second");
    expect([one?.read(), other?.read()]).toEqual(["second", null]);
    await browser.clock.advance(1);
    expect(other?.read()).toBe("first");
    other?.remove();
    expect([one?.read(), other?.read()]).toEqual(["second", null]);
    await browser.clock.advance(30);
    expect([one?.read(), browser.mirror.text]).toEqual([null, null]);
    expect(browser.clock.pending).toBe(0);
  });

  it("mirror and activity fail if local storage fails", () => {
    const browser = createBrowser({ storage: "mirrored" });
    const { mirror, activity } = browser.openTab().ports;
    mirror?.write("old");
    activity.write(1000);
    browser.mirror.fault = "forbidden";
    for (const touch of [mirror?.read, () => mirror?.write("new"), activity.read])
      expect(touch).toThrow(failing("SecurityError"));
    browser.mirror.fault = "full";
    expect(() => activity.write(2000)).toThrow(failing("QuotaExceededError"));
    browser.mirror.fault = null;
    expect([mirror?.read(), activity.read()]).toEqual(["old", 1000]);
  });

  it("a tab notices activity at most once a second, and not while hidden or frozen", async () => {
    const browser = createBrowser();
    const tab = browser.openTab();
    let heard = 0;
    const stop = tab.ports.activity.listen(() => {
      heard += 1;
    });
    const after = async (ms: number): Promise<number> => {
      await browser.clock.advance(ms);
      tab.touch();
      return heard;
    };
    expect([await after(0), await after(949), await after(1)]).toEqual([1, 1, 2]);
    tab.hide();
    expect(await after(1000)).toBe(2);
    tab.show();
    expect(heard).toBe(3);
    tab.freeze();
    expect(await after(1000)).toBe(3);
    tab.thaw();
    expect(heard).toBe(3);
    stop();
    expect(await after(1000)).toBe(3);
  });

  it("a tab's last activity is seen by the others after the lag", async () => {
    const browser = createBrowser({ lag: 30 });
    const [one, other] = [browser.openTab().ports.activity, browser.openTab().ports.activity];
    one.write(1000);
    expect([one.read(), other.read()]).toEqual([1000, 0]);
    await browser.clock.advance(30);
    expect(other.read()).toBe(1000);
  });

  it("`schedule` decides when things arrive that take time, and gets a name for each", async () => {
    const tasks: [task: () => void, what: string][] = [];
    const names = (): string[] => tasks.map(([, what]) => what);
    const browser = createBrowser({
      storage: "mirrored",
      schedule: (...task) => tasks.push(task),
    });
    const [one, other] = [browser.openTab().ports, browser.openTab().ports];
    const steps: string[] = [];
    other.bell.listen(() => steps.push("bell"));
    void one.locks.hold("a", 1000, async () => steps.push("lock"));
    void other.locks.hold("a", 1000, async () => steps.push("second lock"));
    void Promise.resolve(one.storage.read()).then(() => steps.push("read"));
    one.bell.ring();
    expect(names()).toEqual(["tab 1: lock granted", "tab 1: storage read", "tab 2: bell heard"]);
    for (const [task] of tasks.splice(0).reverse()) {
      task();
      await browser.clock.advance();
    }
    expect(steps).toEqual(["bell", "lock"]);
    expect(names()).toEqual(["tab 1: answer to storage read", "tab 2: lock granted"]);
    for (const [task] of tasks) task();
    await browser.clock.advance();
    expect(steps.sort()).toEqual(["bell", "lock", "read", "second lock"]);
  });

  it("the same seed gives the same random numbers", () => {
    const draw = (seed: number): number[] => {
      const { random } = createBrowser({ seed }).openTab().ports;
      return Array.from({ length: 100 }, random);
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
    expect(draw(7).every((number) => number >= 0 && number < 1)).toBe(true);
  });
});
