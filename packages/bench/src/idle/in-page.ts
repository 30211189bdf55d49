/** Moves a pointer for one contender, and measures or counts what that costs. */
import { contenders } from "./contenders.ts";

/** What a contender asked of the browser. */
export interface Asked {
  readonly timers: number;
  readonly writes: number;
  readonly messages: number;
  /** Microseconds spent in events and timers. */
  readonly busy: number;
}

export type IdleBench = typeof bench;

const target = document.getElementById("target") as HTMLElement;
const init = { bubbles: true, composed: true, movementX: 1, movementY: 1 };
const pointer = new PointerEvent("pointermove", init);
const mouse = new MouseEvent("mousemove", init);

/** As a browser tells of one move: a pointer event, then a mouse event. */
function move(): void {
  target.dispatchEvent(pointer);
  target.dispatchEvent(mouse);
}

const setTimerUntapped = window.setTimeout.bind(window);
let wakeUps = 0;
const asked = { timers: 0, writes: 0, messages: 0, busy: 0 };

/** What this page can be asked. */
export const bench = {
  /** The names of the contenders. The first watches for nothing. */
  names: (): string[] => Object.keys(contenders),

  /** Starts a contender. `tapped`: what it asks of the browser can be counted, and is slower for it. */
  async open(name: string, tapped: boolean): Promise<void> {
    // Before the contender is loaded: some keep the timers they find then.
    if (tapped) tap();
    await contenders[name]?.();
  },

  /** Microseconds that each of so many moves took, one after the other. */
  measure(moves: number): number {
    const begun = performance.now();
    for (let made = 0; made < moves; made += 1) move();
    return ((performance.now() - begun) * 1000) / moves;
  },

  /** What was asked in so many seconds of 60 moves. */
  async count(seconds: number): Promise<Asked> {
    Object.assign(asked, { timers: 0, writes: 0, messages: 0, busy: 0 });
    const until = performance.now() + seconds * 1000;
    while (performance.now() < until) {
      busy(move);
      await new Promise(requestAnimationFrame);
    }
    return { ...asked };
  },

  /** How often the page was woken by a timer in so many seconds in which nobody moved. */
  async rest(seconds: number): Promise<number> {
    wakeUps = 0;
    await new Promise((done) => setTimerUntapped(done, seconds * 1000));
    return wakeUps;
  },
};

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
        const woken = (...args: unknown[]): void => {
          wakeUps += 1;
          busy(() => ring(...args));
        };
        return set(woken, ...rest);
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
