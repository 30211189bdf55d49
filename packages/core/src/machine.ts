/** The machine: one pure function that decides everything. It is told what happened and answers what is now and what to do. */
import type { Grant } from "./backend.ts";
import { SessionError } from "./errors.ts";
import { limitOf, SHARING, warnAt } from "./idle.ts";
import { emptyRecord, merge } from "./record.ts";
import { flightAnswered, look, renew } from "./renewal.ts";
import { cooldown, expiryOf, pauseOf } from "./schedule.ts";
import type { Effect, Outcome, Rules, SessionEvent, SessionRecord, State } from "./state.ts";
import { hold } from "./tokens.ts";
import {
  adopt,
  changed,
  dropFlight,
  end,
  enter,
  late,
  rest,
  settle,
  type Turn,
  tell,
  usable,
  vanish,
  write,
} from "./turn.ts";
import { askUser, rereadUser, userOfLogin, userTold } from "./user.ts";

/** The state before anything happened. */
export const initialState: State<never> = {
  now: 0,
  settled: false,
  record: emptyRecord,
  flight: null,
  login: null,
  serial: 0,
  pause: null,
  refusal: null,
  renewAt: null,
  unverified: false,
  userDue: false,
  activeAt: 0,
  othersAt: 0,
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
  turn.othersAt = Math.max(turn.othersAt, event.sharedAt, stored?.activeAt ?? 0);
  // Before anything else: what comes after the end, the movement that wakes the machine say, does not undo it.
  retire(turn);
  decide(turn, event);
  heed(turn);
  askUser(turn);
  const { effects, rules: _, random: __, ...state } = turn;
  return [state, effects];
}

/** Ends a session that lasted as long as it may. */
function retire<User>(turn: Turn<User>): void {
  const { at, reason } = limitOf(turn, turn.rules);
  if (turn.now >= at) end(turn, reason);
}

/** Begins the warning phase, and ends it where somebody was active after all. */
function heed<User>(turn: Turn<User>): void {
  const { now, rules, warning } = turn;
  const { at } = limitOf(turn, rules);
  turn.warning = now >= warnAt(turn, rules) ? at : null;
  if (turn.warning && !warning) tell(turn, { type: "idle-warning", endsAt: at });
}

/** Somebody is active. In the warning phase that takes more than a movement: who reads the warning does not answer it. */
function active<User>(turn: Turn<User>, stay: boolean): void {
  const { now, record, warning } = turn;
  if (!record.held || (warning && !stay)) return;
  turn.activeAt = now;
  // The answer to a warning is for all tabs, and at once.
  if (warning) write(turn, {});
  if (now >= turn.sharedAt + SHARING) share(turn);
}

/** Lets other tabs know that somebody is active here. */
function share<User>(turn: Turn<User>): void {
  turn.activeAt = turn.sharedAt = turn.now;
  turn.effects.push({ type: "share", activeAt: turn.now });
}

function decide<User>(turn: Turn<User>, event: SessionEvent<User>): void {
  const { record, pause, flight, login, settled } = turn;
  const { held } = record;
  switch (event.type) {
    case "login":
      settle(turn, login, changed());
      turn.login = ++turn.serial;
      turn.error = null;
      turn.effects.push({ type: "log-in", id: turn.login });
      break;
    case "logout":
      if (!held && !login) break;
      settle(turn, login, changed());
      turn.login = null;
      end(turn, event.reason, null, event.revoke);
      break;
    case "user":
      if (record.epoch === event.epoch) userTold(turn, event.user);
      break;
    case "renew":
      renew(turn, event.why, event.access, event.gone);
      break;
    case "answered": {
      const { id, outcome, stored } = event;
      if (id === flight?.id) flightAnswered(turn, flight, outcome, stored);
      else if (id === login) loginAnswered(turn, id, outcome, stored);
      else if (!outcome.error && outcome.value) late(turn, outcome.value);
      break;
    }
    case "refused-again":
      if (held?.access !== event.access) break;
      if (event.gone) end(turn, "rejected", event.gone);
      else if (!pauseOf(turn)?.ordered) rest(turn, cooldown(held));
      break;
    case "stored":
      if (!settled && !flight) restore(turn, event.stored ?? emptyRecord);
      else if (event.stored) {
        adopt(turn, event.stored, event.written);
        // What was found may have lasted too long already: then no screen shows it.
        retire(turn);
      }
      break;
    case "gone":
      turn.visible = event.visible;
      missed(turn);
      break;
    case "active":
      active(turn, event.stay);
      break;
    case "look":
      turn.visible = event.visible;
      if (event.returned && pause && !pause.ordered) turn.pause = { ...pause, until: turn.now };
      look(turn);
  }
}

/**
 * Storage has lost the record. Where that means a logout, the session is over; but a page that is going away may read nothing
 * though all is there, so a hidden one only stops renewing until somebody looks at it.
 */
function missed<User>(turn: Turn<User>): void {
  if (!turn.rules.goneMeansLogout || !turn.record.held) return;
  if (turn.visible) {
    vanish(turn);
    return;
  }
  if (!turn.flight) return;
  dropFlight(turn);
  rest(turn, 10_000);
}

/** The first look at storage decides the first screen; where only the server can tell, it stays `loading` until it did. */
function restore<User>(turn: Turn<User>, stored: SessionRecord<User>): void {
  enter(turn, usable(turn, stored));
  retire(turn);
  const { held } = turn.record;
  if (!held) return;
  tell(turn, { type: "restored" });
  if (held.accessExpiresAt === null || turn.now >= expiryOf(held)) renew(turn, "restore");
  rereadUser(turn);
  turn.settled = !turn.flight;
  turn.unverified = !turn.settled && held.accessExpiresAt === null;
}

function loginAnswered<User>(
  turn: Turn<User>,
  id: number,
  outcome: Outcome<Grant<User> | null>,
  stored: SessionRecord<User> | null,
): void {
  const { rules, now, random } = turn;
  const { backend } = rules;
  let { error = null } = outcome;
  turn.login = null;
  if (!outcome.error && outcome.value) {
    const grant = outcome.value;
    const held = hold(grant, null as User, outcome.timing, null, backend.lifecycle);
    const told = userOfLogin(backend, grant, held.claims);
    if (told === null)
      error = new SessionError(
        "misconfigured",
        `${backend.name} finds no user in the token. Name the claim, or a "me" endpoint.`,
      );
    else {
      if (stored) turn.record = merge(turn.record, stored);
      const { held: previous, generation } = turn.record;
      const begun = { ...held, ...told, startedAt: now + random, userAt: now + random };
      share(turn);
      const fresh = { held: begun, generation: generation + 1, reason: null, quietUntil: 0 };
      enter(turn, write(turn, fresh, 1));
      dropFlight(turn);
      if (previous) {
        tell(turn, { type: "ended", reason: "replaced", elsewhere: false });
        if (previous.access !== held.access)
          turn.effects.push({ type: "revoke", tokens: previous, late: true });
      }
      tell(turn, { type: "login" });
    }
  }
  turn.error = error;
  settle(turn, id, error);
}
