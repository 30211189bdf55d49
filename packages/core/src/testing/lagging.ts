/** Values that other tabs see late. A tab sees its own writes at once, as with `localStorage`. */
import { ACTIVITY_GAP, type ActivityPort, type MirrorPort } from "../model/ports.ts";
import type { FakeClock } from "./clock.ts";
import { type FakeStorage, refuse } from "./storage.ts";

/** A value that tabs share. */
interface Lagging<Value> {
  /** The value that this tab sees. */
  read(tab: object): Value;
  /** Writes a value in this tab. */
  write(tab: object, value: Value): void;
}

/** Makes a value that other tabs see `lag` milliseconds after it was written. */
export function createLagging<Value>(first: Value, clock: FakeClock, lag: number): Lagging<Value> {
  /** The newest first. All tabs see the last one. */
  let writes: { tab?: object; value: Value; seenAt: number }[] = [{ value: first, seenAt: 0 }];
  const isSeen = (seenAt: number): boolean => seenAt <= clock.elapsed;
  return {
    read(tab) {
      const latest = writes.find((one) => one.tab === tab || isSeen(one.seenAt));
      return latest ? latest.value : first;
    },
    write(tab, value) {
      const seenByAll = writes.findIndex((one) => isSeen(one.seenAt));
      writes = [{ tab, value, seenAt: clock.elapsed + lag }, ...writes.slice(0, seenByAll + 1)];
    },
  };
}

/** What tabs share with a delay: the mirror of the record, and the last activity. */
export interface LocalWorld {
  /** Set its `fault` to make both fail. */
  readonly local: FakeStorage;
  readonly mirrored: Lagging<string | null>;
  readonly activeAt: Lagging<number>;
}

/** One tab's mirror of the record. */
export function openMirror({ local, mirrored }: LocalWorld, tab: object): MirrorPort {
  const write = (what: "write" | "remove", text: string | null): void => {
    refuse(local.fault, what);
    local.text = text;
    mirrored.write(tab, text);
  };
  return {
    read() {
      refuse(local.fault, "read");
      return local.fault === "empty" ? null : mirrored.read(tab);
    },
    write: (text) => write("write", text),
    remove: () => write("remove", null),
  };
}

/** One tab's activity port, and a function that causes activity. */
export function openActivity(
  { local, activeAt }: LocalWorld,
  tab: object,
  clock: FakeClock,
): { readonly port: ActivityPort; readonly touch: () => void } {
  const listeners = new Set<() => void>();
  const port: ActivityPort = {
    read() {
      refuse(local.fault, "read");
      if (local.fault === "empty") return 0;
      return activeAt.read(tab);
    },
    write(at) {
      refuse(local.fault, "write");
      activeAt.write(tab, at);
    },
    listen(active) {
      let pausedUntil = 0;
      const own = (): void => {
        if (clock.elapsed < pausedUntil) return;
        pausedUntil = clock.elapsed + ACTIVITY_GAP;
        active();
      };
      listeners.add(own);
      return () => void listeners.delete(own);
    },
  };
  return {
    port,
    touch() {
      for (const listener of [...listeners]) if (listeners.has(listener)) listener();
    },
  };
}
