/** What the app sees: the snapshot and the history entries, in the order in which they happened, and whose session is shown. */

import { loading, toSnapshot } from "../machine/to-snapshot.ts";
import type { NewEntry } from "../model/history-entry.ts";
import type { Rules, Snapshot, State } from "../model/state.ts";
import { createClaimsReader } from "./claims-reader.ts";
import { createHistory, type History } from "./history.ts";
import type { SteadyClock } from "./steady-clock.ts";

type EndedEntry = Extract<NewEntry, { readonly type: "ended" }>;

/** The screen of one session. */
export interface Screen<User> extends Pick<History, "on" | "subscribe" | "explain" | "tell"> {
  /** The latest snapshot. While listeners hear of `ended`, it is unauthenticated, even if another user has already logged in. */
  snapshot(): Snapshot<User>;
  /** The snapshot of the current state, which listeners may not have heard of yet. */
  current(): Snapshot<User>;
  /** The epoch of the session that is shown. `null`: no session is shown. */
  epoch(): number | null;
  /** Runs a task after listeners heard of everything that happened before it. */
  post(task: () => void): void;
  /** Adds a history entry after listeners heard of everything that happened before it. */
  report(entry: NewEntry): void;
  /** Shows the current state, and runs what was posted. */
  update(): void;
}

/** Makes a screen. `report` gets the errors that listeners throw. */
export function createScreen<User>(
  clock: SteadyClock,
  report: (error: unknown) => void,
  getState: () => State<User>,
  rules: Rules<User>,
): Screen<User> {
  const { announce, ...history } = createHistory(clock.now, report);
  const claimsOf = createClaimsReader(rules, report);
  const outbox: (() => void)[] = [];
  let snapshot: Snapshot<User> = loading;
  let epoch: number | null = null;
  /** The state that was shown last, and how far the clock was ahead then. */
  let shown: State<User> | null = null;
  let shownAhead = 0;
  /** How many ends were reported that listeners have not heard of yet. */
  let pendingEnds = 0;

  const look = (): Snapshot<User> =>
    toSnapshot(getState(), snapshot, { ahead: clock.ahead(), rules, claimsOf });

  function show(next: Snapshot<User>, whose: number | null): void {
    epoch = whose;
    if (next === snapshot) return;
    snapshot = next;
    announce();
  }

  /** Waits while an end is pending: listeners hear of it before the next session is shown. */
  function showCurrent(): void {
    if (pendingEnds > 0) return;
    const state = getState();
    const ahead = clock.ahead();
    if (state === shown && ahead === shownAhead) return;
    shown = state;
    shownAhead = ahead;
    show(look(), shownEpoch(state));
  }

  /**
   * Listeners of `ended` find nobody logged in. If the next session has begun already, that lasts only while they are called, and
   * subscribers are not notified: they see one user directly after the other.
   */
  function showEnd(ended: EndedEntry): void {
    const state = getState();
    if (!state.record.tokenSet) {
      show(look(), null);
      return;
    }
    if (snapshot.status !== "authenticated") return;
    epoch = null;
    snapshot = endedSnapshot(ended, state);
  }

  return {
    ...history,
    snapshot: () => snapshot,
    current: look,
    epoch: () => epoch,
    post: (task) => outbox.push(task),
    report(entry) {
      const tell = (): void => history.tell(entry);
      if (entry.type !== "ended") {
        outbox.push(showCurrent, tell);
        return;
      }
      pendingEnds += 1;
      const isTold = (): void => {
        pendingEnds -= 1;
      };
      outbox.push(() => showEnd(entry), tell, isTold);
    },
    update() {
      showCurrent();
      // In the order in which things happened, even if a listener makes more happen.
      for (let task = outbox.shift(); task; task = outbox.shift()) task();
      showCurrent();
    },
  };
}

/** The epoch of the session that a state shows. `null`: it shows none. */
function shownEpoch({ settled, record }: State<unknown>): number | null {
  if (!settled || record.tokenSet === null) return null;
  return record.epoch;
}

/** The snapshot of a session that has ended. */
function endedSnapshot(
  { reason, elsewhere }: EndedEntry,
  { login, pending }: State<unknown>,
): Snapshot<never> {
  const waiting = { loggingIn: login !== null, pending: pending?.shown ?? null };
  const ended = { user: null, ...waiting, reason, elsewhere, error: null };
  return Object.freeze({ status: "unauthenticated", ...ended });
}
