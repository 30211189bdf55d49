/** What the tabs of one origin share in a browser: a lock and a bell. */
import type { BellPort, LockPort } from "../model/ports.ts";
import { lease } from "./lease.ts";

/**
 * Web Locks, or leases where there are none (old browsers, pages over plain http). Where the browser refuses them (a sandboxed
 * frame), it refuses storage too, and there is nothing to guard.
 */
export const webLocks: LockPort = {
  async hold(name, patience, work) {
    const locks = typeof navigator === "undefined" ? undefined : navigator.locks;
    if (!locks) return lease(name, patience, work);
    // Not `AbortSignal.timeout`: Safari had Web Locks before it.
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
      const isLate = controller.signal.aborted;
      if (hasBegun || isLate) throw error;
      return lease(name, patience, work);
    } finally {
      clearTimeout(timer);
    }
  },
};

/** A channel; `undefined` where there are none, or none is to be had: Firefox with cookies blocked throws. */
function openChannel(name: string): BroadcastChannel | undefined {
  try {
    return new BroadcastChannel(name);
  } catch {
    return undefined;
  }
}

/**
 * A BroadcastChannel that carries nothing, and the copy in `localStorage`, which rings when another tab wrote it. Both, because
 * a message can overtake the copy: where there is no IndexedDB, the copy is all that tabs read, and on a busy machine another
 * process sees it late (whatwg/html#403).
 */
export function openBell(name: string): BellPort {
  let channel: BroadcastChannel | undefined;
  return {
    ring() {
      // A session that is stopped, or not started yet, listens to nothing and has news all the same: a logout, say.
      const one = channel ?? openChannel(name);
      one?.postMessage(null);
      if (!channel) one?.close();
    },
    listen(heard) {
      if (typeof document === "undefined") return () => {};
      channel = openChannel(name);
      if (channel) channel.onmessage = heard;
      const look = ({ key, newValue }: StorageEvent): void => {
        // A copy that is being replaced is gone for a moment.
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
