/** Restoring: what a page that is being opened makes of the stored record. */
import type { SessionRecord } from "../model/state.ts";
import { isFromEarlierRun, usableRecord } from "./adoption.ts";
import { replaceRecord } from "./current-record.ts";
import { type Draft, log } from "./draft.ts";
import { endIfOver, endSession } from "./endings.ts";
import { renew } from "./renewal.ts";
import { expiryOf } from "./schedule.ts";
import { rereadUser } from "./user.ts";

/** The first look at storage decides the first screen. It stays `loading` only if the server has to be asked first. */
export function restore<User>(
  draft: Draft<User>,
  stored: SessionRecord<User>,
  run: string | null | undefined,
): void {
  replaceRecord(draft, usableRecord(stored, draft.now));
  if (isFromEarlierRun(draft.record, run)) endSession(draft, "expired", null, "first-tab");
  endIfOver(draft);
  const { tokenSet } = draft.record;
  if (!tokenSet) return;
  log(draft, { type: "restored" });
  const isUndated = tokenSet.accessExpiresAt === null;
  if (isUndated || draft.now >= expiryOf(tokenSet)) renew(draft, { why: "restore" });
  rereadUser(draft);
  draft.settled = draft.inFlight === null;
  draft.unverified = !draft.settled && isUndated;
}
