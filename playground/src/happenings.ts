/** Puts the history of a session into words. */
import type { HistoryEntry, Reason, SessionErrorCode } from "@sojourn/core";
import { presentChoice } from "./choice.ts";
import { span, spell } from "./clock.ts";

/** How an entry of the timeline looks: what went well, what is merely so, what to watch, what failed. */
export type Tone = "good" | "plain" | "warn" | "bad";

/** A happening in words. */
export interface Sentence {
  readonly tone: Tone;
  readonly text: string;
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
};

const reasons: Record<Reason, string> = {
  logout: "You logged out.",
  idle: "You were logged out for want of activity.",
  expired: "The session ran out and could not be renewed any more.",
  rejected: "The server refused to go on with this session.",
  "max-age": "The session reached its greatest age.",
  replaced: "Somebody else logged in.",
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

/** Why a session ended, as a sentence. */
export function sayReason(reason: Reason, elsewhere: boolean): string {
  const { idle } = presentChoice();
  const sentence =
    reason === "logout" && elsewhere
      ? "You were logged out."
      : reason === "idle" && idle > 0
        ? `You were logged out after ${spell(idle)} without activity.`
        : reasons[reason];
  return elsewhere ? `${sentence} It happened in another tab.` : sentence;
}

/** A happening, as a sentence. */
export function sayHappening(happening: HistoryEntry): Sentence {
  switch (happening.type) {
    case "restored":
      return { tone: "good", text: "Found the session in storage and took it up again." };
    case "login":
      return { tone: "good", text: "Logged in: the server issued a token." };
    case "refreshing":
      return { tone: "plain", text: `Renewing the token: ${whys[happening.why]}.` };
    case "refreshed":
      return { tone: "good", text: `Renewed. ${sayExpiry(happening)}` };
    case "adopted":
      return { tone: "good", text: `Took over what another tab stored. ${sayExpiry(happening)}` };
    case "refresh-failed": {
      const { at, code, error, retryAt } = happening;
      const status = error.status === null ? "" : ` (${error.status})`;
      const next =
        retryAt === null ? "Not tried again by itself." : `Next try in ${span(retryAt - at)}.`;
      return { tone: "warn", text: `Could not renew: ${failures[code] ?? code}${status}. ${next}` };
    }
    case "refused":
      return { tone: "warn", text: `The server refused a request: ${happening.status}.` };
    case "replayed":
      return { tone: "good", text: "Sent a refused request again, with the new token." };
    case "late":
      return { tone: "warn", text: "Dropped an answer that came too late: its session is over." };
    case "idle-warning":
      return {
        tone: "warn",
        text: `Nobody is active: over in ${span(happening.endsAt - happening.at)}.`,
      };
    case "ended":
      return { tone: "bad", text: `Over. ${sayReason(happening.reason, happening.elsewhere)}` };
    case "logout-failed":
      return {
        tone: "warn",
        text: `Logged out here, but the server was not told: ${happening.error.message}`,
      };
    case "degraded":
      return { tone: "warn", text: `Storage is ${happening.cause}: memory carries on.` };
    case "listener-failed":
      return { tone: "bad", text: "A listener of this page threw an error." };
  }
}

function sayExpiry({ at, expiresAt }: { at: number; expiresAt: number | null }): string {
  return expiresAt === null
    ? "The token does not say when it expires."
    : `The token lives ${span(expiresAt - at)}.`;
}
