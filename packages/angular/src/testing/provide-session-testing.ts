/** `provideSessionTesting()`: provides the same as `provideSession()`, for a session that a test sets by hand. */
import { type EnvironmentProviders, makeEnvironmentProviders } from "@angular/core";
import type { Reason, Session } from "@sojourn/core";
import {
  createTestSession,
  type ShownSnapshot,
  type TestSessionControl,
  type TestSessionOptions,
} from "@sojourn/core/testing";
import { BOUND, bind } from "../bound.ts";
import type { SessionFeature } from "../provide-session.ts";
import type { AnySession, RegisteredSession } from "../register.ts";

type UserOf<Some extends AnySession> = Some extends Session<never, infer User> ? User : never;

/** The options of {@link provideSessionTesting}: those of `createTestSession` in `@sojourn/core/testing`. */
export type SessionTestingOptions<Some extends AnySession = RegisteredSession> =
  TestSessionOptions<Some>;

/** Sets the session of a test. Get it with `TestBed.inject(SessionTesting)`. */
export abstract class SessionTesting<User = UserOf<RegisteredSession>>
  implements TestSessionControl<User>
{
  /** Logs `user` in. */
  abstract logIn(user: User): void;
  /** Ends the session. Default reason: `"logout"`. */
  abstract logOut(reason?: Reason): void;
  /**
   * Shows a snapshot, for example one that is loading, offline, about to end, or from another tab. Members that you leave out have the
   * values of a quiet session; the user stays.
   */
  abstract show(snapshot: ShownSnapshot<User>): void;
}

/**
 * Use it instead of `provideSession()`. Everything can be injected as in the app, but the test sets the session through
 * {@link SessionTesting}. `sessionInterceptor` passes requests on at once and unsigned, so `HttpTestingController` finds them.
 *
 * @param options The user, and the result of a login. Default: nobody is logged in.
 * @param features The same as for `provideSession()`. Default: none.
 *
 * @example
 * ```ts
 * import { TestBed } from "@angular/core/testing";
 * import { injectAuth } from "@sojourn/angular";
 * import { provideSessionTesting, SessionTesting } from "@sojourn/angular/testing";
 *
 * TestBed.configureTestingModule({ providers: [provideSessionTesting({ user: { id: "7" } })] });
 * const auth = TestBed.runInInjectionContext(() => injectAuth());
 *
 * auth.isAuthenticated(); // true
 * TestBed.inject(SessionTesting).logOut("idle");
 * auth.reason(); // "idle"
 * ```
 */
export function provideSessionTesting<Some extends AnySession = RegisteredSession>(
  options: SessionTestingOptions<Some> = {},
  ...features: SessionFeature[]
): EnvironmentProviders {
  const { session, testing } = createTestSession(options);
  return makeEnvironmentProviders([
    { provide: BOUND, useFactory: () => ({ ...bind(session), requests: undefined }) },
    { provide: SessionTesting, useValue: testing },
    features,
  ]);
}
