/** Shows that somebody will be logged out for want of activity, and how soon. */
"use client";
import React from "react";
import type { AnySession } from "./auth.ts";
import { useAuth } from "./use-auth.ts";

/** What {@link useIdle} gives. */
export interface Idle extends Pick<AnySession, "stay" | "logout"> {
  /** Nobody did anything for so long that the session is about to end. */
  readonly isWarning: boolean;
  /** Milliseconds until then, told anew each second; 0 while there is no warning. */
  readonly remaining: number;
}

/**
 * The warning before somebody is logged out for want of activity, for a session with the option `idle`. Only components that
 * use it are rendered each second, and only during the warning. Reading it is no activity: `stay()` ends the warning in every
 * tab.
 *
 * Throws a `SessionError` `misconfigured` where no `SessionProvider` is above.
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
    const ticking = idle ? setInterval(tick, 1000) : 0;
    return () => clearInterval(ticking);
  }, [idle]);
  return {
    isWarning: !!idle,
    remaining: Math.max(0, (idle?.endsAt ?? 0) - Date.now()),
    stay,
    logout,
  };
}
