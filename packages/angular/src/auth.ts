/** `injectAuth()`: what a screen needs to know about the session, as signals and observables, and its verbs. */
import { inject, type Signal } from "@angular/core";
import type { Claims, Reason, Session, SessionError, Snapshot, Status } from "@sojourn/core";
import type { Observable } from "rxjs";
import { BOUND } from "./bound.ts";
import type { AnySession, RegisteredSession } from "./register.ts";

/** What {@link injectAuth} tells: each of these as a signal, and as an observable whose name ends in `$`. */
export interface AuthState<User> {
  /** `"loading"` until the first answer is known, and never again; `"loading"` on a server. */
  readonly status: Status;
  /** Who is logged in. Stays the same object while tokens are renewed. */
  readonly user: User | null;
  readonly isAuthenticated: boolean;
  readonly isLoading: boolean;
  /** A login is in progress. */
  readonly loggingIn: boolean;
  /** What made the last login or the session fail; `null` while somebody is logged in. */
  readonly error: SessionError | null;
  /** Why the last session ended; `null` where there was none, or while one lives. */
  readonly reason: Reason | null;
  /** That end came from another tab. */
  readonly elsewhere: boolean;
  /** When the access token expires, on this machine's clock, in milliseconds; `null`: it does not say, or there is none. */
  readonly expiresAt: number | null;
  /** What the access token says; `null` where it cannot be read, or there is none. */
  readonly claims: Claims | null;
  /** A refresh is in progress. */
  readonly refreshing: boolean;
  /** The server could not be reached at the last try; still logged in. */
  readonly offline: boolean;
  /** When the session ends for want of activity, during the warning before that; else `null`. See {@link injectIdle}. */
  readonly idle: { readonly endsAt: number } | null;
  /** All of it at once, for code that narrows by `status`. */
  readonly snapshot: Snapshot<User>;
}

type UserOf<Some extends AnySession> = Some extends Session<never, infer User> ? User : unknown;
type StateOf<Some extends AnySession> = AuthState<UserOf<Some>>;

/** What {@link injectAuth} gives. */
export type Auth<Some extends AnySession = RegisteredSession> = {
  readonly [Key in keyof StateOf<Some>]: Signal<StateOf<Some>[Key]>;
} & {
  readonly [Key in keyof StateOf<Some> as `${Key}$`]: Observable<StateOf<Some>[Key]>;
} & Pick<Some, "login" | "logout" | "refresh">;

/**
 * The session as signals, as observables (`user$` beside `user`) and as verbs, typed by {@link Register}. In an app with
 * zone.js use these verbs rather than the session's own: they leave no timer in the zone.
 *
 * Throws Angular's NG0201 where no session is provided.
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
 * The provided session itself, for what {@link injectAuth} does not show: `account`, `getToken`, `fetch`, `on`, `explain`.
 * Whatever is called on it runs outside the zone.
 *
 * Throws Angular's NG0201 where no session is provided.
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
