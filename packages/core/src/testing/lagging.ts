/** A place that tabs see late: what one wrote reaches itself at once and the others after a while, as with `localStorage`. */
import { ACTIVITY_GAP, type ActivityPort, type MirrorPort } from "../model/ports.ts";
import type { FakeClock } from "./clock.ts";
import { type FakeStorage, refuse } from "./storage.ts";

/** One value that tabs share, each with a view of its own. */
interface Lagging<Value> {
  /** What this tab sees. */
  read(tab: object): Value;
  /** What this tab writes. */
  write(tab: object, value: Value): void;
}

/** Makes such a value. The others are `lag` milliseconds behind. */
export function createLagging<Value>(first: Value, clock: FakeClock, lag: number): Lagging<Value> {
  /** The newest first; the last one is seen by all. */
  let written: { tab?: object; value: Value; seenAt: number }[] = [{ value: first, seenAt: 0 }];
  const isSeen = (seenAt: number): boolean => seenAt <= clock.elapsed;
  return {
    read(tab) {
      const seen = written.find((one) => one.tab === tab || isSeen(one.seenAt));
      return seen ? seen.value : first;
    },
    write(tab, value) {
      const toAll = written.findIndex((one) => isSeen(one.seenAt));
      written = [{ tab, value, seenAt: clock.elapsed + lag }, ...written.slice(0, toAll + 1)];
    },
  };
}

/** What tabs share with a delay: a copy of the record and the last sign of life. */
export interface LocalWorld {
  /** Its `fault` makes both fail. */
  readonly local: FakeStorage;
  readonly copies: Lagging<string | null>;
  readonly signs: Lagging<number>;
}

/** One tab's port on the copy of the record. */
export function openMirror({ local, copies }: LocalWorld, tab: object): MirrorPort {
  const write = (what: "write" | "remove", text: string | null): void => {
    refuse(local.fault, what);
    local.text = text;
    copies.write(tab, text);
  };
  return {
    read() {
      refuse(local.fault, "read");
      return local.fault === "empty" ? null : copies.read(tab);
    },
    write: (text) => write("write", text),
    remove: () => write("remove", null),
  };
}

/** One tab's port on the signs of life, and how to give one. */
export function openActivity(
  { local, signs }: LocalWorld,
  tab: object,
  clock: FakeClock,
): { readonly port: ActivityPort; readonly touch: () => void } {
  const listening = new Set<() => void>();
  const port: ActivityPort = {
    read() {
      refuse(local.fault, "read");
      return local.fault === "empty" ? 0 : signs.read(tab);
    },
    write(at) {
      refuse(local.fault, "write");
      signs.write(tab, at);
    },
    listen(active) {
      let deafUntil = 0;
      const mine = (): void => {
        if (clock.elapsed < deafUntil) return;
        deafUntil = clock.elapsed + ACTIVITY_GAP;
        active();
      };
      listening.add(mine);
      return () => void listening.delete(mine);
    },
  };
  return {
    port,
    touch() {
      for (const listener of [...listening]) if (listening.has(listener)) listener();
    },
  };
}
