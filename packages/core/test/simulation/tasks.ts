// All that is on its way: each answer of storage, each granted lock, each ring of the bell, each message of the network.

/** Something that is on its way. */
interface Task {
  readonly what: string;
  /** Tasks of the same row arrive in order. */
  readonly row: string;
  /** The tab that it is for. The task waits while that tab is frozen. `null`: it is for no tab. */
  readonly tab: string | null;
  readonly run: () => void;
}

/** The tasks that have not arrived, in the order in which they started. */
export interface Tasks {
  /** Sends something on its way. A row of its own: it may overtake everything. */
  add(what: string, tab: string | null, run: () => void, row?: string): void;
  /** Takes what was sent by `createBrowser`'s `schedule`. */
  schedule(run: () => void, what: string): void;
  /** Delivers one of the tasks of this kind that can arrive: `choose` picks its number. Returns its name. `null`: none can arrive. */
  arrive(
    choose: (count: number) => number,
    isHeld: (tab: string | null, what: string) => boolean,
    kind?: RegExp,
  ): string | null;
  /** How much is on its way to a tab. Default: to any. */
  count(tab?: string): number;
  /** Drops all that is for a tab. */
  drop(tab: string): void;
}

/** Nothing is on its way. */
export function createTasks(): Tasks {
  let tasks: Task[] = [];
  let rows = 0;
  const add: Tasks["add"] = (what, tab, run, row) => {
    rows += 1;
    tasks.push({ what, tab, run, row: row ?? `${rows}` });
  };
  return {
    add,
    schedule(run, what) {
      const tab = what.slice(0, what.indexOf(":"));
      const kind = /(answer to )?storage|came while frozen/.exec(what)?.[0];
      add(what, tab, run, kind && `${tab} ${kind}`);
    },
    arrive(choose, isHeld, kind) {
      const rows = new Set<string>();
      const first: Task[] = [];
      for (const task of tasks) {
        if (rows.has(task.row) || (kind && !kind.test(task.what))) continue;
        rows.add(task.row);
        if (!isHeld(task.tab, task.what)) first.push(task);
      }
      const task = first[first.length && choose(first.length)];
      if (!task) return null;
      tasks = tasks.filter((one) => one !== task);
      task.run();
      return task.what;
    },
    count: (tab) =>
      tab === undefined ? tasks.length : tasks.filter((one) => one.tab === tab).length,
    drop(tab) {
      tasks = tasks.filter((one) => one.tab !== tab);
    },
  };
}
