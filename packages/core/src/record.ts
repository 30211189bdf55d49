/** The stored record: how it is written, how it is read and checked, and what two of them come to. */
import type { Flight, Held, SessionRecord } from "./state.ts";

/** The version of the format that is written here: docs/decisions/11-versions-of-the-record.md. */
export const VERSION = 1;

/** The record of an origin where nobody has ever signed in. */
export const emptyRecord: SessionRecord<never> = {
  version: VERSION,
  minVersion: VERSION,
  generation: 0,
  epoch: 0,
  held: null,
  reason: null,
  quietUntil: 0,
  activeAt: 0,
  writtenAt: 0,
};

/** The text that is stored for a record. */
export function writeRecord(record: SessionRecord<unknown>): string {
  return JSON.stringify(record);
}

/** What each member may be, as `typeof` says it, or `"null"`. */
type Shape<Value> = { readonly [Key in keyof Value]-?: readonly string[] };

const heldShape: Shape<Omit<Held<unknown>, "user" | "userFrom">> = {
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
  held: ["object", "null"],
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
    const record: SessionRecord<User> = JSON.parse(text);
    const { version, held } = record;
    const isWhole = !held || (fits(held, heldShape) && held.user !== undefined);
    if (isWhole && version >= 1 && fits(record, recordShape)) return record;
    return version > VERSION ? "newer-version" : "corrupt";
  } catch {
    return "corrupt";
  }
}

/** Whether only a newer version may renew the tokens of a record: docs/decisions/11-versions-of-the-record.md. */
export function isReserved({ minVersion }: SessionRecord<unknown>): boolean {
  return minVersion > VERSION;
}

/** The members that a newer version added. */
function extrasOf(value: object, shape: object): object {
  return Object.fromEntries(
    Object.entries(value).filter(
      ([key]) => key !== "user" && key !== "userFrom" && !(key in shape),
    ),
  );
}

/** The members of a session's tokens that a newer version added. */
export function addedToHeld(held: Held<unknown>): object {
  return extrasOf(held, heldShape);
}

/** Compares part by part: positive where `a` is the greater at the first difference, 0 where there is none. */
function compare(a: readonly (number | string)[], b: readonly (number | string)[]): number {
  const at = a.findIndex((part, index) => part !== b[index]);
  const [x = 0, y = 0] = [a[at], b[at]];
  return x > y ? 1 : x < y ? -1 : 0;
}

/** Which session a record tells of. A login and an end of one epoch did not know of each other: the login stands. */
function rank(record: SessionRecord<unknown>): (number | string)[] {
  const { epoch, held, reason, writtenAt, generation } = record;
  return held ? [epoch, 1, held.startedAt] : [epoch, 0, -writtenAt, `${reason}`, generation];
}

/** How new the tokens of a record are. Of two that are the same, one may know that the server will not renew them. */
function age(generation: number, { access, renewableUntil }: Held<unknown>): (number | string)[] {
  return [generation, access, -(renewableUntil ?? Infinity)];
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
  const order = compare(rank(other), rank(mine));
  const { held: a } = mine;
  const { held: b } = other;
  if (order || !a || !b) return order > 0 ? other : mine;
  const isNewer = compare(age(other.generation, b), age(mine.generation, a)) > 0;
  const { user, userAt, userFrom } = b.userAt > a.userAt ? b : a;
  const quietUntil = Math.max(mine.quietUntil, other.quietUntil);
  const activeAt = Math.max(mine.activeAt, other.activeAt);
  const writtenAt = Math.max(mine.writtenAt, other.writtenAt);
  const { generation } = isNewer ? other : mine;
  const version = Math.max(mine.version, other.version);
  const minVersion = Math.max(mine.minVersion, other.minVersion);
  // What a newer version added is kept: as stored, or as it came with the newer tokens.
  const isOlder = compare(age(other.generation, b), age(mine.generation, a)) < 0;
  const added = isOlder
    ? { ...addedToHeld(b), ...addedToHeld(a) }
    : { ...addedToHeld(a), ...addedToHeld(b) };
  const held = { ...(isNewer ? b : a), ...added, user, userAt, userFrom };
  const both = {
    ...{ ...mine, ...extrasOf(other, recordShape), version, minVersion },
    ...{ generation, held, quietUntil, activeAt, writtenAt },
  };
  return same(both, mine) ? mine : both;
}

/** Whether two values are the same to anyone who looks: then the older object stays, and nothing is drawn anew. */
export function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Whether another tab answered what a flight was sent to ask: other tokens, another session, or none. */
export function isSurpassed({ tokens }: Flight, record: SessionRecord<unknown>): boolean {
  return record.held?.access !== tokens.access;
}
