/** A session without its HTTP part: the public calls, each an event for the loop and a wait for its outcome. */
import { checkGiven } from "../model/description.ts";
import { SessionError, sessionChanged } from "../model/errors.ts";
import type { Grant, LoginAnswer } from "../model/grant.ts";
import type { Operation } from "../model/operation.ts";
import type { Reason, Snapshot, State } from "../model/state.ts";
import { Access } from "./access.ts";
import { byGrant } from "./adopt.ts";
import type { EventDraft } from "./effects.ts";
import type { History } from "./history.ts";
import { Lifecycle } from "./lifecycle.ts";
import { byOperation, type Way } from "./log-in.ts";
import { Loop, type LoopOptions } from "./loop.ts";
import { orAborted } from "./waiting.ts";

/** What a runtime is made from. */
export interface RuntimeOptions<User> extends LoopOptions<User> {
  /** Whether a session that nobody started may start itself. */
  mayStart(): boolean;
}

/** The options of `session.proceed`. */
export interface ProceedOptions {
  /** Gives up: the call rejects with the signal's reason, and tokens that still arrive are revoked. Default: no signal. */
  readonly signal?: AbortSignal | undefined;
}

/** The options of `session.login`, and of all other calls that log in. */
export interface LoginOptions extends ProceedOptions {
  /**
   * `false`: the session is over when the browser is closed. Until then it survives reloads, and all tabs share it. Where cookies are
   * blocked it ends with its page. Default: `true`, the session lasts as long as its tokens.
   */
  readonly remember?: boolean | undefined;
}

/** The options of `session.logout`. */
export interface LogoutOptions {
  /** `true`: on all devices of the user, if the server can do that; otherwise `logout-failed` tells it. Default: `false`. */
  readonly everywhere?: boolean | undefined;
}

const NOTHING_PENDING = "No login waits for a step any more. Call login() again.";

/** The public calls that need nothing but the runtime. */
interface SessionCalls<User> extends Pick<History, "on" | "subscribe" | "explain"> {
  getSnapshot(): Snapshot<User>;
  start(): () => void;
  ready(signal?: AbortSignal): Promise<Snapshot<User>>;
  login(credentials: unknown, options?: LoginOptions): Promise<User>;
  adopt(grant: Grant<User>, options?: LoginOptions): Promise<User>;
  proceed(input: unknown, options?: ProceedOptions): Promise<User>;
  logout(options?: LogoutOptions): Promise<void>;
  end(reason: Reason): Promise<void>;
  refresh(): Promise<void>;
  getToken(signal?: AbortSignal): Promise<string | null>;
  stay(): void;
}

/** One session as its HTTP part and its account operations use it. */
export interface Runtime<User> extends Pick<History, "tell"> {
  readonly calls: SessionCalls<User>;
  readonly access: Access<User>;
  /** Logs in some way. Rejects as `session.login` does. */
  enter(way: Way<User>, options?: LoginOptions): Promise<User>;
  getState(): State<User>;
  /** The present instant. The state knows only that of the last event. */
  now(): number;
  dispatch(event: EventDraft<User>): void;
  /** Waits until nothing is in flight. Rejects with the error of a request in between. */
  landed(signal?: AbortSignal): Promise<void>;
}

/** Makes the runtime of one session. It touches nothing before the session is started. */
export function createRuntime<User>(options: RuntimeOptions<User>): Runtime<User> {
  const loop = new Loop<User>(options);
  const lifecycle = new Lifecycle<User>(loop, options.mayStart);
  const access = new Access<User>(loop, lifecycle);
  const { on, subscribe, explain, tell, snapshot } = loop.screen;
  const { backend } = loop.rules;

  async function enter(way: Way<User>, options: LoginOptions = {}, isStep = false): Promise<User> {
    const { remember = true, signal } = options;
    await orAborted(lifecycle.awake(), signal);
    // A logout at the same moment took precedence.
    if (isStep && !loop.state.pending) throw sessionChanged();
    // A run without a name is never found again: the session ends with its page.
    const run = remember ? undefined : (loop.ports.run.begin() ?? "");
    loop.dispatchLogin(way, { isStep, run });
    if (loop.state.login !== null) await landedLogin(loop.state.login, signal);
    const { tokenSet, epoch } = loop.state.record;
    // A page that leaves at once must find the session again.
    await loop.store.saved();
    // A login or logout of another tab at the same moment took precedence.
    const { record, elsewhere } = loop.state;
    if (!tokenSet || elsewhere || record.epoch !== epoch) throw sessionChanged();
    return tokenSet.user;
  }

  /** Waits for a login. An abort drops it: tokens that still arrive are revoked. */
  async function landedLogin(id: number, signal: AbortSignal | undefined): Promise<void> {
    try {
      await loop.wait(id, signal);
    } catch (error) {
      if (signal?.aborted) loop.dispatch({ type: "login-aborted", id });
      throw error;
    }
  }

  async function proceed(input: unknown, options?: ProceedOptions): Promise<User> {
    const { pending } = loop.state;
    if (!pending) throw new SessionError("session-changed", NOTHING_PENDING);
    const { step } = pending.shown;
    const operation = backend.steps?.[step];
    if (!operation) {
      const message = `${backend.name} does not describe the step "${step}". Tell people what to do, then log in again.`;
      throw new SessionError("not-supported", message);
    }
    const way = byOperation<User, unknown>(operation as Operation<unknown, LoginAnswer<User>>, {
      input,
      ticket: pending.ticket,
    });
    return enter(way, options, true);
  }

  async function logout({ everywhere = false }: LogoutOptions = {}): Promise<void> {
    // Without a stored session to wait for, the logout is done before this call returns.
    const restored = lifecycle.startForLogout();
    if (restored) await restored;
    loop.dispatch({ type: "logout", reason: "logout", revoke: true, everywhere });
    await loop.revoked;
  }

  async function end(reason: Reason): Promise<void> {
    const restored = lifecycle.startForLogout();
    if (restored) await restored;
    loop.dispatch({ type: "end", reason });
    await loop.store.saved();
  }

  const calls: SessionCalls<User> = {
    on,
    subscribe,
    explain,
    getSnapshot: snapshot,
    start: () => lifecycle.start(),
    ready: (signal) => lifecycle.ready(signal),
    login: (credentials, options) =>
      enter(byOperation<User, never>(backend.login, credentials as never), options),
    async adopt(grant, options) {
      checkGiven(grant);
      return enter(byGrant(grant), options);
    },
    proceed,
    logout,
    end,
    refresh: () => access.refresh(),
    getToken: (signal) => access.getToken(signal),
    stay: () => loop.dispatch({ type: "active", stay: true }),
  };
  return {
    calls,
    access,
    enter,
    tell,
    getState: loop.getState,
    now: () => loop.ports.clock.now(),
    dispatch: (event) => loop.dispatch(event),
    landed: (signal) => loop.landed(signal),
  };
}
