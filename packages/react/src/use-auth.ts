/** Shows components what they ask of a session, and renders them again when that has changed. */
"use client";
import { SessionError, type Snapshot, toView } from "@sojourn/core";
import React from "react";
import type { AnySession, Auth, RegisteredSession } from "./auth.ts";
import { Context } from "./provider.ts";

/**
 * What the session knows, and `login`, `logout`, `refresh`.
 *
 * A component is rendered again when something changes that it has read: one that reads `isAuthenticated` sleeps through
 * the renewal of a token, one that reads `expiresAt` does not. So read, or destructure, what you need; a spread or a
 * `...rest` reads everything. `user` and the functions stay the same until somebody else is logged in.
 *
 * Throws a `SessionError` `misconfigured` where no `SessionProvider` is above.
 *
 * @example
 * ```tsx
 * import { useAuth } from "@sojourn/react";
 *
 * export function Greeting() {
 *   const { isLoading, isAuthenticated, logout } = useAuth();
 *   if (isLoading) return null;
 *   return isAuthenticated ? <button type="button" onClick={logout}>Log out</button> : <a href="/login">Log in</a>;
 * }
 * ```
 */
export function useAuth<Own extends AnySession = RegisteredSession>(): Auth<Own>;
/**
 * What `selector` makes of it. The component is rendered again when that is another value.
 *
 * @param selector Picks or computes something. One written in place is asked at every render of its component.
 * @param isEqual Whether two results are the same to you. Default: `Object.is`.
 *
 * @example
 * ```tsx
 * import { useAuth } from "@sojourn/react";
 *
 * export function OfflineBadge() {
 *   const isOffline = useAuth((auth) => auth.offline);
 *   return isOffline ? <em>Offline</em> : null;
 * }
 * ```
 */
export function useAuth<Selected, Own extends AnySession = RegisteredSession>(
  selector: (auth: Auth<Own>) => Selected,
  isEqual?: (a: Selected, b: Selected) => boolean,
): Selected;
export function useAuth(
  selector?: (auth: Auth<AnySession>) => unknown,
  isEqual: (a: unknown, b: unknown) => boolean = Object.is,
): unknown {
  const session = React.useContext(Context);
  if (!session)
    throw new SessionError(
      "misconfigured",
      "Add a <SessionProvider>, or remove the second @sojourn/react.",
    );
  const look = React.useMemo(() => {
    let current: Record<string, unknown>;
    let read: Record<string, true>;
    let value: unknown;
    return (snapshot?: Snapshot<unknown>): unknown => {
      const before = current;
      const next: Record<string, unknown> = { ...session, ...toView(snapshot) };
      current = next;
      if (before && Object.keys(read).every((key) => before[key] === next[key])) return value;
      read = {};
      let seen: unknown = new Proxy(next, {
        get(_, key: string) {
          read[key] = true;
          // What nobody read before is read from the present.
          return current[key];
        },
      });
      if (selector) seen = selector(seen as Auth<AnySession>);
      if (!before || !isEqual(value, seen)) value = seen;
      return value;
    };
  }, [session, selector, isEqual]);
  return React.useSyncExternalStore(
    session.subscribe,
    () => look(session.getSnapshot()),
    look, // without a snapshot: a server knows nothing, and neither does the first render of its page
  );
}
