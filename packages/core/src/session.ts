/** The public interface of a session. */
import type { AccountApi } from "./http/account.ts";
import type { SessionFetch } from "./http/fetch.ts";
import type { Requests } from "./http/requests.ts";
import type { SessionError } from "./model/errors.ts";
import type { Claims, Grant } from "./model/grant.ts";
import type { HistoryEntry } from "./model/history-entry.ts";
import type { Account, PendingStep, StepInputs, Steps } from "./model/operation.ts";
import type { Reason, Snapshot } from "./model/state.ts";
import type { HistoryEntryOf } from "./runtime/history.ts";
import type { LoginOptions, ProceedOptions } from "./runtime/logins.ts";
import type { LogoutOptions } from "./runtime/runtime.ts";

/**
 * Keeps one user logged in. Create it with `createSession`.
 */
export interface Session<
  Credentials,
  User,
  Operations extends Account = Record<never, never>,
  Known extends Steps = Steps,
  Payload extends Claims = Claims,
> {
  /**
   * Restores the session, sets the timer, and listens to the page and the other tabs. Returns a function that stops all that. A second call
   * changes nothing and returns the same function, which stops the session for all callers. In a browser, `ready`, `login`, `getToken` and
   * `fetch` start the session if you did not.
   *
   * On a server it does nothing: one session would be that of all visitors. A worker, a script or a test has a session of its own where it
   * gives `storage: "memory"`, a `fetch` or `ports`.
   */
  start(): () => void;
  /** Resolves to the first snapshot that is not `"loading"`: somebody is logged in, or nobody is. */
  ready(): Promise<Snapshot<User, PendingStep<Known>, Payload>>;
  /** The current snapshot. It is immutable, and the same object until something in it changes. */
  getSnapshot(): Snapshot<User, PendingStep<Known>, Payload>;
  /** Calls `listener` after each change of the snapshot. Returns a function that stops this. */
  subscribe(listener: () => void): () => void;
  /** Calls `listener` for each new history entry of this type (`"*"`: of any type). Returns a function that stops this. */
  on<Type extends HistoryEntry["type"]>(
    type: Type | "*",
    listener: (entry: HistoryEntryOf<Type>) => void,
  ): () => void;
  /**
   * Logs in. If a session is already open, success replaces it and failure leaves it as it is.
   *
   * Rejects with `invalid-credentials`, `validation` (see `fields`), `throttled`, `network`, `timeout`, `server`,
   * `misconfigured`, with `pending` if the server asks for another step first, or with `session-changed` if another login or a logout
   * happened meanwhile. If `signal` aborts, it rejects with the signal's reason, and tokens that still arrive are revoked.
   */
  login(credentials: Credentials, options?: LoginOptions): Promise<User>;
  /**
   * Sends the next step of the login that waits: see `snapshot.pending`. A mistake, a wrong code for example, leaves it waiting. A logout, a
   * new login or a reload drops it. Other tabs do not see it.
   *
   * Rejects like `login`: with `pending` if there is yet another step, with `session-changed` if no login waits, and with `not-supported`
   * if the backend does not describe this step.
   */
  proceed(input: StepInputs<Known>, options?: ProceedOptions): Promise<User>;
  /**
   * Begins a session with tokens that you got elsewhere: from a social login, a magic link, a native shell, or an older app's storage. It is
   * a login in every other respect, also for other tabs. Tokens whose access token is over are renewed first.
   *
   * Rejects with `rejected` if the tokens are dead, and like `login`.
   *
   * @example
   * ```ts
   * import { createSession } from "@sojourn/core";
   * import { simpleJwt } from "@sojourn/django";
   *
   * const session = createSession({ backend: simpleJwt({ baseUrl: "https://api.example.com/api/" }) });
   * const access = new URLSearchParams(location.hash.slice(1)).get("access");
   * if (access) await session.adopt({ access });
   * ```
   */
  adopt(grant: Grant<User>, options?: LoginOptions): Promise<User>;
  /**
   * Logs out at once, even without a network. Resolves after the server was informed too, or could not be. Never rejects. With
   * `{ everywhere: true }` the server revokes all tokens of the user, if it can.
   */
  logout(options?: LogoutOptions): Promise<void>;
  /** The same as the handler of a button, which gets an event: `onClick={logout}`. */
  logout(event: { readonly type: string }): Promise<void>;
  /**
   * Ends the session in all tabs because you were told that it is over, over a WebSocket for example. The server is not asked. Does
   * nothing if nobody is logged in. `reason`: what the snapshot gives as the reason. Rejects with `misconfigured` for any other reason.
   */
  end(reason: Exclude<Reason, "replaced">): Promise<void>;
  /**
   * Renews the tokens now.
   *
   * Rejects with `unauthenticated`, `not-supported` if the backend cannot renew them, `rejected`, `throttled`, `network`,
   * `timeout`, `server`, `misconfigured` or `session-changed`.
   */
  refresh(): Promise<void>;
  /**
   * Fetches the user from the backend's "me" again. Resolves to the snapshot's `user`: the same object as before if nothing changed.
   * The session does this by itself after each renewal.
   *
   * Rejects with `unauthenticated`, with `not-supported` if the backend has no "me", and like any signed request.
   */
  reloadUser(): Promise<User>;
  /**
   * Counts as activity, and ends the idle warning, in all tabs. Call it for a "Stay logged in" button, and for activity without pointer or
   * keys: a video that plays, a call. Does nothing if nobody is logged in.
   */
  stay(): void;
  /**
   * A fresh access token, for WebSocket, EventSource or an upload widget. `null` if nobody is logged in.
   *
   * Rejects like `refresh` if somebody is logged in but no valid token can be had, and with the reason of `signal` if that aborts the wait.
   * Default: no signal.
   */
  getToken(signal?: AbortSignal): Promise<string | null>;
  /**
   * The platform's `fetch` with the session's token. It signs requests to the backend and to `allow`, waits while a token is renewed, and
   * retries a refused request once with a new token. URLs are resolved against `baseUrl` as `new URL` does. It takes the same arguments as
   * `fetch`, and consumes the body of a `Request` as `fetch` does. It cannot retry a stream, or a `Request` with a body over ten megabytes.
   * With `{ session: false }` the request is sent as if there were no session.
   *
   * Rejects like `fetch`, and with a {@link SessionError} if the session is the reason.
   */
  readonly fetch: SessionFetch;
  /** The recent history, oldest entry first, for bug reports and for "Why was I logged out?". It never contains a token. */
  explain(): readonly HistoryEntry[];
  /** The backend's account operations: sign-up, password reset, profile and others. */
  readonly account: AccountApi<Operations, User>;
  /** The request policy, for adapters of other HTTP clients. */
  readonly requests: Requests;
}
