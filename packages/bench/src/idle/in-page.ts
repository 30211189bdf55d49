/** Watches what one contender does while a pointer moves, or while nobody moves. The moves come from the browser itself. */
import { contenders } from "./contenders.ts";

/** What a contender did and asked of the browser since `begin()`. */
export interface Watched {
  readonly seconds: number;
  /** Moves of the pointer, each of which is a `pointermove` and a `mousemove`. */
  readonly moves: number;
  /** Microseconds spent in the listeners of these events. */
  readonly inEvents: number;
  /** Microseconds spent in timers, and how often one rang. */
  readonly inTimers: number;
  readonly wakeUps: number;
  readonly timers: number;
  readonly writes: number;
  readonly messages: number;
}

export type IdleBench = typeof bench;

const counts = {
  moves: 0,
  inEvents: 0,
  inTimers: 0,
  wakeUps: 0,
  timers: 0,
  writes: 0,
  messages: 0,
};
const types = ["pointermove", "mousemove"];
let beganAt = 0;
let eventBeganAt = 0;

/** The first listener of each move. */
const enter = (event: Event): void => {
  if (event.type === "mousemove") counts.moves += 1;
  eventBeganAt = performance.now();
};
/** The last one. */
const leave = (): void => {
  counts.inEvents += (performance.now() - eventBeganAt) * 1000;
};
for (const type of types) window.addEventListener(type, enter, { capture: true });

/** What this page can be asked. */
export const bench = {
  /** The names of the contenders. The first watches for nothing. */
  names: (): string[] => Object.keys(contenders),

  /** Starts a contender. `tapped`: what it asks of the browser can be counted, and is slower for it. */
  async open(name: string, tapped: boolean): Promise<void> {
    // Before the contender is loaded: some keep the timers they find then.
    if (tapped) tap();
    await contenders[name]?.();
    for (const type of types) window.addEventListener(type, leave);
  },

  /** Counts from here on. */
  begin(): void {
    for (const what of Object.keys(counts) as (keyof typeof counts)[]) counts[what] = 0;
    beganAt = performance.now();
  },

  /** What was counted. */
  end: (): Watched => ({ ...counts, seconds: (performance.now() - beganAt) / 1000 }),
};

/** Counts timers, writes and messages from here on, and how long timers are at work. */
function tap(): void {
  for (const kind of ["setTimeout", "setInterval"] as const) {
    const set = window[kind] as (ring: (...args: unknown[]) => void, ...rest: unknown[]) => number;
    Object.assign(window, {
      [kind](ring: (...args: unknown[]) => void, ...rest: unknown[]) {
        counts.timers += 1;
        const woken = (...args: unknown[]): void => {
          counts.wakeUps += 1;
          const begun = performance.now();
          ring(...args);
          counts.inTimers += (performance.now() - begun) * 1000;
        };
        return set(woken, ...rest);
      },
    });
  }
  const { setItem } = Storage.prototype;
  Storage.prototype.setItem = function (...args) {
    counts.writes += 1;
    setItem.apply(this, args);
  };
  const { put } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.put = function (...args) {
    counts.writes += 1;
    return put.apply(this, args);
  };
  const { postMessage } = BroadcastChannel.prototype;
  BroadcastChannel.prototype.postMessage = function (...args) {
    counts.messages += 1;
    postMessage.apply(this, args);
  };
}
