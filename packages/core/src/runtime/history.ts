/** The history of a session, and its listeners: those of the entries and those of the snapshot. */
import type { HistoryEntry, NewEntry } from "../model/history-entry.ts";
import { Listeners } from "./listeners.ts";

/** How many entries `explain()` remembers. */
const LENGTH = 100;

/** Entries of these types are folded into one where they follow each other: a thousand refused requests must not push out the rest. */
const folded: ReadonlySet<HistoryEntry["type"]> = new Set(["refused", "replayed"]);

/** The entries of one type. */
export type HistoryEntryOf<Type extends HistoryEntry["type"]> = Extract<
  HistoryEntry,
  { readonly type: Type }
>;

/** Listeners and memory of one session. */
export interface History {
  on<Type extends HistoryEntry["type"]>(
    type: Type | "*",
    listener: (entry: HistoryEntryOf<Type>) => void,
  ): () => void;
  subscribe(listener: () => void): () => void;
  explain(): readonly HistoryEntry[];
  /** Adds an entry with the present instant, and tells its listeners. */
  tell(entry: NewEntry): void;
  /** Notifies subscribers that the snapshot changed. */
  announce(): void;
}

/** Makes a history. `report` gets what listeners throw. */
export function createHistory(now: () => number, report: (error: unknown) => void): History {
  let entries: readonly HistoryEntry[] = [];

  function append(added: NewEntry): HistoryEntry {
    const entry = { at: now(), ...added } as HistoryEntry;
    const last = entries[entries.length - 1];
    if (last && last.type === entry.type && folded.has(entry.type)) {
      const times = (last.times ?? 1) + 1;
      entries = [...entries.slice(0, -1), { ...last, ...entry, times }];
    } else entries = [...entries, entry].slice(-LENGTH);
    return entry;
  }

  function failed(error: unknown): void {
    append({ type: "listener-failed", error });
    report(error);
  }

  const ofEntries = new Listeners<HistoryEntry>(failed);
  const ofSnapshot = new Listeners<void>(failed);
  return {
    on: (type, listener) =>
      ofEntries.add((entry) => {
        if (type === "*" || entry.type === type) listener(entry as never);
      }),
    subscribe: (listener) => ofSnapshot.add(listener),
    explain: () => entries,
    tell: (entry) => ofEntries.call(append(entry)),
    announce: () => ofSnapshot.call(),
  };
}
