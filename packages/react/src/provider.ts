"use client";
/** Gives a session to all components below, and keeps it running as long as they are mounted. */
import { SessionError } from "@sojourn/core";
import React, { type ReactNode } from "react";
import type { AnySession } from "./auth.ts";

/** How many keep a session running: several roots of one page may share it. */
const providers = new WeakMap<AnySession, number>();

const Context = React.createContext<AnySession | null>(null);

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
    const stop = session.start();
    providers.set(session, (providers.get(session) ?? 0) + 1);
    return () => {
      const left = Number(providers.get(session)) - 1;
      providers.set(session, left);
      if (!left) stop();
    };
  }, [session]);
  return React.createElement(Context.Provider, { value: session }, children);
}

/** The session that is provided here. */
export function useSession(): AnySession {
  const session = React.useContext(Context);
  if (!session)
    throw new SessionError(
      "misconfigured",
      "No <SessionProvider session={session}> above, or one of a second copy: npm ls @sojourn/react",
    );
  return session;
}
