/** The loop of a session: applies one event at a time, performs the effects, sets the alarm and notifies listeners. */
import { nextAlarmAt } from "../machine/deadlines.ts";
import { initialState, transition } from "../machine/transition.ts";
import type { SessionError } from "../model/errors.ts";
import type { HistoryEntry } from "../model/history-entry.ts";
import type { Effect, Rules, SessionRecord, State } from "../model/state.ts";
import { ActivityWatch } from "./activity-watch.ts";
import { Alarm } from "./alarm.ts";
import type { Asking } from "./ask.ts";
import { createEffects, type Effects, type EventDraft } from "./effects.ts";
import { type GuardedPorts, guardPorts } from "./guard.ts";
import type { Way } from "./log-in.ts";
import type { RuntimeMode } from "./mode.ts";
import { createScreen, type Screen } from "./screen.ts";
import { createSteadyClock } from "./steady-clock.ts";
import { Store } from "./store.ts";
import { createWaiting, type Waiting } from "./waiting.ts";

/** What a loop is made from. */
export interface LoopOptions<User> extends Asking {
  readonly rules: Rules<User>;
  /** Names the lock and the record. */
  readonly name: string;
  /** Asks "me" who the user is now, and dispatches the answer. */
  reloadUser(): Promise<unknown>;
  /** Keeps the tokens in another way. Default: the record has them. */
  readonly mode?: RuntimeMode<User> | undefined;
}

type LoginEvent<User> = Extract<EventDraft<User>, { readonly type: "login" }>;
type RevokeEffect = Extract<Effect<unknown>, { readonly type: "revoke" }>;
type Degraded = Extract<HistoryEntry, { readonly type: "degraded" }>;

/** The loop of one session. It touches nothing before the first event. */
export class Loop<User> {
  readonly rules: Rules<User>;
  readonly ports: GuardedPorts;
  readonly screen: Screen<User>;
  readonly store: Store<User>;
  /** Resolves once the server was told of the last logout. `undefined`: there was none. */
  revoked: Promise<void> | undefined;
  /** Resolves once "me" has answered the last question. `undefined`: it was not asked. */
  userTold: Promise<unknown> | undefined;
  /** Changes whenever anything derived from the state may be out of date. */
  version = 0;

  private readonly alarm: Alarm;
  private readonly activity: ActivityWatch;
  private readonly effects: Effects<User>;
  private readonly waiting: Waiting;
  private readonly reloadUser: () => Promise<unknown>;
  private readonly decide: typeof transition;
  private current: State<User> = initialState;
  private running = false;
  private isPerforming = false;
  /** How the login that is being dispatched gets its tokens. */
  private way: Way<User> | null = null;
  /** Records that storage turned out to hold while one was saved; `null`: it had lost the record. */
  private readonly found: (SessionRecord<User> | null)[] = [];

  constructor(options: LoopOptions<User>) {
    const clock = createSteadyClock(options.ports.clock);
    const ports = guardPorts(options.ports, clock);
    const { getState } = this;
    const screen = createScreen(clock, ports.report, getState, options.rules);
    const store = new Store<User>(ports, {
      seen: clock.reach,
      found: (record) => this.takeFound(record),
      late: (record) => this.takeLate(record),
      degraded: (cause, error) => this.reportDegraded(cause, error),
    });
    const apply = (event: EventDraft<User>): void => this.apply(event);
    const { mode } = options;
    const context = { ...options, ports, store, apply, getState, notify: screen.update };
    const effects = createEffects<User>(context);
    this.rules = options.rules;
    this.ports = ports;
    this.screen = screen;
    this.store = store;
    this.reloadUser = options.reloadUser;
    this.alarm = new Alarm(clock, () => this.look(false));
    this.activity = new ActivityWatch({
      ports,
      rules: options.rules,
      onActive: () => this.dispatch({ type: "active", stay: false }),
    });
    this.decide = mode?.transition ?? transition;
    this.effects = mode?.effects(effects, context) ?? effects;
    this.waiting = createWaiting(screen.post);
  }

  /** The state, for callers that keep the function. */
  readonly getState = (): State<User> => this.current;

  get state(): State<User> {
    return this.current;
  }

  /** Whether the session is started: the screen is kept up to date. */
  get isRunning(): boolean {
    return this.running;
  }

  /** Starts or stops the alarm and the watch for activity. */
  setRunning(isRunning: boolean): void {
    this.running = isRunning;
    this.version += 1;
    this.watch(false);
  }

  /** Applies an event and performs its effects, and notifies nobody yet. */
  apply(event: EventDraft<User>): void {
    const sharedActivityAt = this.activity.read();
    const { clock, random } = this.ports;
    const dated = { ...event, now: clock.now(), random: random(), sharedActivityAt };
    const [state, effects] = this.decide(this.current, dated, this.rules);
    this.current = state;
    this.version += 1;
    this.isPerforming = true;
    for (const effect of effects) this.perform(effect);
    this.isPerforming = false;
    this.applyFound();
    this.watch(event.type === "active");
  }

  /** Applies an event, performs its effects and notifies listeners. */
  dispatch(event: EventDraft<User>): void {
    const { screen, store } = this;
    this.apply(event);
    screen.update();
    // Saving may bring news from storage later.
    void store.saved().then(screen.update);
  }

  /** Dispatches a login. The way, with its credentials, is kept for the length of this call only. */
  dispatchLogin(way: Way<User>, login: Pick<LoginEvent<User>, "isStep" | "run">): void {
    this.way = way;
    this.dispatch({ type: "login", ...login });
    this.way = null;
  }

  /** The event that storage holds this record. */
  stored(stored: SessionRecord<User> | null, whileSaving = false): EventDraft<User> {
    return { type: "stored", stored, whileSaving, run: this.ports.run.read() };
  }

  /** Looks at the clock. `hasReturned`: somebody came back to the page, or the network did. */
  look(hasReturned: boolean): void {
    this.dispatch({ type: "look", visible: this.ports.page.visible(), returned: hasReturned });
  }

  /** Waits for an in-flight request or a login. Rejects with its error, or with the signal's reason. */
  wait(id: number, signal?: AbortSignal): Promise<void> {
    return this.waiting.wait(id, signal);
  }

  /** Waits until nothing is in flight. Rejects with the error of a request in between. */
  async landed(signal?: AbortSignal): Promise<void> {
    while (this.current.inFlight) await this.wait(this.current.inFlight.id, signal);
  }

  private perform(effect: Effect<User>): void {
    switch (effect.type) {
      case "save":
        this.store.save(effect.record);
        break;
      case "log-in":
        if (this.way) void this.effects.logIn(effect.id, this.way);
        break;
      case "request-tokens":
        void this.effects.requestTokens(effect.request);
        break;
      case "release":
        this.waiting.release(effect.id, effect.error);
        break;
      case "ask-user":
        // In the background, after the lock is free.
        this.screen.post(() => this.askUser());
        break;
      case "share":
        this.share(effect.activeAt);
        break;
      case "revoke":
        this.revoked = this.revoke(effect);
        break;
      case "log":
        this.screen.report(effect.entry);
    }
  }

  /** If "me" fails, the user stays as it was. */
  private askUser(): void {
    this.userTold = this.reloadUser().catch(() => {});
  }

  /** Tells the other tabs when somebody was active: by the activity port, or else by the record. */
  private share(activeAt: number): void {
    const isShared = this.activity.write(activeAt);
    const { record } = this.current;
    if (!isShared && record.tokenSet) this.store.save({ ...record, activeAt });
  }

  private async revoke({
    tokens,
    leftover,
    firstTabOnly,
    everywhere,
  }: RevokeEffect): Promise<void> {
    // Every tab notices such an end by itself. Only the first of them tells the server.
    if (firstTabOnly && !(await this.store.saved())) return;
    const reach = leftover ? "leftover" : "session";
    const error = await this.effects.revoke(tokens, everywhere ? "everywhere" : reach);
    if (error && !leftover) this.screen.tell({ type: "logout-failed", error });
  }

  private takeFound(record: SessionRecord<User> | null): void {
    this.found.push(record);
    if (!this.isPerforming) this.applyFound();
  }

  /** What storage held is an event like any other. It is applied once all effects before it are performed. */
  private applyFound(): void {
    for (let found = this.found.shift(); found !== undefined; found = this.found.shift()) {
      if (found) this.apply(this.stored(found, true));
      else this.apply({ type: "record-missing", visible: this.ports.page.visible() });
    }
  }

  private takeLate(record: SessionRecord<User> | null): void {
    if (record) this.dispatch(this.stored(record));
    else this.screen.update();
  }

  private reportDegraded(cause: Degraded["cause"], error: SessionError | null): void {
    this.screen.report({ type: "degraded", cause, error });
  }

  private watch(isLazy: boolean): void {
    this.alarm.set(this.running ? nextAlarmAt(this.current, this.rules) : Infinity, isLazy);
    this.activity.watch(this.running && this.current.record.tokenSet !== null);
  }
}
