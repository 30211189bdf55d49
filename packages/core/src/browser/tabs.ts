/** What the tabs of one origin share in a browser: a lock and a bell. */
import type { BellPort, LockPort } from "../ports.ts";
import { lease } from "./lease.ts";

/**
 * Web Locks, or leases where there are none (old browsers, pages over plain http). Where the browser refuses them (a sandboxed
 * frame), it refuses storage too, and there is nothing to guard.
 */
export const webLocks: LockPort = {
  hold(name, patience, work) {
    const locks = typeof navigator === "undefined" ? undefined : navigator.locks;
    if (!locks) return typeof indexedDB === "undefined" ? work() : lease(name, patience, work);
    const held = locks.request(name, { signal: AbortSignal.timeout(patience) }, work);
    return held.catch((error: unknown) => {
      if ((error as { name?: unknown }).name === "SecurityError") return work();
      throw error;
    });
  },
};

/** A BroadcastChannel that carries nothing. Without one, the copy in `localStorage` rings when another tab writes it. */
export function channelBell(name: string): BellPort {
  let channel: BroadcastChannel | undefined;
  return {
    ring() {
      // A session that is stopped, or not started yet, listens to nothing and has news all the same: a logout, say.
      const one = channel ?? new BroadcastChannel(name);
      one.postMessage(null);
      if (!channel) one.close();
    },
    listen(heard) {
      if (typeof document === "undefined") return () => {};
      if (typeof BroadcastChannel === "undefined") {
        const look = ({ key }: StorageEvent): void => {
          if (key === name) heard();
        };
        addEventListener("storage", look);
        return () => removeEventListener("storage", look);
      }
      const mine = new BroadcastChannel(name);
      channel = mine;
      mine.onmessage = heard;
      return () => {
        mine.close();
        channel = undefined;
      };
    },
  };
}
