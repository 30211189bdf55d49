/** The record in storage: read and checked, written in order, and carried on in memory where storage fails. */
import type { BellPort, StoragePort } from "./ports.ts";
import { readRecord, writeRecord } from "./record.ts";
import type { Happening, SessionRecord } from "./state.ts";

type Cause = Extract<Happening, { readonly type: "degraded" }>["cause"];

/** The stored record as the session uses it. Nothing here throws or rejects. */
export interface Store<User> {
  /** The stored record; `null`: there is none, or none that can be used. Synchronous where storage is. */
  read(): SessionRecord<User> | null | Promise<SessionRecord<User> | null>;
  /** Writes (at once where storage can), then rings the bell. */
  save(record: SessionRecord<User>): void;
  /** Resolves when the last write is done. */
  saved(): Promise<void>;
}

/** Wraps a storage port. `seen` hears when a record that was read had been written, `degraded` of each failure. */
export function createStore<User>(
  storage: StoragePort,
  bell: BellPort,
  seen: (writtenAt: number) => void,
  degraded: (cause: Cause) => void,
): Store<User> {
  let saved = Promise.resolve();
  /** A later version of Sojourn wrote the record: it is not ours to touch. */
  let isForeign = false;

  const take = (text: string | null): SessionRecord<User> | null => {
    const record = text === null ? null : readRecord<User>(text);
    isForeign = record === "newer-version";
    if (typeof record === "string") {
      degraded(record);
      return null;
    }
    if (record) seen(record.writtenAt);
    return record;
  };
  const fail = (): null => {
    degraded("unavailable");
    return null;
  };
  /** What cannot be replaced must not stay: a spent token on disk would be believed by the next page. */
  const giveUp = async (): Promise<void> => {
    fail();
    try {
      await storage.remove();
    } catch {
      // Nothing is left to try; memory carries on.
    }
  };

  return {
    read() {
      try {
        const text = storage.read();
        return text instanceof Promise ? text.then(take, fail) : take(text);
      } catch {
        return fail();
      }
    },
    save(record) {
      if (isForeign) return;
      try {
        saved = Promise.resolve(storage.write(writeRecord(record)))
          .then(bell.ring, giveUp)
          .catch(() => {}); // a closed channel, say: who cannot hear looks when someone returns
      } catch {
        saved = giveUp();
      }
    },
    saved: () => saved,
  };
}
