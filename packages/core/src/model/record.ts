/** The stored record: how it is written, how it is read and checked, and what two of them come to. */
import type { SessionRecord, TokenRequest, TokenSet } from "./state.ts";

/** The version of the format that is written here: docs/decisions/11-versions-of-the-record.md. */
export const VERSION = 1;

/** The record of an origin where nobody has ever logged in. */
export const emptyRecord: SessionRecord<never> = {
  version: VERSION,
  minVersion: VERSION,
  generation: 0,
  epoch: 0,
  tokenSet: null,
  reason: null,
  quietUntil: 0,
  activeAt: 0,
  writtenAt: 0,
};

/** The text that is stored for a record. Version 1 of the format calls the token set `held`, and keeps that name for ever. */
export function writeRecord({ tokenSet, ...record }: SessionRecord<unknown>): string {
  return JSON.stringify({ ...record, held: tokenSet });
}

/** What each member may be, as `typeof` says it, or `"null"`. */
type Shape<Value> = { readonly [Key in keyof Value]-?: readonly string[] };

const tokenSetShape: Shape<Omit<TokenSet<unknown>, "user" | "userFrom">> = {
  access: ["string"],
  refresh: ["string", "null"],
  accessExpiresAt: ["number", "null"],
  renewableUntil: ["number", "null"],
  issuedAt: ["number", "null"],
  lifetime: ["number", "null"],
  skew: ["number"],
  claims: ["object", "null"],
  arrivedAt: ["number"],
  startedAt: ["number"],
  userAt: ["number"],
};

const recordShape: Shape<SessionRecord<unknown>> = {
  version: ["number"],
  minVersion: ["number"],
  generation: ["number"],
  epoch: ["number"],
  tokenSet: ["object", "null"],
  reason: ["string", "null"],
  quietUntil: ["number"],
  activeAt: ["number"],
  writtenAt: ["number"],
};

function fits(value: object, shape: Readonly<Record<string, readonly string[]>>): boolean {
  return Object.entries(shape).every(([key, types]) => {
    const part = (value as Record<string, unknown>)[key];
    return types.includes(part === null ? "null" : typeof part);
  });
}

/** The record in a stored text, or why there is none: it was damaged, or a later version of Sojourn wrote it. */
export function readRecord<User>(text: string): SessionRecord<User> | "corrupt" | "newer-version" {
  try {
    const { held: tokenSet, ...stored } = JSON.parse(text);
    const record: SessionRecord<User> = { ...stored, tokenSet };
    const { version } = record;
    const isWhole = !tokenSet || (fits(tokenSet, tokenSetShape) && tokenSet.user !== undefined);
    if (isWhole && version >= 1 && fits(record, recordShape)) return record;
    return version > VERSION ? "newer-version" : "corrupt";
  } catch {
    return "corrupt";
  }
}

/** Whether only a newer version may renew the tokens of a record: docs/decisions/11-versions-of-the-record.md. */
export function needsNewerVersion({ minVersion }: SessionRecord<unknown>): boolean {
  return minVersion > VERSION;
}

const ownMembers: ReadonlySet<string> = new Set([
  ...Object.keys(tokenSetShape),
  "user",
  "userFrom",
]);

/** The members of a session's tokens that a newer version added. */
function addedTo(tokenSet: TokenSet<unknown>): object {
  return Object.fromEntries(Object.entries(tokenSet).filter(([name]) => !ownMembers.has(name)));
}

/** The record of a session that is not over. */
interface LoggedIn<User> extends SessionRecord<User> {
  readonly tokenSet: TokenSet<User>;
}

function isLoggedIn<User>(record: SessionRecord<User>): record is LoggedIn<User> {
  return record.tokenSet !== null;
}

/** Whether `a` tells of a later session than `b`, or of a later end. */
function isLaterSession(a: SessionRecord<unknown>, b: SessionRecord<unknown>): boolean {
  if (a.epoch !== b.epoch) return a.epoch > b.epoch;
  if (isLoggedIn(a) && isLoggedIn(b)) return a.tokenSet.startedAt > b.tokenSet.startedAt;
  // A login and an end of one epoch did not know of each other: the login stands.
  if (isLoggedIn(a) || isLoggedIn(b)) return isLoggedIn(a);
  // The first of two ends says what ended the session.
  if (a.writtenAt !== b.writtenAt) return a.writtenAt < b.writtenAt;
  if (a.reason !== b.reason) return String(a.reason) > String(b.reason);
  return a.generation > b.generation;
}

/** Whether `a` holds newer tokens of the same session than `b`, or knows that the server will not renew them. */
function isNewerTokens(a: LoggedIn<unknown>, b: LoggedIn<unknown>): boolean {
  if (a.generation !== b.generation) return a.generation > b.generation;
  if (a.tokenSet.access !== b.tokenSet.access) return a.tokenSet.access > b.tokenSet.access;
  return (a.tokenSet.renewableUntil ?? Infinity) < (b.tokenSet.renewableUntil ?? Infinity);
}

/**
 * What is so after both records: the later session; within one session the newest tokens, the newest user, the longest
 * pause. The order in which tabs write, read and merge does not matter, nor how often. `mine` itself where `other` adds
 * nothing to it.
 */
export function merge<User>(
  mine: SessionRecord<User>,
  other: SessionRecord<User>,
): SessionRecord<User> {
  if (isLaterSession(other, mine)) return other;
  if (isLaterSession(mine, other) || !isLoggedIn(mine) || !isLoggedIn(other)) return mine;
  const both = mergeOneSession(mine, other);
  return same(both, mine) ? mine : both;
}

function mergeOneSession<User>(mine: LoggedIn<User>, other: LoggedIn<User>): SessionRecord<User> {
  const newer = isNewerTokens(other, mine) ? other : mine;
  const { user, userAt, userFrom } =
    mine.tokenSet.userAt < other.tokenSet.userAt ? other.tokenSet : mine.tokenSet;
  // What a newer version added is kept: as it came with the newer tokens, else as it was stored.
  const [first, last] = isNewerTokens(mine, other) ? [other, mine] : [mine, other];
  const added = { ...addedTo(first.tokenSet), ...addedTo(last.tokenSet) };
  return {
    ...mine,
    ...other,
    version: Math.max(mine.version, other.version),
    minVersion: Math.max(mine.minVersion, other.minVersion),
    generation: newer.generation,
    tokenSet: { ...newer.tokenSet, ...added, user, userAt, userFrom },
    quietUntil: Math.max(mine.quietUntil, other.quietUntil),
    activeAt: Math.max(mine.activeAt, other.activeAt),
    writtenAt: Math.max(mine.writtenAt, other.writtenAt),
  };
}

/** Whether two values are the same to anyone who looks: then the older object stays, and nothing is drawn anew. */
export function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/**
 * Whether another tab answered what a flight was sent to ask: other tokens, another session, or none. A server may hand out the
 * same access token again for as long as it lives: then the generation tells.
 */
export function isSuperseded(
  inFlight: TokenRequest,
  { tokenSet, generation }: SessionRecord<unknown>,
): boolean {
  return tokenSet?.access !== inFlight.tokens.access || generation > inFlight.generation;
}
