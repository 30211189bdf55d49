/** What a session offers: the public interface. */
import type { AccountApi } from "./http/account.ts";
import type { Requests } from "./http/requests.ts";
import type { Account } from "./model/backend.ts";
import type { SessionError } from "./model/errors.ts";
import type { HistoryEntry, Snapshot } from "./model/state.ts";
import type { HistoryEntryOf } from "./runtime/history.ts";

/**
 * Keeps one person logged in. Made by `createSession`.
 */
export interface Session<Credentials, User, Operations extends Account = Record<never, never>> {
  /**
   * Restores the session, arms the timer, listens to the page and the other tabs. Returns how to stop. Calling it twice
   * changes nothing: all get the same stop, which stops it for all. In a browser `ready`, `login`, `getToken` and `fetch` do it
   * if nobody did.
   */
  start(): () => void;
  /** The first settled snapshot: is somebody logged in or not? */
  ready(): Promise<Snapshot<User>>;
  /** What is so now. Immutable; the same object until something in it changes. */
  getSnapshot(): Snapshot<User>;
  /** Calls back after each change of the snapshot. Returns how to stop. */
  subscribe(listener: () => void): () => void;
  /** Calls back for each entry of the history of this type (`"*"`: of any). Returns how to stop. */
  on<Type extends HistoryEntry["type"]>(
    type: Type | "*",
    listener: (happening: HistoryEntryOf<Type>) => void,
  ): () => void;
  /**
   * Logs in; a session that lives is replaced on success and untouched on failure.
   *
   * Rejects with `invalid-credentials`, `validation` (see `fields`), `throttled`, `network`, `timeout`, `server`,
   * `misconfigured`, or `session-changed` when another login or a logout overtook it.
   */
  login(credentials: Credentials): Promise<User>;
  /** Logs out: here and now, whatever the network does. Resolves when the server was told as well; never rejects. */
  logout(): Promise<void>;
  /**
   * Renews the tokens now.
   *
   * Rejects with `unauthenticated`, `not-supported` where they cannot be renewed, `rejected`, `throttled`, `network`,
   * `timeout`, `server`, `misconfigured` or `session-changed`.
   */
  refresh(): Promise<void>;
  /**
   * Asks the backend's "me" again and gives the user, who is the snapshot's: the same object as before where nothing changed.
   * The session does so by itself after each renewal.
   *
   * Rejects with `unauthenticated`, with `not-supported` where the backend names no "me", and with what a signed request
   * rejects with.
   */
  reloadUser(): Promise<User>;
  /**
   * "I am still here": counts as activity, and ends the warning phase, in every tab. For what is no pointer and no key: a
   * video that plays, a call. Changes nothing where nobody is logged in.
   */
  stay(): void;
  /**
   * A fresh access token, for WebSocket, EventSource or an upload widget; `null` when nobody is logged in.
   *
   * Rejects where somebody is logged in but no working token can be had, with what `refresh` rejects with; and with the
   * reason of `signal` when that aborts the waiting. Default: no signal.
   */
  getToken(signal?: AbortSignal): Promise<string | null>;
  /**
   * The platform's fetch, which signs requests to the backend and to `allow`, waits for a token that is being renewed, and
   * replays a refused request once. URLs are resolved against `baseUrl` as `new URL` does. Takes whatever fetch takes, and uses
   * up the body of a `Request` as fetch does. A stream cannot be replayed, nor a `Request` with more than ten megabytes.
   *
   * Rejects like fetch, and with a {@link SessionError} where the session is the reason.
   */
  readonly fetch: typeof fetch;
  /** The recent history, oldest first, never with a token: for bug reports and for "why am I logged out?". */
  explain(): readonly HistoryEntry[];
  /** What the backend offers besides: sign-up, password reset, profile. */
  readonly account: AccountApi<Operations>;
  /** The request policy itself, for adapters of other HTTP clients. */
  readonly requests: Requests;
}
