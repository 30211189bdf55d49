/** `injectAuth()` and `injectSession()`: the session as signals, observables and functions, and the session itself. */
import { inject, type Signal } from "@angular/core";
import type {
  Claims,
  PendingStep,
  Reason,
  Session,
  SessionError,
  Snapshot,
  Status,
} from "@sojourn/core";
import type { Observable } from "rxjs";
import { BOUND } from "./bound.ts";
import type { AnySession, RegisteredSession } from "./register.ts";

/** The members of {@link injectAuth}: each is a signal, and an observable whose name ends in `$`. */
export interface AuthState<User, Pending = PendingStep, Payload = Claims> {
  /** `"loading"` until the first answer and never again. Always `"loading"` on a server. */
  readonly status: Status;
  /** The user who is logged in, or `null`. Stays the same object when tokens are renewed. */
  readonly user: User | null;
  readonly isAuthenticated: boolean;
  readonly isLoading: boolean;
  /** Whether a login is in progress. */
  readonly loggingIn: boolean;
  /** The step that a login of this tab waits for, a one-time code for example: `proceed()` sends it. `null`: none does. */
  readonly pending: Pending | null;
  /** The error of the last login or of the session; `null` while a user is logged in. */
  readonly error: SessionError | null;
  /** Why the last session ended; `null` if there was none, or while a user is logged in. */
  readonly reason: Reason | null;
  /** Whether that end came from another tab. */
  readonly elsewhere: boolean;
  /** When the access token expires, in milliseconds on the clock of this machine; `null` if it does not tell, or without one. */
  readonly expiresAt: number | null;
  /** When the session ends if nothing renews it, in milliseconds since 1970; `null` if nobody knows, or without one. */
  readonly endsAt: number | null;
  /** The claims of the access token; `null` if it cannot be read, or without one. */
  readonly claims: Payload | null;
  /** Whether a refresh is in progress. */
  readonly refreshing: boolean;
  /** Whether the last try could not reach the server. The user stays logged in. */
  readonly offline: boolean;
  /** During the warning before an idle logout: when the session ends. Otherwise `null`. See {@link injectIdle}. */
  readonly idle: { readonly endsAt: number } | null;
  /** The whole snapshot, for code that narrows by `status`. */
  readonly snapshot: Snapshot<User, Pending, Payload>;
}

/** The user of a session. */
export type UserOf<Some extends AnySession> =
  Some extends Session<never, infer User> ? User : unknown;
type SnapshotOf<Some extends AnySession> = ReturnType<Some["getSnapshot"]>;
type PendingOf<Some extends AnySession> = NonNullable<SnapshotOf<Some>["pending"]>;
type PayloadOf<Some extends AnySession> = NonNullable<
  Extract<SnapshotOf<Some>, { status: "authenticated" }>["claims"]
>;
type StateOf<Some extends AnySession> = AuthState<UserOf<Some>, PendingOf<Some>, PayloadOf<Some>>;

/** The result of {@link injectAuth}. */
export type Auth<Some extends AnySession = RegisteredSession> = {
  readonly [Key in keyof StateOf<Some>]: Signal<StateOf<Some>[Key]>;
} & {
  readonly [Key in keyof StateOf<Some> as `${Key}$`]: Observable<StateOf<Some>[Key]>;
} & Pick<Some, "login" | "proceed" | "logout" | "refresh">;

/**
 * Returns the session as signals, observables (`user$` for `user`) and functions, typed by {@link Register}. In an app with
 * zone.js, call these functions instead of the session's own: they set no timer inside the zone.
 *
 * Throws Angular's error NG0201 if no session is provided.
 *
 * @example
 * ```ts
 * import { Component } from "@angular/core";
 * import { injectAuth } from "@sojourn/angular";
 *
 * @Component({
 *   selector: "app-bar",
 *   template: `
 *     @if (auth.isAuthenticated()) {
 *       <button (click)="auth.logout()">Log out</button>
 *     }
 *   `,
 * })
 * export class Bar {
 *   readonly auth = injectAuth();
 * }
 * ```
 */
export function injectAuth<Some extends AnySession = RegisteredSession>(): Auth<Some> {
  return inject(BOUND).auth as unknown as Auth<Some>;
}

/**
 * Returns the provided session itself, for everything that {@link injectAuth} does not show: `account`, `getToken`, `fetch`,
 * `on`, `explain`. Its functions run outside the zone.
 *
 * Throws Angular's error NG0201 if no session is provided.
 *
 * @example
 * ```ts
 * import { injectSession } from "@sojourn/angular";
 *
 * async function openSocket(): Promise<WebSocket> {
 *   const token = await injectSession().getToken();
 *   return new WebSocket("wss://api.example.com/live/", ["bearer", `${token}`]);
 * }
 * ```
 */
export function injectSession<Some extends AnySession = RegisteredSession>(): Some {
  return inject(BOUND).session as unknown as Some;
}
