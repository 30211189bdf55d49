/** Activity: notices that somebody uses the app, shares it with other tabs, and warns before the session ends. */
import { type Draft, log, saveRecord } from "./draft.ts";
import { maxAgeEnd, maxAgeWarningStart, SHARE_INTERVAL, sessionEnd, warningStart } from "./idle.ts";

/** Registers activity in this tab. In the warning phase only `stay` counts: reading the warning must not extend the session. */
export function registerActivity<User>(draft: Draft<User>, stay: boolean): void {
  const { now, record } = draft;
  const isWarned = draft.idleEndsAt !== null;
  if (!record.tokenSet || (isWarned && !stay)) return;
  draft.activeAt = now;
  // The answer to a warning counts in all tabs, at once.
  if (isWarned) saveRecord(draft, {});
  if (now >= draft.sharedAt + SHARE_INTERVAL) shareActivity(draft);
}

/** Tells the other tabs that somebody is active here. */
export function shareActivity<User>(draft: Draft<User>): void {
  draft.activeAt = draft.now;
  draft.sharedAt = draft.now;
  draft.effects.push({ type: "share", activeAt: draft.now });
}

/** Starts the warning phase, or ends it because somebody was active after all. */
export function updateWarning<User>(draft: Draft<User>): void {
  const wasWarned = draft.idleEndsAt !== null;
  const end = sessionEnd(draft, draft.rules);
  if (draft.now < warningStart(draft, draft.rules)) {
    draft.idleEndsAt = null;
    return;
  }
  draft.idleEndsAt = end.at;
  if (!wasWarned) log(draft, { type: "idle-warning", endsAt: end.at });
}

/** Tells, once in a session, that the maximum age will end it. */
export function warnOfMaxAge<User>(draft: Draft<User>): void {
  const { now, rules } = draft;
  if (draft.maxAgeWarned || now < maxAgeWarningStart(draft, rules)) return;
  draft.maxAgeWarned = true;
  log(draft, { type: "max-age-warning", endsAt: maxAgeEnd(draft, rules) });
}
