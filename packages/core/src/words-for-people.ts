/** Words for the people who log in: short sentences for errors and for the reason why a session ended. */
import { isSessionError, type SessionError, type SessionErrorCode } from "./model/errors.ts";
import type { Reason } from "./model/state.ts";

/** A sentence for people, or a function that makes one of the error. */
export type ErrorSentence = string | ((error: SessionError) => string);

/**
 * A sentence for each code of a {@link SessionError}. `other`: for everything that is no `SessionError`. Write `satisfies ErrorWords` behind
 * a full translation, and the compiler names the code that you left out.
 */
export type ErrorWords = Readonly<Record<SessionErrorCode, ErrorSentence>> & {
  readonly other: string;
};

/** A sentence for each reason why a session ended. Write `satisfies ReasonWords` behind a full translation. */
export type ReasonWords = Readonly<Record<Reason, string>>;

const errorWords: ErrorWords = {
  "invalid-credentials": "The name or the password is wrong.",
  validation: "Please check what you entered.",
  throttled: ({ retryAfter }) => `Too many attempts. Please wait ${durationOf(retryAfter)}.`,
  network: "The server cannot be reached. Please check your connection and try again.",
  timeout: "The server took too long to answer. Please try again.",
  server: "The server has a problem. Please try again later.",
  rejected: "You are no longer logged in. Please log in again.",
  pending: "One more step is needed to log in.",
  unauthenticated: "Please log in first.",
  "session-changed": "Somebody logged in or out in the meantime. Please try again.",
  "not-supported": "This is not possible here.",
  misconfigured: "This site is not set up correctly. Please tell the people who run it.",
  other: "Something went wrong. Please try again.",
};

const reasonWords: ReasonWords = {
  logout: "You are logged out.",
  expired: "Your session has expired. Please log in again.",
  rejected: "Your session is no longer valid. Please log in again.",
  replaced: "Somebody else logged in.",
  idle: "You were logged out because you were inactive.",
  "max-age": "You were logged out because your session reached its time limit.",
};

/** With these codes the server answers what somebody typed. With the others its words are about tokens and requests. */
const spokenToPeople: ReadonlySet<SessionErrorCode> = new Set([
  "invalid-credentials",
  "validation",
  "throttled",
]);

/**
 * What to show to the person who logs in. Never a URL, a token or a word about the set-up: those are in `error.message`, for you.
 *
 * If the server wrote something that belongs to no field (`error.fields[""]`) about what somebody typed, you get these words. Otherwise you
 * get a short sentence for the code of the error; for `throttled` it says how long to wait, if the server told. The other messages in
 * `error.fields` belong beside their fields. Everything that is no {@link SessionError} gets a general sentence.
 *
 * @param words Your own sentences for some codes or all, in another language for example. Default: English.
 *
 * @example
 * ```ts
 * import { createSession, errorText, type ErrorWords } from "@sojourn/core";
 * import { simpleJwt } from "@sojourn/django";
 *
 * const session = createSession({ backend: simpleJwt({ baseUrl: "https://api.example.com/api/" }) });
 * const german: Partial<ErrorWords> = {
 *   network: "Der Server ist nicht erreichbar.",
 *   throttled: ({ retryAfter }) => `Bitte ${Math.ceil((retryAfter ?? 60_000) / 1000)} Sekunden warten.`,
 * };
 *
 * try {
 *   await session.login({ username: "alice", password: "correct horse" });
 * } catch (error) {
 *   console.log(errorText(error, german));
 * }
 * ```
 */
export function errorText(error: unknown, words: Partial<ErrorWords> = {}): string {
  const other = words.other ?? errorWords.other;
  if (!isSessionError(error)) return other;
  const { code, fields } = error;
  const said = fields[""]?.join(" ");
  if (said && spokenToPeople.has(code)) return said;
  // Another copy of the package may know more codes.
  const sentence = words[code] ?? errorWords[code] ?? other;
  if (typeof sentence === "function") return sentence(error);
  return sentence;
}

/**
 * Why the session ended, for the person who was logged in: `snapshot.reason` as a short sentence.
 *
 * @param words Your own sentences for some reasons or all. Default: English.
 *
 * @example
 * ```ts
 * import { type Reason, reasonText } from "@sojourn/core";
 *
 * const notice = (reason: Reason | null): string => (reason ? reasonText(reason) : "");
 * ```
 */
export function reasonText(reason: Reason, words: Partial<ReasonWords> = {}): string {
  return words[reason] ?? reasonWords[reason];
}

/** How long to wait: in seconds, or in minutes where it is longer than two. */
function durationOf(milliseconds: number | null): string {
  if (milliseconds === null) return "a moment";
  const seconds = Math.max(1, Math.ceil(milliseconds / 1000));
  if (seconds === 1) return "1 second";
  if (seconds <= 120) return `${seconds} seconds`;
  return `${Math.ceil(seconds / 60)} minutes`;
}
