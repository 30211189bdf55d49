/** `<RequireAuth>` and its component form: render only for users who are logged in. */
"use client";
import React, { type ComponentType, type ReactNode } from "react";
import { useAuth } from "./use-auth.ts";

/** The alternatives that are rendered instead. */
export interface RequireAuthOptions {
  /** Rendered when nobody is logged in: a login form, or your router's redirect. Default: nothing. */
  readonly fallback?: ReactNode;
  /** Rendered while the status is `"loading"`, before the first answer. Default: nothing. */
  readonly loading?: ReactNode;
}

/** The props of {@link RequireAuth}. */
export interface RequireAuthProps extends RequireAuthOptions {
  /** Rendered for users who are logged in. Never rendered for others, not even once. */
  readonly children?: ReactNode;
}

/**
 * Renders its children while a user is logged in. They are unmounted as soon as the session ends, for any reason.
 *
 * Throws a `SessionError` with code `misconfigured` if there is no `SessionProvider` above.
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
  if (auth.isLoading) return props.loading;
  return props.fallback;
}

/**
 * Makes a component that renders only while a user is logged in: {@link RequireAuth} for places that take a component.
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
