/** Gives a session to all components below, and keeps it running as long as they are mounted. */
"use client";
import React, { type ReactNode } from "react";
import type { AnySession } from "./auth.ts";

/** All who start a running session get the same function: it counts the providers, of which several roots may have one each. */
type Stop = (() => void) & { users: number };

/** Carries the session; `null`: no provider is above. */
export const Context: React.Context<AnySession | null> = React.createContext<AnySession | null>(
  null,
);

/** What {@link SessionProvider} takes. */
export interface SessionProviderProps {
  /** The session, made once, outside of components. */
  readonly session: AnySession;
  /** Who may use it. */
  readonly children?: ReactNode;
}

/**
 * Gives `session` to the hooks below. Starts it when it is mounted, also one that was stopped, and stops it when the last
 * provider of it is unmounted.
 *
 * @example
 * ```tsx
 * import { createSession } from "@sojourn/core";
 * import { simpleJwt } from "@sojourn/django";
 * import { SessionProvider } from "@sojourn/react";
 * import { createRoot } from "react-dom/client";
 *
 * const session = createSession({ backend: simpleJwt({ baseUrl: "https://api.example.com/api/" }) });
 *
 * createRoot(document.body).render(
 *   <SessionProvider session={session}>
 *     <main>Hello</main>
 *   </SessionProvider>,
 * );
 * ```
 */
export function SessionProvider({ session, children }: SessionProviderProps): ReactNode {
  React.useEffect(() => {
    const stop = session.start() as Stop;
    stop.users = (stop.users ?? 0) + 1;
    return () => {
      stop.users -= 1;
      if (!stop.users) stop();
    };
  }, [session]);
  return React.createElement(Context.Provider, { value: session }, children);
}
