/** The locks of a tab in a fake browser. It gives them back when it closes. */
import type { LockPort } from "../model/ports.ts";
import type { FakeClock } from "./clock.ts";
import type { LockTable, Ticket } from "./locks.ts";
import type { TabAlarms } from "./tab-alarms.ts";
import type { Inbox } from "./tab-inbox.ts";

/** What a tab's locks are made from. */
export interface TabLocksOptions {
  readonly clock: FakeClock;
  /** The locks of the whole browser. */
  readonly locks: LockTable;
  readonly inbox: Inbox;
  readonly alarms: TabAlarms;
}

/** The locks of one tab: a port, and a way to give all of them back. */
export class TabLocks implements LockPort {
  private readonly options: TabLocksOptions;
  private readonly tickets = new Set<Ticket>();

  constructor(options: TabLocksOptions) {
    this.options = options;
  }

  hold<Result>(name: string, patience: number, work: () => Promise<Result>): Promise<Result> {
    const { clock, locks, inbox, alarms } = this.options;
    return new Promise<Result>((resolve, reject) => {
      if (!inbox.isOpen) return;
      const leave = (): void => {
        cancel();
        this.tickets.delete(ticket);
        ticket.leave();
      };
      const begin = (): void => {
        if (!this.tickets.has(ticket)) return;
        cancel();
        new Promise<Result>((start) => start(work())).finally(leave).then(resolve, reject);
      };
      const ticket = locks.enter(name, () => inbox.arrive(begin, "lock granted"));
      this.tickets.add(ticket);
      const cancel = alarms.set(clock.now() + patience, () => {
        leave();
        reject(new DOMException(`The lock "${name}" was not free in time.`, "AbortError"));
      });
    });
  }

  leaveAll(): void {
    for (const ticket of [...this.tickets]) ticket.leave();
  }
}
