/** The history of a session and who listens to it. A listener that throws is reported and hurts nobody. */
import type { HistoryEntry, NewEntry } from "../model/state.ts";

/** How many entries `explain()` remembers. */
const LENGTH = 100;

/** The entries of one type. */
export type HistoryEntryOf<Type extends HistoryEntry["type"]> = Extract<
  HistoryEntry,
  { readonly type: Type }
>;

/** Listeners and memory of one session. */
export interface History {
  on<Type extends HistoryEntry["type"]>(
    type: Type | "*",
    listener: (happening: HistoryEntryOf<Type>) => void,
  ): () => void;
  subscribe(listener: () => void): () => void;
  explain(): readonly HistoryEntry[];
  /** Adds an entry, of now. */
  tell(news: NewEntry): void;
  /** The snapshot is another one. */
  announce(): void;
}

/** Makes a history. `report` sees what listeners throw. */
export function createHistory(now: () => number, report: (error: unknown) => void): History {
  let entries: readonly HistoryEntry[] = [];
  // `null`: the snapshot changed.
  const listeners = new Set<(happening: HistoryEntry | null) => void>();
  const add = (listener: (happening: HistoryEntry | null) => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  const keep = (news: NewEntry): HistoryEntry => {
    const happening = { at: now(), ...news } as HistoryEntry;
    const last = entries[entries.length - 1];
    // A thousand requests refused at once must not push everything else out.
    const isFolded = last?.type === news.type && /^(refused|replayed)$/.test(news.type);
    entries = isFolded
      ? [...entries.slice(0, -1), { ...last, ...happening, times: (last.times ?? 1) + 1 }]
      : [...entries, happening].slice(-LENGTH);
    return happening;
  };
  const call = (happening: HistoryEntry | null): void => {
    for (const listener of [...listeners])
      try {
        // One that was stopped by another a moment ago stays silent.
        if (listeners.has(listener)) listener(happening);
      } catch (error) {
        keep({ type: "listener-failed", error });
        report(error);
      }
  };
  return {
    on: (type, listener) =>
      add((happening) => {
        if (happening && (type === "*" || happening.type === type)) listener(happening as never);
      }),
    subscribe: (listener) => add((happening) => happening ?? listener()),
    explain: () => entries,
    tell: (news) => call(keep(news)),
    announce: () => call(null),
  };
}
