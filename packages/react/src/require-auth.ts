/** Shows things only to people who are logged in. */
"use client";
import React, { type ComponentType, type ReactNode } from "react";
import { useAuth } from "./use-auth.ts";

/** What is shown instead. */
export interface RequireAuthOptions {
  /** When nobody is logged in: a login form, or your router's redirect. Default: nothing. */
  readonly fallback?: ReactNode;
  /** Before the first answer is known. Default: nothing. */
  readonly loading?: ReactNode;
}

/** What {@link RequireAuth} takes. */
export interface RequireAuthProps extends RequireAuthOptions {
  /** For people who are logged in. Not rendered, not even once, for others. */
  readonly children?: ReactNode;
}

/**
 * Renders its children when somebody is logged in. When a session ends they are taken away at once, whatever ended it.
 *
 * Throws a `SessionError` `misconfigured` where no `SessionProvider` is above.
 *
 * @example
 * ```tsx
 * import { RequireAuth } from "@sojourn/react";
 *
 * export const App = () => (
 *   <RequireAuth fallback={<a href="/login">Log in</a>} loading="…">
 *     <p>Only for you.</p>
 *   </RequireAuth>
 * );
 * ```
 */
export function RequireAuth(props: RequireAuthProps): ReactNode {
  const auth = useAuth();
  if (auth.isAuthenticated) return props.children;
  return auth.isLoading ? props.loading : props.fallback;
}

/**
 * A component that is rendered only when somebody is logged in: {@link RequireAuth} for places that take a component.
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
export function withAuthenticationRequired<Props extends object>(
  Component: ComponentType<Props>,
  options?: RequireAuthOptions,
): (props: Props) => ReactNode {
  return (props) =>
    React.createElement(RequireAuth, options, React.createElement(Component, props));
}
