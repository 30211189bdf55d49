"use client";
/** What components see: a snapshot without gaps, the verbs of its session, and where their types come from. */
import type {
  AuthenticatedSnapshot,
  LoadingSnapshot,
  Session,
  UnauthenticatedSnapshot,
} from "@sojourn/core";

/**
 * Tells the hooks which session your app has, once, beside `createSession`. From then on `login` takes your backend's
 * credentials and `user` is your backend's user. Without it any object will do, and `user` is `unknown`.
 *
 * @example
 * ```ts
 * import { createSession } from "@sojourn/core";
 * import { simpleJwt } from "@sojourn/django";
 *
 * export const session = createSession({
 *   backend: simpleJwt({ baseUrl: "https://api.example.com/api/" }),
 * });
 *
 * declare module "@sojourn/react" {
 *   interface Register {
 *     session: typeof session;
 *   }
 * }
 * ```
 */
// biome-ignore lint/suspicious/noEmptyInterface: apps fill it
export interface Register {}

/** Any session, whatever it takes to log in and whoever its users are. */
export type AnySession = Session<never, unknown>;

/** The session named in {@link Register}. Where none is, credentials are any object and the user is `unknown`. */
export type RegisteredSession = Register extends { session: infer Own extends AnySession }
  ? Own
  : Session<object, unknown>;

/** What is said of things that a snapshot does not know of, so that every member can be destructured in every state. */
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

/** Before the first answer is known. */
export interface LoadingAuth extends LoadingSnapshot, Nothing {
  readonly isLoading: true;
  readonly isAuthenticated: false;
}

/** Nobody is signed in: `reason` and `error` say why. */
export interface UnauthenticatedAuth
  extends UnauthenticatedSnapshot,
    Omit<Nothing, keyof UnauthenticatedSnapshot> {
  readonly isLoading: false;
  readonly isAuthenticated: false;
}

/** Somebody is signed in. */
export interface AuthenticatedAuth<User>
  extends AuthenticatedSnapshot<User>,
    Omit<Nothing, keyof AuthenticatedSnapshot<unknown>> {
  readonly isLoading: false;
  readonly isAuthenticated: true;
}

/** The session and what it knows, once the first answer is there. */
export type SettledAuth<Own extends AnySession = RegisteredSession> = Own &
  (UnauthenticatedAuth | AuthenticatedAuth<Awaited<ReturnType<Own["login"]>>>);

/**
 * The session and what it knows: narrows by `status`, `isAuthenticated` or `isLoading`, destructured or not.
 */
export type Auth<Own extends AnySession = RegisteredSession> =
  | SettledAuth<Own>
  | (Own & LoadingAuth);

/** The snapshot of every server and of every first render in hydration; what fills the gaps of the others. */
export const loading: LoadingSnapshot & Nothing = {
  status: "loading",
  user: null,
  loggingIn: false,
  reason: null,
  elsewhere: false,
  error: null,
  claims: null,
  expiresAt: null,
  refreshing: false,
  offline: false,
  idle: null,
};
