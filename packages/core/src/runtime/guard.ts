/** Protects the runtime from ports that are missing, throw or never answer. The session then works without them. */
import type { LockPort, MirrorPort, Ports, RunPort } from "../model/ports.ts";
import type { SteadyClock } from "./steady-clock.ts";
import { inTime } from "./waiting.ts";

/** How many milliseconds after its deadline a lock may still report that it could not be had. */
const GRACE = 2000;

/** The ports of a session. None of them throws if that would stop the session. */
export interface GuardedPorts extends Ports {
  readonly clock: SteadyClock;
  readonly run: RunPort;
}

/** The result of a call, or `otherwise` if it throws. */
function attempt<Result>(call: () => Result, otherwise: Result): Result {
  try {
    return call();
  } catch {
    return otherwise;
  }
}

const nothing = (): void => {};

/** Starts listening. If that fails, the listener is never called. Stopping never throws. */
function listening(listen: () => () => void): () => void {
  const stop = attempt(listen, nothing);
  return () => attempt(stop, undefined);
}

/**
 * Guards each call of each port. Two may still throw, because their callers must know: `storage`, which the store guards itself, and
 * `activity.write`, which the record replaces if it fails.
 */
export function guardPorts(ports: Ports, clock: SteadyClock): GuardedPorts {
  const { activity, bell, page, report, random } = ports;
  return {
    ...ports,
    clock,
    random: () => {
      const drawn = attempt(random, 0);
      const isInRange = drawn >= 0 && drawn < 1;
      return isInRange ? drawn : 0;
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
    run: guardRun(ports.run),
    mirror: ports.mirror && guardMirror(ports.mirror),
    locks: guardLocks(ports.locks, clock),
  };
}

/** Without names for the runs of the browser, no reload is known to be in the same run. */
function guardRun(run: RunPort | undefined): RunPort {
  return {
    read: () => attempt(() => run?.read() ?? null, null),
    begin: () => attempt(() => run?.begin() ?? null, null),
  };
}

/** The mirror is only a help. If it fails, nothing is lost. */
function guardMirror(mirror: MirrorPort): MirrorPort {
  return {
    read: () => attempt(() => mirror.read(), null),
    write: (text) => attempt(() => mirror.write(text), undefined),
    remove: () => attempt(() => mirror.remove(), undefined),
  };
}

/**
 * If a lock was not free in time, the caller is refused and tries later. If a platform's locks do not work at all, the work is done
 * without one: otherwise the session could never be renewed.
 */
function guardLocks(locks: LockPort, clock: SteadyClock): LockPort {
  return {
    async hold(name, patience, work) {
      let hasBegun = false;
      let wasRefused = false;
      let isOver = false;
      let markBegun = nothing;
      const begun = new Promise<void>((resolve) => {
        markBegun = resolve;
      });
      const begin = (): ReturnType<typeof work> => {
        if (isOver) throw new Error("The lock was granted too late: nobody waits for it any more.");
        hasBegun = true;
        markBegun();
        return work();
      };
      const held = (async () => locks.hold(name, patience, begin))();
      held.catch(() => {
        wasRefused = true;
      });
      try {
        await inTime(Promise.race([begun, held]), clock, patience + GRACE);
      } catch (error) {
        if (hasBegun) return held;
        isOver = true;
        if (wasRefused && isHeldElsewhere(error)) throw error;
        return work();
      }
      return held;
    },
  };
}

/** Whether a lock was refused because another tab holds it. */
function isHeldElsewhere(error: unknown): boolean {
  const { name } = (error ?? {}) as { readonly name?: unknown };
  return name === "AbortError" || name === "TimeoutError";
}
