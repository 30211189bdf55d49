// The token set that an answer leads to, for tables whose rows name only what matters.
import type { Lifecycle } from "../../src/model/backend.ts";
import type { Grant } from "../../src/model/grant.ts";
import type { TokenSet } from "../../src/model/state.ts";
import { createTokenSet } from "../../src/model/token-set.ts";
import { writeJwt } from "../../src/testing/mint.ts";
import { noon, timing } from "./samples.ts";

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** An instant as claims hold it: seconds since 1970. `offset`: milliseconds after noon. */
export const claimed = (offset: number): number => (noon + offset) / SECOND;

/** An answer to a login, or to a refresh if there is a `previous` token set. */
export interface Answer {
  /** The claims of the access token. Default: `null`, it is opaque. */
  readonly claims?: object | null;
  /** The claims of the refresh token. Default: there is none. */
  readonly refreshClaims?: object;
  /** The answer's other members. */
  readonly grant?: Partial<Grant<string>>;
  /** When the request was sent, in milliseconds after noon. */
  readonly sentAt?: number;
  /** How long the answer took. */
  readonly delay?: number;
  /** The server's `Date`, in milliseconds after noon. */
  readonly date?: number;
  readonly previous?: TokenSet<string>;
  readonly lifecycle?: Lifecycle;
}

/** The token set of an answer. */
export function kept(answer: Answer): TokenSet<string> {
  const { claims = null, refreshClaims, grant, sentAt = 0, delay, date, previous } = answer;
  const tokens = {
    access: claims === null ? "opaque" : writeJwt(claims),
    ...(refreshClaims && { refresh: writeJwt(refreshClaims) }),
  };
  const when = timing(noon + sentAt, delay, date === undefined ? null : noon + date);
  const { lifecycle = "pair" } = answer;
  return createTokenSet({ ...tokens, ...grant }, "alice", when, previous ?? null, lifecycle);
}
