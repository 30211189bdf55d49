/** One tab of a fake browser: its ports, its network, and what can happen to it. */
import type { Ports, StoragePort } from "../model/ports.ts";
import type { FakeClock } from "./clock.ts";
import { type LocalWorld, openActivity, openMirror } from "./lagging.ts";
import type { LockTable, Ticket } from "./locks.ts";
import { createStorage, type FakeStorage, openStorage } from "./storage.ts";
import { createThrottle } from "./throttle.ts";

/** A tab: hand `ports` and `fetch` to `createSession`. */
export interface FakeTab {
  /** All of the outside world but the network, which is `fetch`. */
  readonly ports: Ports;
  /** The browser's network as this tab sees it. */
  readonly fetch: typeof fetch;
  /** A storage that only this tab sees, as `sessionStorage` is. */
  readonly ownStorage: StoragePort;
  /** Someone looks at another tab. */
  hide(): void;
  /** Someone comes back to this one: a sign of life as well. */
  show(): void;
  /** Somebody moves the pointer here. Hidden and frozen tabs notice nothing. */
  touch(): void;
  /** Stops the tab: nothing reaches it, neither alarms nor answers nor the bell, until `thaw`. It keeps its locks. */
  freeze(): void;
  /** Lets the tab go on: all that would have reached it does so soon, in order. */
  thaw(): void;
  /**
   * Lets this tab's alarms ring only when the time that passed is a multiple of `ms`, as browsers do with hidden pages: 1000
   * at first, 60,000 after a few minutes. 0 ends it, and what is overdue rings at once.
   */
  throttle(ms: number): void;
  /** The network is gone: requests fail, also those under way, whose answers are lost. */
  goOffline(): void;
  /** The network is back, and the page is told. */
  goOnline(): void;
  /** Closes the tab without a word, as a crash does: it gives its locks back, and its promises stay open for ever. */
  close(): void;
  /** "Duplicate Tab": a new one that starts with a copy of `ownStorage`. */
  duplicate(): FakeTab;
}

/** What a tab needs of its browser. */
export interface TabWorld extends LocalWorld {
  /** How many tabs were opened so far. */
  opened: number;
  readonly clock: FakeClock;
  readonly random: () => number;
  readonly storage: FakeStorage;
  readonly isAsync: boolean;
  readonly isMirrored: boolean;
  readonly locks: LockTable;
  readonly network: typeof fetch;
  readonly report: (error: unknown) => void;
  readonly schedule: (task: () => void, what: string) => void;
  /** Calls all other tabs. */
  ring(from: object): void;
  join(tab: FakeTab, hear: () => void): void;
  leave(tab: FakeTab): void;
}

/** Opens a tab. */
export function createTab(world: TabWorld, own: FakeStorage): FakeTab {
  const { clock, locks } = world;
  world.opened += 1;
  const name = `tab ${world.opened}`;
  const alarms = new Set<() => void>();
  const tickets = new Set<Ticket>();
  const heard = new Set<() => void>();
  const watching = new Set<(returned: boolean) => void>();
  /** How to lose each request under way. */
  const losing = new Set<() => void>();
  /** What could not reach the frozen tab; `null`: it is not frozen. */
  let heldBack: (() => void)[] | null = null;
  const timers = createThrottle(clock);
  let isVisible = true;
  let isOnline = true;
  let isOpen = true;

  /** Everything that comes from outside comes through here, */
  const reach = (task: () => void): void => {
    if (!isOpen) return;
    if (heldBack) heldBack.push(task);
    else task();
  };
  /** and what takes its time comes later. */
  const arrive = (task: () => void, what: string): void =>
    world.schedule(() => reach(task), `${name}: ${what}`);
  const each = <Args extends unknown[]>(set: Set<(...args: Args) => void>, ...args: Args): void => {
    for (const one of [...set]) reach(() => set.has(one) && one(...args));
  };

  const alarm = (at: number, ring: () => void): (() => void) => {
    const stop = timers.alarm(at, () =>
      reach(() => {
        if (alarms.delete(cancel)) ring();
      }),
    );
    const cancel = (): void => {
      alarms.delete(cancel);
      stop();
    };
    if (isOpen) alarms.add(cancel);
    else stop();
    return cancel;
  };

  const hold = <Result>(lock: string, patience: number, work: () => Promise<Result>) =>
    new Promise<Result>((resolve, reject) => {
      if (!isOpen) return;
      const leave = (): void => {
        cancel();
        tickets.delete(ticket);
        ticket.leave();
      };
      const ticket = locks.enter(lock, () =>
        arrive(() => {
          if (!tickets.has(ticket)) return;
          cancel();
          new Promise<Result>((start) => start(work())).finally(leave).then(resolve, reject);
        }, "lock granted"),
      );
      tickets.add(ticket);
      const cancel = alarm(clock.now() + patience, () => {
        leave();
        reject(new DOMException(`The lock "${lock}" was not free in time.`, "AbortError"));
      });
    });

  /** A closed tab does nothing any more, and what it asked for never comes. */
  const open = (storage: FakeStorage): StoragePort =>
    openStorage(storage, world.isMirrored, (access, what) => {
      if (!isOpen) return new Promise(() => {});
      if (!world.isAsync) return access();
      return new Promise((resolve, reject) => {
        const answer = (done: () => void): void => arrive(done, `answer to storage ${what}`);
        arrive(() => {
          try {
            const result = access();
            answer(() => resolve(result));
          } catch (error) {
            answer(() => reject(error));
          }
        }, `storage ${what}`);
      });
    });

  const send: typeof fetch = (input, init) =>
    new Promise((resolve, reject) => {
      if (!isOpen) return;
      const fail = (): void => reject(new TypeError("Failed to fetch"));
      if (!isOnline) return arrive(fail, "request fails offline");
      const lost = (): void => reach(fail);
      losing.add(lost);
      world
        .network(input, init)
        .finally(() => losing.delete(lost))
        .then(
          (response) => reach(() => resolve(response)),
          (error) => reach(() => reject(error)),
        );
    });
  const activity = openActivity(world, own, clock);
  const change = (visible: boolean): void => {
    if (visible === isVisible) return;
    isVisible = visible;
    // As in a browser, who comes back is a sign of life first.
    if (visible) reach(activity.touch);
    each(watching, visible);
  };

  const tab: FakeTab = {
    ports: {
      clock: { now: clock.now, alarm },
      random: world.random,
      storage: open(world.storage),
      mirror: world.isMirrored ? openMirror(world, own) : undefined,
      activity: activity.port,
      locks: { hold },
      bell: {
        ring: () => isOpen && world.ring(tab),
        listen: (hear) => {
          // Each listener is its own, also when one function is handed in twice.
          const mine = (): void => hear();
          heard.add(mine);
          return () => void heard.delete(mine);
        },
      },
      page: {
        visible: () => isVisible,
        listen: (changed) => {
          const mine = (returned: boolean): void => changed(returned);
          watching.add(mine);
          return () => void watching.delete(mine);
        },
      },
      report: world.report,
    },
    fetch: send,
    ownStorage: open(own),
    hide: () => change(false),
    show: () => change(true),
    touch() {
      if (isOpen && isVisible && !heldBack) activity.touch();
    },
    freeze() {
      heldBack ??= [];
    },
    thaw() {
      const tasks = heldBack ?? [];
      heldBack = null;
      for (const task of tasks) arrive(task, "came while frozen");
    },
    throttle: timers.throttle,
    goOffline() {
      isOnline = false;
      for (const lose of [...losing]) lose();
    },
    goOnline() {
      if (isOnline) return;
      isOnline = true;
      each(watching, isVisible);
    },
    close() {
      if (!isOpen) return;
      isOpen = false;
      world.leave(tab);
      for (const cancel of [...alarms]) cancel();
      for (const ticket of [...tickets]) ticket.leave();
    },
    duplicate: () => createTab(world, { ...createStorage(), text: own.text }),
  };
  world.join(tab, () => world.schedule(() => each(heard), `${name}: bell heard`));
  return tab;
}
