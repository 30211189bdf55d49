/** Signs of life: watched while somebody is signed in and the rules ask for it, and shared with the other tabs. */
import type { ActivityPort } from "./ports.ts";
import type { Rules } from "./state.ts";
import type { SteadyClock } from "./steady.ts";

/** The signs of life of one session. Nothing here throws. */
export interface Signs {
  /** When somebody was last active in any tab; 0: unknown. */
  read(): number;
  /** Lets the other tabs know. Returns whether it could. */
  write(at: number): boolean;
  /** Watches for as long as there is somebody to watch. */
  watch(somebody: unknown): void;
}

/** Wraps the port. `active` hears of each sign in this tab. */
export function createSigns(
  { activity, clock }: { readonly activity: ActivityPort; readonly clock: SteadyClock },
  { idle, inUse }: Pick<Rules<unknown>, "idle" | "inUse">,
  active: () => void,
): Signs {
  let unwatch: (() => void) | undefined;
  const isAsked = idle || inUse;
  return {
    read() {
      try {
        const at = isAsked ? activity.read() : 0;
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
        if (isAsked) activity.write(at);
        return true;
      } catch {
        return false; // then the record has to tell
      }
    },
    watch(somebody) {
      if (isAsked && somebody) unwatch ??= activity.listen(active);
      else {
        unwatch?.();
        unwatch = undefined;
      }
    },
  };
}
