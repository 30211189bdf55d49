/** The stored record: writes it, reads and checks it, and merges two of them. */
import type { SessionRecord, TokenRequest, TokenSet } from "./state.ts";

/** The version of the format that this code writes: docs/decisions/11-versions-of-the-record.md. */
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

/** The text that is stored for a record. The stored JSON calls the token set `held`, and keeps that name for ever. */
export function writeRecord({ tokenSet, ...record }: SessionRecord<unknown>): string {
  return JSON.stringify({ ...record, held: tokenSet });
}

/** The JSON types that a member may have. */
type JsonType = "string" | "number" | "object" | "null";

/** The allowed types of each member. */
type Shape<Value> = { readonly [Key in keyof Value]-?: readonly JsonType[] };

const tokenSetShape: Shape<Omit<TokenSet<unknown>, "user" | "userFrom" | "run">> = {
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

const recordShape: Shape<Omit<SessionRecord<unknown>, "owed">> = {
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

/** Whether all members of a value have allowed types. */
function fits(value: object, shape: Readonly<Record<string, readonly JsonType[]>>): boolean {
  const members = value as Readonly<Record<string, unknown>>;
  return Object.entries(shape).every(([name, types]) =>
    types.some((type) => hasType(members[name], type)),
  );
}

function hasType(value: unknown, type: JsonType): boolean {
  if (type === "null") return value === null;
  return value !== null && typeof value === type;
}

/** The record in a stored text, or why there is none: the text is damaged, or a newer version of Sojourn wrote it. */
export function readRecord<User>(text: string): SessionRecord<User> | "corrupt" | "newer-version" {
  try {
    const { held: tokenSet, ...stored } = JSON.parse(text);
    const record: SessionRecord<User> = { ...stored, tokenSet };
    if (isReadable(record)) return record;
    if (record.version > VERSION) return "newer-version";
    return "corrupt";
  } catch {
    return "corrupt";
  }
}

function isReadable(record: SessionRecord<unknown>): boolean {
  const { version, tokenSet } = record;
  if (!(version >= 1) || !fits(record, recordShape)) return false;
  if (!tokenSet) return true;
  return fits(tokenSet, tokenSetShape) && tokenSet.user !== undefined;
}

/** Whether only a newer version may renew the tokens of a record: docs/decisions/11-versions-of-the-record.md. */
export function needsNewerVersion({ minVersion }: SessionRecord<unknown>): boolean {
  return minVersion > VERSION;
}

const ownMembers: ReadonlySet<string> = new Set([
  ...Object.keys(tokenSetShape),
  "user",
  "userFrom",
  "run",
]);

/** The members of a token set that a newer version added. */
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

/** Whether `a` is the record of a later session than `b`, or of a later end. */
function isLaterSession(a: SessionRecord<unknown>, b: SessionRecord<unknown>): boolean {
  if (a.epoch !== b.epoch) return a.epoch > b.epoch;
  if (isLoggedIn(a) && isLoggedIn(b)) return a.tokenSet.startedAt > b.tokenSet.startedAt;
  // A login and an end with the same epoch did not know of each other: the login counts.
  if (isLoggedIn(a) || isLoggedIn(b)) return isLoggedIn(a);
  // Of two ends, the first one ended the session.
  if (a.writtenAt !== b.writtenAt) return a.writtenAt < b.writtenAt;
  if (a.reason !== b.reason) return String(a.reason) > String(b.reason);
  return a.generation > b.generation;
}

/** Whether `a` has newer tokens of the same session than `b`, or knows that the server will not renew them. */
function isNewerTokens(a: LoggedIn<unknown>, b: LoggedIn<unknown>): boolean {
  if (a.generation !== b.generation) return a.generation > b.generation;
  if (a.tokenSet.access !== b.tokenSet.access) return a.tokenSet.access > b.tokenSet.access;
  return (a.tokenSet.renewableUntil ?? Infinity) < (b.tokenSet.renewableUntil ?? Infinity);
}

/**
 * Merges two records. The later session wins. Within one session the newest tokens, the newest user and the longest pause win.
 * It does not matter in which order tabs write, read and merge, nor how often. Returns `mine` itself if `other` adds nothing.
 */
export function merge<User>(
  mine: SessionRecord<User>,
  other: SessionRecord<User>,
): SessionRecord<User> {
  if (isLaterSession(other, mine)) return other;
  if (isLaterSession(mine, other) || !isLoggedIn(mine) || !isLoggedIn(other)) return mine;
  const both = mergeOneSession(mine, other);
  if (isSameJson(both, mine)) return mine;
  return both;
}

function mergeOneSession<User>(mine: LoggedIn<User>, other: LoggedIn<User>): SessionRecord<User> {
  const newer = newerTokens(mine, other);
  const { user, userAt, userFrom } = newerUser(mine.tokenSet, other.tokenSet);
  return {
    ...mine,
    ...other,
    version: Math.max(mine.version, other.version),
    minVersion: Math.max(mine.minVersion, other.minVersion),
    generation: newer.generation,
    tokenSet: { ...newer.tokenSet, ...addedMembers(mine, other), user, userAt, userFrom },
    quietUntil: Math.max(mine.quietUntil, other.quietUntil),
    activeAt: Math.max(mine.activeAt, other.activeAt),
    writtenAt: Math.max(mine.writtenAt, other.writtenAt),
  };
}

/** The record with the newer tokens; `first` if they are equally new. */
function newerTokens<User>(first: LoggedIn<User>, second: LoggedIn<User>): LoggedIn<User> {
  if (isNewerTokens(second, first)) return second;
  return first;
}

/** The token set that learned its user last. */
function newerUser<User>(mine: TokenSet<User>, other: TokenSet<User>): TokenSet<User> {
  if (other.userAt > mine.userAt) return other;
  return mine;
}

/** The members that newer versions added: those that came with the newer tokens take precedence, otherwise the stored ones. */
function addedMembers(mine: LoggedIn<unknown>, other: LoggedIn<unknown>): object {
  const { tokenSet } = newerTokens(other, mine);
  return { ...addedTo(mine.tokenSet), ...addedTo(other.tokenSet), ...addedTo(tokenSet) };
}

/** Whether two values are equal as JSON. Then the older object stays, and nothing is rendered again. */
export function isSameJson(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/**
 * Whether another tab has done already what a token request asks for: storage has other tokens, another session, or none. A server
 * may give out the same access token again while it is valid. Then the generation tells. The tokens of another tab are no help to a tab
 * that has none itself.
 */
export function isSuperseded(
  request: TokenRequest,
  { tokenSet, generation, epoch }: SessionRecord<unknown>,
): boolean {
  if (request.why === "missing") return epoch !== request.epoch;
  return tokenSet?.access !== request.tokens.access || generation > request.generation;
}
