// Sample values for tests of the model and the machine.

import { renewalTime } from "../../src/machine/schedule.ts";
import type { Viewpoint } from "../../src/machine/to-snapshot.ts";
import { initialState } from "../../src/machine/transition.ts";
import { completeBackend } from "../../src/model/backend.ts";
import { emptyRecord } from "../../src/model/record.ts";
import type { Rules, SessionRecord, State, Timing, TokenSet } from "../../src/model/state.ts";

/** 2 January 2026, 12:00 UTC. */
export const noon = Date.UTC(2026, 0, 2, 12);

/** The token set of Alice's session: an access token of five minutes, a refresh token of a day. */
export function tokenSetSample(changes: Partial<TokenSet<string>> = {}): TokenSet<string> {
  return {
    access: "access-1",
    refresh: "refresh-1",
    user: "alice",
    accessExpiresAt: noon + 300_000,
    renewableUntil: noon + 86_400_000,
    issuedAt: noon,
    lifetime: 300_000,
    skew: 0,
    claims: { user_id: 1 },
    arrivedAt: noon,
    startedAt: noon + 0.5,
    userAt: noon + 0.5,
    ...changes,
  };
}

/** The record of that session. */
export function recordSample(changes: Partial<SessionRecord<string>> = {}): SessionRecord<string> {
  return {
    ...emptyRecord,
    generation: 1,
    epoch: 1,
    tokenSet: tokenSetSample(),
    writtenAt: noon,
    ...changes,
  };
}

/** The members of a token set whose tokens say nothing about themselves. */
export const opaque = {
  accessExpiresAt: null,
  lifetime: null,
  renewableUntil: null,
  claims: null,
} as const;

/** The state of a page with Alice's session at noon, or with these tokens. */
export function stateSample(
  changes: Partial<State<string>> = {},
  tokenSet: TokenSet<string> = tokenSetSample(),
): State<string> {
  const record = recordSample({ tokenSet });
  const renewAt = renewalTime(tokenSet, rulesSample(), 0);
  return { ...initialState, now: noon, settled: true, record, renewAt, ...changes };
}

/** The settings of a session whose backend has this lifecycle. */
export function rulesSample(lifecycle: "pair" | "sliding" | "fixed" = "pair"): Rules<string> {
  const operation = { method: "POST", read: () => undefined } as const;
  const verify = { method: "GET", path: "me/", signed: true } as const;
  return {
    leeway: 60_000,
    idle: null,
    maxAge: Infinity,
    maxAgeWarning: 60_000,
    inUse: false,
    backend: completeBackend({
      baseUrl: "https://api.example.com/api/",
      lifecycle,
      login: { ...operation, path: "token/" },
      refresh: lifecycle === "fixed" ? undefined : { ...operation, path: "token/refresh/" },
      verify,
      user: () => "alice",
    }),
  } as Rules<string>;
}

/** How snapshots look at states, `ahead` milliseconds ahead of the wall clock. */
export function from(ahead: number): Viewpoint<never> {
  return { ahead, rules: rulesSample() as Rules<never>, claimsOf: (payload) => payload };
}

/** The times of a request that was answered after `delay` milliseconds. */
export function timing(at: number, delay = 0, date: number | null = null): Timing {
  return { sentAt: at, receivedAt: at + delay, date };
}
