/** What others see of a session: the shapes of its snapshots. */
import type { Claims } from "./backend.ts";
import type { SessionError } from "./errors.ts";
import type { Reason } from "./state.ts";

/** Whether somebody is logged in. `"loading"` comes once, before the first answer, and never again. */
export type Status = "loading" | "unauthenticated" | "authenticated";

/** Before the first answer is known. */
export interface LoadingSnapshot {
  readonly status: "loading";
  readonly user: null;
  /** A login is in progress. */
  readonly loggingIn: boolean;
}

/** Nobody is logged in. */
export interface UnauthenticatedSnapshot {
  readonly status: "unauthenticated";
  readonly user: null;
  /** A login is in progress. */
  readonly loggingIn: boolean;
  /** Why the last session ended; `null` where there was none. */
  readonly reason: Reason | null;
  /** The end came from another tab. */
  readonly elsewhere: boolean;
  /** What made the last login or the session fail. */
  readonly error: SessionError | null;
}

/** Somebody is logged in. */
export interface AuthenticatedSnapshot<User> {
  readonly status: "authenticated";
  readonly user: User;
  /** A login (of somebody else, say) is in progress. */
  readonly loggingIn: boolean;
  /** What the access token says; `null` where it cannot be read. */
  readonly claims: Claims | null;
  /** When the access token expires, on this machine's clock, in milliseconds; `null`: it does not say. */
  readonly expiresAt: number | null;
  /** A refresh is in progress. */
  readonly refreshing: boolean;
  /** The server could not be reached at the last try; still logged in. */
  readonly offline: boolean;
  /**
   * The server refused to renew the tokens for good: the session lasts until `expiresAt`, and a new login starts another.
   * `null`: nothing of the kind is known.
   */
  readonly error: SessionError | null;
  /** The warning phase: nobody did anything for so long that the session ends then, in milliseconds since 1970. */
  readonly idle: { readonly endsAt: number } | null;
}

/** What the screen needs to know. Immutable, and the same object as long as nothing in it changed. */
export type Snapshot<User> =
  | LoadingSnapshot
  | UnauthenticatedSnapshot
  | AuthenticatedSnapshot<User>;
