/** Stores the record in a browser: in IndexedDB, which all tabs see alike, and in a mirror that can be read at once. */
import type { MirrorPort, StoragePort } from "../model/ports.ts";
import { type Change, sweepRows, touchRow } from "./rows.ts";

/** The names of the browser's storages. */
export type StorageName = "local" | "session" | "memory";

/** The ports that store a record. */
export interface RecordPorts {
  readonly storage: StoragePort;
  readonly mirror?: MirrorPort;
}

/** How long a tab without IndexedDB waits until it sees what other tabs wrote, in milliseconds. */
const SETTLING = 50;

/** The same, before it sends a refresh token, which must not be sent twice. */
const LONG_SETTLING = 1000;

/**
 * The storage of this name, under one key. On a server it is memory. `localStorage` is not read before it is used, because even
 * `window.localStorage` can throw.
 */
export function namedStorage(name: StorageName, key: string): RecordPorts {
  if (name === "memory" || typeof document === "undefined") return { storage: memory() };
  if (name === "session") return mirroredStorage(() => sessionStorage, key, familyRow(key));
  return mirroredStorage(
    () => localStorage,
    key,
    async () => key,
  );
}

function mirroredStorage(
  area: () => Storage,
  key: string,
  row: () => Promise<string>,
): RecordPorts {
  let written: string | null = null;
  let replaced: string | null = null;
  const mirror: MirrorPort = {
    read: () => area().getItem(key),
    write(text) {
      area().setItem(key, text);
      written = text;
    },
    remove() {
      replaced = area().getItem(key);
      area().removeItem(key);
    },
  };
  // If the mirror shows what this tab has just written, the text before it is what other tabs had stored.
  const textOfOthers: Change = (text) => (text === written ? replaced : text);
  return { mirror, storage: rowStorage(row, mirror, textOfOthers) };
}

function memory(): StoragePort {
  let stored: string | null = null;
  return {
    read: () => stored,
    write(text) {
      stored = text;
    },
    remove() {
      stored = null;
    },
  };
}

/** A row of IndexedDB. If that fails (in private windows of old browsers, for example), the mirror is used instead. */
function rowStorage(
  row: () => Promise<string>,
  mirror: MirrorPort,
  textOfOthers: Change,
): StoragePort {
  const touchMirror = async (change?: Change, pause = SETTLING): Promise<string | null> => {
    // Another process may see `localStorage` a moment late (whatwg/html#403).
    await new Promise((resolve) => setTimeout(resolve, pause));
    const text = mirror.read();
    if (!change) return text;
    const next = change(textOfOthers(text));
    if (next === null) mirror.remove();
    else mirror.write(next);
    return next;
  };
  const touch = (change?: Change, pause?: number): Promise<string | null> =>
    row()
      .then((key) => touchRow(key, change))
      .catch(() => touchMirror(change, pause));
  return {
    read: () => touch(),
    // Without Web Locks nothing keeps tabs apart here: they would pause together, and then send together.
    reread: () => touch(undefined, globalThis.navigator?.locks ? LONG_SETTLING : SETTLING),
    update: (change) => touch(change) as Promise<string>,
    write: async (text) => void (await touch(() => text)),
    remove: async () => void (await touch(() => null)),
  };
}

/**
 * The row that one tab shares with its duplicates. "Duplicate Tab" and `window.open` copy `sessionStorage`, so two tabs would spend the same
 * refresh token. The family's name is copied too, and leads both tabs to one row. Each open tab holds a lock of that name: when the next
 * tab starts, it removes the rows without a lock.
 */
function familyRow(key: string): () => Promise<string> {
  const prefix = `${key}#`;
  let row: Promise<string> | undefined;
  const find = async (): Promise<string> => {
    const family = sessionStorage.getItem(prefix) ?? `${prefix}${Date.now()}${Math.random()}`;
    sessionStorage.setItem(prefix, family);
    const { locks } = navigator;
    locks.request(family, { mode: "shared" }, () => new Promise(() => {})).catch(() => {});
    const { held = [] } = await locks.query();
    await sweepRows(prefix, [family, ...held.map(({ name }) => name)]);
    return family;
  };
  return () => {
    row ??= find();
    return row;
  };
}
