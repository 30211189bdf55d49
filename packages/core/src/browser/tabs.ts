/** The lock and the bell that all tabs of one origin share. */
import type { BellPort, LockPort } from "../model/ports.ts";
import { lease } from "./lease.ts";

/**
 * Web Locks, or leases if there are none (old browsers, pages over plain http) or the browser refuses them. A sandboxed frame is refused
 * storage as well, so there is nothing to protect.
 */
export const webLocks: LockPort = {
  async hold(name, patience, work) {
    const locks = globalThis.navigator?.locks;
    if (!locks) return lease(name, patience, work);
    // Not `AbortSignal.timeout`, because Safari had Web Locks before it had that.
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), patience);
    let hasBegun = false;
    const begin = (): ReturnType<typeof work> => {
      hasBegun = true;
      clearTimeout(timer);
      return work();
    };
    try {
      return await locks.request(name, { signal: controller.signal }, begin);
    } catch (error) {
      const isTimeout = controller.signal.aborted;
      if (hasBegun || isTimeout) throw error;
      return lease(name, patience, work);
    } finally {
      clearTimeout(timer);
    }
  },
};

/** A channel. `undefined` if there is none: Firefox throws if cookies are blocked. */
function openChannel(name: string): BroadcastChannel | undefined {
  try {
    return new BroadcastChannel(name);
  } catch {
    return undefined;
  }
}

/**
 * A BroadcastChannel that carries no data, and the `storage` event of the mirror. Both are needed, because a message can arrive before the
 * mirror does: on a busy machine other processes see `localStorage` late (whatwg/html#403), and without IndexedDB it is all that tabs
 * read.
 */
export function openBell(name: string): BellPort {
  let channel: BroadcastChannel | undefined;
  return {
    ring() {
      // A session that does not listen, because it is stopped or not started yet, still has to inform others: of a logout, for example.
      const sender = channel ?? openChannel(name);
      sender?.postMessage(null);
      if (!channel) sender?.close();
    },
    listen(heard) {
      if (typeof document === "undefined") return () => {};
      channel = openChannel(name);
      if (channel) channel.onmessage = heard;
      const look = ({ key, newValue }: StorageEvent): void => {
        // The mirror is missing for a moment while it is replaced.
        if (key === name && newValue !== null) heard();
      };
      addEventListener("storage", look);
      return () => {
        removeEventListener("storage", look);
        channel?.close();
        channel = undefined;
      };
    },
  };
}
