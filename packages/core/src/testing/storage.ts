/** A place for one text that can be made to fail in the ways that storage of browsers fails. */
import type { StoragePort } from "../ports.ts";

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

/** A port on a storage. `carry` takes each access: at once, later, or never. */
export function openStorage(
  storage: FakeStorage,
  carry: <Result>(access: () => Result) => Result | Promise<Result>,
): StoragePort {
  const check = (error: string, ...faults: StorageFault[]): void => {
    if (storage.fault && faults.includes(storage.fault))
      throw new DOMException(`The storage is ${storage.fault}.`, error);
  };
  return {
    read: () =>
      carry(() => {
        check("SecurityError", "forbidden", "unreadable");
        return storage.fault === "empty" ? null : storage.text;
      }),
    write: (text) =>
      carry(() => {
        check("SecurityError", "forbidden");
        check("QuotaExceededError", "full");
        storage.text = text;
      }),
    remove: () =>
      carry(() => {
        check("SecurityError", "forbidden");
        storage.text = null;
      }),
  };
}
