/** A fake storage for one text. It can fail in the ways in which a browser's storage fails. */
import type { StoragePort } from "../model/ports.ts";

/**
 * How storage fails. `"forbidden"` throws a SecurityError at each access, `"unreadable"` only at reads. `"full"` throws a QuotaExceededError
 * at writes. `"empty"` reads nothing although a text is stored, as happens while a page is unloaded.
 */
export type StorageFault = "forbidden" | "unreadable" | "full" | "empty";

/** The stored text, and how storage fails. You can change both at any time. */
export interface FakeStorage {
  /** The stored text. `null`: nothing is stored. */
  text: string | null;
  /** How storage fails. `null`: it works. */
  fault: StorageFault | null;
}

/** Makes an empty storage that works. */
export function createStorage(): FakeStorage {
  return { text: null, fault: null };
}

/** The kinds of access to a storage. */
type Access = "read" | "write" | "remove" | "update";

/**
 * A port for a storage. It has `update` if `isAtomic`. `carry` performs each access: at once, later, or never.
 */
export function openStorage(
  storage: FakeStorage,
  isAtomic: boolean,
  carry: <Result>(access: () => Result, what: Access) => Result | Promise<Result>,
): StoragePort {
  const read = (): string | null => {
    refuse(storage.fault, "read");
    if (storage.fault === "empty") return null;
    return storage.text;
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

/** Throws the browser's error if this fault forbids this access. */
export function refuse(fault: StorageFault | null, what: "read" | "write" | "remove"): void {
  const isForbidden = fault === "forbidden" || (fault === "unreadable" && what === "read");
  const isFull = fault === "full" && what === "write";
  const message = `The storage is ${fault}.`;
  if (isForbidden) throw new DOMException(message, "SecurityError");
  if (isFull) throw new DOMException(message, "QuotaExceededError");
}
