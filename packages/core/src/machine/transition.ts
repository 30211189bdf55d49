/** The state machine: one pure function that takes a state and an event, and returns the next state and the effects. */
import { emptyRecord } from "../model/record.ts";
import type { Effect, Rules, SessionEvent, State } from "../model/state.ts";
import { registerActivity, updateWarning, warnOfMaxAge } from "./activity.ts";
import { adopt } from "./adoption.ts";
import { type Draft, pauseFor } from "./draft.ts";
import {
  discardTokens,
  endByOrder,
  endIfOver,
  endSession,
  recordMissing,
  revokeLeftover,
} from "./endings.ts";
import { abortLogin, logIn, loginAnswered, loginPending, logOut } from "./login.ts";
import { renew, renewIfDue } from "./renewal.ts";
import { restore } from "./restore.ts";
import { cooldown, currentPause } from "./schedule.ts";
import { requestAnswered } from "./token-answers.ts";
import { askUser, updateUser } from "./user.ts";

/** The state before any event. */
export const initialState: State<never> = {
  now: 0,
  settled: false,
  record: emptyRecord,
  inFlight: null,
  login: null,
  loginRun: undefined,
  pending: null,
  serial: 0,
  pause: null,
  refusal: null,
  renewAt: null,
  unverified: false,
  userDue: false,
  activeAt: 0,
  othersActiveAt: 0,
  sharedAt: 0,
  idleEndsAt: null,
  maxAgeWarned: false,
  visible: true,
  elsewhere: false,
  error: null,
};

/** What an event does: the next state, and the effects. */
export type Decision<User> = readonly [State<User>, readonly Effect<User>[]];

/** Decides what an event does. Commit the returned state before you perform any of the effects. */
export function transition<User>(
  before: State<User>,
  event: SessionEvent<User>,
  rules: Rules<User>,
): Decision<User> {
  const draft = openDraft(before, event, rules);
  // Before anything else: an event after the end, the mouse movement that wakes a computer for example, does not undo the end.
  endIfOver(draft);
  handle(draft, event);
  updateWarning(draft);
  warnOfMaxAge(draft);
  askUser(draft);
  return closeDraft(draft);
}

function openDraft<User>(
  before: State<User>,
  event: SessionEvent<User>,
  rules: Rules<User>,
): Draft<User> {
  const { now, random, sharedActivityAt } = event;
  const othersActiveAt = Math.max(before.othersActiveAt, sharedActivityAt, storedActivityAt(event));
  return { ...before, now, random, othersActiveAt, rules, effects: [] };
}

/** The newest activity in the record that the event brings. 0: it brings none. */
function storedActivityAt(event: SessionEvent<unknown>): number {
  if (!("stored" in event) || event.stored === null) return 0;
  return event.stored.activeAt;
}

function closeDraft<User>(draft: Draft<User>): Decision<User> {
  const { effects, rules: _rules, random: _random, ...state } = draft;
  return [state, effects];
}

type EventType = SessionEvent<unknown>["type"];
type EventOf<User, Type extends EventType> = Extract<SessionEvent<User>, { readonly type: Type }>;

/** One handler for each type of event. */
type Handlers = {
  readonly [Type in EventType]: <User>(draft: Draft<User>, event: EventOf<User, Type>) => void;
};

const handlers: Handlers = {
  login(draft, { isStep = false, run }) {
    logIn(draft, isStep, run);
  },
  "login-aborted"(draft, { id }) {
    abortLogin(draft, id);
  },
  "login-pending"(draft, { id, pending }) {
    loginPending(draft, id, pending);
  },
  logout(draft, { reason, revoke, everywhere = false }) {
    if (everywhere) logOut(draft, reason, "everywhere");
    else logOut(draft, reason, revoke ? "tokens" : "none");
  },
  end(draft, { reason }) {
    endByOrder(draft, reason);
  },
  user(draft, { epoch, user }) {
    if (epoch === draft.record.epoch) updateUser(draft, user);
  },
  renew(draft, wish) {
    renew(draft, wish);
  },
  answered(draft, { id, outcome, stored, unused = null }) {
    const { inFlight, login } = draft;
    if (id === inFlight?.id) requestAnswered(draft, inFlight, outcome, stored);
    else if (id === login) loginAnswered(draft, id, outcome, stored);
    // Tokens that the app gave stay its own: only a session that begins takes them over.
    else if (outcome.value && !outcome.timing.isGiven) discardTokens(draft, outcome.value);
    if (unused) revokeLeftover(draft, unused);
  },
  "refused-again"(draft, { access, userGone }) {
    const { tokenSet } = draft.record;
    if (tokenSet?.access !== access) return;
    if (userGone) endSession(draft, "rejected", userGone);
    else if (!currentPause(draft)?.strict) pauseFor(draft, cooldown(tokenSet));
  },
  stored(draft, { stored, whileSaving, run }) {
    if (!draft.settled && !draft.inFlight) {
      restore(draft, stored ?? emptyRecord, run);
      return;
    }
    if (!stored) return;
    adopt(draft, stored, { whileSaving, run });
    // The session that was found may have lasted too long already. Then no screen shows it.
    endIfOver(draft);
  },
  "record-missing"(draft, { visible }) {
    draft.visible = visible;
    recordMissing(draft);
  },
  active(draft, { stay }) {
    registerActivity(draft, stay);
  },
  look(draft, { visible, returned }) {
    const { pause, now } = draft;
    draft.visible = visible;
    if (returned && pause && !pause.strict) draft.pause = { ...pause, until: now };
    renewIfDue(draft);
  },
};

function handle<User>(draft: Draft<User>, event: SessionEvent<User>): void {
  // The table has the handler of this type of event. TypeScript cannot follow that through the union.
  const handler = handlers[event.type] as (draft: Draft<User>, event: SessionEvent<User>) => void;
  handler(draft, event);
}
