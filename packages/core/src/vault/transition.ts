/** The state machine beside a vault: the usual one, with decisions around it about tokens that the vault has lost, or has to forget. */
import { type Decision, transition } from "../machine/transition.ts";
import type { Tokens } from "../model/grant.ts";
import type { SessionEvent, State, TokenRequest } from "../model/state.ts";
import { isLost } from "./lost.ts";
import { idIn } from "./placeholders.ts";

/** Decides what an event does beside a vault. */
export const vaultTransition: typeof transition = (before, event, rules) => {
  const decision = transition(withLoss(before, event), event, rules);
  return forgetEnded(before, checkFirst(before, event, decision));
};

/** A lost refresh token is over, and so is an access token that nobody has. The session then ends as one that has expired. */
function withLoss<User>(before: State<User>, event: SessionEvent<User>): State<User> {
  const { record, inFlight } = before;
  const isAboutLoss =
    event.type === "answered" && event.id === inFlight?.id && isLost(event.outcome.error);
  if (!isAboutLoss || !record.tokenSet) return before;
  const isGone = inFlight?.why === "missing" || inFlight?.kind === "verify";
  const { accessExpiresAt } = record.tokenSet;
  const tokenSet = {
    ...record.tokenSet,
    renewableUntil: 0,
    accessExpiresAt: isGone ? 0 : accessExpiresAt,
  };
  return { ...before, record: { ...record, tokenSet }, refusal: event.outcome.error ?? null };
}

/** The first look at storage found a session: the vault is asked at once whether it still has its token. No server is asked. */
function checkFirst<User>(
  before: State<User>,
  { type }: SessionEvent<User>,
  [state, effects]: Decision<User>,
): Decision<User> {
  const { tokenSet, generation, epoch } = state.record;
  const isFirst = type === "stored" && before.record.epoch === 0 && !state.inFlight;
  if (!isFirst || !tokenSet) return [state, effects];
  const { access, refresh } = tokenSet;
  const request: TokenRequest = {
    id: state.serial + 1,
    kind: "verify",
    why: "restore",
    tokens: { access, refresh },
    generation,
    epoch,
    userGone: null,
  };
  const asking = { ...state, serial: request.id, inFlight: request };
  return [asking, [...effects, { type: "request-tokens", request }]];
}

/** Whether a request is the check at the start. */
export function isCheck({ kind, why }: TokenRequest): boolean {
  return kind === "verify" && why === "restore";
}

/** A session that ended here without a revocation: the vault forgets its token all the same. */
function forgetEnded<User>(before: State<User>, [state, effects]: Decision<User>): Decision<User> {
  const ended = before.record.tokenSet?.refresh ?? null;
  const id = idIn(ended);
  const isOver = id !== null && id !== idIn(state.record.tokenSet?.refresh) && !state.elsewhere;
  const isRevoked = effects.some((one) => one.type === "revoke" && idIn(one.tokens.refresh) === id);
  if (!isOver || isRevoked) return [state, effects];
  return [state, [...effects, { type: "revoke", tokens: toForget(ended), leftover: true }]];
}

/** Tokens that the vault forgets without telling the server. */
function toForget(refresh: string | null): Tokens {
  return { access: "", refresh };
}

/** Whether tokens are to be forgotten only. */
export function isForgetting({ access }: Tokens): boolean {
  return access === "";
}
