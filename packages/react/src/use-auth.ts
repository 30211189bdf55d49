/** `useAuth()`: gives components the view of the session, and re-renders them when something changes that they have read. */
"use client";
import { SessionError, type Snapshot, toView } from "@sojourn/core";
import React from "react";
import type { AnySession, Auth, RegisteredSession } from "./auth.ts";
import { Context } from "./provider.ts";

/**
 * Returns the view of the session, and `login`, `logout`, `refresh` and the other functions of the session.
 *
 * A component re-renders when something changes that it has read. A component that reads `isAuthenticated` does not re-render
 * when a token is renewed; one that reads `expiresAt` does. Destructure only what you need: a spread or `...rest` subscribes to
 * everything. `user` and the functions stay the same until another user is logged in.
 *
 * Throws a `SessionError` with code `misconfigured` if there is no `SessionProvider` above.
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
export function useAuth(): Auth;
/** The same for a session that is not the one in `Register`. */
export function useAuth<Own extends AnySession>(): Auth<Own>;
/**
 * Returns the result of `selector`. The component re-renders when the result changes.
 *
 * @param selector Picks or computes a value. An inline selector runs at every render of its component.
 * @param isEqual Whether two results count as the same. Default: `Object.is`.
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
  const read = React.useMemo(
    () => createReader(session, selector, isEqual),
    [session, selector, isEqual],
  );
  return React.useSyncExternalStore(
    session.subscribe,
    () => read(session.getSnapshot()),
    read, // without a snapshot: neither a server nor the first render of its page knows the user
  );
}

/** Returns what a component sees of a snapshot: the same value as before unless a member changed that it has read. */
function createReader(
  session: AnySession,
  selector: ((auth: Auth<AnySession>) => unknown) | undefined,
  isEqual: (a: unknown, b: unknown) => boolean,
): (snapshot?: Snapshot<unknown>) => unknown {
  let current: Record<string, unknown> | undefined;
  let keysRead = new Set<string>();
  let value: unknown;
  const track = (members: Record<string, unknown>): unknown =>
    new Proxy(members, {
      get(_, key: string) {
        keysRead.add(key);
        // A member that is read for the first time comes from the newest view, not from that of the render.
        return current?.[key];
      },
    });
  return (snapshot) => {
    const previous = current;
    const next: Record<string, unknown> = { ...session, ...toView(snapshot) };
    current = next;
    if (previous && [...keysRead].every((key) => previous[key] === next[key])) return value;
    keysRead = new Set();
    let seen = track(next);
    if (selector) seen = selector(seen as Auth<AnySession>);
    if (!previous || !isEqual(value, seen)) value = seen;
    return value;
  };
}
