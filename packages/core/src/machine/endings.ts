/** How sessions end: by a decision of this tab, because their record was removed, or with the last access token. */

import type { SessionError } from "../model/errors.ts";
import type { Grant, Tokens } from "../model/grant.ts";
import { needsNewerVersion } from "../model/record.ts";
import type { Reason, TokenSet } from "../model/state.ts";
import { replaceRecord } from "./current-record.ts";
import { type Draft, dropInFlight, log, pauseFor, saveRecord } from "./draft.ts";
import { sessionEnd } from "./idle.ts";

/** How long a hidden page without its record waits before it asks the server again, in milliseconds. */
const HIDDEN_PAUSE = 10_000;

/** The ends that every tab notices by itself. The first tab that stores such an end revokes the tokens. */
const endsByClock: ReadonlySet<Reason> = new Set(["idle", "max-age"]);

/**
 * What the server is told of an end: nothing, that these tokens are done with, or that all tokens of the user are. `"first-tab"`: every
 * tab notices this end by itself, and the first one tells.
 */
export type Revocation = "none" | "tokens" | "everywhere" | "first-tab";

/** Ends the session and stores that. Callers that wait are released. */
export function endSession<User>(
  draft: Draft<User>,
  reason: Reason,
  error: SessionError | null = null,
  revocation: Revocation = endsByClock.has(reason) ? "first-tab" : "none",
): void {
  const { tokenSet, epoch } = draft.record;
  const ended = { tokenSet: null, reason, quietUntil: 0, epoch: epoch + 1 };
  replaceRecord(draft, saveRecord(draft, ended));
  dropInFlight(draft, error ?? undefined);
  draft.error = error;
  if (!tokenSet) return;
  if (revocation !== "none") revoke(draft, tokenSet, revocation);
  log(draft, { type: "ended", reason, elsewhere: false });
}

function revoke<User>(draft: Draft<User>, tokens: Tokens, revocation: Revocation): void {
  const firstTabOnly = revocation === "first-tab";
  const everywhere = revocation === "everywhere";
  draft.effects.push({ type: "revoke", tokens, leftover: false, firstTabOnly, everywhere });
}

/** The app was told that the session is over. */
export function endByOrder<User>(draft: Draft<User>, reason: Reason): void {
  if (draft.record.tokenSet) endSession(draft, reason);
}

/** Ends a session that lasted as long as it may: idle timeout or maximum age. */
export function endIfOver<User>(draft: Draft<User>): void {
  const end = sessionEnd(draft, draft.rules);
  if (draft.now >= end.at) endSession(draft, end.reason);
}

/**
 * Storage has lost the record. If that means a logout, the session is over. But a page that is being closed may read nothing
 * although the record is there, so a hidden page only stops renewing until somebody looks at it.
 */
export function recordMissing<User>(draft: Draft<User>): void {
  if (!draft.rules.goneMeansLogout || !draft.record.tokenSet) return;
  if (draft.visible) {
    endRemovedSession(draft);
    return;
  }
  if (!draft.inFlight) return;
  dropInFlight(draft);
  pauseFor(draft, HIDDEN_PAUSE);
}

/** Ends the session because its record was removed, by a server for example. Nothing is written: the record stays removed. */
function endRemovedSession<User>(draft: Draft<User>): void {
  const { record } = draft;
  const reason = "logout";
  const epoch = record.epoch + 1;
  replaceRecord(draft, { ...record, tokenSet: null, reason, quietUntil: 0, epoch });
  dropInFlight(draft);
  draft.elsewhere = true;
  log(draft, { type: "ended", reason, elsewhere: true });
}

/**
 * The server refused this refresh token for good. If the current access token came with the same refresh token, it is the last
 * one: it is kept until it expires, and no tab asks again.
 */
export function refuseRefreshToken<User>(
  draft: Draft<User>,
  refresh: string | null,
  error: SessionError,
): void {
  const { tokenSet } = draft.record;
  if (!tokenSet || refresh === null || tokenSet.refresh !== refresh) return;
  if (needsNewerVersion(draft.record)) return;
  keepUntilExpiry(draft, tokenSet, error);
}

/** The server will not renew these tokens, but the access token may still work. It is kept until it expires. */
export function keepUntilExpiry<User>(
  draft: Draft<User>,
  tokenSet: TokenSet<User>,
  error: SessionError,
): void {
  // Reloads and other tabs must not ask again with a dead refresh token.
  saveRecord(draft, { tokenSet: { ...tokenSet, renewableUntil: draft.now + tokenSet.skew } });
  draft.pause = null;
  draft.refusal = error;
  log(draft, { type: "refresh-failed", code: error.code, error, retryAt: null });
}

/** Drops tokens that arrived for a session that is over. They are not stored, and revoked if the backend can. */
export function discardTokens<User>(
  draft: Draft<User>,
  { access, refresh }: Grant<unknown> | Tokens,
): void {
  log(draft, { type: "late" });
  revokeLeftover(draft, { access, refresh: refresh ?? null });
}

/** Revokes tokens that no session uses. Some servers give every login of a user the same token: then it may be the one in use. */
export function revokeLeftover<User>(draft: Draft<User>, tokens: Tokens): void {
  const { tokenSet } = draft.record;
  const isRefreshInUse = tokens.refresh !== null && tokens.refresh === tokenSet?.refresh;
  if (tokens.access === tokenSet?.access || isRefreshInUse) return;
  draft.effects.push({ type: "revoke", tokens, leftover: true });
}
