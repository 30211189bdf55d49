"use client";
/** `useAuth` for components below a Suspense boundary: it waits for the first answer. */
import React from "react";
import type { AnySession, RegisteredSession, SettledAuth } from "./auth.ts";
import { useAuth } from "./use-auth.ts";

/** React 18 wants to be told what failed; 19 looks itself. */
type Wait = Promise<unknown> & { error?: unknown };

/** React asks for the same promise each time. */
const waits = new WeakMap<AnySession["ready"], Wait>();

/**
 * Like `useAuth()`, but suspends instead of saying `"loading"`. That happens once: a session that is settled stays so.
 *
 * A server cannot know who is signed in: there the Suspense boundary's fallback is rendered, and the browser goes on. Throws
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
  const { isLoading, ready } = auth;
  const wait: Wait | undefined = waits.get(ready) ?? (isLoading ? ready() : undefined);
  if (wait) {
    waits.set(ready, wait);
    // Whoever called `use` once has to call it again when there is nothing more to wait for.
    if (React.use) React.use(wait);
    else if (isLoading) {
      wait.catch((error: unknown) => {
        wait.error = error;
      });
      throw wait.error ?? wait;
    }
  }
  return auth as SettledAuth<Own>;
}
