/**
 * Watches for user activity while somebody is logged in, and shares it with other tabs. It watches even if this tab never ends idle
 * sessions: another tab of the session may do so, or the next version of the app.
 */
import type { ActivityPort } from "../model/ports.ts";
import type { Rules } from "../model/state.ts";
import type { SteadyClock } from "./steady-clock.ts";

/** What an activity watch is made from. */
export interface ActivityWatchOptions {
  readonly ports: { readonly activity: ActivityPort; readonly clock: SteadyClock };
  readonly rules: Pick<Rules<unknown>, "idle" | "inUse">;
  /** Called when somebody is active in this tab. */
  onActive(): void;
}

/** The activity of one session, in all tabs. No method throws. */
export class ActivityWatch {
  private readonly activity: ActivityPort;
  private readonly clock: SteadyClock;
  private readonly onActive: () => void;
  /** Activity in other tabs is only read if a rule depends on it. */
  private readonly isNeeded: boolean;
  private stop: (() => void) | undefined;

  constructor({ ports, rules, onActive }: ActivityWatchOptions) {
    this.activity = ports.activity;
    this.clock = ports.clock;
    this.onActive = onActive;
    this.isNeeded = rules.idle !== null || rules.inUse;
  }

  /** When somebody was last active in any tab. 0: unknown. */
  read(): number {
    if (!this.isNeeded) return 0;
    try {
      const at = this.activity.read();
      // Activity in the future shows that this tab's clock is behind.
      this.clock.reach(at);
      return at < Infinity ? at : 0;
    } catch {
      // The tab still has what it noticed itself, and what the record contains.
      return 0;
    }
  }

  /** Shares activity with the other tabs. Returns `false` if that failed: then the record has to carry it. */
  write(at: number): boolean {
    try {
      this.activity.write(at);
      return true;
    } catch {
      return false;
    }
  }

  /** Starts or stops watching this tab. */
  watch(isLoggedIn: boolean): void {
    if (isLoggedIn) {
      this.stop ??= this.activity.listen(this.onActive);
      return;
    }
    this.stop?.();
    this.stop = undefined;
  }
}
