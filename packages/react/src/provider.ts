/** `<SessionProvider>`: gives a session to all components below, and keeps it running while they are mounted. */
"use client";
import { SessionError } from "@sojourn/core";
import React, { type ReactNode } from "react";
import type { AnySession } from "./auth.ts";

/** Starting a running session returns the same function again. So it can count the providers, of which each root may have one. */
type Stop = (() => void) & { providers?: number };

/** Carries the session. `null` if there is no provider above. */
export const Context: React.Context<AnySession | null> = React.createContext<AnySession | null>(
  null,
);

/** The props of {@link SessionProvider}. */
export interface SessionProviderProps {
  /** The session. Create it once, outside components. */
  readonly session: AnySession;
  /** The components that can use it. */
  readonly children?: ReactNode;
}

/**
 * Gives `session` to the hooks below. Starts it on mount, even if it was stopped before, and stops it when its last provider
 * is unmounted.
 *
 * Throws a `SessionError` with code `misconfigured` if `session` is no session.
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
  // Whoever writes JavaScript may pass nothing here, or the backend.
  if (typeof (session as Partial<AnySession> | undefined)?.getSnapshot !== "function")
    throw new SessionError(
      "misconfigured",
      "Write <SessionProvider session={session}>, with what createSession() returned.",
    );
  React.useEffect(() => {
    const stop = session.start() as Stop;
    stop.providers = (stop.providers ?? 0) + 1;
    return () => {
      stop.providers = (stop.providers ?? 0) - 1;
      if (stop.providers === 0) stop();
    };
  }, [session]);
  return React.createElement(Context.Provider, { value: session }, children);
}
