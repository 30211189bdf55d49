/** `createTestSession()`: a session that a test sets by hand, to show components without a server, a network or a timer. */
import { SessionError } from "../model/errors.ts";
import type { Reason, Snapshot } from "../model/state.ts";
import type { Session } from "../session.ts";
import { loggedIn, loggedOut, type ShownSnapshot, toSnapshot } from "./shown-snapshot.ts";

/** Any session, with any credentials and any user. */
type AnySession = Session<never, unknown>;

type UserOf<Some extends AnySession> = Some extends Session<never, infer User> ? User : never;
type CredentialsOf<Some extends AnySession> =
  Some extends Session<infer Credentials, unknown> ? Credentials : never;

/** The options of {@link createTestSession}. */
export interface TestSessionOptions<Some extends AnySession = Session<object, unknown>>
  extends Partial<Pick<Some, "account" | "fetch" | "getToken" | "refresh">> {
  /** The user who is logged in at first. Default: nobody. */
  readonly user?: UserOf<Some>;
  /** Returns the user of a login, or throws the error of the login. Default: throws a `SessionError` with code `not-supported`. */
  readonly login?: (credentials: CredentialsOf<Some>) => UserOf<Some> | Promise<UserOf<Some>>;
}

/** Sets the session of a test. */
export interface TestSessionControl<User> {
  /** Logs `user` in. */
  logIn(user: User): void;
  /** Ends the session. Default reason: `"logout"`. */
  logOut(reason?: Reason): void;
  /**
   * Shows a snapshot, for example one that is loading, offline, about to end, or from another tab. Members that you leave out have the
   * values of a quiet session; the user stays.
   */
  show(snapshot: ShownSnapshot<User>): void;
}

/** The result of {@link createTestSession}. */
export interface TestSessionParts<Some extends AnySession> {
  /** Give it to your components, in place of the session of your app. */
  readonly session: Some;
  /** Set the session with it. Listeners hear of each change before the call returns. */
  readonly testing: TestSessionControl<UserOf<Some>>;
}

/**
 * Makes a session that a test sets by hand: to show a component as it looks to a user, without a server, a network or a timer. Nothing is
 * decided here: nothing expires, and no request is signed. For tests of a whole login, use `createSession` with a fake server.
 *
 * While a user is logged in, `getToken()` resolves to `"test"`. `logout()` and `end()` end the session. `fetch`, `proceed`, `adopt` and
 * account operations that you do not set reject with a `SessionError` with code `not-supported`, or do not exist.
 *
 * @param options The user, the result of a login, and your own `fetch`, `account`, `getToken`, `refresh`. Default: nobody is logged in.
 *
 * @example
 * ```ts
 * import { createTestSession } from "@sojourn/core/testing";
 *
 * const { session, testing } = createTestSession({ user: { id: "7" } });
 *
 * session.getSnapshot().status; // "authenticated"
 * testing.logOut("idle");
 * testing.show({ status: "loading" });
 * ```
 */
export function createTestSession<Some extends AnySession = Session<object, unknown>>({
  user,
  login,
  ...own
}: TestSessionOptions<Some> = {}): TestSessionParts<Some> {
  const listeners = new Set<() => void>();
  let snapshot: Snapshot<unknown> = loggedOut(null, null);
  if (user !== undefined) snapshot = loggedIn(user);
  const change = (next: Snapshot<unknown>): void => {
    snapshot = next;
    for (const listener of listeners) listener();
  };
  const testing: TestSessionControl<unknown> = {
    logIn: (person) => change(loggedIn(person)),
    logOut: (reason = "logout") => change(loggedOut(reason, null)),
    show: (shown) => change(toSnapshot(shown, snapshot)),
  };
  const stop = (): void => {};
  const session: AnySession = {
    start: () => stop,
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
        if (snapshot.status !== "authenticated") change(loggedOut(null, error as SessionError));
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
  return { session: session as Some, testing: testing as TestSessionControl<UserOf<Some>> };
}

async function unavailable(): Promise<never> {
  throw new SessionError(
    "not-supported",
    "This is a test session. Set this function in its options.",
  );
}
