/** The snapshots of a test session, made from what a test says about them. */
import type { SessionError } from "../model/errors.ts";
import type {
  AuthenticatedSnapshot,
  LoadingSnapshot,
  Reason,
  Snapshot,
  UnauthenticatedSnapshot,
} from "../model/state.ts";

/** A snapshot of which only the status must be given. */
export type ShownSnapshot<User> =
  | PartOf<LoadingSnapshot>
  | PartOf<UnauthenticatedSnapshot>
  | PartOf<AuthenticatedSnapshot<User>>;

type PartOf<One extends { readonly status: string }> = Pick<One, "status"> & Partial<One>;

/** Fills in what a test left out. A user who is logged in stays, unless the test names another one. */
export function toSnapshot(
  shown: ShownSnapshot<unknown>,
  current: Snapshot<unknown>,
): Snapshot<unknown> {
  if (shown.status === "loading") return { user: null, loggingIn: false, pending: null, ...shown };
  if (shown.status === "unauthenticated") return { ...loggedOut(null, null), ...shown };
  return { ...loggedIn(current.user), ...shown };
}

/** Somebody is logged in, and nothing else is going on. */
export function loggedIn(user: unknown): AuthenticatedSnapshot<unknown> {
  return {
    status: "authenticated",
    user,
    loggingIn: false,
    pending: null,
    claims: null,
    expiresAt: null,
    endsAt: null,
    refreshing: false,
    offline: false,
    error: null,
    idle: null,
  };
}

/** Nobody is logged in, and nothing else is going on. */
export function loggedOut(
  reason: Reason | null,
  error: SessionError | null,
): UnauthenticatedSnapshot {
  return {
    status: "unauthenticated",
    user: null,
    loggingIn: false,
    pending: null,
    reason,
    elsewhere: false,
    error,
  };
}
