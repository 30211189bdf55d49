/** Promises that callers await while a request or a login is in flight, with their aborts and deadlines. */
import type { SessionError } from "../model/errors.ts";
import type { ClockPort } from "../model/ports.ts";

/** All waiters of one session. */
export interface Waiting {
  /** Waits until a request or a login is over. An abort ends only this wait. */
  wait(id: number, signal?: AbortSignal): Promise<void>;
  /** The request or login is over: every waiter goes on. `error`: how it failed. */
  release(id: number, error: SessionError | null): void;
}

/** Keeps the waiters of one session. `post` runs a callback once the current event is fully applied. */
export function createWaiting(post: (callback: () => void) => void): Waiting {
  const waiters = new Map<number, ((error: SessionError | null) => void)[]>();
  return {
    wait(id, signal) {
      const released = new Promise<void>((resolve, reject) => {
        const waiter = (error: SessionError | null): void => {
          if (error) reject(error);
          else resolve();
        };
        waiters.set(id, [...(waiters.get(id) ?? []), waiter]);
      });
      return orAborted(released, signal);
    },
    release(id, error) {
      const released = waiters.get(id) ?? [];
      waiters.delete(id);
      for (const waiter of released) post(() => waiter(error));
    },
  };
}

/** Why a signal was aborted. Older browsers keep no reason. */
export function reasonOf(signal: AbortSignal): unknown {
  return signal.reason ?? Object.assign(new Error("Aborted."), { name: "AbortError" });
}

/** Settles like the promise. If the signal aborts first, it rejects at once with the signal's own reason. */
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

/** Whether a value is a promise. Promises of other realms count too: of a frame, or of a test environment. */
export function isPromise<Value>(value: Value | PromiseLike<Value>): value is PromiseLike<Value> {
  return typeof (value as { readonly then?: unknown } | null)?.then === "function";
}

/** An alarm that is this late, in milliseconds, may have slept, or its page's timers are throttled. */
const LATE = 100;

/** How long an answer that came during a sleep may take to arrive after it, in milliseconds. */
const WAKING = 2000;

/**
 * Settles like the promise. After `patience` milliseconds it rejects with an error named `TimeoutError`.
 *
 * A page that wakes from a freeze sees its deadlines first. The answers that came meanwhile arrive a moment later. So a deadline
 * whose alarm rings late gets one period of grace. After that it is over, however late its alarm rings.
 */
export function inTime<Value>(
  promise: Value | Promise<Value>,
  clock: ClockPort,
  patience: number,
): Promise<Value> {
  let cancel = (): void => {};
  /** Resolves when the alarm rings, with `true` if it rang late. */
  const ring = (at: number): Promise<boolean> =>
    new Promise((resolve) => {
      cancel = clock.alarm(at, () => resolve(clock.now() >= at + LATE));
    });

  const deadline = async (): Promise<never> => {
    // In two parts: a page that has just woken up is on time for the second part, but late for the first.
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
