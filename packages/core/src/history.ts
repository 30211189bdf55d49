/** The history of a session and who listens to it. A listener that throws is reported and hurts nobody. */
import type { Happening, News } from "./state.ts";

/** How many entries `explain()` remembers. */
const LENGTH = 100;

/** The entries of one type. */
export type HappeningOf<Type extends Happening["type"]> = Extract<
  Happening,
  { readonly type: Type }
>;

/** Listeners and memory of one session. */
export interface History {
  on<Type extends Happening["type"]>(
    type: Type | "*",
    listener: (happening: HappeningOf<Type>) => void,
  ): () => void;
  subscribe(listener: () => void): () => void;
  explain(): readonly Happening[];
  /** Adds an entry, of now. */
  tell(news: News): void;
  /** The snapshot is another one. */
  changed(): void;
}

/** Makes a history. `report` sees what listeners throw. */
export function createHistory(now: () => number, report: (error: unknown) => void): History {
  let entries: readonly Happening[] = [];
  // `null`: the snapshot changed.
  const listeners = new Set<(happening: Happening | null) => void>();
  const add = (listener: (happening: Happening | null) => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  const keep = (news: News): Happening => {
    const happening = { at: now(), ...news } as Happening;
    const last = entries[entries.length - 1];
    // A thousand requests refused at once must not push everything else out.
    const isFolded = last?.type === news.type && /^(refused|replayed)$/.test(news.type);
    entries = isFolded
      ? [...entries.slice(0, -1), { ...last, ...happening, times: (last.times ?? 1) + 1 }]
      : [...entries, happening].slice(-LENGTH);
    return happening;
  };
  const call = (happening: Happening | null): void => {
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
    changed: () => call(null),
  };
}
