/** The hands of a session: feeds events to the machine, commits, performs, tells; and lets callers wait for answers. */

import { nextAlarmAt } from "../machine/deadlines.ts";
import { toSnapshot } from "../machine/to-snapshot.ts";
import { initialState, transition } from "../machine/transition.ts";
import { SessionError, sessionChanged } from "../model/errors.ts";
import type {
  Effect,
  Rules,
  SessionEvent,
  SessionRecord,
  Snapshot,
  State,
} from "../model/state.ts";
import { type Access, createAccess } from "./access.ts";
import type { Asking } from "./ask.ts";
import { createEffects, type EventDraft } from "./effects.ts";
import { guardPorts } from "./guard.ts";
import type { History } from "./history.ts";
import { createScreen } from "./screen.ts";
import { createSigns } from "./signs.ts";
import { steady } from "./steady-clock.ts";
import { createStore } from "./store.ts";
import { createWaiting, orAborted, reasonOf } from "./waiting.ts";

type RevokeEffect = Extract<Effect<unknown>, { readonly type: "revoke" }>;

/** What a session is made of. */
export interface RuntimeOptions<User> extends Asking {
  readonly rules: Rules<User>;
  /** Names lock and record. */
  readonly name: string;
  /** Whether a session that nobody started may start itself. */
  mayStart(): boolean;
  /** Asks "me" who the user is now, and takes the answer over. */
  reloadUser(): Promise<unknown>;
}

/** The part of a session that the door hands out as it is. */
interface Api<User> extends Pick<History, "on" | "subscribe" | "explain"> {
  getSnapshot(): Snapshot<User>;
  start(): () => void;
  ready(signal?: AbortSignal): Promise<Snapshot<User>>;
  login(credentials: unknown): Promise<User>;
  logout(): Promise<void>;
  refresh(): Promise<void>;
  getToken(signal?: AbortSignal): Promise<string | null>;
  stay(): void;
}

/** What fetch, account and bindings are built on besides. */
export interface Runtime<User>
  extends Pick<History, "tell">,
    Pick<Access<User>, "claim" | "current"> {
  readonly api: Api<User>;
  readonly getState: () => State<User>;
  dispatch(event: EventDraft<User>): void;
  /** Waits until no question is under way. Rejects with what the one in between failed with. */
  landed(signal?: AbortSignal): Promise<void>;
}

/** Makes the hands of one session. Nothing is touched before it starts. */
export function createRuntime<User>(options: RuntimeOptions<User>): Runtime<User> {
  const { rules, name, mayStart } = options;
  const clock = steady(options.ports.clock);
  const ports = guardPorts(options.ports, clock);
  const { page, bell, random } = ports;
  const signs = createSigns(ports, rules, () => dispatch({ type: "active", stay: false }));
  const getState = (): State<User> => state;
  const screen = createScreen(clock, ports.report, getState);
  const { on, subscribe, explain, tell, update: notify } = screen;
  const store = createStore<User>(ports, {
    seen: clock.reach,
    found(stored) {
      found.push(stored);
      if (!isPerforming) takeIn();
    },
    late: (stored) => (stored ? dispatch({ type: "stored", stored }) : notify()),
    degraded: (cause, error) => screen.report({ type: "degraded", cause, error }),
  });
  const effects = createEffects<User>({ ...options, ports, name, store, apply, notify, getState });
  const { wait, settle } = createWaiting(screen.post);

  let state: State<User> = initialState;
  const found: (SessionRecord<User> | null)[] = [];
  let isPerforming = false;
  let credentials: unknown;
  let revoked: Promise<void> | undefined;
  let begun: Promise<void> | undefined;
  let userAsked: Promise<unknown> | undefined;
  let stop: (() => void) | undefined;
  let wasStarted = false;
  let ringsAt = Infinity;
  let silence = (): void => {};

  function apply(event: EventDraft<User>): void {
    const sharedActivityAt = signs.read();
    const now = clock.now();
    const told: SessionEvent<User> = { ...event, now, random: random(), sharedActivityAt };
    const [next, todo] = transition(state, told, rules);
    state = next;
    isPerforming = true;
    for (const effect of todo) perform(effect);
    isPerforming = false;
    takeIn();
    arm(event.type === "active");
    signs.watch(stop && state.record.tokenSet);
  }

  /** What storage turned out to hold while it was written to: news like any other, once all that was decided is done. */
  function takeIn(): void {
    for (let stored = found.shift(); stored !== undefined; stored = found.shift())
      if (stored) apply({ type: "stored", stored, whileSaving: true });
      else apply({ type: "record-missing", visible: page.visible() });
  }

  function dispatch(event: EventDraft<User>): void {
    apply(event);
    notify();
    // What storage says later is told later.
    void store.saved().then(notify);
  }

  function perform(effect: Effect<User>): void {
    switch (effect.type) {
      case "save":
        store.save(effect.record);
        break;
      case "log-in":
        void effects.logIn(effect.id, credentials);
        break;
      case "request-tokens":
        void effects.requestTokens(effect.request);
        break;
      case "release":
        settle(effect.id, effect.error);
        break;
      case "ask-user":
        // In the background, past the lock. What it fails with is nobody's: the user stays who it was.
        screen.post(() => {
          userAsked = options.reloadUser().catch(() => {});
        });
        break;
      case "share":
        if (!signs.write(effect.activeAt) && state.record.tokenSet)
          store.save({ ...state.record, activeAt: effect.activeAt });
        break;
      case "revoke":
        revoked = revoke(effect);
        break;
      case "log":
        screen.report(effect.entry);
    }
  }

  async function revoke({ tokens, leftover, firstTabOnly }: RevokeEffect): Promise<void> {
    // All tabs notice such an end by themselves, and one is enough to tell the server.
    if (firstTabOnly && !(await store.saved())) return;
    const error = await effects.revoke(tokens, leftover);
    if (error && !leftover) tell({ type: "logout-failed", error });
  }

  /** One alarm, set to what falls due first. `lazily`: one that rings too early will do, so that no event resets a timer. */
  function arm(lazily = false): void {
    const at = stop ? nextAlarmAt(state, rules) : Infinity;
    if (at === ringsAt || (lazily && at > ringsAt && at < Infinity)) return;
    silence();
    ringsAt = at;
    if (at < Infinity)
      silence = clock.alarm(at, () => {
        ringsAt = Infinity;
        look(false);
      });
  }

  function look(returned: boolean): void {
    dispatch({ type: "look", visible: page.visible(), returned });
  }

  async function reread(): Promise<void> {
    // The copy first: what it knows shows before the page is painted.
    const readMirror = store.readMirror();
    if (readMirror) dispatch({ type: "stored", stored: readMirror });
    dispatch({ type: "stored", stored: await store.read() });
  }

  /** Reads storage again where nobody tells what happened there: a stopped session hears no bell, and a deleted cookie rings none. */
  async function catchUp(): Promise<void> {
    if (stop && !rules.goneMeansLogout) return;
    await reread();
  }

  async function landed(signal?: AbortSignal): Promise<void> {
    while (state.inFlight) await wait(state.inFlight.id, signal);
  }

  function start(): () => void {
    if (stop) return stop;
    wasStarted = true;
    const unlisten = [
      page.listen((returned) => {
        if (returned) void reread();
        look(returned);
      }),
      bell.listen(() => void reread()),
    ];
    const mine = (): void => {
      if (stop !== mine) return;
      stop = undefined;
      for (const off of unlisten) off();
      arm();
      signs.watch(null);
    };
    stop = mine;
    const begin = (stored: SessionRecord<User> | null): void => {
      apply({ type: "stored", stored });
      look(false);
    };
    // What answers at once paints the right screen at once.
    const readMirror = store.readMirror();
    if (readMirror) begin(readMirror);
    const stored = store.read();
    if (stored instanceof Promise) begun = stored.then((read) => begin(read));
    else begin(stored);
    return mine;
  }

  async function awake(): Promise<void> {
    if (!wasStarted) {
      if (!mayStart())
        throw new SessionError("misconfigured", "No browser here: call session.start() yourself.");
      start();
    }
    await begun;
  }

  async function ready(signal?: AbortSignal): Promise<Snapshot<User>> {
    await orAborted(awake(), signal);
    // A first question that fails settles the status as well: the snapshot says how.
    if (!state.settled)
      await landed(signal).catch(() => {
        if (signal?.aborted) throw reasonOf(signal);
      });
    await orAborted(catchUp(), signal);
    return toSnapshot(state, screen.snapshot(), clock.ahead());
  }

  const access = createAccess({
    ...{ rules, screen, getState, dispatch, look, ready, landed },
    isRunning: () => stop !== undefined,
    userTold: () => userAsked,
  });
  const { claim, current, getToken, refresh } = access;
  const api: Api<User> = {
    on,
    subscribe,
    explain,
    stay: () => dispatch({ type: "active", stay: true }),
    start,
    ready,
    getSnapshot: screen.snapshot,
    async login(given) {
      await awake();
      credentials = given;
      dispatch({ type: "login" });
      credentials = null;
      if (state.login) await wait(state.login);
      const { tokenSet, epoch } = state.record;
      // A page that leaves at once must find the session again.
      await store.saved();
      // Another tab's login or logout in the same moment took precedence.
      if (!tokenSet || state.elsewhere || state.record.epoch !== epoch) throw sessionChanged();
      return tokenSet.user;
    },
    async logout() {
      if (!wasStarted && mayStart()) start();
      if (begun && !state.settled) await begun;
      dispatch({ type: "logout", reason: "logout", revoke: true });
      await revoked;
    },
    refresh,
    getToken,
  };
  return { api, tell, dispatch, landed, claim, current, getState };
}
