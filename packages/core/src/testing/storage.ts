/** A place for one text that can be made to fail in the ways that storage of browsers fails. */
import type { StoragePort } from "../model/ports.ts";

/**
 * How storage can fail: `"forbidden"` throws a SecurityError at every touch, `"unreadable"` at reads, `"full"` throws a
 * QuotaExceededError at writes, `"empty"` reads nothing although something is stored (as while a page is unloaded).
 */
export type StorageFault = "forbidden" | "unreadable" | "full" | "empty";

/** What is stored, and how storage behaves. Both can be changed at any time. */
export interface FakeStorage {
  /** The stored text; `null`: nothing. */
  text: string | null;
  /** What goes wrong; `null`: nothing does. */
  fault: StorageFault | null;
}

/** Makes an empty storage that works. */
export function createStorage(): FakeStorage {
  return { text: null, fault: null };
}

/** What is done with a storage, for the stories that tests tell. */
type Access = "read" | "write" | "remove" | "update";

/**
 * A port on a storage, with `update` where it is atomic. `carry` takes each access: at once, later, or never.
 */
export function openStorage(
  storage: FakeStorage,
  isAtomic: boolean,
  carry: <Result>(access: () => Result, what: Access) => Result | Promise<Result>,
): StoragePort {
  const read = (): string | null => {
    refuse(storage.fault, "read");
    return storage.fault === "empty" ? null : storage.text;
  };
  const write = (text: string): void => {
    refuse(storage.fault, "write");
    storage.text = text;
  };
  const update: StoragePort["update"] = (change) =>
    carry(() => {
      const text = change(read());
      write(text);
      return text;
    }, "update");
  return {
    read: () => carry(read, "read"),
    write: (text) => carry(() => write(text), "write"),
    remove: () =>
      carry(() => {
        refuse(storage.fault, "remove");
        storage.text = null;
      }, "remove"),
    ...(isAtomic && { update }),
  };
}

/** Throws what a browser throws where this fault forbids this access. */
export function refuse(fault: StorageFault | null, what: "read" | "write" | "remove"): void {
  const isForbidden = fault === "forbidden" || (fault === "unreadable" && what === "read");
  const isFull = fault === "full" && what === "write";
  if (isForbidden || isFull)
    throw new DOMException(
      `The storage is ${fault}.`,
      isFull ? "QuotaExceededError" : "SecurityError",
    );
}
