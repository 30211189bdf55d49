// The world of one run: a browser whose every step is ordered from outside, a server, and sessions in the tabs.
import { cookieMode, type createSession } from "@sojourn/core";
import {
  createBrowser,
  createClock,
  createTokenServer,
  type FakeBrowser,
  type FakeClock,
  type TokenServer,
} from "@sojourn/core/testing";
import { withSessions } from "./backend.ts";
import type { Dice } from "./dice.ts";
import { createJar, type Jar } from "./jar.ts";
import { createLedger, type Ledger } from "./ledger.ts";
import { createNetwork, type Fate } from "./network.ts";
import { openPage, type Page } from "./page.ts";
import { breakPort } from "./ports.ts";
import type { Setting } from "./setting.ts";
import { createTasks, type Tasks } from "./tasks.ts";

/** Makes a session: the real one, or one with a bug planted in it, with the cookie mode that belongs to it. */
export type MakeSession = typeof createSession & { readonly cookieMode?: typeof cookieMode };

/** The world of one run. */
export interface World {
  readonly setting: Setting;
  readonly clock: FakeClock;
  readonly browser: FakeBrowser;
  readonly server: TokenServer;
  /** The cookies of the browser. `null`: tokens are not in cookies. */
  readonly jar: Jar | null;
  readonly ledger: Ledger;
  readonly tasks: Tasks;
  readonly pages: Page[];
  /** The events so far, one per line. */
  readonly story: string[];
  /** The clock of this machine was set. */
  isClockWrong: boolean;
  /** The machine slept: alarms may ring late. */
  hasSlept: boolean;
  /** The mirror failed for a while. */
  isMirrorBad: boolean;
  /** Which accesses to storage get nowhere; `null`: all do. */
  hung: RegExp | null;
  /** A tab was frozen or crashed in the middle of something: the others may not have heard of it yet. */
  isCutShort: boolean;
  /** The server's clock. */
  serverNow(): number;
  say(line: string): void;
  open(): Page;
  /** Lets one thing arrive of all that is on its way. */
  arrive(choose: (count: number) => number): Promise<void>;
  /** Lets time pass. `isSmooth`: everything arrives as soon as it is sent. */
  pass(ms: number, isSmooth: boolean): Promise<void>;
  /** Lets promises settle. */
  drain(): Promise<void>;
  /** Lets everything arrive, in order, without trouble. */
  calm(): Promise<void>;
}

const fates: readonly Fate[] = [
  "lost on the way",
  "answer lost",
  "no answer",
  "there twice",
  "server error",
  "throttled",
  "proxy page",
];

/** How much may happen at one instant before it is called a storm. */
const BUSY = 600;

/**
 * How long a message to storage, or its answer, may take before a session goes on without it, in milliseconds: a little less than
 * half of what both have.
 */
const TOO_LONG = 950;

/** All promises that can settle have settled: Node's own queue runs once theirs is empty. */
const drain = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));

/** Makes a world without tabs. */
export function createWorld(setting: Setting, dice: Dice, makeSession: MakeSession): World {
  const ledger = createLedger(setting.cookies !== undefined);
  // Without a lock each tab is on its own.
  const isLockless = setting.brokenPort === "locks";
  if (isLockless) ledger.degrade();
  const tasks = createTasks();
  const pages: Page[] = [];
  const story: string[] = [];
  let isSmooth = true;
  let sender = "";

  const pageOf = (name: string): Page | undefined => pages.find((page) => page.name === name);
  const lives = (name: string): boolean => !!pageOf(name)?.isOpen;
  const isHeld = (tab: string | null, what: string): boolean =>
    !!world.hung?.test(what) || (tab !== null && !!pageOf(tab)?.isFrozen);
  const isPrompt = !setting.troubles.has("slow storage");
  let instant = 0;
  let busy = 0;
  let most = BUSY;
  const countAnew = (): void => {
    busy = 0;
    // What piled up while storage hung arrives at one instant, and each has its answer and what follows from that.
    most = BUSY + tasks.count() * 4;
    instant = clock.elapsed;
  };
  const clock = createClock(undefined, async () => {
    do {
      await drain();
      if (clock.elapsed > instant) countAnew();
      busy += 1;
      if (busy > most) throw new Error("More and more happens while no time passes");
    } while (tasks.arrive(() => 0, isHeld, isSmooth ? /./ : isPrompt ? /storage/ : /^$/));
  });
  /** Sends on its way what takes its time. Storage that takes too long is not waited for: then each tab is on its own. */
  const schedule = (run: () => void, what: string): void => {
    if (!/storage/.test(what)) {
      tasks.schedule(run, what);
      return;
    }
    let stop = (): void => {};
    const watch = (): void => {
      stop = clock.alarm(clock.now() + TOO_LONG, () => {
        // A frozen tab does not know how long it takes.
        const page = pageOf(what.slice(0, what.indexOf(":")));
        if (page?.isOpen && page.isFrozen) watch();
        else ledger.degrade();
      });
    };
    watch();
    tasks.schedule(() => {
      stop();
      run();
    }, what);
  };
  const server = createTokenServer({ clock, ...setting });
  const { cookies: to, restore } = setting;
  const described = to
    ? { ...server.backend, cookies: (makeSession.cookieMode ?? cookieMode)({ to, restore }) }
    : server.backend;
  const backend = withSessions(described);
  const jar = createJar(setting);
  const browser = createBrowser({
    clock,
    storage: setting.storage,
    lag: setting.lag,
    schedule,
    fetch: (input, init) =>
      pageOf(sender)?.network.fetch(input, init) ?? Promise.reject(new TypeError("Nobody sent it")),
  });
  const networkWorld = {
    server,
    ledger,
    tasks,
    lives,
    jar,
    isLockless,
    isFrozen: (name: string) => !!pageOf(name)?.isFrozen,
    say: (line: string) => world.say(line),
    serverNow: () => world.serverNow(),
    date: () => (setting.showsDate ? new Date(world.serverNow()).toUTCString() : null),
    fate(name: string): Fate {
      if (isSmooth || !setting.troubles.has("bad network")) return "answered";
      const fate = fates[dice.roll(fates.length * 4)] ?? "answered";
      // How long an app waits for its own requests is its own affair.
      return fate === "no answer" && !name.startsWith("POST token/") ? "answer lost" : fate;
    },
  };
  const world: World = {
    jar,
    setting,
    clock,
    browser,
    server,
    ledger,
    tasks,
    pages,
    story,
    isClockWrong: false,
    hasSlept: false,
    isMirrorBad: false,
    hung: null,
    isCutShort: false,
    serverNow: () => clock.now() + server.skew,
    say: (line) => void story.push(line),
    open() {
      const name = `tab ${pages.length + 1}`;
      const tab = browser.openTab();
      const network = createNetwork(networkWorld, name);
      const idle = setting.idles[pages.length % setting.idles.length];
      const session = makeSession({
        backend,
        ports: breakPort(tab.ports, setting.brokenPort),
        idle,
        maxAge: setting.maxAge,
        renew: setting.renew,
        fetch: (input, init) => {
          sender = name;
          return tab.fetch(input, init);
        },
      });
      const page = openPage({ name, tab, network, session, idle, world });
      pages.push(page);
      return page;
    },
    async arrive(choose) {
      isSmooth = false;
      const what = tasks.arrive(choose, isHeld);
      if (what) story.push(what);
      await drain();
    },
    async pass(ms, smoothly) {
      isSmooth = smoothly;
      countAnew();
      await clock.advance(ms);
      isSmooth = false;
      await drain();
    },
    drain,
    calm: () => world.pass(0, true),
  };
  return world;
}
