/** Limits how long the session waits for storage that does not answer, and handles answers that come late. */
import type { ClockPort } from "../model/ports.ts";
import { inTime } from "./waiting.ts";

/** How long storage may take to answer, in milliseconds. */
const PATIENCE = 2000;

/** How long storage may take if it did not answer last time. Long enough for the mirror to show what other tabs wrote to it. */
const LITTLE_PATIENCE = 100;

/** The rejection of an access that was not answered in time. The access goes on, and may still take effect. */
export const noAnswer: Error = new Error("Storage does not answer.");

/** The time limit for the accesses to one storage. */
export class Patience {
  private readonly clock: ClockPort;
  private hung = false;

  constructor(clock: ClockPort) {
    this.clock = clock;
  }

  /** Whether the last access was not answered in time, and none was answered since. */
  get isHung(): boolean {
    return this.hung;
  }

  /**
   * Resolves to the answer of an access, or rejects with `noAnswer`. The access has started already, so storage that comes back is used
   * again at once. An answer that comes after the rejection goes to `late`.
   */
  async answered<Value>(access: PromiseLike<Value>, late: (value: Value) => void): Promise<Value> {
    let isSettled = false;
    let isAwaited = true;
    const settled = (async () => {
      try {
        return await access;
      } finally {
        isSettled = true;
        this.hung = false;
      }
    })();
    const watched = settled.then((value) => {
      if (!isAwaited) late(value);
      return value;
    });
    try {
      return await inTime(watched, this.clock, this.hung ? LITTLE_PATIENCE : PATIENCE);
    } catch (error) {
      if (isSettled) throw error;
      this.hung = true;
      isAwaited = false;
      watched.catch(() => {}); // A failure after all: `noAnswer` reported it already.
      throw noAnswer;
    }
  }
}
