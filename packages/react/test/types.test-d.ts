// The types: credentials and user come from the registered session, and narrow by status.

import type { TestSession } from "@sojourn/conformance";
import {
  type Claims,
  createSession,
  type Reason,
  type Session,
  type SessionError,
  type Status,
} from "@sojourn/core";
import {
  createTokenServer,
  type TestCodeData,
  type TestCredentials,
  type TestUser,
} from "@sojourn/core/testing";
import {
  type AnySession,
  type Auth,
  type RegisteredSession,
  RequireAuth,
  type RequireAuthProps,
  SessionProvider,
  useAuth,
  useAuthSuspense,
  withAuthenticationRequired,
} from "@sojourn/react";
import { expectTypeOf, test } from "vitest";
import type { session } from "../examples/session.ts";

type User = { readonly id: string };

test("Register names the session of the app", () => {
  expectTypeOf<RegisteredSession>().toEqualTypeOf<typeof session>();
});

test("login takes the credentials of the backend and resolves to its user", () => {
  const { login, logout, refresh } = useAuth();
  expectTypeOf(login).parameter(0).toEqualTypeOf<{ username: string; password: string }>();
  expectTypeOf(login).returns.resolves.toEqualTypeOf<User>();
  expectTypeOf(logout).returns.resolves.toEqualTypeOf<void>();
  expectTypeOf(refresh).returns.resolves.toEqualTypeOf<void>();
  // @ts-expect-error this backend asks for a user name
  void (() => login({ email: "alice@example.com", password: "p" }));
});

test("every member can be destructured in every state, and narrows", () => {
  const { status, user, isAuthenticated, isLoading, error, expiresAt, reason, offline } = useAuth();
  expectTypeOf(status).toEqualTypeOf<Status>();
  expectTypeOf(user).toEqualTypeOf<User | null>();
  expectTypeOf(error).toEqualTypeOf<SessionError | null>();
  expectTypeOf(expiresAt).toEqualTypeOf<number | null>();
  expectTypeOf(reason).toEqualTypeOf<Reason | null>();
  expectTypeOf(offline).toEqualTypeOf<boolean>();
  if (isAuthenticated) {
    expectTypeOf(user).toEqualTypeOf<User>();
    expectTypeOf(error).toEqualTypeOf<SessionError | null>();
  } else expectTypeOf(user).toEqualTypeOf<null>();
  if (isLoading) expectTypeOf(status).toEqualTypeOf<"loading">();
  const auth = useAuth();
  if (auth.status === "authenticated") expectTypeOf(auth.user).toEqualTypeOf<User>();
});

test("a login that waits and its step have the types of the backend's steps", () => {
  const { pending, proceed } = useAuth<TestSession>();
  expectTypeOf(pending).toEqualTypeOf<{
    readonly step: "code";
    readonly data: TestCodeData;
  } | null>();
  expectTypeOf(proceed).parameter(0).toEqualTypeOf<{ readonly code: string }>();
  // @ts-expect-error the step asks for a code
  void (() => proceed({ password: "p" }));
});

test("claims have the type that the backend's reader gives them", () => {
  const claims = ({ role }: Claims) => (typeof role === "string" ? { role } : undefined);
  const withRole = createSession({ backend: { ...createTokenServer().backend, claims } });
  const auth = useAuth<typeof withRole>();
  if (auth.isAuthenticated) expectTypeOf(auth.claims).toEqualTypeOf<{ role: string } | null>();
});

test("a selector gets the same types and returns its own type", () => {
  expectTypeOf(useAuth((auth) => auth.user?.id)).toEqualTypeOf<string | undefined>();
  expectTypeOf(useAuth(({ isAuthenticated }) => isAuthenticated)).toEqualTypeOf<boolean>();
  useAuth(
    ({ user }) => [user?.id],
    (a, b) => {
      expectTypeOf(a).toEqualTypeOf<(string | undefined)[]>();
      return a[0] === b[0];
    },
  );
});

test("useAuthSuspense is never loading", () => {
  const { status, isLoading, isAuthenticated, user } = useAuthSuspense();
  expectTypeOf(status).toEqualTypeOf<"authenticated" | "unauthenticated">();
  expectTypeOf(isLoading).toEqualTypeOf<false>();
  if (isAuthenticated) expectTypeOf(user).toEqualTypeOf<User>();
});

test("a type parameter names a second session", () => {
  const { login, user } = useAuth<TestSession>();
  expectTypeOf(login).parameter(0).toEqualTypeOf<TestCredentials>();
  expectTypeOf(user).toEqualTypeOf<TestUser | null>();
  expectTypeOf(useAuth((auth: Auth<TestSession>) => auth.user?.name)).toEqualTypeOf<
    string | undefined
  >();
});

test("the provider takes any session and nothing else", () => {
  expectTypeOf(SessionProvider).parameter(0).toHaveProperty("session").toEqualTypeOf<AnySession>();
  expectTypeOf<typeof session>().toExtend<AnySession>();
  expectTypeOf<TestSession>().toExtend<AnySession>();
  // @ts-expect-error a session has more than this
  SessionProvider({ session: { start: () => () => {} } });
});

test("guards pass on the props of their component", () => {
  const Page = withAuthenticationRequired((props: { tab: string }) => props.tab);
  expectTypeOf(Page).parameter(0).toEqualTypeOf<{ tab: string }>();
  // @ts-expect-error a router's redirect is an element, not a path
  RequireAuth({ fallback: () => "/login" });
});

test("the condition of a guard gets the registered user", () => {
  RequireAuth({
    if(user) {
      expectTypeOf(user).toEqualTypeOf<User>();
      return user.id === "7";
    },
  });
  withAuthenticationRequired((props: { tab: string }) => props.tab, {
    if: ({ id }) => id === "7",
    else: "Not you.",
  });
  // @ts-expect-error this user has no role
  RequireAuth({ if: (user) => user.isStaff });
  // @ts-expect-error a promise is not an answer
  RequireAuth({ if: async (user) => user.id === "7" });
  // @ts-expect-error a condition is a function of the user
  RequireAuth({ if: true });
});

test("a type parameter names the session of a guard, and without Register the user is unknown", () => {
  RequireAuth<TestSession>({ if: (user) => user.name === "Alice" });
  type Condition = NonNullable<RequireAuthProps<Session<object, unknown>>["if"]>;
  expectTypeOf<Condition>().parameter(0).toEqualTypeOf<unknown>();
});
