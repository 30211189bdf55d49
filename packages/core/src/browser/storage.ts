/** Where the record is kept in a browser. Merely touching `localStorage` can throw, so it is touched late. */
import type { StoragePort } from "../ports.ts";

/** The storages that can be named. */
export type StorageName = "local" | "session" | "memory";

/** The named storage under one key. Where the platform has none (a server), it is memory. */
export function namedStorage(name: StorageName, key: string): StoragePort {
  let kept: string | null = null;
  const memory: Pick<Storage, "getItem" | "setItem" | "removeItem"> = {
    getItem: () => kept,
    setItem: (_, text) => {
      kept = text;
    },
    removeItem: () => {
      kept = null;
    },
  };
  const area = (): typeof memory =>
    name === "memory" || typeof document === "undefined"
      ? memory
      : name === "local"
        ? localStorage
        : sessionStorage;
  return {
    read: () => area().getItem(key),
    write: (text) => area().setItem(key, text),
    remove: () => area().removeItem(key),
  };
}
