/** A hook for advice to developers. Development builds fill it. Production builds leave it empty and carry none of the words. */
import type { CompleteBackend } from "./backend.ts";
import type { Grant } from "./grant.ts";

type AnyBackend = Pick<CompleteBackend<never, unknown>, "name" | "lifecycle">;

/** What developers are told, each once per session: what went wrong and what to change. */
export interface Advice {
  /** A login or a renewal granted tokens: their times may look like seconds. */
  granted(backend: AnyBackend, grant: Grant<unknown>): void;
  /** A login granted tokens: a pair may lack its refresh token. */
  loggedIn(backend: AnyBackend, grant: Grant<unknown>): void;
  /** A request to the page's own origin takes cookies along that the server believes before the token. */
  cookiesSentAlong(backend: AnyBackend): void;
  /** The server refused a token that it had just issued. */
  freshTokenRefused(causes: string): void;
  /** A time in an option may be meant in seconds. `least`: the shortest likely value, in milliseconds. */
  optionSet(option: string, value: number, least: number): void;
  /** A cookie cannot keep the session. */
  cookieFailed(message: string): void;
}

/** Who gives advice. `null` in production builds. */
export const developers: { advice: Advice | null } = { advice: null };
