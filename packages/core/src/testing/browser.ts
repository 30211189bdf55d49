/** A fake browser: several tabs with one clock that share storage, locks and a bell. */
import { createClock, type FakeClock } from "./clock.ts";
import { createLagging } from "./lagging.ts";
import { createLockTable } from "./locks.ts";
import { createStorage, type FakeStorage, type StorageFault } from "./storage.ts";
import { createTab, type FakeTab, type TabWorld } from "./tab.ts";

/** The options of a fake browser. */
export interface BrowserOptions {
  /** The clock of all tabs. Default: a new one. */
  readonly clock?: FakeClock;
  /** The network: the `fetch` of a fake token server, for example. Default: none, so every request fails. */
  readonly fetch?: typeof fetch;
  /**
   * `"sync"` answers at once, like `localStorage`. `"async"` answers with promises, like IndexedDB. `"mirrored"` is both: IndexedDB with an
   * atomic `update`, and a `mirror` in `localStorage` that answers at once and lags. Default: `"sync"`.
   */
  readonly storage?: "sync" | "async" | "mirrored";
  /**
   * After how many milliseconds other tabs see what a tab wrote to `mirror` and `activity`. `localStorage` is not coherent between
   * processes either. Default: 10.
   */
  readonly lag?: number;
  /**
   * Decides when things arrive that take time: answers of an asynchronous storage, locks, the bell. `what` names them, as in
   * `"tab 2: lock granted"`. Default: a microtask later.
   */
  readonly schedule?: (task: () => void, what: string) => void;
  /** The seed of the random numbers: the same seed gives the same numbers. Default: 1. */
  readonly seed?: number;
}

/** A fake browser with tabs of one origin. */
export interface FakeBrowser {
  readonly clock: FakeClock;
  /** The storage that all tabs share. Set its `fault` to make it fail. */
  readonly storage: FakeStorage;
  /**
   * The last text that any tab wrote to its `mirror`. Set its `fault` to make `mirror` and `activity` fail. Without `"mirrored"` it is the
   * storage.
   */
  readonly mirror: { readonly text: string | null; fault: StorageFault | null };
  /** The errors that listeners threw and the sessions reported, in order. */
  readonly reported: unknown[];
  /** The tabs that are open. */
  readonly tabs: readonly FakeTab[];
  /** Opens a visible tab. */
  openTab(): FakeTab;
  /** Closes the whole browser. The tabs that are opened next belong to another run of it. */
  quit(): void;
}

/**
 * Makes a fake browser.
 *
 * @example
 * ```ts
 * import { createSession } from "@sojourn/core";
 * import { createBrowser, createTokenServer } from "@sojourn/core/testing";
 *
 * const server = createTokenServer();
 * const browser = createBrowser({ clock: server.clock, fetch: server.fetch });
 * const { ports, fetch } = browser.openTab();
 * const session = createSession({ backend: server.backend, ports, fetch });
 * session.start();
 * await session.login({ username: "alice", password: "correct horse" });
 * ```
 */
export function createBrowser(options: BrowserOptions = {}): FakeBrowser {
  const { clock = createClock(), storage = "sync", seed = 1, lag = 10 } = options;
  // Wrapped, because browsers refuse to run `queueMicrotask` as a method of another object.
  const { schedule = (task) => queueMicrotask(task) } = options;
  const tabs: FakeTab[] = [];
  const reported: unknown[] = [];
  const bells = new Map<object, () => void>();
  const shared = createStorage();
  const isMirrored = storage === "mirrored";
  const local = isMirrored ? createStorage() : shared;

  const world: TabWorld = {
    opened: 0,
    run: null,
    clock,
    random: createRandom(seed),
    storage: shared,
    isAsync: storage !== "sync",
    isMirrored,
    local,
    mirrored: createLagging<string | null>(null, clock, lag),
    activeAt: createLagging(0, clock, lag),
    schedule,
    locks: createLockTable(),
    network: options.fetch ?? (() => Promise.reject(new TypeError("Failed to fetch"))),
    report: (error) => reported.push(error),
    ring(from) {
      for (const [tab, hear] of bells) if (tab !== from) hear();
    },
    join(tab, hear) {
      bells.set(tab, hear);
      tabs.push(tab);
    },
    leave(tab) {
      bells.delete(tab);
      tabs.splice(tabs.indexOf(tab), 1);
    },
  };
  return {
    clock,
    storage: shared,
    mirror: local,
    reported,
    tabs,
    openTab: () => createTab(world, createStorage()),
    quit() {
      for (const tab of [...tabs]) tab.close();
      world.run = null;
    },
  };
}

/**
 * Makes a generator of random numbers from 0 up to, but not including, 1. The same seed gives the same numbers (mulberry32).
 *
 * @example
 * ```ts
 * import { createRandom } from "@sojourn/core/testing";
 *
 * const random = createRandom(7);
 * const isHeads = random() < 0.5;
 * ```
 */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
