/** `useIdle()`: the warning before an idle logout, and the time that is left. */
"use client";
import React from "react";
import type { AnySession } from "./auth.ts";
import { useAuth } from "./use-auth.ts";

/** The result of {@link useIdle}. */
export interface Idle extends Pick<AnySession, "stay" | "logout"> {
  /** Whether the session is about to end because the user is idle. */
  readonly isWarning: boolean;
  /** Milliseconds until the logout, updated every second; 0 while there is no warning. */
  readonly remaining: number;
}

/**
 * The warning before an idle logout, for a session with the option `idle`. Only components that call it re-render every
 * second, and only during the warning. Reading it does not count as activity. `stay()` does, and closes the warning in all
 * tabs.
 *
 * Throws a `SessionError` with code `misconfigured` if there is no `SessionProvider` above.
 *
 * @example
 * ```tsx
 * import { useIdle } from "@sojourn/react";
 *
 * export function StillHere() {
 *   const { isWarning, remaining, stay } = useIdle();
 *   if (!isWarning) return null;
 *   return <button onClick={stay}>Stay logged in ({Math.ceil(remaining / 1000)} s)</button>;
 * }
 * ```
 */
export function useIdle(): Idle {
  const { idle, stay, logout } = useAuth<AnySession>();
  const [, tick] = React.useReducer(Date.now, 0);
  React.useEffect(() => {
    if (!idle) return;
    const timer = setInterval(tick, 1000);
    return () => clearInterval(timer);
  }, [idle]);
  return {
    isWarning: idle !== null,
    remaining: Math.max(0, (idle?.endsAt ?? 0) - Date.now()),
    stay,
    logout,
  };
}
