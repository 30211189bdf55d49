// The world of one fuzzed run: two tabs of an app that nobody would write, at a server that nobody would run.
import type { createSession } from "@sojourn/core";
import { createBrowser, createClock, type FakeClock } from "@sojourn/core/testing";
import type { Dice } from "../simulation/dice.ts";
import { pick, seldom } from "./choose.ts";
import { rollBackend } from "./description.ts";
import { openPage, type Page, type Why } from "./page.ts";
import { createServer, rollServer, type Server, type ServerStyle } from "./server.ts";

/** A refresh that reached the server. */
interface Renewal {
  /** How long the clock had run. */
  readonly at: number;
  readonly page: Page;
  readonly why: Why;
}

/** The world of one run. */
export interface World {
  readonly clock: FakeClock;
  readonly server: Server;
  readonly pages: readonly Page[];
  /** The events so far, one per line. */
  readonly story: string[];
  /** Errors that were not caught. */
  readonly unhandled: unknown[];
  /** Refreshes that reached the server though nobody asked for them by hand. */
  readonly renewals: readonly Renewal[];
  /**
   * When somebody came back to a page or refreshed it by hand, or it came back online or was started again, or the clock was set
   * forward: how long the clock had run.
   */
  readonly returns: number[];
  /** How many moves were made, and when: how long the clock had run. */
  readonly moves: number[];
  say(line: string): void;
  pass(ms: number): Promise<void>;
}

/** How often promises may settle, or alarms ring, at one instant before it is called a loop. */
const BUSY = 300;

/** How many alarms may ring within a second before that is called a loop as well. */
const RINGS = 200;

const drain = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));

/** Rolls a world and opens its two tabs. */
export function createWorld(
  dice: Dice,
  makeSession: typeof createSession,
  unhandled: unknown[],
): World {
  const story: string[] = [];
  const rings: number[] = [];
  const renewals: Renewal[] = [];
  let sender = null as Page | null;
  const clock = createClock(undefined, async () => {
    await drain();
    rings.push(clock.elapsed);
    const before = (count: number): number => rings[rings.length - count] ?? -Infinity;
    if (clock.elapsed === before(BUSY))
      throw new Error("An alarm is set again and again for an instant that has come");
    if (clock.elapsed < before(RINGS) + 1000)
      throw new Error(`${RINGS} alarms ring within a second`);
    if (rings.length > 10_000) rings.splice(0, 5000);
  });
  const style = rollServer(dice);
  const server = createServer(dice, style, clock);
  const browser = createBrowser({
    clock,
    fetch: (input, init) => {
      if (`${input}`.endsWith("/refresh/") && sender && sender.why !== "manual")
        renewals.push({ at: clock.elapsed, page: sender, why: sender.why });
      return server.fetch(input, init);
    },
    storage: pick(dice, ["mirrored", "sync", "async"]),
    lag: pick(dice, [10, 0, 1000]),
  });
  const backend = rollBackend(dice);
  const rules = {
    idle: seldom(dice, 3, undefined, [{ timeout: 600_000 }, { timeout: 60_000 }]),
    maxAge: seldom(dice, 4, undefined, [3_600_000, 600_000]),
    renew: seldom(dice, 4, "always" as const, ["in-use" as const]),
    leeway: seldom(dice, 3, 60_000, [1, 3_600_000]),
    timeout: seldom(dice, 4, 15_000, [1000, 100]),
  };
  story.push(...describe(style, { ...rules, lifecycle: backend.lifecycle }));
  story.push(`operations: ${Object.keys(backend).join(", ")}`);
  const say = (line: string): void =>
    void story.push(`${(clock.elapsed / 1000).toFixed(1)} s: ${line}`);
  const pages = ["tab 1", "tab 2"].map((name) => {
    const tab = browser.openTab();
    const send: typeof fetch = (input, init) => {
      sender = page;
      return tab.fetch(input, init);
    };
    const session = makeSession({ ...rules, backend, ports: tab.ports, fetch: send });
    const page = openPage({ name, tab, session }, { say, elapsed: () => clock.elapsed });
    return page;
  });
  return {
    clock,
    server,
    pages,
    story,
    say,
    unhandled,
    renewals,
    returns: [],
    moves: [],
    async pass(ms) {
      rings.length = 0;
      await clock.advance(ms);
      await drain();
    },
  };
}

function describe(style: ServerStyle, options: object): string[] {
  const { tokens, habit, ...rest } = style;
  const line = (parts: object): string =>
    Object.entries(parts)
      .map(
        ([name, value]) => `${name}: ${typeof value === "object" ? JSON.stringify(value) : value}`,
      )
      .join(", ");
  return [
    `tokens: ${line(tokens)}`,
    `server: ${line(rest)}${habit ? `, always to ${habit.path}: ${JSON.stringify(habit.mishap)}` : ""}`,
    `options: ${line(options)}`,
  ];
}
