/** Who waits for a flight or a login: every waiter is let go, and an abort ends only its own waiting. */
import type { SessionError } from "./errors.ts";
import type { ClockPort } from "./ports.ts";

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

/** A ring that comes so many milliseconds late may come after a sleep. */
const LATE = 100;

/** How long what came during a sleep may take to arrive after it, in milliseconds. */
const WAKING = 2000;

/**
 * The promise, unless it takes longer than so many milliseconds: then it rejects with a `TimeoutError`. A page that was frozen
 * wakes to its deadlines first and to the answers that came meanwhile a moment later: they get that moment.
 */
export function inTime<Value>(
  promise: Value | Promise<Value>,
  clock: ClockPort,
  patience: number,
): Promise<Value> {
  const at = clock.now() + patience;
  let cancel = (): void => {};
  const late = new Promise<never>((_, reject) => {
    const over = (): void => reject(new DOMException("It takes too long.", "TimeoutError"));
    const watch = (due: number, isLast?: true): void => {
      cancel = clock.alarm(due, () => {
        const now = clock.now();
        const isLate = now >= due + LATE;
        if (isLast && !isLate) over();
        else watch(now + (isLate ? WAKING : LATE), true);
      });
    };
    // In two parts: the page may have woken up just now, in time for the first of them.
    watch(at - LATE);
  });
  return Promise.race([promise, late]).finally(() => cancel());
}
