/** What components see: a snapshot without gaps, the verbs of its session, and where their types come from. */
"use client";
import type { AuthenticatedView, LoadingView, Session, UnauthenticatedView } from "@sojourn/core";

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

/** The session and what it knows, once the first answer is there. */
export type SettledAuth<Own extends AnySession = RegisteredSession> = Own &
  (UnauthenticatedView | AuthenticatedView<Awaited<ReturnType<Own["login"]>>>);

/**
 * The session and what it knows: narrows by `status`, `isAuthenticated` or `isLoading`, destructured or not.
 */
export type Auth<Own extends AnySession = RegisteredSession> =
  | SettledAuth<Own>
  | (Own & LoadingView);
