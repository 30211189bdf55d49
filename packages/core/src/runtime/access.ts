/** Access tokens for callers, each for the session that the screen showed when it called. */

import { expiryOf, isDue } from "../machine/schedule.ts";
import { nobodyLoggedIn, SessionError, sessionChanged } from "../model/errors.ts";
import type { Rules, SessionRecord, State } from "../model/state.ts";
import type { EventDraft } from "./effects.ts";
import type { Screen } from "./screen.ts";

/** What it needs of the session. */
interface AccessContext<User> {
  readonly rules: Rules<User>;
  readonly screen: Screen<User>;
  getState(): State<User>;
  dispatch(event: EventDraft<User>): void;
  look(returned: boolean): void;
  ready(signal?: AbortSignal): Promise<unknown>;
  /** Whether the screen is kept up to date. */
  isRunning(): boolean;
  landed(signal?: AbortSignal): Promise<void>;
  /** Waits until the server has told who the user is now, where it was asked. */
  userTold(): Promise<unknown> | undefined;
}

/** Access to the tokens of one session. */
export interface Access<User> {
  /**
   * The epoch of the session that the screen shows at the call, once it is known who is logged in; `null`: nobody is. Rejects
   * with `session-changed` where somebody else is logged in by then.
   */
  claim(signal?: AbortSignal): Promise<number | null>;
  /** The record of that session, once its token works; `null`: nobody is logged in. Rejects as `getToken` does. */
  current(signal?: AbortSignal): Promise<SessionRecord<User> | null>;
  getToken(signal?: AbortSignal): Promise<string | null>;
  refresh(): Promise<void>;
}

/** Makes the access to one session. */
export function createAccess<User>(context: AccessContext<User>): Access<User> {
  const { rules, screen, getState, dispatch, look, ready, isRunning, landed } = context;

  /** Rejects what was asked for one session where another one lives by now. */
  function insist(epoch: number): void {
    const { record } = getState();
    if (record.tokenSet && record.epoch !== epoch) throw sessionChanged();
  }

  async function claim(signal?: AbortSignal): Promise<number | null> {
    const epoch = screen.epoch();
    // A request of a screen that showed nobody is nobody's. What a stopped session shows is only what it saw last.
    const isNobodys = isRunning() && screen.snapshot().status === "unauthenticated";
    await ready(signal);
    if (epoch !== null) insist(epoch);
    const { record } = getState();
    return isNobodys || !record.tokenSet ? null : record.epoch;
  }

  async function current(signal?: AbortSignal): Promise<SessionRecord<User> | null> {
    const epoch = await claim(signal);
    if (epoch === null) return null;
    look(false);
    if (isDue(getState(), rules)) {
      dispatch({ type: "renew", why: "request" });
      await landed(signal).catch((error: unknown) => {
        // A renewal that failed early is no reason to stop: the token at hand may still do.
        if (signal?.aborted || getState().record.epoch !== epoch) throw error;
      });
    }
    insist(epoch);
    const { record, pause, now } = getState();
    if (record.tokenSet && now >= expiryOf(record.tokenSet) && pause?.error) throw pause.error;
    return record;
  }

  return {
    claim,
    current,
    async getToken(signal) {
      const record = await current(signal);
      return record?.tokenSet?.access ?? null;
    },
    async refresh() {
      const epoch = await claim();
      dispatch({ type: "renew", why: "manual" });
      const isAsked = getState().inFlight !== null;
      if (isAsked) await landed();
      if (epoch !== null) insist(epoch);
      const { record, refusal, pause } = getState();
      if (isAsked && !refusal) return void (await context.userTold());
      if (!record.tokenSet) throw nobodyLoggedIn();
      throw (
        refusal ??
        pause?.error ??
        new SessionError("not-supported", "These tokens cannot be renewed. Log in again.")
      );
    },
  };
}
