/**
 * Signs of life: watched while somebody is logged in, and shared with the other tabs. Whether this tab ends sessions for want of
 * them does not matter: another tab of the session may, or the next version of the app.
 */
import type { ActivityPort } from "../model/ports.ts";
import type { Rules } from "../model/state.ts";
import type { SteadyClock } from "./steady-clock.ts";

/** The signs of life of one session. Nothing here throws. */
export interface Signs {
  /** When somebody was last active in any tab; 0: unknown. */
  read(): number;
  /** Lets the other tabs know. Returns whether it could. */
  write(at: number): boolean;
  /** Watches for as long as there is somebody to watch. */
  watch(somebody: unknown): void;
}

/** Wraps the port. `active` hears of each log in this tab. */
export function createSigns(
  { activity, clock }: { readonly activity: ActivityPort; readonly clock: SteadyClock },
  { idle, inUse }: Pick<Rules<unknown>, "idle" | "inUse">,
  active: () => void,
): Signs {
  let unwatch: (() => void) | undefined;
  /** Others' signs are only read where something depends on them. */
  const isNeeded = idle !== null || inUse;
  return {
    read() {
      try {
        const at = isNeeded ? activity.read() : 0;
        // One from the future tells that this tab's clock is behind.
        clock.reach(at);
        return at < Infinity ? at : 0;
      } catch {
        // Then each tab has what it sees itself, and what the record tells.
        return 0;
      }
    },
    write(at) {
      try {
        activity.write(at);
        return true;
      } catch {
        return false; // then the record has to tell
      }
    },
    watch(somebody) {
      if (somebody) unwatch ??= activity.listen(active);
      else {
        unwatch?.();
        unwatch = undefined;
      }
    },
  };
}
