/** Reads and writes the stored record: checks it, merges it with what other tabs wrote, and continues in memory if storage fails. */
import { isSessionError, type SessionError } from "../model/errors.ts";
import type { HistoryEntry } from "../model/history-entry.ts";
import type { MirrorPort, StoragePort } from "../model/ports.ts";
import { merge, readRecord, writeRecord } from "../model/record.ts";
import type { SessionRecord } from "../model/state.ts";
import type { GuardedPorts } from "./guard.ts";
import { noAnswer, Patience } from "./patience.ts";
import { isPromise } from "./waiting.ts";

/** Callbacks for what the store learns. */
export interface StoreListener<User> {
  /** A record was read, and it was written at this instant. */
  seen(writtenAt: number): void;
  /** While a record was saved, storage held another one. This is what is stored now. `null`: the stored record was gone. */
  found(record: SessionRecord<User> | null): void;
  /** Storage answered after its deadline: a read with this record, or a write (`null`). */
  late(record: SessionRecord<User> | null): void;
  /** Storage failed, or its text cannot be read. Called once for each cause. `error`: the storage's own explanation. */
  degraded(cause: DegradedCause, error: SessionError | null): void;
}

type DegradedCause = Extract<HistoryEntry, { readonly type: "degraded" }>["cause"];

/** `null`: there is no record, or none that can be used. */
type Stored<User> = SessionRecord<User> | null;

/** What one save puts into storage. */
interface Written<User> {
  readonly text: string;
  readonly record: SessionRecord<User>;
}

/**
 * The stored record of one session. No method throws or rejects. If storage hangs, callers wait only for a limited time.
 * Storage that answers at once is used at once: then `read` returns no promise, and `save` is done when it returns.
 */
export class Store<User> {
  private readonly storage: StoragePort;
  /** `undefined`: there is none. */
  private readonly mirror: MirrorPort | undefined;
  private readonly goneMeansLogout: boolean;
  private readonly bell: GuardedPorts["bell"];
  private readonly patience: Patience;
  private readonly listener: StoreListener<User>;
  private readonly reportedCauses = new Set<DegradedCause>();
  /** Resolves after the last write. `undefined`: that write is done. */
  private lastSave: Promise<void> | undefined;
  /** Whether this tab was the first to store the epoch that it saved last. */
  private isFirst = true;
  /** `writtenAt` of the last record that was recovered from the mirror. */
  private recoveredAt = -1;
  /** A later version of Sojourn wrote the stored record, so this one does not change it. */
  private isForeign = false;
  /** The epoch of the record that storage had when it was last used. `null`: it had none. */
  private storedEpoch: number | null = null;

  constructor(ports: GuardedPorts, listener: StoreListener<User>) {
    const { storage, mirror, bell, clock } = ports;
    this.storage = storage;
    this.goneMeansLogout = storage.goneMeansLogout ?? false;
    // A mirror would bring back a record that was removed on purpose.
    this.mirror = this.goneMeansLogout ? undefined : mirror;
    this.bell = bell;
    this.patience = new Patience(clock);
    this.listener = listener;
  }

  /** The mirrored record, read at once. `null`: there is none. */
  readMirror(): Stored<User> {
    const record = readRecord<User>(this.mirror?.read() ?? "");
    return typeof record === "string" ? null : record;
  }

  /** The stored record. `null`: there is none, or none that can be used. Returns a promise only if storage does. */
  read(): Stored<User> | Promise<Stored<User>> {
    return this.readBy(() => this.storage.read());
  }

  /** The same, once storage that shows late what other tabs wrote has had time to. `null` at once, if storage is never late. */
  reread(): Stored<User> | Promise<Stored<User>> {
    const { storage } = this;
    return storage.reread ? this.readBy(() => storage.reread?.() ?? null) : null;
  }

  private readBy(read: StoragePort["read"]): Stored<User> | Promise<Stored<User>> {
    try {
      const text = read();
      return isPromise(text) ? this.readLater(text) : this.take(text);
    } catch (error) {
      return this.readInstead(error);
    }
  }

  /** Stores a record, at once if storage can, and rings the bell. What another tab stored meanwhile is merged, not lost. */
  save(record: SessionRecord<User>): void {
    if (this.isForeign) return;
    this.copyBeforeWrite(record);
    // Other tabs hear of an end before it is stored as well: this page may be gone by then.
    if (record.tokenSet === null) this.bell.ring();
    try {
      const writing = this.write(record);
      this.lastSave = isPromise(writing) ? this.writeInTime(writing) : undefined;
    } catch (error) {
      this.lastSave = this.giveUp(error);
    }
  }

  /** Resolves after the last write, with `true` if this tab was the first to store that epoch or a later one. */
  async saved(): Promise<boolean> {
    await this.lastSave;
    return this.isFirst;
  }

  private async readLater(reading: PromiseLike<string | null>): Promise<Stored<User>> {
    let text: string | null;
    try {
      text = await this.patience.answered(reading, (late) => this.listener.late(this.take(late)));
    } catch (error) {
      return this.readInstead(error);
    }
    return this.take(text);
  }

  /** The record to use, given the stored text: the mirror may hold a later one. */
  private take(text: string | null): Stored<User> {
    if (this.isGone(text)) {
      this.listener.found(null);
      return null;
    }
    const record = this.parse(text);
    const latest = mergeKnown(record, this.readMirror());
    if (!latest) return null;
    this.listener.seen(latest.writtenAt);
    if (latest !== record) this.recover(latest);
    return latest;
  }

  /** Stores a record that only the mirror has: the page that wrote it left before storage took it. */
  private recover(record: SessionRecord<User>): void {
    // Only once for each record: some storage takes a text and does not give it back.
    if (this.recoveredAt === record.writtenAt) return;
    this.recoveredAt = record.writtenAt;
    this.save(record);
  }

  /** Storage cannot be read: the mirror is what is left. */
  private readInstead(error: unknown): Stored<User> {
    this.reportUnavailable(error);
    return this.readMirror();
  }

  private parse(text: string | null): Stored<User> {
    const record = text === null ? null : readRecord<User>(text);
    this.isForeign = record === "newer-version";
    if (typeof record === "string") {
      this.report(record, null);
      return null;
    }
    if (record) this.storedEpoch = record.epoch;
    return record;
  }

  /** Whether a stored record was removed, and that means a logout. */
  private isGone(text: string | null): boolean {
    return this.goneMeansLogout && text === null && this.storedEpoch !== null;
  }

  /** Copies a record to the mirror. If storage hangs, the mirror is all that tabs share, so what another tab wrote there is merged. */
  private copyBeforeWrite(record: SessionRecord<User>): void {
    const mirrored = this.patience.isHung ? this.readMirror() : null;
    this.copy(writeRecord(mirrored ? merge(record, mirrored) : record));
  }

  private copy(text: string): void {
    // Removed first: if the new text cannot be written, the next page must not find a spent token.
    this.mirror?.remove();
    this.mirror?.write(text);
  }

  /** Replaces the stored text, in one step if storage can. Returns a promise only if storage does. */
  private write(record: SessionRecord<User>): void | PromiseLike<void> {
    if (this.storage.update && !this.goneMeansLogout) return this.update(record);
    const text = this.readBeforeWrite();
    if (!isPromise(text)) return this.replace(text, record);
    return text.then(
      (known) => this.replace(known, record),
      () => this.replace(null, record),
    );
  }

  private readBeforeWrite(): string | null | Promise<string | null> {
    try {
      return this.storage.read();
    } catch {
      // Storage that cannot be read may still be written.
      return null;
    }
  }

  /** Reads, merges and writes while no other tab can write. */
  private update(record: SessionRecord<User>): void | PromiseLike<void> {
    let written: Written<User> = { text: "", record };
    const updating = this.storage.update?.((text) => {
      written = this.mergeWith(text, record);
      return written.text;
    });
    const done = (): void => this.written(written, record);
    if (isPromise(updating)) return updating.then(done);
    done();
  }

  /** Writes a record in place of this stored text. */
  private replace(text: string | null, record: SessionRecord<User>): void | PromiseLike<void> {
    if (this.isGone(text) && !this.isLogin(record)) {
      this.isFirst = false;
      this.listener.found(null);
      return;
    }
    const written = this.mergeWith(text, record);
    const writing = this.storage.write(written.text);
    const done = (): void => this.written(written, record);
    if (isPromise(writing)) return writing.then(done);
    done();
  }

  /** Whether a record is a new login, which may be stored although the last record was removed. */
  private isLogin({ tokenSet, epoch }: SessionRecord<User>): boolean {
    return tokenSet !== null && epoch > (this.storedEpoch ?? -1);
  }

  /** What to store instead of this text. */
  private mergeWith(text: string | null, record: SessionRecord<User>): Written<User> {
    const known = this.parse(text);
    if (this.isForeign) return { text: `${text}`, record };
    this.isFirst = known === null || known.epoch < record.epoch;
    const latest = known ? merge(record, known) : record;
    return { text: writeRecord(latest), record: latest };
  }

  /** Storage took what `asked` came to. */
  private written({ text, record }: Written<User>, asked: SessionRecord<User>): void {
    this.storedEpoch = record.epoch;
    if (record !== asked) {
      this.copy(text);
      this.listener.found(record);
    }
    this.bell.ring();
  }

  private async writeInTime(writing: PromiseLike<void>): Promise<void> {
    try {
      await this.patience.answered(writing, () => this.listener.late(null));
    } catch (error) {
      await this.giveUp(error);
    }
  }

  /** A write failed: removes the old record, so that nothing outdated stays. */
  private async giveUp(error: unknown): Promise<void> {
    this.reportUnavailable(error);
    // A write that hangs may still succeed. Until then the mirror informs the other tabs.
    if (error === noAnswer) {
      this.bell.ring();
      return;
    }
    this.storedEpoch = null;
    try {
      const removing = this.storage.remove();
      if (isPromise(removing)) await this.patience.answered(removing, () => {});
    } catch {
      // Nothing is left to try: the session continues in memory.
    }
  }

  private reportUnavailable(error: unknown): void {
    this.report("unavailable", isSessionError(error) ? error : null);
  }

  private report(cause: DegradedCause, error: SessionError | null): void {
    if (this.reportedCauses.has(cause)) return;
    this.reportedCauses.add(cause);
    this.listener.degraded(cause, error);
  }
}

/** The later of two records, or the one that is known. */
function mergeKnown<User>(record: Stored<User>, mirrored: Stored<User>): Stored<User> {
  if (record && mirrored) return merge(record, mirrored);
  return record ?? mirrored;
}
