"use client";
/** `useAuth` for components below a Suspense boundary: it waits for the first answer. */
import React from "react";
import type { AnySession, RegisteredSession, SettledAuth } from "./auth.ts";
import { useAuth } from "./use-auth.ts";

/** React 18 wants to be told what failed; 19 looks itself. */
type Wait = Promise<unknown> & { error?: unknown };

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
  if (auth.isLoading) suspend(auth.ready);
  return auth as SettledAuth<Own>;
}

/** Suspends until the session is settled: with the same promise each time, as React asks. */
function suspend(ready: AnySession["ready"]): void {
  const wait: Wait = waits.get(ready) ?? ready();
  waits.set(ready, wait);
  if (React.use) return void React.use(wait);
  wait.catch((error: unknown) => {
    wait.error = error;
  });
  throw wait.error ?? wait;
}
