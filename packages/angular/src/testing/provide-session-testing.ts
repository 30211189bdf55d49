/** `provideSessionTesting()`: provides the same as `provideSession()`, for a session that a test sets by hand. */
import { type EnvironmentProviders, makeEnvironmentProviders } from "@angular/core";
import { type Reason, type Session, SessionError, type Snapshot } from "@sojourn/core";
import { BOUND, bind } from "../bound.ts";
import type { SessionFeature } from "../provide-session.ts";
import type { AnySession, RegisteredSession } from "../register.ts";

type UserOf<Some extends AnySession> = Some extends Session<never, infer User> ? User : never;
type CredentialsOf<Some extends AnySession> =
  Some extends Session<infer Credentials, unknown> ? Credentials : never;

/** The options of {@link provideSessionTesting}. */
export interface SessionTestingOptions<Some extends AnySession = RegisteredSession>
  extends Partial<Pick<Some, "account" | "fetch" | "getToken" | "refresh">> {
  /** The user who is logged in at first. Default: nobody. */
  readonly user?: UserOf<Some>;
  /** Returns the user of a login, or throws the error of the login. Default: throws a `SessionError` with code `not-supported`. */
  readonly login?: (credentials: CredentialsOf<Some>) => UserOf<Some> | Promise<UserOf<Some>>;
}

/** Sets the session of a test. Get it with `TestBed.inject(SessionTesting)`. */
export abstract class SessionTesting<User = UserOf<RegisteredSession>> {
  /** Logs `user` in. */
  abstract logIn(user: User): void;
  /** Ends the session. Default reason: `"logout"`. */
  abstract logOut(reason?: Reason): void;
  /** Shows any snapshot, for example one that is loading, offline, about to end, or from another tab. */
  abstract show(snapshot: Snapshot<User>): void;
}

/**
 * Use it instead of {@link provideSession}. Everything can be injected as in the app, but the test sets the session through
 * {@link SessionTesting}. `sessionInterceptor` passes requests on at once and unsigned, so `HttpTestingController` finds them.
 *
 * @param options The user, and the result of a login. Default: nobody is logged in.
 * @param features The same as for {@link provideSession}. Default: none.
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

function createTestSession<Some extends AnySession>({
  user,
  login,
  ...own
}: SessionTestingOptions<Some>): { session: AnySession; testing: SessionTesting<unknown> } {
  const listeners = new Set<() => void>();
  const testing: SessionTesting<unknown> = {
    logIn: (person) => testing.show(loggedIn(person)),
    logOut: (reason = "logout") => testing.show(loggedOut(reason, null)),
    show(next) {
      snapshot = next;
      for (const listener of listeners) listener();
    },
  };
  let snapshot = loggedOut(null, null);
  if (user !== undefined) snapshot = loggedIn(user);
  const unavailable = async (): Promise<never> => {
    throw new SessionError("not-supported", "Set this function in provideSessionTesting().");
  };
  const session: AnySession = {
    start: () => () => {},
    ready: async () => snapshot,
    getSnapshot: () => snapshot,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    on: () => () => {},
    async login(credentials) {
      try {
        const person = await (login ?? unavailable)(credentials);
        testing.logIn(person);
        return person;
      } catch (error) {
        if (snapshot.status !== "authenticated")
          testing.show(loggedOut(null, error as SessionError));
        throw error;
      }
    },
    proceed: unavailable,
    adopt: unavailable,
    async logout() {
      testing.logOut();
    },
    async end(reason) {
      if (snapshot.status === "authenticated") testing.logOut(reason);
    },
    refresh: async () => {},
    reloadUser: async () => snapshot.user,
    stay: () => {},
    async getToken() {
      if (snapshot.status !== "authenticated") return null;
      return "test";
    },
    fetch: unavailable,
    explain: () => [],
    account: {},
    requests: { sign: async () => null, settle: async () => null },
    ...own,
  };
  return { session, testing };
}

function loggedIn(user: unknown): Snapshot<unknown> {
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

function loggedOut(reason: Reason | null, error: SessionError | null): Snapshot<unknown> {
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
