/** The network of a tab in a fake browser. It can be lost, and come back. */
import type { Inbox } from "./tab-inbox.ts";

/** The network of one tab. */
export class TabNetwork {
  private readonly network: typeof fetch;
  private readonly inbox: Inbox;
  /** Functions that fail the requests in flight. */
  private readonly failures = new Set<() => void>();
  private isLost = false;

  constructor(network: typeof fetch, inbox: Inbox) {
    this.network = network;
    this.inbox = inbox;
  }

  get isOnline(): boolean {
    return !this.isLost;
  }

  /** The tab's `fetch`. In a closed tab its promise stays pending. */
  send(...request: Parameters<typeof fetch>): Promise<Response> {
    // Browsers refuse to run their own `fetch` as a method of another object.
    const network = this.network;
    const inbox = this.inbox;
    return new Promise((resolve, reject) => {
      if (!inbox.isOpen) return;
      const fail = (): void => reject(new TypeError("Failed to fetch"));
      if (this.isLost) {
        inbox.arrive(fail, "request fails offline");
        return;
      }
      const lose = (): void => inbox.reach(fail);
      this.failures.add(lose);
      network(...request)
        .finally(() => this.failures.delete(lose))
        .then(
          (response) => inbox.reach(() => resolve(response)),
          (error) => inbox.reach(() => reject(error)),
        );
    });
  }

  /** Loses the network: requests fail, also those in flight. */
  goOffline(): void {
    this.isLost = true;
    for (const lose of [...this.failures]) lose();
  }

  goOnline(): void {
    this.isLost = false;
  }
}
