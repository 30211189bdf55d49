/** Describes the history of a session in sentences. */
import type { HistoryEntry, SessionErrorCode } from "@sojourn/core";
import { span } from "./clock.ts";
import { describeError, errorBehind } from "./error-details.ts";

/** The look of an entry in the timeline: success, neutral, warning, failure. */
export type Tone = "good" | "plain" | "warn" | "bad";

/** A history entry in words. */
export interface Sentence {
  readonly tone: Tone;
  readonly text: string;
  /** The error behind it, for developers. `null`: none. */
  readonly detail: string | null;
}

const whys: Record<Extract<HistoryEntry, { type: "refreshing" }>["why"], string> = {
  timer: "it is about to expire",
  retry: "the last try failed",
  request: "a request needs a fresh one",
  refused: "the server refused it",
  gone: "the server says that there is no such user any more",
  doubtful: "the server may have refused it",
  manual: "it was asked for",
  restore: "the stored one has expired",
  missing: "this tab has none",
};

const failures: Partial<Record<SessionErrorCode, string>> = {
  network: "no answer came",
  timeout: "no answer came in time",
  server: "the server failed",
  throttled: "too many requests",
  rejected: "the server refused",
  "session-changed": "the session is another one now",
  misconfigured: "the set-up is wrong",
};

/** A history entry as a sentence. */
export function sayEntry(entry: HistoryEntry): Sentence {
  const error = errorBehind(entry);
  return { ...sayWhat(entry), detail: error === null ? null : describeError(error) };
}

function sayWhat(entry: HistoryEntry): Omit<Sentence, "detail"> {
  switch (entry.type) {
    case "restored":
      return { tone: "good", text: "Found the session in storage and took it up again." };
    case "login":
      return { tone: "good", text: "Logged in: the server issued a token." };
    case "refreshing":
      return { tone: "plain", text: `Renewing the token: ${whys[entry.why]}.` };
    case "refreshed":
      return { tone: "good", text: `Renewed. ${sayExpiry(entry)}` };
    case "adopted":
      return { tone: "good", text: `Took over what another tab stored. ${sayExpiry(entry)}` };
    case "refresh-failed":
      return { tone: "warn", text: `Could not renew: ${sayFailure(entry)}` };
    case "refused":
      return { tone: "warn", text: `The server refused a request: ${entry.status}.` };
    case "replayed":
      return { tone: "good", text: "Sent a refused request again, with the new token." };
    case "late":
      return { tone: "warn", text: "Dropped an answer that came too late: its session is over." };
    case "idle-warning":
      return {
        tone: "warn",
        text: `Nobody is active: over in ${span(entry.endsAt - entry.at)}.`,
      };
    case "login-pending":
      return { tone: "plain", text: `The login goes on with another step: ${entry.step}.` };
    case "max-age-warning":
      return {
        tone: "warn",
        text: `The session reaches its greatest age in ${span(entry.endsAt - entry.at)}.`,
      };
    case "ended":
      return {
        tone: "bad",
        text: `Over: ${entry.reason}${entry.elsewhere ? ", in another tab" : ""}.`,
      };
    case "logout-failed":
      return { tone: "warn", text: "Logged out here, but the server was not told." };
    case "degraded":
      return { tone: "warn", text: `Storage is ${entry.cause}: memory carries on.` };
    case "advice":
      return { tone: "warn", text: entry.message };
    case "listener-failed":
      return { tone: "bad", text: "A listener of this page threw an error." };
  }
}

function sayExpiry({ at, expiresAt }: { at: number; expiresAt: number | null }): string {
  if (expiresAt === null) return "The token does not say when it expires.";
  return `The token lives ${span(expiresAt - at)}.`;
}

function sayFailure(entry: Extract<HistoryEntry, { type: "refresh-failed" }>): string {
  const { at, code, error, retryAt } = entry;
  const status = error.status === null ? "" : ` (${error.status})`;
  const what = `${failures[code] ?? code}${status}.`;
  if (retryAt === null) return `${what} Not tried again by itself.`;
  return `${what} Next try in ${span(retryAt - at)}.`;
}
