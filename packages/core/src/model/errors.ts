/** The one error class of Sojourn, with its closed list of codes. */

/** Why something failed. The list is closed: a `switch` over it can be exhaustive. */
export type SessionErrorCode =
  /** The server says that the name or the password is wrong (or the account is not active). */
  | "invalid-credentials"
  /** The server says which fields of the input are wrong: see `fields`. */
  | "validation"
  /** Too many attempts: wait `retryAfter` milliseconds. */
  | "throttled"
  /** No answer: the server or the network is down, or CORS forbids reading the answer. */
  | "network"
  /** No answer in time. */
  | "timeout"
  /** The server failed (425, 5xx). That says nothing about the session, so it is kept. */
  | "server"
  /** The server refused the token for good. */
  | "rejected"
  /** The login is not finished: the server asks for another step. `snapshot.pending` says which, and `session.proceed()` goes on. */
  | "pending"
  /** Nobody is logged in, and the call needs a user. */
  | "unauthenticated"
  /** Someone logged in or out meanwhile: the answer belongs to a session that is over. */
  | "session-changed"
  /** The backend or the platform cannot do this. */
  | "not-supported"
  /** The set-up is wrong: an address, an option or CORS. The message says what to change. */
  | "misconfigured";

/** Messages by form field. Messages that belong to no field are under `""`. */
export type Fields = Readonly<Record<string, readonly string[]>>;

/** What a {@link SessionError} can carry besides its code and message. */
export interface SessionErrorDetails {
  /** Field messages of the server. Default: none. */
  readonly fields?: Fields | undefined;
  /** HTTP status of the answer. Default: `null`, there was none. */
  readonly status?: number | null | undefined;
  /** Milliseconds to wait before the next attempt. Default: `null`, the server named none. */
  readonly retryAfter?: number | null | undefined;
  /** The error that caused this one. `JSON.stringify` and `console.log` leave it out. Default: none. */
  readonly cause?: unknown;
}

const MARK = "sojourn.SessionError";

/**
 * What every failing call of Sojourn rejects with.
 *
 * Recognise it with {@link isSessionError}, not with `instanceof`, because a page may contain two copies of the package. It never
 * contains a token, a password or a cookie.
 *
 * @example
 * ```ts
 * import { isSessionError } from "@sojourn/core";
 *
 * const explain = (error: unknown): string =>
 *   isSessionError(error) && error.code === "invalid-credentials" ? "Wrong name or password." : "Please try again.";
 * ```
 */
export class SessionError extends Error {
  /** What kind of failure this is. */
  readonly code: SessionErrorCode;
  /** The server's messages by form field. Empty if there are none. */
  readonly fields: Fields;
  /** HTTP status of the answer. `null`: there was none. */
  readonly status: number | null;
  /** Milliseconds to wait before the next attempt. `null`: the server named none. */
  readonly retryAfter: number | null;

  constructor(code: SessionErrorCode, message: string, details: SessionErrorDetails = {}) {
    super(message);
    this.code = code;
    this.fields = details.fields ?? {};
    this.status = details.status ?? null;
    this.retryAfter = details.retryAfter ?? null;
    Object.defineProperties(this, {
      name: { value: "SessionError" },
      cause: { value: details.cause },
      mark: { value: MARK },
    });
  }
}

/** Whether `error` is a {@link SessionError}, from this copy of the package or another one. */
export function isSessionError(error: unknown): error is SessionError {
  return error instanceof Error && (error as { mark?: unknown }).mark === MARK;
}

/** The error of calls whose session ended before they were answered. */
export function sessionChanged(): SessionError {
  return new SessionError("session-changed", "Someone logged in or out meanwhile. Start again.");
}

/** The error of calls that need a logged-in user. */
export function nobodyLoggedIn(): SessionError {
  return new SessionError("unauthenticated", "Nobody is logged in. Log in first.");
}
