/** A session without its HTTP part: the public calls, each an event for the loop and a wait for its outcome. */
import { sessionChanged } from "../model/errors.ts";
import type { Snapshot, State } from "../model/state.ts";
import { Access } from "./access.ts";
import type { EventDraft } from "./effects.ts";
import type { History } from "./history.ts";
import { Lifecycle } from "./lifecycle.ts";
import { Loop, type LoopOptions } from "./loop.ts";

/** What a runtime is made from. */
export interface RuntimeOptions<User> extends LoopOptions<User> {
  /** Whether a session that nobody started may start itself. */
  mayStart(): boolean;
}

/** The public calls that need nothing but the runtime. */
interface SessionCalls<User> extends Pick<History, "on" | "subscribe" | "explain"> {
  getSnapshot(): Snapshot<User>;
  start(): () => void;
  ready(signal?: AbortSignal): Promise<Snapshot<User>>;
  login(credentials: unknown): Promise<User>;
  logout(): Promise<void>;
  refresh(): Promise<void>;
  getToken(signal?: AbortSignal): Promise<string | null>;
  stay(): void;
}

/** One session as its HTTP part and its account operations use it. */
export interface Runtime<User> extends Pick<History, "tell"> {
  readonly calls: SessionCalls<User>;
  readonly access: Access<User>;
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

  async function login(credentials: unknown): Promise<User> {
    await lifecycle.awake();
    loop.dispatchLogin(credentials);
    if (loop.state.login !== null) await loop.wait(loop.state.login);
    const { tokenSet, epoch } = loop.state.record;
    // A page that leaves at once must find the session again.
    await loop.store.saved();
    // A login or logout of another tab at the same moment took precedence.
    const { record, elsewhere } = loop.state;
    if (!tokenSet || elsewhere || record.epoch !== epoch) throw sessionChanged();
    return tokenSet.user;
  }

  async function logout(): Promise<void> {
    // Without a stored session to wait for, the logout is done before this call returns.
    const restored = lifecycle.startForLogout();
    if (restored) await restored;
    loop.dispatch({ type: "logout", reason: "logout", revoke: true });
    await loop.revoked;
  }

  const calls: SessionCalls<User> = {
    on,
    subscribe,
    explain,
    getSnapshot: snapshot,
    start: () => lifecycle.start(),
    ready: (signal) => lifecycle.ready(signal),
    login,
    logout,
    refresh: () => access.refresh(),
    getToken: (signal) => access.getToken(signal),
    stay: () => loop.dispatch({ type: "active", stay: true }),
  };
  return {
    calls,
    access,
    tell,
    getState: loop.getState,
    now: () => loop.ports.clock.now(),
    dispatch: (event) => loop.dispatch(event),
    landed: (signal) => loop.landed(signal),
  };
}
