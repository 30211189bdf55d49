/** Storage that does not answer: for how long it is waited for, and what becomes of an answer that comes late. */
import type { ClockPort } from "../model/ports.ts";
import { inTime } from "./waiting.ts";

/** How long storage may take to answer, in milliseconds. */
const PATIENCE = 2000;

/** How long it may take once it did not answer. No less: meanwhile the copy shows what other tabs wrote to it. */
const LITTLE_PATIENCE = 100;

/** What an access is rejected with that was not answered in time. It goes on, and may still take effect. */
export const noAnswer: Error = new Error("Storage does not answer.");

/** The watch over one storage. */
export interface Patience {
  /**
   * The answer to an access, or a rejection with `noAnswer`. Each access was started, so that a storage that comes back is used
   * again at once. An answer after nobody waits any more goes to `late`.
   */
  answered<Value>(access: PromiseLike<Value>, late: (value: Value) => void): Promise<Value>;
  /** Whether the last access was not answered in time, and none was answered since. */
  isHung(): boolean;
}

/** Makes the watch over one storage. */
export function createPatience(clock: ClockPort): Patience {
  let isHung = false;
  async function answered<Value>(
    access: PromiseLike<Value>,
    late: (value: Value) => void,
  ): Promise<Value> {
    let isSettled = false;
    let isWaited = true;
    const settled = (async () => {
      try {
        return await access;
      } finally {
        isSettled = true;
        isHung = false;
      }
    })();
    const watched = settled.then((value) => {
      if (!isWaited) late(value);
      return value;
    });
    try {
      return await inTime(watched, clock, isHung ? LITTLE_PATIENCE : PATIENCE);
    } catch (error) {
      if (isSettled) throw error;
      isHung = true;
      isWaited = false;
      watched.catch(() => {}); // it failed after all: that was told already
      throw noAnswer;
    }
  }
  return { answered, isHung: () => isHung };
}
