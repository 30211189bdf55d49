/** Login and logout. */

import { SessionError, sessionChanged } from "../model/errors.ts";
import type { Grant } from "../model/grant.ts";
import { merge, VERSION } from "../model/record.ts";
import type {
  Outcome,
  PendingLogin,
  Reason,
  SessionRecord,
  Timing,
  TokenSet,
} from "../model/state.ts";
import { createTokenSet } from "../model/token-set.ts";
import { shareActivity } from "./activity.ts";
import { replaceRecord } from "./current-record.ts";
import { type Draft, dropInFlight, log, release, saveRecord } from "./draft.ts";
import { endSession, type Revocation, revokeLeftover } from "./endings.ts";
import { userOfLogin } from "./user.ts";

/**
 * Starts a login. It takes the place of an earlier one that is not answered yet. `isStep`: it is the next step of the login that waits,
 * and lasts as long as that was meant to. `run`: the run of the browser that the session may last for.
 */
export function logIn<User>(draft: Draft<User>, isStep: boolean, run: string | undefined): void {
  const id = draft.serial + 1;
  release(draft, draft.login, sessionChanged());
  if (!isStep) {
    draft.pending = null;
    draft.loginRun = run;
  }
  draft.serial = id;
  draft.login = id;
  draft.error = null;
  draft.effects.push({ type: "log-in", id });
}

/** Ends the session and the login in progress. `revocation`: what the server is told. */
export function logOut<User>(draft: Draft<User>, reason: Reason, revocation: Revocation): void {
  const { record, login } = draft;
  draft.pending = null;
  if (record.tokenSet === null && login === null) return;
  release(draft, login, sessionChanged());
  draft.login = null;
  endSession(draft, reason, null, revocation);
}

/** The app gave up on a login: tokens that still arrive are discarded. A step that it was part of goes on waiting. */
export function abortLogin<User>(draft: Draft<User>, id: number): void {
  if (draft.login !== id) return;
  draft.login = null;
  release(draft, id, sessionChanged());
}

/** The server asks for another step. The caller is told by an error, because nobody is logged in yet. */
export function loginPending<User>(draft: Draft<User>, id: number, pending: PendingLogin): void {
  if (draft.login !== id) return;
  const { step } = pending.shown;
  draft.login = null;
  draft.pending = pending;
  log(draft, { type: "login-pending", step });
  const message = `The server asks for the step "${step}". Show what snapshot.pending says, then call session.proceed().`;
  release(draft, id, new SessionError("pending", message));
}

/** The answer to the login in progress. `stored`: storage was read again after the answer came. */
export function loginAnswered<User>(
  draft: Draft<User>,
  id: number,
  outcome: Outcome<Grant<User> | null>,
  stored: SessionRecord<User> | null,
): void {
  draft.login = null;
  const error = acceptLogin(draft, outcome, stored);
  draft.error = error;
  release(draft, id, error);
}

/** Begins the session that was granted. Returns why there is none; `null`: it has begun. */
function acceptLogin<User>(
  draft: Draft<User>,
  outcome: Outcome<Grant<User> | null>,
  stored: SessionRecord<User> | null,
): SessionError | null {
  if (outcome.error) return outcome.error;
  if (!outcome.value) return null;
  const tokenSet = grantedTokenSet(draft, outcome.value, outcome.timing);
  if (tokenSet === null) return noUser(draft.rules.backend.name);
  beginSession(draft, tokenSet, stored);
  return null;
}

function noUser(backend: string): SessionError {
  return new SessionError(
    "misconfigured",
    `${backend}: the token has no user. Set \`user\` to read it from a claim, or \`me\` to fetch it.`,
  );
}

/** The token set of a new session. `null`: nothing tells who the user is. */
function grantedTokenSet<User>(
  { rules, now, random, loginRun }: Draft<User>,
  grant: Grant<User>,
  timing: Timing,
): TokenSet<User> | null {
  const { backend } = rules;
  const granted = createTokenSet(grant, null as User, timing, null, backend.lifecycle);
  const user = userOfLogin(backend, grant, granted.claims);
  if (user === null) return null;
  const at = now + random;
  return { ...granted, ...user, startedAt: at, userAt: at, run: loginRun };
}

function beginSession<User>(
  draft: Draft<User>,
  tokenSet: TokenSet<User>,
  stored: SessionRecord<User> | null,
): void {
  const { record } = draft;
  const before = mergeIfAny(record, stored);
  draft.pending = null;
  draft.record = before;
  shareActivity(draft);
  const begun = {
    tokenSet,
    generation: before.generation + 1,
    reason: null,
    quietUntil: 0,
    // The epoch is the moment of the login. So a login after storage was cleared never equals an older one, nor loses to it.
    epoch: Math.max(before.epoch + 1, tokenSet.startedAt),
    // This version may renew the new session, whatever version wrote the record before.
    version: VERSION,
    minVersion: VERSION,
  };
  replaceRecord(draft, saveRecord(draft, begun));
  dropInFlight(draft);
  if (before.tokenSet) replaced(draft, before.tokenSet);
  // Another tab had ended the session that is on this screen.
  else if (record.tokenSet)
    log(draft, { type: "ended", reason: before.reason ?? "logout", elsewhere: true });
  log(draft, { type: "login" });
}

function mergeIfAny<User>(
  record: SessionRecord<User>,
  stored: SessionRecord<User> | null,
): SessionRecord<User> {
  if (stored === null) return record;
  return merge(record, stored);
}

/** The new session took the place of one with these tokens. */
function replaced<User>(draft: Draft<User>, tokens: TokenSet<User>): void {
  log(draft, { type: "ended", reason: "replaced", elsewhere: false });
  revokeLeftover(draft, tokens);
}
