/** The public calls that log in: by credentials, by the next step of a login, by tokens that the app has, or by an account operation. */
import { checkGiven } from "../model/description.ts";
import { SessionError, sessionChanged } from "../model/errors.ts";
import type { Grant, LoginAnswer } from "../model/grant.ts";
import type { Operation } from "../model/operation.ts";
import { byGrant } from "./adopt.ts";
import type { Lifecycle } from "./lifecycle.ts";
import { byOperation, type Way } from "./log-in.ts";
import type { Loop } from "./loop.ts";
import { orAborted } from "./waiting.ts";

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

const NOTHING_PENDING = "No login waits for a step any more. Call login() again.";
const TWO_ARGUMENTS = "login() takes one object. Write login({ username, password }).";

/** The logins of one session. */
export class Logins<User> {
  private readonly loop: Loop<User>;
  private readonly lifecycle: Lifecycle<User>;

  constructor(loop: Loop<User>, lifecycle: Lifecycle<User>) {
    this.loop = loop;
    this.lifecycle = lifecycle;
  }

  /** Exchanges credentials for tokens. */
  async login(credentials: unknown, options?: LoginOptions): Promise<User> {
    if (typeof options === "string") throw new SessionError("misconfigured", TWO_ARGUMENTS);
    const { login } = this.loop.rules.backend;
    return this.enter(byOperation<User, never>(login, credentials as never), options);
  }

  /** Takes tokens that the app got elsewhere. */
  async adopt(grant: Grant<User>, options?: LoginOptions): Promise<User> {
    checkGiven(grant);
    return this.enter(byGrant(grant), options);
  }

  /** Sends the next step of the login that waits. */
  async proceed(input: unknown, options?: ProceedOptions): Promise<User> {
    const { state, rules } = this.loop;
    if (!state.pending) throw new SessionError("session-changed", NOTHING_PENDING);
    const { shown, ticket } = state.pending;
    const operation = rules.backend.steps?.[shown.step];
    if (!operation) {
      const message = `${rules.backend.name} does not describe the step "${shown.step}". Tell people what to do, then log in again.`;
      throw new SessionError("not-supported", message);
    }
    const step = operation as Operation<unknown, LoginAnswer<User>>;
    return this.enter(byOperation(step, { input, ticket }), options, true);
  }

  /** Logs in some way. `isStep`: it is the next step of the login that waits. */
  async enter(way: Way<User>, options: LoginOptions = {}, isStep = false): Promise<User> {
    const { loop } = this;
    const { remember = true, signal } = options;
    await orAborted(this.lifecycle.awake(), signal);
    // A logout at the same moment took precedence.
    if (isStep && !loop.state.pending) throw sessionChanged();
    // A run without a name is never found again: the session ends with its page.
    const run = remember ? undefined : (loop.ports.run.begin() ?? "");
    loop.dispatchLogin(way, { isStep, run });
    if (loop.state.login !== null) await this.landed(loop.state.login, signal);
    const { tokenSet, epoch } = loop.state.record;
    // A page that leaves at once must find the session again.
    await loop.store.saved();
    // A login or logout of another tab at the same moment took precedence.
    const { record, elsewhere } = loop.state;
    if (!tokenSet || elsewhere || record.epoch !== epoch) throw sessionChanged();
    return tokenSet.user;
  }

  /** Waits for a login. An abort drops it: tokens that still arrive are revoked. */
  private async landed(id: number, signal: AbortSignal | undefined): Promise<void> {
    try {
      await this.loop.wait(id, signal);
    } catch (error) {
      if (signal?.aborted) this.loop.dispatch({ type: "login-aborted", id });
      throw error;
    }
  }
}
