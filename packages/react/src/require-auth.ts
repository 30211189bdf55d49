/** `<RequireAuth>` and its component form: render only for users who are logged in, or only for some of them. */
"use client";
import { checkUser } from "@sojourn/core";
import React, { type ComponentType, type ReactNode } from "react";
import type { AnySession, RegisteredSession, UserOf } from "./auth.ts";
import { useAuth } from "./use-auth.ts";

/** Who is let in, and the alternatives that are rendered for others. */
export interface RequireAuthOptions<Own extends AnySession = RegisteredSession> {
  /**
   * Whether this user is let in: a role, for example. Asked again at each render and whenever the user changes. Only `true` lets
   * the user in. A condition that throws says no, and its error is reported to the browser's error handlers, not to an error
   * boundary. Default: every user who is logged in.
   */
  readonly if?: ((user: UserOf<Own>) => boolean) | undefined;
  /** Rendered for a logged-in user for whom `if` says no. Default: nothing. */
  readonly else?: ReactNode;
  /** Rendered when nobody is logged in: a login form, or your router's redirect. Default: nothing. */
  readonly fallback?: ReactNode;
  /** Rendered while the status is `"loading"`, before the first answer. Default: nothing. */
  readonly loading?: ReactNode;
}

/** The props of {@link RequireAuth}. */
export interface RequireAuthProps<Own extends AnySession = RegisteredSession>
  extends RequireAuthOptions<Own> {
  /** Rendered for users who are let in. Never rendered for others, not even once. */
  readonly children?: ReactNode;
}

/**
 * Renders its children while a user is logged in for whom `if` says yes. They are unmounted as soon as the session ends, for any
 * reason, and as soon as the user has changed and `if` says no.
 *
 * Throws a `SessionError` with code `misconfigured` if there is no `SessionProvider` above.
 *
 * @example
 * ```tsx
 * import { RequireAuth } from "@sojourn/react";
 *
 * const admins = new Set(["1", "7"]);
 *
 * export const App = () => (
 *   <RequireAuth fallback={<a href="/login">Log in</a>} loading="…">
 *     <p>Only for you.</p>
 *     <RequireAuth if={(user) => admins.has(user.id)} else={<p>Ask an administrator.</p>}>
 *       <p>Only for administrators.</p>
 *     </RequireAuth>
 *   </RequireAuth>
 * );
 * ```
 */
export function RequireAuth<Own extends AnySession = RegisteredSession>(
  props: RequireAuthProps<Own>,
): ReactNode {
  const { isLoading, isAuthenticated, user } = useAuth<Own>();
  const { passes, report } = checkUser(user as UserOf<Own>, isAuthenticated ? props.if : undefined);
  // Once for each user, not at each render: an app that shows reported errors would render for ever.
  React.useEffect(report, [user, passes]);
  if (isLoading) return props.loading;
  if (!isAuthenticated) return props.fallback;
  if (!passes) return props.else;
  return props.children;
}

/**
 * Makes a component that renders only for users who are let in: {@link RequireAuth} for places that take a component.
 *
 * @example
 * ```tsx
 * import { withAuthenticationRequired } from "@sojourn/react";
 *
 * const Profile = ({ tab }: { tab: string }) => <p>{tab}</p>;
 *
 * export const ProfilePage = withAuthenticationRequired(Profile, { fallback: "Please log in." });
 * ```
 */
export function withAuthenticationRequired<
  Props extends object,
  Own extends AnySession = RegisteredSession,
>(Component: ComponentType<Props>, options?: RequireAuthOptions<Own>): (props: Props) => ReactNode {
  return (props) =>
    React.createElement(RequireAuth<Own>, options, React.createElement(Component, props));
}
