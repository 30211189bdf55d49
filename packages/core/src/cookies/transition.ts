/** The state machine of cookie mode: the usual one, with decisions around it about debts, and about cookies that nobody has asked yet. */
import { type Decision, transition } from "../machine/transition.ts";
import { SessionError, type SessionErrorCode } from "../model/errors.ts";
import type { Claims } from "../model/grant.ts";
import { merge } from "../model/record.ts";
import type {
  Effect,
  EventContext,
  Rules,
  SessionEvent,
  State,
  TokenRequest,
} from "../model/state.ts";
import { keepDebts, noTokens, payDebts } from "./debts.ts";
import { isLaterLogin } from "./purse.ts";

type EventOf<Type extends SessionEvent<unknown>["type"], User> = Extract<
  SessionEvent<User>,
  { readonly type: Type }
>;

/** Decides what an event does in cookie mode. */
export const cookieTransition: typeof transition = (before, event, rules) =>
  keepDebts(leaveCookies(decide(before, event, rules), event, rules));

function decide<User>(
  before: State<User>,
  event: SessionEvent<User>,
  rules: Rules<User>,
): Decision<User> {
  switch (event.type) {
    case "stored":
      return stored(before, event, rules);
    case "look":
      return looked(before, event, rules);
    case "answered":
      return answered(before, event, rules);
    case "logout":
      return loggedOut(before, event, rules);
    case "user":
      return isOtherUser(before, event.user)
        ? transition(before, endOf(event), rules)
        : transition(before, event, rules);
    case "renew":
      return transition(withoutRest(before, event), event, rules);
    default:
      return transition(before, event, rules);
  }
}

/** The first look at storage. An end that is still owed is told before anything else. Where nothing is stored, the cookies are asked. */
function stored<User>(
  before: State<User>,
  event: EventOf<"stored", User>,
  rules: Rules<User>,
): Decision<User> {
  const decision = transition(before, event, rules);
  const isFirst = !before.settled && !before.inFlight;
  if (!isFirst) return decision;
  const [state, effects] = payDebts(decision);
  // The record paints the screen at once. Whether the server still knows the session is found out behind it.
  if (state.record.tokenSet) return [{ ...state, settled: true }, effects];
  if (!mayAsk(state, rules)) return [state, effects];
  const [asking, question] = askCookies(state);
  return [{ ...asking, settled: false }, [...effects, question]];
}

/** Somebody, or the network, came back: what could not be done before is tried again. */
function looked<User>(
  before: State<User>,
  event: EventOf<"look", User>,
  rules: Rules<User>,
): Decision<User> {
  const decision = transition(before, event, rules);
  if (!event.returned) return decision;
  const [state, effects] = payDebts(decision);
  const wasUnanswered = state.error !== null && unanswered.has(state.error.code);
  if (!wasUnanswered || !mayAsk(state, rules)) return [state, effects];
  const [asking, question] = askCookies(state);
  return [asking, [...effects, question]];
}

/** The errors that say nothing about who is logged in. */
const unanswered: ReadonlySet<SessionErrorCode> = new Set([
  "network",
  "timeout",
  "server",
  "throttled",
]);

/** Whether the cookies may know somebody of whom nothing is stored. After an end nobody comes back that way. */
function mayAsk<User>(state: State<User>, { backend }: Rules<User>): boolean {
  const { settled, record, login, inFlight } = state;
  const isUnknown = record.epoch === 0 && record.tokenSet === null && !record.owed;
  return settled && isUnknown && !login && !inFlight && backend.cookies?.restore === true;
}

function askCookies<User>(state: State<User>): readonly [State<User>, Effect<User>] {
  const id = state.serial + 1;
  const request: TokenRequest = {
    id,
    kind: "restore",
    why: "restore",
    tokens: noTokens,
    generation: 0,
    epoch: 0,
    userGone: null,
  };
  return [
    { ...state, serial: id, inFlight: request },
    { type: "request-tokens", request },
  ];
}

function answered<User>(
  before: State<User>,
  event: EventOf<"answered", User>,
  rules: Rules<User>,
): Decision<User> {
  const { inFlight } = before;
  if (inFlight?.id !== event.id) return transition(before, event, rules);
  if (inFlight.kind === "restore") return restored(before, event, rules);
  if (!isSomebodyElse(before, event)) return transition(before, event, rules);
  // What the cookies say now is about another person: no token of the old session may be used any more.
  const refused = { ...before, inFlight: { ...inFlight, why: "missing" as const } };
  return transition(refused, { ...event, outcome: { error: somebodyElse() } }, rules);
}

/** The cookies were asked who is logged in. */
function restored<User>(
  before: State<User>,
  event: EventOf<"answered", User>,
  rules: Rules<User>,
): Decision<User> {
  const { now, random, sharedActivityAt, id, outcome, stored } = event;
  const free = { ...before, inFlight: null };
  const released: Effect<User> = { type: "release", id, error: null };
  if (stored && stored.epoch > before.record.epoch) {
    const found = { type: "stored", stored, now, random, sharedActivityAt } as const;
    const [state, effects] = transition(free, found, rules);
    return [state, [...effects, released]];
  }
  // Storage that was late has told meanwhile: a session goes on with these cookies, or an end keeps them out.
  const isKnown = before.record.epoch > 0 && !isOtherUser(before, outcome.value?.user);
  if (isKnown) return payDebts([{ ...free, now, settled: true }, [released]]);
  if (!outcome.error) {
    const [state, effects] = transition({ ...free, login: id }, event, rules);
    // Somebody may be logging in already: that goes on.
    return [{ ...state, settled: true, login: before.login }, effects.map(asRestored)];
  }
  const error = outcome.error.code === "rejected" ? null : outcome.error;
  return [{ ...free, now, settled: true, error }, [released]];
}

/** Nobody has typed a password: the history tells a session that was found. */
function asRestored<User>(effect: Effect<User>): Effect<User> {
  if (effect.type !== "log" || effect.entry.type !== "login") return effect;
  return { type: "log", entry: { type: "restored" } };
}

/** A pause without a failure is for tokens that are good. A tab that has none does not keep it. */
function withoutRest<User>(state: State<User>, { why }: EventOf<"renew", User>): State<User> {
  const isRest = state.pause !== null && state.pause.error === null;
  return why === "missing" && isRest ? { ...state, pause: null } : state;
}

/** A logout while the cookies are asked: whoever they know is logged out as well. */
function loggedOut<User>(
  before: State<User>,
  event: EventOf<"logout", User>,
  rules: Rules<User>,
): Decision<User> {
  if (before.inFlight?.kind !== "restore") return transition(before, event, rules);
  const { id } = before.inFlight;
  const login = before.login ?? id;
  const [state, effects] = transition({ ...before, inFlight: null, login }, event, rules);
  const released: Effect<User> = { type: "release", id, error: null };
  return [state, [...effects, released, { type: "revoke", tokens: noTokens, leftover: false }]];
}

/** The claims that name a user: the standard one (RFC 7519, section 4.1.2), and that of the Django packages. */
const subjects = ["sub", "user_id"] as const;

/** Whether a renewal brought the tokens of another person: somebody logged in elsewhere, and the cookies are theirs by now. */
function isSomebodyElse<User>(
  { record }: State<User>,
  { outcome }: EventOf<"answered", User>,
): boolean {
  const before = record.tokenSet?.claims ?? {};
  const after: Claims = outcome.value?.claims ?? {};
  return subjects.some((name) => {
    const [old, recent] = [before[name], after[name]];
    return old !== undefined && recent !== undefined && old !== recent;
  });
}

/** The members by which servers tell people apart, also after a change of name. */
const identities = ["id", "pk", "uuid"] as const;

/** Whether "me" answered for another person: another program of this browser logged in. */
function isOtherUser({ record }: State<unknown>, user: unknown): boolean {
  const [before, after] = [Object(record.tokenSet?.user), Object(user)];
  return identities.some((name) => {
    const [old, recent] = [before[name], after[name]];
    return old !== undefined && recent !== undefined && old !== recent;
  });
}

/**
 * Ends the session if a login that nothing came of has replaced its cookies. It ends with the answer to that login, which still holds the
 * lock: the next renewal, of any tab, would bring the tokens of whoever the cookies are now. What the login says about its failure stays.
 */
function leaveCookies<User>(
  decision: Decision<User>,
  event: SessionEvent<User>,
  rules: Rules<User>,
): Decision<User> {
  if (event.type !== "answered") return decision;
  const [state, effects] = decision;
  const record = event.stored ? merge(state.record, event.stored) : state.record;
  const { tokenSet } = record;
  const isReplaced = effects.some(
    (effect) =>
      effect.type === "revoke" &&
      effect.leftover &&
      tokenSet !== null &&
      isLaterLogin(effect.tokens.access, tokenSet.access),
  );
  if (!isReplaced) return decision;
  const [ended, endEffects] = transition({ ...state, record }, endOf(event), rules);
  return [{ ...ended, error: state.error }, [...effects, ...endEffects]];
}

function endOf<User>({ now, random, sharedActivityAt }: EventContext): EventOf<"end", User> {
  return { type: "end", reason: "replaced", now, random, sharedActivityAt };
}

function somebodyElse(): SessionError {
  const message = "Somebody else logged in, and the cookies are theirs by now. Log in again.";
  return new SessionError("rejected", message);
}
