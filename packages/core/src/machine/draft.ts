/** The draft of the next state: handlers change it, and it collects the effects. */
import { type SessionError, sessionChanged } from "../model/errors.ts";
import type { NewEntry } from "../model/history-entry.ts";
import type { Effect, Rules, SessionRecord, State } from "../model/state.ts";

/** The next state while it is being decided. It lives for one transition only. */
export type Draft<User> = { -readonly [Key in keyof State<User>]: State<User>[Key] } & {
  readonly rules: Rules<User>;
  readonly random: number;
  readonly effects: Effect<User>[];
};

/** Adds an entry to the history. */
export function log<User>(draft: Draft<User>, entry: NewEntry): void {
  draft.effects.push({ type: "log", entry });
}

/** Releases the callers that wait for this token request or login. `id` is `null`: there is none. */
export function release<User>(
  draft: Draft<User>,
  id: number | null,
  error: SessionError | null,
): void {
  if (id !== null) draft.effects.push({ type: "release", id, error });
}

/** Drops the in-flight request. Its answer would belong to a session that is over. */
export function dropInFlight<User>(
  draft: Draft<User>,
  error: SessionError = sessionChanged(),
): void {
  release(draft, draft.inFlight?.id ?? null, error);
  draft.inFlight = null;
}

/** Changes the current record and stores it. */
export function saveRecord<User>(
  draft: Draft<User>,
  changes: Partial<SessionRecord<User>>,
): SessionRecord<User> {
  const activeAt = Math.max(draft.activeAt, draft.othersActiveAt);
  const record = { ...draft.record, ...changes, activeAt, writtenAt: draft.now };
  draft.effects.push({ type: "save", record });
  draft.record = record;
  return record;
}

/** Asks the server nothing for this many milliseconds. Nothing failed, but asking would not help. */
export function pauseFor<User>(draft: Draft<User>, length: number): void {
  draft.pause = { until: draft.now + length, error: null, kind: null, strict: false, failures: 0 };
}
