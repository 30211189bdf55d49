/** All ports of a browser. They touch nothing global before they are used. */
import type { Ports, StoragePort } from "../model/ports.ts";
import { createActivity } from "./activity.ts";
import { systemClock } from "./clock.ts";
import { browserPage } from "./page.ts";
import { reportError } from "./report.ts";
import { browserRun } from "./run.ts";
import { namedStorage, type RecordPorts, type StorageName } from "./storage.ts";
import { openBell, webLocks } from "./tabs.ts";

/** Whether there is a page. On a server there is none. */
export function isBrowser(): boolean {
  return typeof document !== "undefined";
}

/** Whether a test runner runs this (Vitest and Jest say so). There a session is not that of all visitors, even without a page. */
export function isTestRun(): boolean {
  const { process } = globalThis as {
    readonly process?: { readonly env?: Readonly<Record<string, string | undefined>> };
  };
  return process?.env?.NODE_ENV === "test";
}

/** The URL that relative URLs are resolved against. `undefined` on a server. */
export function pageUrl(): string | undefined {
  return isBrowser() ? document.baseURI : undefined;
}

/** The browser's ports for the session of this name. The ports in `given` replace them. */
export function browserPorts(
  name: string,
  storage: StorageName | StoragePort,
  given: Partial<Ports> = {},
  events?: readonly string[],
): Ports {
  // The mirror belongs to its storage. Another storage has its own, or none.
  const own = given.storage ?? storage;
  const replaced = Object.entries(given).filter(([, port]) => port !== undefined);
  return {
    clock: systemClock,
    random: Math.random,
    ...recordPorts(own, name),
    locks: webLocks,
    bell: openBell(name),
    page: browserPage,
    run: browserRun,
    activity: createActivity(name, events, own !== "memory" && own !== "session"),
    report: reportError,
    ...Object.fromEntries(replaced),
  };
}

function recordPorts(storage: StorageName | StoragePort, name: string): RecordPorts {
  if (typeof storage === "string") return namedStorage(storage, name);
  // A port of any other kind may throw at each touch.
  if ("named" in storage) return storage.named?.(name) ?? { storage };
  return { storage };
}
