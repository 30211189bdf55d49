// The types in an app that has registered its session.
import type { Signal } from "@angular/core";
import {
  injectAuth,
  injectSession,
  provideSession,
  type RequireAuthOptions,
  requireAuth,
} from "@sojourn/angular";
import { provideSessionTesting } from "@sojourn/angular/testing";
import { createSession, type Session } from "@sojourn/core";
import {
  createTokenServer,
  type TestAccount,
  type TestCodeData,
  type TestCredentials,
  type TestSteps,
  type TestUser,
} from "@sojourn/core/testing";
import { authToken, simpleJwt } from "@sojourn/django";
import type { Observable } from "rxjs";
import { expectTypeOf, it } from "vitest";

const session = createSession({ backend: createTokenServer().backend });
const other = createSession({ backend: simpleJwt({ baseUrl: "/api/" }) });

declare module "@sojourn/angular" {
  interface Register {
    session: typeof session;
  }
}

it("Register gives the user and the credentials of the session, without a cast", () => {
  const auth = injectAuth();
  expectTypeOf(auth.user).toEqualTypeOf<Signal<TestUser | null>>();
  expectTypeOf(auth.user$).toEqualTypeOf<Observable<TestUser | null>>();
  expectTypeOf(auth.expiresAt).toEqualTypeOf<Signal<number | null>>();
  expectTypeOf(auth.login).parameter(0).toEqualTypeOf<TestCredentials>();
  expectTypeOf(auth.login).returns.resolves.toEqualTypeOf<TestUser>();
  // @ts-expect-error a password is missing
  void auth.login({ username: "alice" });
});

it("a login that waits and its step have the types of the backend's steps", () => {
  const { pending, proceed } = injectAuth();
  expectTypeOf(pending).toEqualTypeOf<
    Signal<{ readonly step: "code"; readonly data: TestCodeData } | null>
  >();
  expectTypeOf(proceed).parameter(0).toEqualTypeOf<{ readonly code: string }>();
  // @ts-expect-error the step asks for a code
  void (() => proceed({ password: "p" }));
});

it("Register gives the account operations of the session", () => {
  expectTypeOf(injectSession()).toEqualTypeOf<
    Session<TestCredentials, TestUser, TestAccount, TestSteps>
  >();
});

it("the whole snapshot narrows by its status", () => {
  const snapshot = injectAuth().snapshot();
  if (snapshot.status === "authenticated") expectTypeOf(snapshot.user).toEqualTypeOf<TestUser>();
});

it("a type parameter names another session, for apps with two", () => {
  const auth = injectAuth<typeof other>();
  expectTypeOf(auth.user).toEqualTypeOf<Signal<{ readonly id: string } | null>>();
});

it("provideSession accepts any session, or a function that makes one", () => {
  provideSession(session);
  provideSession(() => other);
  provideSession(createSession({ backend: authToken({ baseUrl: "/api/" }) }));
  // @ts-expect-error a backend is no session
  provideSession(simpleJwt({ baseUrl: "/api/" }));
});

it("provideSessionTesting has the types of the session", () => {
  provideSessionTesting({ user: { username: "alice", name: "Alice" } });
  // @ts-expect-error a user has a name
  provideSessionTesting({ user: { username: "alice" } });
});

it("the condition of a guard gets the registered user", () => {
  requireAuth({
    if(user) {
      expectTypeOf(user).toEqualTypeOf<TestUser>();
      return user.name === "Alice";
    },
    else: "/forbidden",
  });
  requireAuth<typeof other>({ if: ({ id }) => id === "7", else: "/forbidden" });
  // @ts-expect-error this user has no role
  requireAuth({ if: (user) => user.isStaff, else: "/forbidden" });
  // @ts-expect-error a promise is not an answer
  requireAuth({ if: async (user) => user.name === "Alice", else: "/forbidden" });
  // @ts-expect-error others have to go somewhere
  requireAuth({ if: (user) => user.name === "Alice" });
});

it("without Register the user of a condition is unknown", () => {
  type Condition = RequireAuthOptions<Session<object, unknown>>["if"];
  expectTypeOf<Condition>().parameter(0).toEqualTypeOf<unknown>();
});
