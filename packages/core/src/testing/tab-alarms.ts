/** The alarms of a tab in a fake browser. They can be throttled, wait while the tab is frozen, and end when it closes. */
import type { FakeClock } from "./clock.ts";
import type { Inbox } from "./tab-inbox.ts";
import { createThrottle } from "./throttle.ts";

/** The alarms of one tab. */
export class TabAlarms {
  private readonly inbox: Inbox;
  private readonly timers: ReturnType<typeof createThrottle>;
  private readonly cancels = new Set<() => void>();

  constructor(clock: FakeClock, inbox: Inbox) {
    this.timers = createThrottle(clock);
    this.inbox = inbox;
  }

  /** Sets an alarm. Returns a function that cancels it. */
  set(at: number, ring: () => void): () => void {
    const stop = this.timers.alarm(at, () =>
      this.inbox.reach(() => {
        if (this.cancels.delete(cancel)) ring();
      }),
    );
    const cancel = (): void => {
      this.cancels.delete(cancel);
      stop();
    };
    if (this.inbox.isOpen) this.cancels.add(cancel);
    else stop();
    return cancel;
  }

  /** Lets alarms ring only when the elapsed time is a multiple of `ms`. 0 ends that. */
  throttle(ms: number): void {
    this.timers.throttle(ms);
  }

  cancelAll(): void {
    for (const cancel of [...this.cancels]) cancel();
  }
}
