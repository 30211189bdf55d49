/** What components see: a snapshot without gaps, the verbs of its session, and where their types come from. */
import type {
  AuthenticatedSnapshot,
  LoadingSnapshot,
  Session,
  UnauthenticatedSnapshot,
} from "@sojourn/core";

/**
 * Tells the hooks which session your app has, once, beside `createSession`. From then on `login` takes your backend's
 * credentials and `user` is your backend's user. Without it `user` is `unknown`, and `login` accepts nothing.
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

/** The part of a session that the hooks use: any session of `@sojourn/core` has it. */
export type AnySession = Pick<
  Session<never, unknown>,
  "start" | "ready" | "getSnapshot" | "subscribe" | "login" | "logout" | "refresh"
>;

/** The session named in {@link Register}; any session where none is. */
export type RegisteredSession = Register extends { session: infer Own extends AnySession }
  ? Own
  : AnySession;

/** What a snapshot does not know of is `null`, so that every member can be destructured in every state. */
type Gaps<Known> = {
  readonly [Name in Exclude<
    keyof UnauthenticatedSnapshot | keyof AuthenticatedSnapshot<unknown>,
    keyof Known
  >]: null;
};

/** Before the first answer is known. */
export interface LoadingAuth extends LoadingSnapshot, Gaps<LoadingSnapshot> {
  readonly isLoading: true;
  readonly isAuthenticated: false;
}

/** Nobody is signed in: `reason` and `error` say why. */
export interface UnauthenticatedAuth
  extends UnauthenticatedSnapshot,
    Gaps<UnauthenticatedSnapshot> {
  readonly isLoading: false;
  readonly isAuthenticated: false;
}

/** Somebody is signed in. */
export interface AuthenticatedAuth<User>
  extends AuthenticatedSnapshot<User>,
    Gaps<AuthenticatedSnapshot<unknown>> {
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
