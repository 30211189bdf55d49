/** Who waits for a flight or a login: every waiter is let go, and an abort ends only its own waiting. */
import type { SessionError } from "../model/errors.ts";
import type { ClockPort } from "../model/ports.ts";

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

/** Why a signal was aborted. Older browsers keep no reason. */
export function reasonOf(signal: AbortSignal): unknown {
  return signal.reason ?? Object.assign(new Error("Aborted."), { name: "AbortError" });
}

/** The promise, unless the signal comes first: then it rejects at once, with the signal's own reason. */
export function orAborted<Value>(promise: Promise<Value>, signal?: AbortSignal): Promise<Value> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(reasonOf(signal));
    const done = (): void => signal.removeEventListener("abort", abort);
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort);
    promise.then(resolve, reject).finally(done);
  });
}

/** Whether a value is a promise, also one of another realm: of a frame, or of a test environment. */
export function isPromise<Value>(value: Value | PromiseLike<Value>): value is PromiseLike<Value> {
  return typeof (value as { readonly then?: unknown } | null)?.then === "function";
}

/** An alarm that rings so many milliseconds late may ring after a sleep, or in a page whose timers are throttled. */
const LATE = 100;

/** How long what came during a sleep may take to arrive after it, in milliseconds. */
const WAKING = 2000;

/**
 * The promise, unless it takes longer than so many milliseconds: then it rejects with an error named `TimeoutError`.
 *
 * A page that was frozen wakes to its deadlines first and to the answers that came meanwhile a moment later. So a deadline
 * whose alarm rings late gets one period of grace; after that it is over, however late the alarm rings.
 */
export function inTime<Value>(
  promise: Value | Promise<Value>,
  clock: ClockPort,
  patience: number,
): Promise<Value> {
  let cancel = (): void => {};
  /** Resolves when the alarm rings: to whether it was late. */
  const ring = (at: number): Promise<boolean> =>
    new Promise((resolve) => {
      cancel = clock.alarm(at, () => resolve(clock.now() >= at + LATE));
    });

  const deadline = async (): Promise<never> => {
    // In two parts: a page that woke up just now may be in time for the second one, but not for the first.
    const mayHaveSlept =
      (await ring(clock.now() + patience - LATE)) || (await ring(clock.now() + LATE));
    if (mayHaveSlept) await ring(clock.now() + WAKING);
    throw timeoutError("It takes too long.");
  };
  return Promise.race([promise, deadline()]).finally(() => cancel());
}

/** What `AbortSignal.timeout` would reject with, also where there is no `DOMException`. */
function timeoutError(message: string): Error {
  return Object.assign(new Error(message), { name: "TimeoutError" });
}
