// The world of one run: a browser whose every step is ordered from outside, a server, and sessions in the tabs.
import type { createSession } from "@sojourn/core";
import {
  createBrowser,
  createClock,
  createTokenServer,
  type FakeBrowser,
  type FakeClock,
  type TokenServer,
} from "@sojourn/core/testing";
import type { Dice } from "./dice.ts";
import { createLedger, type Ledger } from "./ledger.ts";
import { createNetwork, type Fate } from "./network.ts";
import { openPage, type Page } from "./page.ts";
import { createTasks, type Tasks } from "./tasks.ts";

/** Makes a session: the real one, or one with a bug planted in it. */
export type MakeSession = typeof createSession;

/** What is so for a whole run. */
export interface Setting {
  readonly rotation: "none" | "rotate" | "detect-reuse";
  readonly storage: "mirrored" | "sync";
  readonly accessLifetime: number;
  readonly refreshLifetime: number;
  readonly lag: number;
  readonly idle: { readonly timeout: number; readonly warning: number } | undefined;
  readonly maxAge: number | undefined;
  readonly renew: "always" | "in-use";
  /** What may go wrong in this run: each run leaves some of it out, so that the rest meets more often. */
  readonly troubles: ReadonlySet<Trouble>;
}

/** Kinds of trouble. */
const troubles = [
  "bad network",
  "bad storage",
  "slow storage",
  "crashes",
  "freezing",
  "hiding",
  "offline",
  "logins",
  "logouts",
  "clock",
  "server",
] as const;

/** A kind of trouble. */
export type Trouble = (typeof troubles)[number];

/** The world of one run. */
export interface World {
  readonly setting: Setting;
  readonly clock: FakeClock;
  readonly browser: FakeBrowser;
  readonly server: TokenServer;
  readonly ledger: Ledger;
  readonly tasks: Tasks;
  readonly pages: Page[];
  /** What happened so far, a line each. */
  readonly story: string[];
  /** The clock of this machine was set. */
  isClockWrong: boolean;
  /** The machine slept: alarms may ring late. */
  hasSlept: boolean;
  /** The mirror failed for a while. */
  isMirrorBad: boolean;
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

const pick = <Value>(dice: Dice, values: readonly Value[]): Value =>
  values[dice.roll(values.length)] as Value;

/** Rolls a setting. The first values are the plainest: a record that is shortened goes there. */
export function rollSetting(dice: Dice): Setting {
  return {
    rotation: pick(dice, ["detect-reuse", "rotate", "none"]),
    storage: pick(dice, ["mirrored", "mirrored", "mirrored", "mirrored", "mirrored", "sync"]),
    accessLifetime: 300_000,
    refreshLifetime: pick(dice, [86_400_000, 86_400_000, 1_200_000]),
    lag: pick(dice, [10, 0, 1000]),
    idle: pick(dice, [undefined, undefined, { timeout: 600_000, warning: 60_000 }]),
    maxAge: pick(dice, [undefined, undefined, 1_800_000]),
    renew: pick(dice, ["always", "always", "in-use"]),
    troubles: new Set(troubles.filter(() => dice.roll(2) === 1)),
  };
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

/** All promises that can settle have settled: Node's own queue runs once theirs is empty. */
const drain = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));

/** Makes a world without tabs. */
export function createWorld(setting: Setting, dice: Dice, makeSession: MakeSession): World {
  const ledger = createLedger();
  const tasks = createTasks();
  const pages: Page[] = [];
  const story: string[] = [];
  let isSmooth = true;
  let sender = "";

  const pageOf = (name: string): Page | undefined => pages.find((page) => page.name === name);
  const lives = (name: string): boolean => !!pageOf(name)?.isOpen;
  const isFrozen = (name: string): boolean => !!pageOf(name)?.isFrozen;
  const isPrompt = !setting.troubles.has("slow storage");
  let instant = 0;
  let busy = 0;
  const clock = createClock(undefined, async () => {
    do {
      await drain();
      busy = clock.elapsed === instant ? busy + 1 : 0;
      instant = clock.elapsed;
      if (busy > BUSY) throw new Error("More and more happens while no time passes");
    } while (tasks.arrive(() => 0, isFrozen, isSmooth ? /./ : isPrompt ? /storage/ : /^$/));
  });
  const server = createTokenServer({ clock, ...setting });
  const browser = createBrowser({
    clock,
    storage: setting.storage,
    lag: setting.lag,
    schedule: tasks.schedule,
    fetch: (input, init) =>
      pageOf(sender)?.network.fetch(input, init) ?? Promise.reject(new TypeError("Nobody sent it")),
  });
  const networkWorld = {
    server,
    ledger,
    tasks,
    lives,
    say: (line: string) => world.say(line),
    serverNow: () => world.serverNow(),
    fate(name: string): Fate {
      if (isSmooth || !setting.troubles.has("bad network")) return "answered";
      const fate = fates[dice.roll(fates.length * 4)] ?? "answered";
      // How long an app waits for its own requests is its own affair.
      return fate === "no answer" && !name.startsWith("POST token/") ? "answer lost" : fate;
    },
  };
  const world: World = {
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
    isCutShort: false,
    serverNow: () => clock.now() + server.skew,
    say: (line) => void story.push(line),
    open() {
      const name = `tab ${pages.length + 1}`;
      const tab = browser.openTab();
      const network = createNetwork(networkWorld, name);
      const session = makeSession({
        backend: server.backend,
        ports: tab.ports,
        idle: setting.idle,
        maxAge: setting.maxAge,
        renew: setting.renew,
        fetch: (input, init) => {
          sender = name;
          return tab.fetch(input, init);
        },
      });
      const page = openPage({ name, tab, network, session, world });
      pages.push(page);
      return page;
    },
    async arrive(choose) {
      isSmooth = false;
      const what = tasks.arrive(choose, isFrozen);
      if (what) story.push(what);
      await drain();
    },
    async pass(ms, smoothly) {
      isSmooth = smoothly;
      await clock.advance(ms);
      isSmooth = false;
      await drain();
    },
    drain,
    calm: () => world.pass(0, true),
  };
  return world;
}
