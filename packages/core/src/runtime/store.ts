/** The record in storage: read and checked, merged with what other tabs wrote, and carried on in memory where storage fails. */
import { isSessionError, type SessionError } from "../model/errors.ts";
import { merge, readRecord, writeRecord } from "../model/record.ts";
import type { HistoryEntry, SessionRecord } from "../model/state.ts";
import type { GuardedPorts } from "./guard.ts";
import { createPatience, noAnswer } from "./patience.ts";
import { isPromise } from "./waiting.ts";

/** The stored record as the session uses it. Nothing here throws or rejects, and storage that hangs is not waited for. */
export interface Store<User> {
  /** The copy that is read at once; `null`: there is none. */
  readMirror(): SessionRecord<User> | null;
  /** The stored record; `null`: there is none, or none that can be used. Synchronous where storage is. */
  read(): SessionRecord<User> | null | Promise<SessionRecord<User> | null>;
  /** Writes (at once where storage can), then rings the bell. What another tab wrote meanwhile is merged, not lost. */
  save(record: SessionRecord<User>): void;
  /** Resolves when the last write is done: to whether no other tab had written a record of that epoch, or a later one, before. */
  saved(): Promise<boolean>;
}

/** Who is told what the store learns. */
export interface StoreListener<User> {
  /** A record that was read had been written then. */
  seen(writtenAt: number): void;
  /** While a record was written: storage held more, and this is what is stored now. `null`: it lost the record that it had. */
  found(record: SessionRecord<User> | null): void;
  /** Storage answered after nobody waited any more: with this record, or that something was written. */
  late(record: SessionRecord<User> | null): void;
  /** Storage failed, or holds what cannot be read; each cause is told once. `error`: what storage says about it. */
  degraded(
    cause: Extract<HistoryEntry, { readonly type: "degraded" }>["cause"],
    error: SessionError | null,
  ): void;
}

/** `next` of a value that may be a promise: at once where it is none. */
function then<Value, Result>(
  value: Value | PromiseLike<Value>,
  next: (value: Value) => Result | PromiseLike<Result>,
): Result | PromiseLike<Result> {
  return isPromise(value) ? value.then(next) : next(value);
}

/** Wraps the storage ports. */
export function createStore<User>(
  { storage, bell, clock, ...ports }: GuardedPorts,
  { seen, found, late, ...listener }: StoreListener<User>,
): Store<User> {
  type Stored = SessionRecord<User> | null;
  const { goneMeansLogout = false } = storage;
  // A copy would bring back what was removed.
  const mirror = goneMeansLogout ? undefined : ports.mirror;
  let saved: Promise<void> | undefined;
  let isFirst = true;
  /** When what was written that only the copy knew. */
  let healed = -1;
  /** A later version of Sojourn wrote the record: it is not ours to touch. */
  let isForeign = false;
  /** The epoch of the record that storage had when it was last used; `null`: it had none. */
  let storedEpoch: number | null = null;
  const patience = createPatience(clock);

  type Cause = Parameters<typeof listener.degraded>[0];
  const told = new Set<Cause>();
  const degraded = (cause: Cause, error: SessionError | null): void => {
    if (told.has(cause)) return;
    told.add(cause);
    listener.degraded(cause, error);
  };

  const parse = (text: string | null): Stored => {
    const record = text === null ? null : readRecord<User>(text);
    isForeign = record === "newer-version";
    if (typeof record === "string") {
      degraded(record, null);
      return null;
    }
    if (record) storedEpoch = record.epoch;
    return record;
  };
  const isGone = (text: string | null): boolean =>
    goneMeansLogout && text === null && storedEpoch !== null;
  const readMirror = (): Stored => {
    const record = readRecord<User>(mirror?.read() ?? "");
    return typeof record === "string" ? null : record;
  };
  const copy = (text: string): void => {
    // What cannot be replaced must not stay: a spent token would be believed by the next page.
    mirror?.remove();
    mirror?.write(text);
  };
  const fail = (error: unknown): null => {
    degraded("unavailable", isSessionError(error) ? error : null);
    return null;
  };
  const giveUp = async (error: unknown): Promise<void> => {
    fail(error);
    // What hangs may still be written, and until then the copy tells the others.
    if (error === noAnswer) {
      bell.ring();
      return;
    }
    storedEpoch = null;
    try {
      const removed = storage.remove();
      if (isPromise(removed)) await patience.answered(removed, () => {});
    } catch {
      // Nothing is left to try; memory carries on.
    }
  };
  /** Replaces the stored text, in one step where storage can. `null`: nothing was written. */
  const update = (
    change: (text: string | null) => string | null,
  ): string | null | PromiseLike<string | null> => {
    if (storage.update && !goneMeansLogout)
      return storage.update((text) => change(text) ?? `${text}`);
    const put = (text: string | null): string | null | PromiseLike<string | null> => {
      const next = change(text);
      return next === null ? null : then(storage.write(next), () => next);
    };
    let text: string | null | PromiseLike<string | null> = null;
    try {
      text = storage.read();
    } catch {
      // What cannot be read may still be written.
    }
    return isPromise(text) ? text.then(put, () => put(null)) : put(text);
  };

  function save(record: SessionRecord<User>): void {
    if (isForeign) return;
    let latest = record;
    const change = (text: string | null): string | null => {
      const isLogin = record.tokenSet !== null && record.epoch > (storedEpoch ?? -1);
      if (isGone(text) && !isLogin) {
        isFirst = false;
        return null;
      }
      const known = parse(text);
      if (isForeign) return `${text}`;
      isFirst = !known || known.epoch < record.epoch;
      latest = known ? merge(record, known) : record;
      return writeRecord(latest);
    };
    const done = (text: string | null): void => {
      if (text === null) {
        found(null);
        return;
      }
      storedEpoch = latest.epoch;
      if (latest !== record) {
        copy(text);
        found(latest);
      }
      bell.ring();
    };
    // Where storage hangs the copy is all that tabs share: what another one wrote there must not be lost.
    const ahead = patience.isHung() ? readMirror() : null;
    copy(writeRecord(ahead ? merge(record, ahead) : record));
    // An end is told before it is stored as well: the page may be gone by then.
    if (!record.tokenSet) bell.ring();
    try {
      const written = then(update(change), done);
      saved = isPromise(written)
        ? patience.answered(written, () => late(null)).catch(giveUp)
        : undefined;
    } catch (error) {
      saved = giveUp(error);
    }
  }

  return {
    readMirror,
    save,
    read() {
      const take = (text: string | null): Stored => {
        if (isGone(text)) {
          found(null);
          return null;
        }
        const record = parse(text);
        const ahead = readMirror();
        const known = record && ahead ? merge(record, ahead) : (record ?? ahead);
        if (!known) return known;
        seen(known.writtenAt);
        // The page that wrote it left before storage took it. Once: there are storages that take and do not give.
        if (known !== record && healed !== known.writtenAt) {
          healed = known.writtenAt;
          save(known);
        }
        return known;
      };
      const miss = (error: unknown): Stored => fail(error) ?? readMirror();
      try {
        const text = storage.read();
        return isPromise(text)
          ? patience.answered(text, (one) => late(take(one))).then(take, miss)
          : take(text);
      } catch (error) {
        return miss(error);
      }
    },
    saved: async () => {
      await saved;
      return isFirst;
    },
  };
}
