/** A session without its HTTP part: the public calls, each an event for the loop and a wait for its outcome. */
import { developers } from "../model/advice.ts";
import { SessionError } from "../model/errors.ts";
import type { Grant } from "../model/grant.ts";
import type { Reason, Snapshot, State } from "../model/state.ts";
import { Access } from "./access.ts";
import type { EventDraft } from "./effects.ts";
import type { History } from "./history.ts";
import { Lifecycle } from "./lifecycle.ts";
import type { Way } from "./log-in.ts";
import { type LoginOptions, Logins, type ProceedOptions } from "./logins.ts";
import { Loop, type LoopOptions } from "./loop.ts";
import type { TokenAccess } from "./mode.ts";

/** What a runtime is made from. */
export interface RuntimeOptions<User> extends LoopOptions<User> {
  /** Whether a session may start here: on a server it would be that of all visitors. `isOrdered`: the app called `start()`. */
  mayStart(isOrdered: boolean): boolean;
}

/** The options of `session.logout`. */
export interface LogoutOptions {
  /** `true`: on all devices of the user, if the server can do that; otherwise `logout-failed` tells it. Default: `false`. */
  readonly everywhere?: boolean | undefined;
}

/** The public calls that need nothing but the runtime. */
export interface SessionCalls<User> extends Pick<History, "on" | "subscribe" | "explain"> {
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
  readonly access: TokenAccess<User>;
  /** Logs in some way. Rejects as `session.login` does. */
  enter(way: Way<User>, options?: LoginOptions): Promise<User>;
  getState(): State<User>;
  /** Whether the session was started, and not stopped since. */
  isRunning(): boolean;
  /** The present instant. The state knows only that of the last event. */
  now(): number;
  dispatch(event: EventDraft<User>): void;
  /** Waits until nothing is in flight. Rejects with the error of a request in between. */
  landed(signal?: AbortSignal): Promise<void>;
}

/** The reasons that an app can give for an end. `"replaced"` is what a login does. */
const reasonsToGive: readonly Reason[] = ["logout", "idle", "expired", "rejected", "max-age"];

/** Throws `misconfigured` for any other: a record with an unknown reason could not be read again. */
function checkReason(reason: unknown): void {
  if (reasonsToGive.some((known) => known === reason)) return;
  const message = `end() was given ${JSON.stringify(reason)}. Write one of: ${reasonsToGive.join(", ")}.`;
  throw new SessionError("misconfigured", message);
}

/** Makes the runtime of one session. It touches nothing before the session is started. */
export function createRuntime<User>(options: RuntimeOptions<User>): Runtime<User> {
  const loop = new Loop<User>(options);
  const lifecycle = new Lifecycle<User>(loop, options.mayStart);
  const own = new Access<User>(loop, lifecycle);
  const access = options.mode?.access(own, loop) ?? own;
  const { on, subscribe, explain, tell, snapshot } = loop.screen;
  const logins = new Logins<User>(loop, lifecycle);

  async function logout({ everywhere = false }: LogoutOptions = {}): Promise<void> {
    // Without a stored session to wait for, the logout is done before this call returns.
    const restored = lifecycle.startForLogout();
    if (restored) await restored;
    loop.dispatch({ type: "logout", reason: "logout", revoke: true, everywhere });
    await loop.revoked;
  }

  async function end(reason: Reason): Promise<void> {
    checkReason(reason);
    const restored = lifecycle.startForLogout();
    if (restored) await restored;
    loop.dispatch({ type: "end", reason });
    await loop.store.saved();
  }

  const calls: SessionCalls<User> = {
    on(type, listener) {
      developers.advice?.listened(options.rules.backend, type);
      return on(type, listener);
    },
    subscribe,
    explain,
    getSnapshot: snapshot,
    start: () => lifecycle.start(),
    ready: (signal) => lifecycle.ready(signal),
    login: (credentials, options) => logins.login(credentials, options),
    adopt: (grant, options) => logins.adopt(grant, options),
    proceed: (input, options) => logins.proceed(input, options),
    logout,
    end,
    refresh: () => access.refresh(),
    getToken: (signal) => access.getToken(signal),
    stay: () => loop.dispatch({ type: "active", stay: true }),
  };
  return {
    calls,
    access,
    enter: (way, options) => logins.enter(way, options),
    tell,
    getState: loop.getState,
    isRunning: () => loop.isRunning,
    now: () => loop.ports.clock.now(),
    dispatch: (event) => loop.dispatch(event),
    landed: (signal) => loop.landed(signal),
  };
}
