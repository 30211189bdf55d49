/** `useAuth` for components below a Suspense boundary: it waits for the first answer. */
"use client";
import React from "react";
import type { AnySession, RegisteredSession, SettledAuth } from "./auth.ts";
import { useAuth } from "./use-auth.ts";

/** React asks for the same promise each time; and 18 wants to be told why it failed. */
interface Ready {
  (): Promise<unknown>;
  first?: Promise<unknown> & { error?: unknown };
}

/**
 * Like `useAuth()`, but suspends instead of saying `"loading"`. That happens once: a session that is settled stays so.
 *
 * A server cannot know who is logged in: there the Suspense boundary's fallback is rendered, and the browser goes on. Throws
 * a `SessionError` `misconfigured` where no `SessionProvider` is above, and what `session.ready()` rejects with.
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
export function useAuthSuspense<Own extends AnySession = RegisteredSession>(): SettledAuth<Own> {
  const auth = useAuth<Own>();
  const { isLoading, ready }: { isLoading: boolean; ready: Ready } = auth;
  if (isLoading) ready.first ??= ready();
  const { first } = ready;
  // Whoever called `use` once has to call it again when there is nothing more to wait for.
  if (first && React.use) React.use(first);
  else if (first && isLoading) {
    first.catch((error: unknown) => {
      first.error = error;
    });
    throw first.error ?? first;
  }
  return auth as SettledAuth<Own>;
}
