/** Views: snapshots with every member in every state, for bindings. */
import type { Claims } from "../model/grant.ts";
import type { PendingStep } from "../model/operation.ts";
import type {
  AuthenticatedSnapshot,
  LoadingSnapshot,
  Snapshot,
  UnauthenticatedSnapshot,
} from "../model/state.ts";
import { loading } from "./to-snapshot.ts";

/** The values of the members that a snapshot does not have. */
interface Defaults {
  readonly reason: null;
  readonly elsewhere: false;
  readonly error: null;
  readonly claims: null;
  readonly expiresAt: null;
  readonly endsAt: null;
  readonly refreshing: false;
  readonly offline: false;
  readonly idle: null;
}

/** The view before the first answer. */
export interface LoadingView<Pending = PendingStep> extends LoadingSnapshot<Pending>, Defaults {
  readonly isLoading: true;
  readonly isAuthenticated: false;
}

/** The view while nobody is logged in: `reason` and `error` say why. */
export interface UnauthenticatedView<Pending = PendingStep>
  extends UnauthenticatedSnapshot<Pending>,
    Omit<Defaults, keyof UnauthenticatedSnapshot> {
  readonly isLoading: false;
  readonly isAuthenticated: false;
}

/** The view while somebody is logged in. */
export interface AuthenticatedView<User, Pending = PendingStep, Payload = Claims>
  extends AuthenticatedSnapshot<User, Pending, Payload>,
    Omit<Defaults, keyof AuthenticatedSnapshot<User>> {
  readonly isLoading: false;
  readonly isAuthenticated: true;
}

/** A snapshot with every member in every state, so you can destructure each of them. Narrow it by `status`, `isLoading` or `isAuthenticated`. */
export type View<User, Pending = PendingStep, Payload = Claims> =
  | LoadingView<Pending>
  | UnauthenticatedView<Pending>
  | AuthenticatedView<User, Pending, Payload>;

/**
 * Adds the members that a snapshot of this status does not have, as `null` or `false`. Made for bindings to UI frameworks.
 *
 * @param snapshot The snapshot of a session. Default: the one before the first answer, which servers render.
 *
 * @example
 * ```ts
 * import { createSession, toView } from "@sojourn/core";
 * import { simpleJwt } from "@sojourn/django";
 *
 * const session = createSession({ backend: simpleJwt({ baseUrl: "https://api.example.com/api/" }) });
 * const { isAuthenticated, user, reason, offline } = toView(session.getSnapshot());
 * ```
 */
export function toView<User, Pending = PendingStep, Payload = Claims>(
  snapshot: Snapshot<User, Pending, Payload> = loading,
): View<User, Pending, Payload> {
  const { status } = snapshot;
  return {
    reason: null,
    elsewhere: false,
    error: null,
    claims: null,
    expiresAt: null,
    endsAt: null,
    refreshing: false,
    offline: false,
    idle: null,
    ...snapshot,
    isLoading: status === "loading",
    isAuthenticated: status === "authenticated",
  } as View<User, Pending, Payload>;
}
