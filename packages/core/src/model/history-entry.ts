/** History entries: what a session tells about what happened to it. */
import type { SessionError, SessionErrorCode } from "./errors.ts";
import type { Reason, Why } from "./state.ts";

/** One entry of a session's history: what happened and when. It never contains a token. */
export type HistoryEntry = {
  /** When it happened, in milliseconds since 1970. */
  readonly at: number;
  /** How many entries of this kind in a row were folded into this one. Default: 1. */
  readonly times?: number;
} & HistoryEvent;

/** What a history entry tells. */
export type HistoryEvent =
  /** A stored session was found. */
  | { readonly type: "restored" }
  | { readonly type: "login" }
  /** A login waits for another step: a one-time code, for example. */
  | { readonly type: "login-pending"; readonly step: string }
  | { readonly type: "refreshing"; readonly why: Why }
  | { readonly type: "refreshed"; readonly expiresAt: number | null }
  /** The tokens of another tab are used. */
  | { readonly type: "adopted"; readonly expiresAt: number | null }
  | {
      readonly type: "refresh-failed";
      readonly code: SessionErrorCode;
      readonly error: SessionError;
      /** When the session tries again by itself. `null`: it does not. */
      readonly retryAt: number | null;
    }
  /**
   * The server refused a signed request. `fresh`: its token comes from a login just now and was never accepted. Then the set-up is
   * wrong: the scheme, the header's name, or a proxy that strips the header.
   */
  | { readonly type: "refused"; readonly status: number; readonly fresh?: true }
  | { readonly type: "replayed" }
  /** An answer arrived for a session that is over, and was dropped. */
  | { readonly type: "late" }
  /** Nobody is active: the session ends at `endsAt` unless the app calls `stay()`. Time to save a draft. */
  | { readonly type: "idle-warning"; readonly endsAt: number }
  /** The option `maxAge` ends the session at `endsAt`. Time to save a draft. */
  | { readonly type: "max-age-warning"; readonly endsAt: number }
  | { readonly type: "ended"; readonly reason: Reason; readonly elsewhere: boolean }
  /** The logout request to the server failed. */
  | { readonly type: "logout-failed"; readonly error: SessionError }
  /** Storage failed, or its record could not be read. The session continues in memory. */
  | {
      readonly type: "degraded";
      readonly cause: "unavailable" | "corrupt" | "newer-version";
      /** What the storage port says about it. `null`: nothing that helps. */
      readonly error: SessionError | null;
    }
  /** Development builds found a likely mistake: what it is, and what to write instead. Production builds never tell it. */
  | { readonly type: "advice"; readonly message: string }
  /** A listener of the app threw. The session goes on. */
  | { readonly type: "listener-failed"; readonly error: unknown };

/** A history entry before its time is added. */
export type NewEntry = HistoryEntry extends infer One
  ? One extends HistoryEntry
    ? Omit<One, "at" | "times">
    : never
  : never;
