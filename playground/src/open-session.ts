/** Makes this page's session: what an app writes once, in a module of its own. */
import { createSession, type Session } from "@sojourn/core";
import type { AnyBackend, Credentials, FurtherSteps, Operations, Person } from "./backends.ts";
import type { Wire } from "./wire.ts";

/** This page's session, whichever backend it has. */
export type AnySession = Session<Credentials, Person, Operations, FurtherSteps>;

/** The name of a session's record in storage: each backend has its own, so that changing it logs nobody out. */
export function nameOf(backend: AnyBackend): string {
  return `sojourn-playground:${backend.baseUrl}`;
}

/** A session. `idle`: after how many milliseconds without activity it ends; 0: never. */
export function openSession(backend: AnyBackend, wire: Wire, idle: number): AnySession {
  return createSession({
    backend,
    idle: idle > 0 ? { timeout: idle } : undefined,
    name: nameOf(backend), // only because this page has many sessions: an app needs no name
    fetch: wire.fetch, // only to show the requests in the timeline
  });
}
