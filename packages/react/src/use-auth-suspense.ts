/** `useAuthSuspense()`: `useAuth` for components below a Suspense boundary. It waits for the first answer. */
"use client";
import React from "react";
import type { AnySession, SettledAuth } from "./auth.ts";
import { useAuth } from "./use-auth.ts";

/** React needs the same promise at each render, and React 18 has to be told why it failed. */
interface Ready {
  (): Promise<unknown>;
  first?: Promise<unknown> & { error?: unknown };
}

/**
 * Like `useAuth()`, but suspends while the status is `"loading"`. That happens once: after the first answer it never suspends
 * again.
 *
 * A server does not know the user: it renders the fallback of the Suspense boundary, and the browser continues. Throws a
 * `SessionError` with code `misconfigured` if there is no `SessionProvider` above, and the error of `session.ready()` if that
 * rejects.
 *
 * @example
 * ```tsx
 * import { useAuthSuspense } from "@sojourn/react";
 * import { Suspense } from "react";
 *
 * function Name() {
 *   const { isAuthenticated, user } = useAuthSuspense();
 *   return <b>{isAuthenticated ? user.id : "nobody"}</b>;
 * }
 *
 * export const Header = () => (
 *   <Suspense fallback="…">
 *     <Name />
 *   </Suspense>
 * );
 * ```
 */
export function useAuthSuspense(): SettledAuth;
/** The same for a session that is not the one in `Register`. */
export function useAuthSuspense<Own extends AnySession>(): SettledAuth<Own>;
export function useAuthSuspense(): unknown {
  const auth = useAuth<AnySession>();
  const { isLoading, ready }: { isLoading: boolean; ready: Ready } = auth;
  if (isLoading) ready.first ??= ready();
  const { first } = ready;
  // A component that has called `use` must call it at every later render, even if there is nothing to wait for.
  if (first && React.use) React.use(first);
  else if (first && isLoading) {
    first.catch((error: unknown) => {
      first.error = error;
    });
    throw first.error ?? first;
  }
  return auth;
}
