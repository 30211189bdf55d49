/** Locks that the tabs of a fake browser share. Each name has one holder. Locks are granted in order, never stolen, and not re-entrant. */

/** A place in the queue for a lock, or the lock itself. */
export interface Ticket {
  /** Gives it up. A second call does nothing. */
  leave(): void;
}

/** All locks of one browser. */
export interface LockTable {
  /** Joins the queue. `granted` is called when it is this ticket's turn: at once, or when others leave. */
  enter(name: string, granted: () => void): Ticket;
}

/** Makes the locks of one browser. */
export function createLockTable(): LockTable {
  const queues = new Map<string, (() => void)[]>();
  return {
    enter(name, granted) {
      const queue = queues.get(name) ?? [];
      queues.set(name, queue);
      // Wrapped, so that a function that is passed twice gets two places in the queue.
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
