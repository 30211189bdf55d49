/** Renewal: when the server is asked about the tokens, and what it is asked. */
import type { SessionError } from "../model/errors.ts";
import type { TokenRequest, TokenSet, Why } from "../model/state.ts";
import { deadlinesOf } from "./deadlines.ts";
import { type Draft, log } from "./draft.ts";
import { canRenew, currentPause, expiryOf } from "./schedule.ts";

/** Why a token request is wanted. */
interface Wish {
  readonly why: Why;
  /** The access token that a server refused. A doubt about an older token is dropped. */
  readonly access?: string | undefined;
  /** How the session ends if its user is gone. */
  readonly userGone?: SessionError | null | undefined;
}

/** The answers to a signed request that question its token, from the weakest to the strongest. */
const challenges: readonly Why[] = ["doubtful", "refused", "gone"];

/** Whether a signed request was the reason. */
export function isChallenge(why: Why): boolean {
  return challenges.includes(why);
}

/** The reasons that say that no access token is left: a server refused it, or this tab has none. */
const refusals: ReadonlySet<Why> = new Set(["refused", "gone", "missing"]);

/** Whether no access token is left that might still work. */
export function isRefusal(why: Why): boolean {
  return refusals.has(why);
}

/** Sends a token request, unless one is in flight already, a pause forbids it, or no request would help. */
export function renew<User>(draft: Draft<User>, { why, access, userGone = null }: Wish): void {
  const { record, inFlight } = draft;
  const { tokenSet } = record;
  if (!tokenSet) return;
  if (access && access !== tokenSet.access) return;
  if (inFlight) {
    join(draft, inFlight, why, userGone);
    return;
  }
  const kind = kindOfRequest(draft, tokenSet, why);
  if (kind === null) {
    draft.unverified = false;
    return;
  }
  if (mustWait(draft, kind, why)) return;
  const id = draft.serial + 1;
  const tokens = { access: tokenSet.access, refresh: tokenSet.refresh };
  const { generation, epoch } = record;
  const request = { id, kind, why, tokens, generation, epoch, userGone };
  draft.serial = id;
  draft.inFlight = request;
  draft.effects.push({ type: "request-tokens", request });
  if (kind === "refresh") log(draft, { type: "refreshing", why });
}

/** Sends the next token request that is due by time. */
export function renewIfDue<User>(draft: Draft<User>): void {
  const { request } = deadlinesOf(draft, draft.rules);
  if (draft.now >= request.at) renew(draft, { why: request.why });
}

/** Shares the in-flight request. A stronger reason replaces its own, because it decides what a failure means. */
function join<User>(
  draft: Draft<User>,
  inFlight: TokenRequest,
  why: Why,
  userGone: SessionError | null,
): void {
  if (challenges.indexOf(why) > challenges.indexOf(inFlight.why))
    draft.inFlight = { ...inFlight, why, userGone };
}

/** What to ask about the tokens now. `null`: nothing that would help. */
function kindOfRequest<User>(
  draft: Draft<User>,
  tokenSet: TokenSet<User>,
  why: Why,
): TokenRequest["kind"] | null {
  const { now, rules } = draft;
  const { verify, lifecycle } = rules.backend;
  if (canRenew(draft, rules)) return "refresh";
  if (now >= expiryOf(tokenSet)) return "reread";
  // A refused token that cannot be renewed is over. `verify` may be asked only if tokens are never renewed: for other tokens
  // it could still answer that they are well-formed.
  if (isRefusal(why) && !(verify && lifecycle === "fixed")) return "reread";
  const isOpen = isChallenge(why) || why === "restore";
  if (isOpen && verify) return "verify";
  return null;
}

/** Whether a request has to wait for the end of a pause. A manual refresh need not, unless the pause is strict. */
function mustWait<User>(draft: Draft<User>, kind: TokenRequest["kind"], why: Why): boolean {
  const pause = currentPause(draft);
  if (pause === null) return false;
  // Reading storage again costs the server nothing. It waits only if that is what failed.
  if (kind === "reread" && pause.kind !== "reread") return false;
  return pause.strict || why !== "manual";
}
