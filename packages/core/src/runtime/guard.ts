/** The ports as the runtime uses them: one that is missing, throws or never answers is passed by, and what it is for is done without it. */
import type { LockPort, MirrorPort, Ports } from "../model/ports.ts";
import type { SteadyClock } from "./steady-clock.ts";
import { inTime } from "./waiting.ts";

/** How long a lock may take to say that it was not to be had in time, in milliseconds. */
const GRACE = 2000;

/** The ports of a session, none of which throws where that would stop it. */
export interface GuardedPorts extends Ports {
  readonly clock: SteadyClock;
}

/** What a call gives; `otherwise` where it throws. */
function attempt<Result>(call: () => Result, otherwise: Result): Result {
  try {
    return call();
  } catch {
    return otherwise;
  }
}

const nothing = (): void => {};

/** Starts listening. Where that cannot be done nothing is heard, and stopping never throws. */
function listening(listen: () => () => void): () => void {
  const stop = attempt(listen, nothing);
  return () => attempt(stop, undefined);
}

/**
 * Guards each call of each port. Two throw on, because it matters to those who call them: `storage`, which the store guards
 * itself, and `activity.write`, in whose place the record tells the other tabs.
 */
export function guardPorts(ports: Ports, clock: SteadyClock): GuardedPorts {
  const { activity, bell, page, report, random } = ports;
  return {
    ...ports,
    clock,
    random: () => {
      const drawn = attempt(random, 0);
      return drawn >= 0 && drawn < 1 ? drawn : 0;
    },
    report: (error) => attempt(() => report(error), undefined),
    bell: {
      ring: () => attempt(() => bell.ring(), undefined),
      listen: (heard) => listening(() => bell.listen(heard)),
    },
    page: {
      visible: () => attempt(() => page.visible(), true),
      listen: (changed) => listening(() => page.listen(changed)),
    },
    activity: {
      read: () => attempt(() => activity.read(), 0),
      write: (at) => activity.write(at),
      listen: (active) => listening(() => activity.listen(active)),
    },
    mirror: ports.mirror && guardMirror(ports.mirror),
    locks: guardLocks(ports.locks, clock),
  };
}

/** The copy is only a help: where it fails, nothing is lost. */
function guardMirror(mirror: MirrorPort): MirrorPort {
  return {
    read: () => attempt(() => mirror.read(), null),
    write: (text) => attempt(() => mirror.write(text), undefined),
    remove: () => attempt(() => mirror.remove(), undefined),
  };
}

/**
 * A lock that was not free in time is a delay. But a platform whose locks do not work at all must not keep the session from
 * ever being renewed: there the work is done without one.
 */
function guardLocks(locks: LockPort, clock: SteadyClock): LockPort {
  return {
    async hold(name, patience, work) {
      let hasBegun = false;
      let wasRefused = false;
      let isOver = false;
      let begun = nothing;
      const beginning = new Promise<void>((resolve) => {
        begun = resolve;
      });
      const begin = (): ReturnType<typeof work> => {
        if (isOver) throw new Error("The lock came after nobody waited for it any more.");
        hasBegun = true;
        begun();
        return work();
      };
      const held = (async () => locks.hold(name, patience, begin))();
      held.catch(() => {
        wasRefused = true;
      });
      try {
        await inTime(Promise.race([beginning, held]), clock, patience + GRACE);
      } catch (error) {
        if (!hasBegun) {
          isOver = true;
          if (wasRefused && isImpatience(error)) throw error;
          return work();
        }
      }
      return held;
    },
  };
}

/** Whether a lock was refused because another tab has it. */
function isImpatience(error: unknown): boolean {
  const { name } = (error ?? {}) as { readonly name?: unknown };
  return name === "AbortError" || name === "TimeoutError";
}
