/** A snapshot as bindings show it: with every member in every state. */

import type {
  AuthenticatedSnapshot,
  LoadingSnapshot,
  Snapshot,
  UnauthenticatedSnapshot,
} from "../model/state.ts";
import { loading } from "./to-snapshot.ts";

/** What a view says of things that its snapshot does not know. */
interface Nothing {
  readonly reason: null;
  readonly elsewhere: false;
  readonly error: null;
  readonly claims: null;
  readonly expiresAt: null;
  readonly refreshing: false;
  readonly offline: false;
  readonly idle: null;
}

/** The view before the first answer is known. */
export interface LoadingView extends LoadingSnapshot, Nothing {
  readonly isLoading: true;
  readonly isAuthenticated: false;
}

/** The view where nobody is logged in: `reason` and `error` say why. */
export interface UnauthenticatedView
  extends UnauthenticatedSnapshot,
    Omit<Nothing, keyof UnauthenticatedSnapshot> {
  readonly isLoading: false;
  readonly isAuthenticated: false;
}

/** The view where somebody is logged in. */
export interface AuthenticatedView<User>
  extends AuthenticatedSnapshot<User>,
    Omit<Nothing, keyof AuthenticatedSnapshot<User>> {
  readonly isLoading: false;
  readonly isAuthenticated: true;
}

/** A snapshot with every member in every state, so that each can be destructured. Narrows by any of the first three. */
export type View<User> = LoadingView | UnauthenticatedView | AuthenticatedView<User>;

/**
 * What a screen needs of a snapshot, whatever its status: for bindings. What the snapshot does not know is `null` or `false`.
 *
 * @param snapshot Default: the one before anything is known, which is a server's.
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
export function toView<User>(snapshot: Snapshot<User> = loading): View<User> {
  const { status } = snapshot;
  return {
    reason: null,
    elsewhere: false,
    error: null,
    claims: null,
    expiresAt: null,
    refreshing: false,
    offline: false,
    idle: null,
    ...snapshot,
    isLoading: status === "loading",
    isAuthenticated: status === "authenticated",
  } as View<User>;
}
