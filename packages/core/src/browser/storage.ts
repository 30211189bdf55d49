/** Where the record is kept in a browser: in IndexedDB, which all tabs see alike, and in a copy that is read at once. */
import type { MirrorPort, StoragePort } from "../model/ports.ts";
import { type Change, sweepRows, touchRow } from "./rows.ts";

/** The storages that can be named. */
export type StorageName = "local" | "session" | "memory";

/** The ports that keep a record. */
export interface RecordPorts {
  readonly storage: StoragePort;
  readonly mirror?: MirrorPort;
}

/** How long a tab without IndexedDB waits for what other tabs wrote, in milliseconds. */
const SETTLING = 50;

/**
 * The named storage under one key. Merely touching `localStorage` can throw, so it is touched late. Where the platform has
 * none (a server), it is memory.
 */
export function namedStorage(name: StorageName, key: string): RecordPorts {
  if (name === "memory" || typeof document === "undefined") return { storage: memory() };
  const area = (): Storage => (name === "local" ? localStorage : sessionStorage);
  let written: string | null = null;
  let before: string | null = null;
  const mirror: MirrorPort = {
    read: () => area().getItem(key),
    write(text) {
      area().setItem(key, text);
      written = text;
    },
    remove() {
      before = area().getItem(key);
      area().removeItem(key);
    },
  };
  const row = name === "local" ? async () => key : familyRow(key);
  // This tab's own copy, just written, is no news: what others had stored before it is.
  return { mirror, storage: shared(row, mirror, (text) => (text === written ? before : text)) };
}

function memory(): StoragePort {
  let kept: string | null = null;
  return {
    read: () => kept,
    write(text) {
      kept = text;
    },
    remove() {
      kept = null;
    },
  };
}

/** A row of IndexedDB. Where that fails (private windows of old browsers, say), the copy alone has to do. */
function shared(row: () => Promise<string>, mirror: MirrorPort, others: Change): StoragePort {
  const instead = async (change?: Change): Promise<string | null> => {
    // Another process may see `localStorage` a moment late (whatwg/html#403).
    await new Promise((settled) => setTimeout(settled, SETTLING));
    const text = mirror.read();
    const next = change ? change(others(text)) : text;
    if (next === null) mirror.remove();
    else if (change) mirror.write(next);
    return next;
  };
  const touch = (change?: Change): Promise<string | null> =>
    row()
      .then((key) => touchRow(key, change))
      .catch(() => instead(change));
  return {
    read: () => touch(),
    update: (change) => touch(change) as Promise<string>,
    write: async (text) => void (await touch(() => text)),
    remove: async () => void (await touch(() => null)),
  };
}

/**
 * The row of one tab and its duplicates: "Duplicate Tab" and `window.open` copy `sessionStorage`, so two tabs would spend one
 * refresh token. The family's name is copied along, and leads both to one row. A living tab is known by a lock: rows that
 * nobody holds are swept when the next tab starts.
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
