/** Measures one update of a store with many subscribers, beside a plain loop over as many functions. */
import { type Rendered, renewals } from "./renders.ts";
import { type Store, stores } from "./stores.ts";

/** Microseconds of one update. */
export interface UpdateTimes {
  /** From the first to the last function of a plain loop over a `Set`. */
  readonly loop: number;
  /** From the first subscriber to the last. */
  readonly subscribers: number;
}

export type FanOutBench = typeof bench;

let store: Store | undefined;
const plain = new Set<() => void>();
/** Measures passes: from the first listener to the last. */
const pass = { begun: 0, inside: 0, passes: 0, called: 0 };

/** What this page can be asked. */
export const bench = {
  names: (): string[] => Object.keys(stores),

  /** Makes a store with so many subscribers. */
  async open(name: string, subscribers: number): Promise<void> {
    store = await stores[name]?.();
    for (const listener of listeners(subscribers)) plain.add(listener);
    for (const listener of listeners(subscribers)) store?.subscribe(listener);
  },

  /** Updates so many times each way. */
  async measure(updates: number): Promise<UpdateTimes> {
    pass.inside = pass.passes = 0;
    for (let made = 0; made < updates; made += 1) for (const listener of plain) listener();
    const loop = pass.inside / pass.passes;
    pass.inside = pass.passes = 0;
    for (let made = 0; made < updates; made += 1) await store?.update();
    return { loop: loop * 1000, subscribers: (pass.inside * 1000) / pass.passes };
  },

  /** How often components render when a token is renewed. */
  renewals: (components: number): Promise<Rendered[]> => renewals(components),
};

/** So many different functions. The first and the last look at the clock. */
function listeners(count: number): (() => void)[] {
  const between = Array.from({ length: count - 2 }, () => () => {
    pass.called += 1;
  });
  const first = (): void => {
    pass.begun = performance.now();
  };
  const last = (): void => {
    pass.inside += performance.now() - pass.begun;
    pass.passes += 1;
  };
  return [first, ...between, last];
}
