/** What led to the end of a session, as lines for the screen. */
import type { HistoryEntry } from "@sojourn/core";
import { sayEntry } from "./history-words.ts";

/** One line: an entry, or several of the same kind in a row. */
export interface Line {
  readonly at: number;
  readonly text: string;
  /** The error behind it, for developers. `null`: none. */
  readonly detail: string | null;
  readonly times: number;
}

/** The last ten lines of a history. Entries that repeat become one line. */
export function lastLines(history: readonly HistoryEntry[]): readonly Line[] {
  const lines: (Line & { times: number })[] = [];
  for (const entry of history) {
    const { text, detail } = sayEntry(entry);
    const last = lines.at(-1);
    if (last?.text === text && last.detail === detail) last.times += 1;
    else lines.push({ at: entry.at, text, detail, times: 1 });
  }
  return lines.slice(-10);
}
