/** Tells the other tabs of a session about this one, and hears about them: over a channel, and forgetting tabs that fall silent. */
import type { HistoryEntry } from "@sojourn/core";
import { nameOf } from "./open-session.ts";
import type { Stage } from "./stage.ts";

/** The message of a tab about itself: a number, and the kind of its last history entry. Never a token, never a name. */
export interface Sign {
  /** When the tab was opened, with a fraction, so that no two are the same. Orders the tabs. */
  readonly tab: number;
  readonly hidden: boolean;
  readonly did: HistoryEntry["type"] | null;
  readonly at: number;
  /** Whether the tab has just come, or come back, and asks who else is there. */
  readonly asks: boolean;
  /** Whether the tab goes away. */
  readonly leaves: boolean;
}

/** How long a tab has to answer, in milliseconds. Tabs crash without a message. */
const PATIENCE = 1500;

/**
 * Keeps `signs` up to date: the last sign of each open tab. Calls `changed` after each change. `isNews` picks the history
 * entries to tell. Returns how to stop.
 */
export function exchangeSigns(
  { session, backend }: Stage,
  tab: number,
  signs: Map<number, Sign>,
  isNews: (type: HistoryEntry["type"]) => boolean,
  changed: () => void,
): () => void {
  const channel = new BroadcastChannel(`${nameOf(backend)}:tabs`);
  const silent = new Set<number>();
  let mine: Sign = {
    tab,
    hidden: document.hidden,
    did: null,
    at: Date.now(),
    asks: false,
    leaves: false,
  };
  const tell = (changes: Partial<Sign>): void => {
    mine = { ...mine, asks: false, leaves: false, hidden: document.hidden, ...changes };
    signs.set(tab, mine);
    channel.postMessage(mine);
    changed();
  };
  /** Asks who is there, and forgets the tabs that do not answer. */
  const call = (): void => {
    silent.clear();
    for (const other of signs.keys()) if (other !== tab) silent.add(other);
    tell({ asks: true });
    setTimeout(() => {
      for (const gone of silent) signs.delete(gone);
      changed();
    }, PATIENCE);
  };
  channel.onmessage = ({ data }: MessageEvent<Sign>) => {
    silent.delete(data.tab);
    if (data.leaves) signs.delete(data.tab);
    else signs.set(data.tab, data);
    if (data.asks) tell({});
    changed();
  };
  // A page that goes away becomes hidden after it has left.
  const onVisibility = (): void => {
    if (!document.hidden) call();
    else if (!mine.leaves) tell({});
  };
  const leave = (): void => {
    mine = { ...mine, asks: false, leaves: true };
    channel.postMessage(mine);
  };
  document.addEventListener("visibilitychange", onVisibility);
  addEventListener("pagehide", leave);
  addEventListener("pageshow", call);
  const off = session.on("*", ({ type, at }) => {
    if (isNews(type)) tell({ did: type, at });
  });
  signs.clear();
  call();
  return () => {
    leave();
    off();
    document.removeEventListener("visibilitychange", onVisibility);
    removeEventListener("pagehide", leave);
    removeEventListener("pageshow", call);
    channel.close();
  };
}
