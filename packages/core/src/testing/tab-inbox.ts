/** The way into a tab of a fake browser: everything that comes from outside passes here, unless the tab is frozen or closed. */

/** The inbox of one tab. */
export class Inbox {
  private readonly name: string;
  private readonly schedule: (task: () => void, what: string) => void;
  private isClosed = false;
  /** Tasks that wait until the tab thaws. `null`: it is not frozen. */
  private heldBack: (() => void)[] | null = null;

  constructor(name: string, schedule: (task: () => void, what: string) => void) {
    this.name = name;
    this.schedule = schedule;
  }

  get isOpen(): boolean {
    return !this.isClosed;
  }

  get isFrozen(): boolean {
    return this.heldBack !== null;
  }

  /** Runs a task now. A frozen tab runs it after it thaws, a closed one never. */
  reach(task: () => void): void {
    if (this.isClosed) return;
    if (this.heldBack) this.heldBack.push(task);
    else task();
  }

  /** Runs a task that takes time to arrive. `what` names it for `schedule`. */
  arrive(task: () => void, what: string): void {
    this.schedule(() => this.reach(task), `${this.name}: ${what}`);
  }

  freeze(): void {
    this.heldBack ??= [];
  }

  thaw(): void {
    const tasks = this.heldBack ?? [];
    this.heldBack = null;
    for (const task of tasks) this.arrive(task, "came while frozen");
  }

  close(): void {
    this.isClosed = true;
  }
}

/** Listeners in a tab. A function that is added twice is called twice. */
export class TabListeners<Args extends readonly unknown[]> {
  private readonly inbox: Inbox;
  private readonly listeners = new Set<(...args: Args) => void>();

  constructor(inbox: Inbox) {
    this.inbox = inbox;
  }

  /** Adds a listener. Returns a function that removes it. */
  add(listener: (...args: Args) => void): () => void {
    const own = (...args: Args): void => listener(...args);
    this.listeners.add(own);
    return () => void this.listeners.delete(own);
  }

  /** Calls the listeners that are not removed before their turn. */
  call(...args: Args): void {
    for (const listener of [...this.listeners])
      this.inbox.reach(() => {
        if (this.listeners.has(listener)) listener(...args);
      });
  }
}
