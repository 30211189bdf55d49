// A storage that can stop answering, as IndexedDB does behind a connection that blocks it.
import type { StoragePort } from "@sojourn/core";

/** The calls that can hang. */
type Access = "read" | "write";

/** A storage that can be made to hang. */
export interface Hanging {
  readonly storage: StoragePort;
  /** From now on these calls get no answer. Default: all of them. */
  hang(...accesses: Access[]): void;
  /** Answers the waiting calls in order, and all calls from now on. */
  heal(): void;
}

/** Makes such a storage in front of `real`. */
export function createHanging(real: StoragePort): Hanging {
  const hung = new Set<Access>();
  const waiting: (() => void)[] = [];
  const pass = <Value>(kind: Access, access: () => Value | Promise<Value>) =>
    hung.has(kind)
      ? new Promise<Value>((resolve) => waiting.push(() => resolve(access())))
      : access();
  const { update } = real;
  return {
    storage: {
      read: () => pass("read", () => real.read()),
      write: (text) => pass("write", () => real.write(text)),
      remove: () => pass("write", () => real.remove()),
      ...(update && { update: (change) => pass("write", () => update(change)) }),
    },
    hang(...accesses) {
      for (const access of accesses.length > 0 ? accesses : (["read", "write"] as const))
        hung.add(access);
    },
    heal() {
      hung.clear();
      for (const go of waiting.splice(0)) go();
    },
  };
}
