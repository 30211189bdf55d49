/** The bench's page: moves a pointer for one contender, and measures or counts. Driven by `.config/bench.ts`. */
import { contenders } from "./contenders.ts";

/** What a contender asked of the browser. */
export interface Asked {
  readonly timers: number;
  readonly writes: number;
  readonly messages: number;
  /** Microseconds spent in events and timers. */
  readonly busy: number;
}

/** What `.config/bench.ts` calls: one contender a page. */
export interface Bench {
  readonly names: readonly string[];
  /** Starts a contender. `tapped`: what it asks of the browser can be counted, and is slower for it. */
  open(name: string, tapped: boolean): Promise<void>;
  /** Microseconds that each of so many moves took, one after the other. */
  measure(moves: number): number;
  /** What was asked in so many seconds of 60 moves. */
  count(seconds: number): Promise<Asked>;
}

const target = document.getElementById("target") as HTMLElement;
const init = { bubbles: true, composed: true, movementX: 1, movementY: 1 };
const pointer = new PointerEvent("pointermove", init);
const mouse = new MouseEvent("mousemove", init);

/** As a browser tells of one move: a pointer event, then a mouse event. */
function move(): void {
  target.dispatchEvent(pointer);
  target.dispatchEvent(mouse);
}

const asked = { timers: 0, writes: 0, messages: 0, busy: 0 };

const bench: Bench = {
  names: Object.keys(contenders),
  async open(name, tapped) {
    // Before the contender is loaded: some keep the timers they find then.
    if (tapped) tap();
    await contenders[name]?.();
  },
  measure(moves) {
    const begun = performance.now();
    for (let made = 0; made < moves; made += 1) move();
    return ((performance.now() - begun) * 1000) / moves;
  },
  async count(seconds) {
    Object.assign(asked, { timers: 0, writes: 0, messages: 0, busy: 0 });
    const until = performance.now() + seconds * 1000;
    while (performance.now() < until) {
      busy(move);
      await new Promise(requestAnimationFrame);
    }
    return { ...asked };
  },
};
Object.assign(globalThis, { bench });

function busy(work: () => void): void {
  const begun = performance.now();
  work();
  asked.busy += (performance.now() - begun) * 1000;
}

/** Counts timers, writes and messages from here on, and how long timers are at work. */
function tap(): void {
  for (const kind of ["setTimeout", "setInterval"] as const) {
    const set = window[kind] as (ring: (...args: unknown[]) => void, ...rest: unknown[]) => number;
    Object.assign(window, {
      [kind](ring: (...args: unknown[]) => void, ...rest: unknown[]) {
        asked.timers += 1;
        return set((...args) => busy(() => ring(...args)), ...rest);
      },
    });
  }
  const { setItem } = Storage.prototype;
  Storage.prototype.setItem = function (...args) {
    asked.writes += 1;
    setItem.apply(this, args);
  };
  const { postMessage } = BroadcastChannel.prototype;
  BroadcastChannel.prototype.postMessage = function (...args) {
    asked.messages += 1;
    postMessage.apply(this, args);
  };
}
