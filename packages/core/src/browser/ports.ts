/** All ports of a browser together. Nothing global is touched before they are used. */
import type { Ports, StoragePort } from "../model/ports.ts";
import { createActivity } from "./activity.ts";
import { systemClock } from "./clock.ts";
import { browserPage } from "./page.ts";
import { namedStorage, type StorageName } from "./storage.ts";
import { openBell, webLocks } from "./tabs.ts";

/** Whether there is a page at all; on a server there is none. */
export function isBrowser(): boolean {
  return typeof document !== "undefined";
}

/** The address relative URLs start from; `undefined` on a server. */
export function pageUrl(): string | undefined {
  return isBrowser() ? document.baseURI : undefined;
}

/** The browser's ports for the session of this name. `given` ones take their place. */
export function browserPorts(
  name: string,
  storage: StorageName | StoragePort,
  given: Partial<Ports> = {},
  events?: readonly string[],
): Ports {
  // The copy belongs to its storage: another storage has its own, or none.
  const own = given.storage ?? storage;
  const replaced = Object.entries(given).filter(([, port]) => port !== undefined);
  return {
    clock: systemClock,
    random: Math.random,
    ...(typeof own === "string" ? namedStorage(own, name) : { storage: own }),
    locks: webLocks,
    bell: openBell(name),
    page: browserPage,
    activity: createActivity(name, events, own !== "memory" && own !== "session"),
    report: (error) => (globalThis.reportError ?? console.error)(error),
    ...Object.fromEntries(replaced),
  };
}
