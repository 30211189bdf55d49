/** Types of the hooks: the session with its view, and `Register`, which names your own session. */
"use client";
import type { AuthenticatedView, LoadingView, Session, UnauthenticatedView } from "@sojourn/core";

/**
 * Names your session for the types, once, next to `createSession`. Then `login` takes the credentials of your backend, and
 * `user` is the user of your backend. Without it, `login` takes any object and `user` is `unknown`.
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
// biome-ignore lint/suspicious/noEmptyInterface: apps fill it in
export interface Register {}

/** Any session, with any credentials and any user. */
export type AnySession = Session<never, unknown>;

/** The session named in {@link Register}. Default: one whose credentials are any object and whose user is `unknown`. */
export type RegisteredSession = Register extends { session: infer Own extends AnySession }
  ? Own
  : Session<object, unknown>;

/** The user of a session. */
export type UserOf<Own extends AnySession> = Awaited<ReturnType<Own["login"]>>;

type SnapshotOf<Own extends AnySession> = ReturnType<Own["getSnapshot"]>;
type PendingOf<Own extends AnySession> = NonNullable<SnapshotOf<Own>["pending"]>;
type PayloadOf<Own extends AnySession> = NonNullable<
  Extract<SnapshotOf<Own>, { status: "authenticated" }>["claims"]
>;

/** The session and its view, after the first answer. */
export type SettledAuth<Own extends AnySession = RegisteredSession> = Own &
  (
    | UnauthenticatedView<PendingOf<Own>>
    | AuthenticatedView<UserOf<Own>, PendingOf<Own>, PayloadOf<Own>>
  );

/**
 * The session and its view. TypeScript narrows it by `status`, `isAuthenticated` or `isLoading`, destructured or not.
 */
export type Auth<Own extends AnySession = RegisteredSession> =
  | SettledAuth<Own>
  | (Own & LoadingView<PendingOf<Own>>);
