/** The types of snapshots: what the app sees of a session. */

import type { SessionError } from "./errors.ts";
import type { Claims } from "./grant.ts";
import type { PendingStep } from "./operation.ts";
import type { Reason } from "./state.ts";

/** Whether somebody is logged in. `"loading"` is the first status, before it is known, and never comes again. */
export type Status = "loading" | "unauthenticated" | "authenticated";

/** It is not known yet whether somebody is logged in. */
export interface LoadingSnapshot<Pending = PendingStep> {
  readonly status: "loading";
  readonly user: null;
  /** Whether a login is in progress. */
  readonly loggingIn: boolean;
  /** The step that a login of this tab waits for: a one-time code, for example. `null`: none does. */
  readonly pending: Pending | null;
}

/** Nobody is logged in. */
export interface UnauthenticatedSnapshot<Pending = PendingStep> {
  readonly status: "unauthenticated";
  readonly user: null;
  /** Whether a login is in progress. */
  readonly loggingIn: boolean;
  /** The step that a login of this tab waits for: a one-time code, for example. `null`: none does. */
  readonly pending: Pending | null;
  /** Why the last session ended. `null`: there was none. */
  readonly reason: Reason | null;
  /** Whether another tab ended it. */
  readonly elsewhere: boolean;
  /** Why the last login failed, or the session ended. `null`: no error was the reason. */
  readonly error: SessionError | null;
}

/** Somebody is logged in. */
export interface AuthenticatedSnapshot<User, Pending = PendingStep, Payload = Claims> {
  readonly status: "authenticated";
  readonly user: User;
  /** Whether a login is in progress, for example of another user. */
  readonly loggingIn: boolean;
  /** The step that a login as another user waits for. `null`: none does. */
  readonly pending: Pending | null;
  /** The claims of the access token, as the backend's `claims` reads them. `null`: they cannot be read. */
  readonly claims: Payload | null;
  /** When the access token expires, in milliseconds since 1970 on this machine's clock. `null`: it does not say. */
  readonly expiresAt: number | null;
  /**
   * When the session ends if nothing renews it, in milliseconds since 1970: with its refresh token, with `maxAge`, or in the idle warning
   * with the idle timeout, whichever comes first. `null`: nobody knows.
   */
  readonly endsAt: number | null;
  /** Whether a refresh is in progress. */
  readonly refreshing: boolean;
  /** Whether the last attempt to reach the server failed. The user is still logged in. */
  readonly offline: boolean;
  /**
   * Why the server will not renew the tokens any more. The session lasts until `expiresAt`; after that a new login is needed. `null`: the
   * tokens can be renewed, as far as is known.
   */
  readonly error: SessionError | null;
  /** The warning phase: nobody was active for long, and the session ends at `endsAt`, in milliseconds since 1970. `null`: it is not on. */
  readonly idle: { readonly endsAt: number } | null;
}

/** The state that your screen shows. Immutable, and the same object until something in it changes. */
export type Snapshot<User, Pending = PendingStep, Payload = Claims> =
  | LoadingSnapshot<Pending>
  | UnauthenticatedSnapshot<Pending>
  | AuthenticatedSnapshot<User, Pending, Payload>;
