/** What developers read of an error: in the timeline and under "Why?". People who log in read `errorText` and `reasonText`. */
import { type HistoryEntry, isSessionError, type SessionError } from "@sojourn/core";
import type { AnySession } from "./open-session.ts";

/** An error with everything that it says: its code, and a message that names URLs and settings. */
export function describeError(error: unknown): string {
  if (isSessionError(error)) return `${error.code}: ${error.message}`;
  return error instanceof Error ? error.message : String(error);
}

const behindEnds = new WeakMap<HistoryEntry, SessionError>();

/** Keeps the error behind each end of this session: the snapshot has it only until somebody tries to log in again. */
export function keepEndErrors(session: AnySession): void {
  session.on("ended", (entry) => {
    const snapshot = session.getSnapshot();
    if (snapshot.status !== "unauthenticated" || !snapshot.error) return;
    behindEnds.set(entry, snapshot.error);
  });
}

/** The error behind an entry. `null`: none. */
export function errorBehind(entry: HistoryEntry): unknown {
  if (entry.type === "ended") return behindEnds.get(entry) ?? null;
  return "error" in entry ? entry.error : null;
}
