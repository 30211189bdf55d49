/** Who waits for a flight or a login: every waiter is let go, and an abort ends only its own waiting. */
import type { SessionError } from "./errors.ts";

/** All waiters of one session. */
export interface Waiting {
  /** Waits for a flight or a login. */
  wait(id: number, signal?: AbortSignal): Promise<void>;
  /** It is over. `error`: how it failed. */
  settle(id: number, error: SessionError | null): void;
}

/** Makes a waiting room. `release` lets one go when nothing is being decided any more. */
export function createWaiting(release: (go: () => void) => void): Waiting {
  const waiters = new Map<number, ((error: SessionError | null) => void)[]>();
  return {
    wait(id, signal) {
      const settled = new Promise<void>((resolve, reject) => {
        const waiter = (error: SessionError | null): void => {
          error ? reject(error) : resolve();
        };
        waiters.set(id, [...(waiters.get(id) ?? []), waiter]);
      });
      return orAborted(settled, signal);
    },
    settle(id, error) {
      const waiting = waiters.get(id) ?? [];
      waiters.delete(id);
      for (const waiter of waiting) release(() => waiter(error));
    },
  };
}

/** The promise, unless the signal comes first: then it rejects at once, with the signal's own reason. */
export function orAborted<Value>(promise: Promise<Value>, signal?: AbortSignal): Promise<Value> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    const done = (): void => signal.removeEventListener("abort", abort);
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort);
    promise.then(resolve, reject).finally(done);
  });
}
