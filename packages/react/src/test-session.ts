/** `<TestSession>` and `createTestSession()`: show components as they look to a user, without a server, a network or a timer. */
"use client";
import {
  createTestSession as createCoreTestSession,
  type TestSessionOptions,
  type TestSessionParts,
} from "@sojourn/core/testing";
import React, { type ReactNode } from "react";
import type { AnySession, RegisteredSession } from "./auth.ts";
import { SessionProvider } from "./provider.ts";

/** The props of {@link TestSession}. They count at the first render; give it a new `key` to begin again. */
export interface TestSessionProps<Own extends AnySession = RegisteredSession>
  extends TestSessionOptions<Own> {
  /** The components that can use the session. */
  readonly children?: ReactNode;
}

/**
 * Use it instead of `SessionProvider`, in tests and in stories of a component library. The hooks below work as in the app. Logging in calls
 * your `login`; logging out works at once.
 *
 * To change the session from outside, use {@link createTestSession} with a `SessionProvider`.
 *
 * @example
 * ```tsx
 * import { useAuth } from "@sojourn/react";
 * import { TestSession } from "@sojourn/react/testing";
 *
 * function Greeting() {
 *   const { isAuthenticated, user } = useAuth();
 *   return <p>{isAuthenticated ? `Hello ${user.id}` : "Please log in"}</p>;
 * }
 *
 * export const LoggedIn = () => (
 *   <TestSession user={{ id: "7" }}>
 *     <Greeting />
 *   </TestSession>
 * );
 * export const LoggedOut = () => (
 *   <TestSession>
 *     <Greeting />
 *   </TestSession>
 * );
 * ```
 */
export function TestSession<Own extends AnySession = RegisteredSession>({
  children,
  ...options
}: TestSessionProps<Own>): ReactNode {
  const [{ session }] = React.useState(() => createTestSession(options as TestSessionOptions<Own>));
  return React.createElement(SessionProvider, { session, children });
}

/**
 * Makes a session that a test sets by hand, typed like the session in `Register`. Otherwise it is `createTestSession` of
 * `@sojourn/core/testing`. Wrap changes in React's `act`.
 *
 * @param options The user, the result of a login, and your own `fetch`, `account`, `getToken`, `refresh`. Default: nobody is logged in.
 *
 * @example
 * ```tsx
 * import { SessionProvider, useAuth } from "@sojourn/react";
 * import { createTestSession } from "@sojourn/react/testing";
 * import { act } from "react";
 * import { createRoot } from "react-dom/client";
 *
 * const Status = () => <p>{useAuth().status}</p>;
 * const { session, testing } = createTestSession({ user: { id: "7" } });
 * const root = createRoot(document.body);
 *
 * act(() => root.render(<SessionProvider session={session}><Status /></SessionProvider>)); // authenticated
 * act(() => testing.logOut("idle")); // unauthenticated
 * ```
 */
export function createTestSession<Own extends AnySession = RegisteredSession>(
  options: TestSessionOptions<Own> = {},
): TestSessionParts<Own> {
  return createCoreTestSession(options);
}
