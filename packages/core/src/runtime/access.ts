/** Access tokens for callers: each call gets the token of the session that the screen showed when it was made. */
import { nextAlarmAt } from "../machine/deadlines.ts";
import { dueAt, expiryOf, isDue } from "../machine/schedule.ts";
import { nobodyLoggedIn, SessionError, sessionChanged } from "../model/errors.ts";
import type { SessionRecord } from "../model/state.ts";
import type { Lifecycle } from "./lifecycle.ts";
import type { Loop } from "./loop.ts";

/** The record of a session whose token is good, and until when nothing has to be decided about it. */
interface Usable<User> {
  /** The version of the loop's state that it was derived from. */
  readonly version: number;
  readonly until: number;
  readonly record: SessionRecord<User>;
}

/** Access to the tokens of one session. */
export class Access<User> {
  private readonly loop: Loop<User>;
  private readonly lifecycle: Lifecycle<User>;
  private usable: Usable<User> | null = null;

  constructor(loop: Loop<User>, lifecycle: Lifecycle<User>) {
    this.loop = loop;
    this.lifecycle = lifecycle;
  }

  /**
   * The record of the session on the screen, if its token can be used at once. `null`: ask `current()`. This is the hot path: while
   * nothing is due and nothing changed it costs one look at the clock.
   */
  currentNow(): SessionRecord<User> | null {
    const { version, ports } = this.loop;
    if (this.usable?.version !== version) this.usable = this.prepare();
    const { usable } = this;
    if (!usable || ports.clock.now() >= usable.until) return null;
    return usable.record;
  }

  /**
   * The epoch of the session that the screen shows at the call, once it is known whether anybody is logged in. `null`: nobody is.
   * Rejects with `session-changed` if somebody else is logged in by then.
   */
  async claim(signal?: AbortSignal): Promise<number | null> {
    const { screen, isRunning } = this.loop;
    const epoch = screen.epoch();
    // A request from a screen that showed nobody is nobody's. A stopped session shows only what it saw last.
    const isNobodys = isRunning && screen.snapshot().status === "unauthenticated";
    await this.lifecycle.ready(signal);
    if (epoch !== null) this.insist(epoch);
    const { record } = this.loop.state;
    return isNobodys || !record.tokenSet ? null : record.epoch;
  }

  /** The record of that session, once its token works. `null`: nobody is logged in. Rejects as `getToken` does. */
  async current(signal?: AbortSignal): Promise<SessionRecord<User> | null> {
    const loop = this.loop;
    const epoch = await this.claim(signal);
    if (epoch === null) return null;
    loop.look(false);
    if (isDue(loop.state, loop.rules)) {
      loop.dispatch({ type: "renew", why: "request" });
      await this.renewed(epoch, signal);
    }
    this.insist(epoch);
    const { record, pause, now } = loop.state;
    const isExpired = record.tokenSet !== null && now >= expiryOf(record.tokenSet);
    if (isExpired && pause?.error) throw pause.error;
    return record;
  }

  /** A fresh access token; `null`: nobody is logged in. */
  async getToken(signal?: AbortSignal): Promise<string | null> {
    const record = await this.current(signal);
    return record?.tokenSet?.access ?? null;
  }

  /** Renews the tokens now. */
  async refresh(): Promise<void> {
    const loop = this.loop;
    const epoch = await this.claim();
    loop.dispatch({ type: "renew", why: "manual" });
    const isAsked = loop.state.inFlight !== null;
    if (isAsked) await loop.landed();
    if (epoch !== null) this.insist(epoch);
    const { record, refusal, pause } = loop.state;
    if (isAsked && !refusal) {
      await loop.userTold;
      return;
    }
    if (!record.tokenSet) throw nobodyLoggedIn();
    const cannotRenew = "These tokens cannot be renewed. Log in again.";
    throw refusal ?? pause?.error ?? new SessionError("not-supported", cannotRenew);
  }

  /** Derives from the state what requests may use at once. */
  private prepare(): Usable<User> | null {
    const { state, rules, screen, version } = this.loop;
    const { record } = state;
    // Between an event and its announcement the screen may still show the session before.
    const isOnScreen = screen.epoch() === record.epoch;
    if (!this.lifecycle.isReady || !record.tokenSet || !isOnScreen) return null;
    const until = Math.min(nextAlarmAt(state, rules), dueAt(record.tokenSet, rules));
    return { version, until, record };
  }

  /** Waits for a renewal. One that fails early is no reason to stop: the token at hand may still work. */
  private async renewed(epoch: number, signal?: AbortSignal): Promise<void> {
    const loop = this.loop;
    try {
      await loop.landed(signal);
    } catch (error) {
      if (signal?.aborted || loop.state.record.epoch !== epoch) throw error;
    }
  }

  /** Rejects a call that was made for one session if another one lives by now. */
  private insist(epoch: number): void {
    const { record } = this.loop.state;
    if (record.tokenSet && record.epoch !== epoch) throw sessionChanged();
  }
}
