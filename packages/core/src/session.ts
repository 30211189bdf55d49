/** The public interface of a session. */
import type { AccountApi } from "./http/account.ts";
import type { Requests } from "./http/requests.ts";
import type { Account } from "./model/backend.ts";
import type { SessionError } from "./model/errors.ts";
import type { HistoryEntry, Snapshot } from "./model/state.ts";
import type { HistoryEntryOf } from "./runtime/history.ts";

/**
 * Keeps one user logged in. Create it with `createSession`.
 */
export interface Session<Credentials, User, Operations extends Account = Record<never, never>> {
  /**
   * Restores the session, sets the timer, and listens to the page and the other tabs. Returns a function that stops all that. A second call
   * changes nothing and returns the same function, which stops the session for all callers. In a browser, `ready`, `login`, `getToken` and
   * `fetch` start the session if you did not.
   */
  start(): () => void;
  /** Resolves to the first snapshot that is not `"loading"`: somebody is logged in, or nobody is. */
  ready(): Promise<Snapshot<User>>;
  /** The current snapshot. It is immutable, and the same object until something in it changes. */
  getSnapshot(): Snapshot<User>;
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
   * `misconfigured`, or `session-changed` if another login or a logout happened meanwhile.
   */
  login(credentials: Credentials): Promise<User>;
  /** Logs out at once, even without a network. Resolves after the server was informed too, or could not be. Never rejects. */
  logout(): Promise<void>;
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
   *
   * Rejects like `fetch`, and with a {@link SessionError} if the session is the reason.
   */
  readonly fetch: typeof fetch;
  /** The recent history, oldest entry first, for bug reports and for "Why was I logged out?". It never contains a token. */
  explain(): readonly HistoryEntry[];
  /** The backend's account operations: sign-up, password reset, profile and others. */
  readonly account: AccountApi<Operations>;
  /** The request policy, for adapters of other HTTP clients. */
  readonly requests: Requests;
}
