/** What the app sees: the snapshot and the news, in the order of what happened, and whose session the screen shows. */

import { loading, toSnapshot } from "../machine/to-snapshot.ts";
import type { NewEntry, Snapshot, State } from "../model/state.ts";
import { createHistory, type History } from "./history.ts";
import type { SteadyClock } from "./steady-clock.ts";

type EndNews = Extract<NewEntry, { readonly type: "ended" }>;

/** The screen of one session. */
export interface Screen<User> extends Pick<History, "on" | "subscribe" | "explain" | "tell"> {
  /** The snapshot that was announced last. While `ended` is told, it is the ended session's, whoever is logged in after it. */
  snapshot(): Snapshot<User>;
  /** The epoch of the session that it shows; `null`: it shows nobody's. */
  epoch(): number | null;
  /** Runs a task once all that happened before it was told. */
  post(task: () => void): void;
  /** Tells news once all that happened before it was told. */
  report(news: NewEntry): void;
  /** Announces the present snapshot, and tells what was posted. */
  update(): void;
}

/** Makes a screen. `report` sees what listeners throw. */
export function createScreen<User>(
  clock: SteadyClock,
  report: (error: unknown) => void,
  getState: () => State<User>,
): Screen<User> {
  const { announce, ...history } = createHistory(clock.now, report);
  const outbox: (() => void)[] = [];
  let snapshot: Snapshot<User> = loading;
  let epoch: number | null = null;
  let endsToTell = 0;

  function show(next: Snapshot<User>, whose: number | null): void {
    epoch = whose;
    if (next === snapshot) return;
    snapshot = next;
    announce();
  }

  /** One session's end is told before the next session is shown. */
  function showPresent(): void {
    if (endsToTell > 0) return;
    const state = getState();
    const isAuthenticated = state.settled && state.record.tokenSet !== null;
    show(toSnapshot(state, snapshot, clock.ahead()), isAuthenticated ? state.record.epoch : null);
  }

  /**
   * Whoever hears of the end finds nobody logged in. Where the next session has begun already, that lasts while the end is told
   * and is not announced: subscribers see one person follow the other.
   */
  function showEnd({ reason, elsewhere }: EndNews): void {
    const state = getState();
    if (!state.record.tokenSet) {
      show(toSnapshot(state, snapshot, clock.ahead()), null);
      return;
    }
    if (snapshot.status !== "authenticated") return;
    epoch = null;
    const loggingIn = state.login !== null;
    snapshot = Object.freeze({
      status: "unauthenticated",
      user: null,
      loggingIn,
      reason,
      elsewhere,
      error: null,
    });
  }

  return {
    ...history,
    snapshot: () => snapshot,
    epoch: () => epoch,
    post: (task) => outbox.push(task),
    report(news) {
      const tell = (): void => history.tell(news);
      if (news.type !== "ended") {
        outbox.push(showPresent, tell);
        return;
      }
      endsToTell += 1;
      const isTold = (): void => {
        endsToTell -= 1;
      };
      outbox.push(() => showEnd(news), tell, isTold);
    },
    update() {
      showPresent();
      // In the order of what happened, also where a listener makes more happen.
      for (let task = outbox.shift(); task; task = outbox.shift()) task();
      showPresent();
    },
  };
}
