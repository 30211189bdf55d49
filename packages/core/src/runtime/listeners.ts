/** A set of listeners. One that throws is reported and hurts nobody. */

/** One subscription. The same function may have several. */
interface Subscription<Value> {
  readonly listener: (value: Value) => void;
  /** The number of the call during which it was added: that call does not reach it. */
  readonly addedIn: number;
}

/** Listeners for values of one kind. */
export class Listeners<Value> {
  private readonly subscriptions = new Set<Subscription<Value>>();
  private readonly report: (error: unknown) => void;
  private calls = 0;

  /** `report` gets what listeners throw. */
  constructor(report: (error: unknown) => void) {
    this.report = report;
  }

  /** Adds a listener. Returns how to remove it. */
  add(listener: (value: Value) => void): () => void {
    const subscription = { listener, addedIn: this.calls };
    this.subscriptions.add(subscription);
    return () => {
      this.subscriptions.delete(subscription);
    };
  }

  /** Calls the listeners that are there now. One that is removed meanwhile is not called any more. */
  call(value: Value): void {
    this.calls += 1;
    const call = this.calls;
    for (const subscription of this.subscriptions) {
      if (subscription.addedIn >= call) continue;
      try {
        subscription.listener(value);
      } catch (error) {
        this.report(error);
      }
    }
  }
}
