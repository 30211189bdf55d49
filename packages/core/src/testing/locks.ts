/** Locks that the tabs of a fake browser share: granted in order, one holder a name, never stolen, not re-entrant. */

/** One wish for a lock. */
export interface Ticket {
  /** Gives the lock back, or the place in the queue. Doing it twice is harmless. */
  leave(): void;
}

/** All locks of one browser. */
export interface LockTable {
  /** Queues up. `granted` is called once the lock is free and nobody is before: at once, or when another one leaves. */
  enter(name: string, granted: () => void): Ticket;
}

/** Makes the locks of one browser. */
export function createLockTable(): LockTable {
  const queues = new Map<string, (() => void)[]>();
  return {
    enter(name, granted) {
      const queue = queues.get(name) ?? [];
      queues.set(name, queue);
      // A place in the queue is one's own, also when one function is handed in twice.
      const grant = (): void => granted();
      queue.push(grant);
      if (queue.length === 1) grant();
      return {
        leave() {
          const place = queue.indexOf(grant);
          if (place < 0) return;
          queue.splice(place, 1);
          if (place === 0) queue[0]?.();
        },
      };
    },
  };
}
