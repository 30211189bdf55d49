/** The machine: one pure function that decides everything. It is told what happened and answers what is now and what to do. */
import type { Grant } from "../model/backend.ts";
import { SessionError, sessionChanged } from "../model/errors.ts";
import { emptyRecord, merge } from "../model/record.ts";
import type {
  Effect,
  Outcome,
  Rules,
  SessionEvent,
  SessionRecord,
  State,
  Timing,
} from "../model/state.ts";
import { hold } from "../model/tokens.ts";
import { SHARE_INTERVAL, sessionLimit, warnAt } from "./idle.ts";
import { look, renew, requestAnswered } from "./renewal.ts";
import { cooldown, currentPause, expiryOf } from "./schedule.ts";
import {
  adopt,
  discard,
  dropInFlight,
  end,
  endElsewhere,
  log,
  pauseFor,
  release,
  replaceRecord,
  saveRecord,
  type Turn,
  usable,
} from "./turn.ts";
import { askUser, rereadUser, userOfLogin, userTold } from "./user.ts";

/** The state before anything happened. */
export const initialState: State<never> = {
  now: 0,
  settled: false,
  record: emptyRecord,
  inFlight: null,
  login: null,
  serial: 0,
  pause: null,
  refusal: null,
  renewAt: null,
  unverified: false,
  userDue: false,
  activeAt: 0,
  othersActiveAt: 0,
  sharedAt: 0,
  warning: null,
  visible: true,
  elsewhere: false,
  error: null,
};

/** Decides. The state it answers is to be committed before any of the effects is performed. */
export function transition<User>(
  before: State<User>,
  event: SessionEvent<User>,
  rules: Rules<User>,
): readonly [State<User>, readonly Effect<User>[]] {
  const { now, random } = event;
  const turn: Turn<User> = { ...before, now, random, rules, effects: [] };
  const stored = "stored" in event ? event.stored : null;
  turn.othersActiveAt = Math.max(
    turn.othersActiveAt,
    event.sharedActivityAt,
    stored?.activeAt ?? 0,
  );
  // Before anything else: what comes after the end, the movement that wakes the machine say, does not undo it.
  endIfOver(turn);
  decide(turn, event);
  updateWarning(turn);
  askUser(turn);
  const { effects, rules: _, random: __, ...state } = turn;
  return [state, effects];
}

/** Ends a session that lasted as long as it may. */
function endIfOver<User>(turn: Turn<User>): void {
  const { at, reason } = sessionLimit(turn, turn.rules);
  if (turn.now >= at) end(turn, reason);
}

/** Begins the warning phase, and ends it where somebody was active after all. */
function updateWarning<User>(turn: Turn<User>): void {
  const { now, rules, warning } = turn;
  const { at } = sessionLimit(turn, rules);
  turn.warning = now >= warnAt(turn, rules) ? at : null;
  if (turn.warning && !warning) log(turn, { type: "idle-warning", endsAt: at });
}

/** Somebody is active. In the warning phase that takes more than a movement: who reads the warning does not answer it. */
function registerActivity<User>(turn: Turn<User>, stay: boolean): void {
  const { now, record, warning } = turn;
  if (!record.tokenSet || (warning && !stay)) return;
  turn.activeAt = now;
  // The answer to a warning is for all tabs, and at once.
  if (warning) saveRecord(turn, {});
  if (now >= turn.sharedAt + SHARE_INTERVAL) share(turn);
}

/** Lets other tabs know that somebody is active here. */
function share<User>(turn: Turn<User>): void {
  turn.activeAt = turn.sharedAt = turn.now;
  turn.effects.push({ type: "share", activeAt: turn.now });
}

function decide<User>(turn: Turn<User>, event: SessionEvent<User>): void {
  const { record, pause, inFlight, login, settled } = turn;
  const { tokenSet } = record;
  switch (event.type) {
    case "login":
      release(turn, login, sessionChanged());
      turn.login = ++turn.serial;
      turn.error = null;
      turn.effects.push({ type: "log-in", id: turn.login });
      break;
    case "logout":
      if (!tokenSet && !login) break;
      release(turn, login, sessionChanged());
      turn.login = null;
      end(turn, event.reason, null, event.revoke);
      break;
    case "user":
      if (record.epoch === event.epoch) userTold(turn, event.user);
      break;
    case "renew":
      renew(turn, event.why, event.access, event.userGone);
      break;
    case "answered": {
      const { id, outcome, stored } = event;
      if (id === inFlight?.id) requestAnswered(turn, inFlight, outcome, stored);
      else if (id === login) loginAnswered(turn, id, outcome, stored);
      else if (!outcome.error && outcome.value) discard(turn, outcome.value);
      break;
    }
    case "refused-again":
      if (tokenSet?.access !== event.access) break;
      if (event.userGone) end(turn, "rejected", event.userGone);
      else if (!currentPause(turn)?.strict) pauseFor(turn, cooldown(tokenSet));
      break;
    case "stored":
      if (!settled && !inFlight) restore(turn, event.stored ?? emptyRecord);
      else if (event.stored) {
        adopt(turn, event.stored, event.whileSaving);
        // What was found may have lasted too long already: then no screen shows it.
        endIfOver(turn);
      }
      break;
    case "record-missing":
      turn.visible = event.visible;
      recordMissing(turn);
      break;
    case "active":
      registerActivity(turn, event.stay);
      break;
    case "look":
      turn.visible = event.visible;
      if (event.returned && pause && !pause.strict) turn.pause = { ...pause, until: turn.now };
      look(turn);
  }
}

/**
 * Storage has lost the record. Where that means a logout, the session is over; but a page that is going away may read nothing
 * though all is there, so a hidden one only stops renewing until somebody looks at it.
 */
function recordMissing<User>(turn: Turn<User>): void {
  if (!turn.rules.goneMeansLogout || !turn.record.tokenSet) return;
  if (turn.visible) {
    endElsewhere(turn);
    return;
  }
  if (!turn.inFlight) return;
  dropInFlight(turn);
  pauseFor(turn, 10_000);
}

/** The first look at storage decides the first screen; where only the server can tell, it stays `loading` until it did. */
function restore<User>(turn: Turn<User>, stored: SessionRecord<User>): void {
  replaceRecord(turn, usable(turn, stored));
  endIfOver(turn);
  const { tokenSet } = turn.record;
  if (!tokenSet) return;
  log(turn, { type: "restored" });
  if (tokenSet.accessExpiresAt === null || turn.now >= expiryOf(tokenSet)) renew(turn, "restore");
  rereadUser(turn);
  turn.settled = !turn.inFlight;
  turn.unverified = !turn.settled && tokenSet.accessExpiresAt === null;
}

function loginAnswered<User>(
  turn: Turn<User>,
  id: number,
  outcome: Outcome<Grant<User> | null>,
  stored: SessionRecord<User> | null,
): void {
  turn.login = null;
  let error = outcome.error ?? null;
  if (!outcome.error && outcome.value)
    error = beginSession(turn, outcome.value, outcome.timing, stored);
  turn.error = error;
  release(turn, id, error);
}

/** Begins the session that a login granted, unless its user is unknown: then this is the error. */
function beginSession<User>(
  turn: Turn<User>,
  grant: Grant<User>,
  timing: Timing,
  stored: SessionRecord<User> | null,
): SessionError | null {
  const { rules, now, random, record } = turn;
  const { backend } = rules;
  const granted = hold(grant, null as User, timing, null, backend.lifecycle);
  const user = userOfLogin(backend, grant, granted.claims);
  if (user === null)
    return new SessionError(
      "misconfigured",
      `${backend.name} finds no user in the token. Name the claim, or a "me" endpoint.`,
    );
  const before = stored ? merge(record, stored) : record;
  const tokenSet = { ...granted, ...user, startedAt: now + random, userAt: now + random };
  turn.record = before;
  share(turn);
  const changes = { tokenSet, generation: before.generation + 1, reason: null, quietUntil: 0 };
  replaceRecord(turn, saveRecord(turn, changes, 1));
  dropInFlight(turn);
  if (before.tokenSet) {
    log(turn, { type: "ended", reason: "replaced", elsewhere: false });
    if (before.tokenSet.access !== tokenSet.access)
      turn.effects.push({ type: "revoke", tokens: before.tokenSet, leftover: true });
  } else if (record.tokenSet) {
    // Another tab had ended the session that is on this screen.
    log(turn, { type: "ended", reason: before.reason ?? "logout", elsewhere: true });
  }
  log(turn, { type: "login" });
  return null;
}
