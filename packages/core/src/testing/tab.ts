/** One tab of a fake browser: its ports, its network, and methods for everything that can happen to it. */
import type { Ports, RunPort, StoragePort } from "../model/ports.ts";
import type { FakeClock } from "./clock.ts";
import { type LocalWorld, openActivity, openMirror } from "./lagging.ts";
import type { LockTable } from "./locks.ts";
import { createStorage, type FakeStorage, openStorage } from "./storage.ts";
import { TabAlarms } from "./tab-alarms.ts";
import { Inbox, TabListeners } from "./tab-inbox.ts";
import { TabLocks } from "./tab-locks.ts";
import { TabNetwork } from "./tab-network.ts";

/** A tab. Pass `ports` and `fetch` to `createSession`. */
export interface FakeTab {
  /** The outside world, except for the network, which is `fetch`. */
  readonly ports: Ports;
  /** The browser's network as this tab sees it. */
  readonly fetch: typeof fetch;
  /** A storage that only this tab sees, like `sessionStorage`. */
  readonly ownStorage: StoragePort;
  /** Hides the tab: somebody looks at another one. */
  hide(): void;
  /** Shows the tab: somebody comes back to it, which counts as activity as well. */
  show(): void;
  /** Moves the pointer in this tab. A hidden or frozen tab does not notice. */
  touch(): void;
  /** Freezes the tab. No alarm, answer or bell reaches it until `thaw`. It keeps its locks. */
  freeze(): void;
  /** Ends the freeze. Everything that came meanwhile arrives soon, in order. */
  thaw(): void;
  /**
   * Lets this tab's alarms ring only when the elapsed time is a multiple of `ms`. Browsers do this to hidden pages: 1,000 at first, 60,000
   * after a few minutes. 0 ends it, and overdue alarms ring at once.
   */
  throttle(ms: number): void;
  /** Loses the network. Requests fail, and so do those in flight, whose answers are lost. */
  goOffline(): void;
  /** Brings the network back, and notifies the page. */
  goOnline(): void;
  /** Closes the tab without notice, as a crash does. It gives its locks back, and its promises stay pending. */
  close(): void;
  /** "Duplicate Tab": opens a new tab that starts with a copy of `ownStorage`. */
  duplicate(): FakeTab;
}

/** What a tab needs from its browser. */
export interface TabWorld extends LocalWorld {
  /** How many tabs have been opened. */
  opened: number;
  readonly clock: FakeClock;
  /** The name of the browser's present run. `null`: it has none. */
  run: string | null;
  readonly random: () => number;
  readonly storage: FakeStorage;
  readonly isAsync: boolean;
  readonly isMirrored: boolean;
  readonly locks: LockTable;
  readonly network: typeof fetch;
  readonly report: (error: unknown) => void;
  readonly schedule: (task: () => void, what: string) => void;
  /** Rings the bell in all other tabs. */
  ring(from: FakeTab): void;
  /** Adds a tab. `hear` is called when another tab rings. */
  join(tab: FakeTab, hear: () => void): void;
  leave(tab: FakeTab): void;
}

/** The parts of one tab. */
interface TabParts {
  readonly name: string;
  readonly inbox: Inbox;
  readonly alarms: TabAlarms;
  readonly locks: TabLocks;
  readonly activity: ReturnType<typeof openActivity>;
  readonly bellListeners: TabListeners<[]>;
  readonly pageListeners: TabListeners<[returned: boolean]>;
  isVisible: boolean;
}

/** Opens a tab. `own` is the storage that only this tab sees. */
export function createTab(world: TabWorld, own: FakeStorage): FakeTab {
  world.opened += 1;
  const parts = createParts(world, own, `tab ${world.opened}`);
  const { name, inbox, alarms, locks, activity, bellListeners, pageListeners } = parts;
  const network = new TabNetwork(world.network, inbox);

  const setVisible = (isVisible: boolean): void => {
    if (isVisible === parts.isVisible) return;
    parts.isVisible = isVisible;
    // As in a browser, coming back counts as activity before the page is notified.
    if (isVisible) inbox.reach(activity.touch);
    pageListeners.call(isVisible);
  };

  const tab: FakeTab = {
    ports: {
      ...portsOf(parts, world),
      storage: openTabStorage(world.storage, inbox, world),
      mirror: world.isMirrored ? openMirror(world, own) : undefined,
      bell: {
        ring: () => inbox.isOpen && world.ring(tab),
        listen: (hear) => bellListeners.add(hear),
      },
    },
    fetch: (input, init) => network.send(input, init),
    ownStorage: openTabStorage(own, inbox, world),
    hide: () => setVisible(false),
    show: () => setVisible(true),
    touch() {
      if (inbox.isOpen && parts.isVisible && !inbox.isFrozen) activity.touch();
    },
    freeze: () => inbox.freeze(),
    thaw: () => inbox.thaw(),
    throttle: (ms) => alarms.throttle(ms),
    goOffline: () => network.goOffline(),
    goOnline() {
      if (network.isOnline) return;
      network.goOnline();
      pageListeners.call(parts.isVisible);
    },
    close() {
      if (!inbox.isOpen) return;
      inbox.close();
      world.leave(tab);
      alarms.cancelAll();
      locks.leaveAll();
    },
    duplicate: () => createTab(world, { ...createStorage(), text: own.text }),
  };
  const hear = (): void => bellListeners.call();
  world.join(tab, () => world.schedule(hear, `${name}: bell heard`));
  return tab;
}

function createParts(world: TabWorld, own: FakeStorage, name: string): TabParts {
  const { clock } = world;
  const inbox = new Inbox(name, world.schedule);
  const alarms = new TabAlarms(clock, inbox);
  return {
    name,
    inbox,
    alarms,
    locks: new TabLocks({ clock, locks: world.locks, inbox, alarms }),
    activity: openActivity(world, own, clock),
    bellListeners: new TabListeners(inbox),
    pageListeners: new TabListeners(inbox),
    isVisible: true,
  };
}

function portsOf(parts: TabParts, world: TabWorld): Omit<Ports, "storage" | "mirror" | "bell"> {
  const { alarms, locks, activity, pageListeners } = parts;
  return {
    clock: { now: world.clock.now, alarm: (at, ring) => alarms.set(at, ring) },
    random: world.random,
    activity: activity.port,
    run: runPort(world),
    locks: { hold: (name, patience, work) => locks.hold(name, patience, work) },
    page: {
      visible: () => parts.isVisible,
      listen: (changed) => pageListeners.add(changed),
    },
    report: world.report,
  };
}

/** The run of the browser, as a session cookie would tell it. */
function runPort(world: TabWorld): RunPort {
  return {
    read: () => world.run,
    begin() {
      world.run ??= `run ${world.opened}`;
      return world.run;
    },
  };
}

/** A storage as a tab sees it. A closed tab does nothing any more, and its promises stay pending. */
function openTabStorage(
  storage: FakeStorage,
  inbox: Inbox,
  { isMirrored, isAsync }: TabWorld,
): StoragePort {
  return openStorage(storage, isMirrored, (access, what) => {
    if (!inbox.isOpen) return new Promise(() => {});
    if (!isAsync) return access();
    return new Promise((resolve, reject) => {
      const answer = (done: () => void): void => inbox.arrive(done, `answer to storage ${what}`);
      inbox.arrive(() => {
        try {
          const result = access();
          answer(() => resolve(result));
        } catch (error) {
          answer(() => reject(error));
        }
      }, `storage ${what}`);
    });
  });
}
