/** The stored record: how it is written, how it is read and checked, which of two is the newer. */
import type { Flight, Held, SessionRecord } from "./state.ts";

/** The record of an origin where nobody has ever signed in. */
export const emptyRecord: SessionRecord<never> = {
  version: 1,
  generation: 0,
  epoch: 0,
  held: null,
  reason: null,
  quietUntil: 0,
  writtenAt: 0,
};

/** The text that is stored for a record. */
export function writeRecord(record: SessionRecord<unknown>): string {
  return JSON.stringify(record);
}

type Shape<Value> = { readonly [Key in keyof Value]-?: string };

const heldShape: Shape<Omit<Held<unknown>, "user">> = {
  access: "string",
  refresh: "string null",
  accessExpiresAt: "number null",
  renewableUntil: "number null",
  issuedAt: "number null",
  lifetime: "number null",
  skew: "number",
  claims: "object null",
};

const recordShape: Shape<SessionRecord<unknown>> = {
  version: "number",
  generation: "number",
  epoch: "number",
  held: "object null",
  reason: "string null",
  quietUntil: "number",
  writtenAt: "number",
};

function fits(value: object, shape: Readonly<Record<string, string>>): boolean {
  return Object.entries(shape).every(([key, types]) => {
    const part = (value as Record<string, unknown>)[key];
    return types.includes(part === null ? "null" : typeof part);
  });
}

/** The record in a stored text, or why there is none: it was damaged, or a later version of Sojourn wrote it. */
export function readRecord<User>(text: string): SessionRecord<User> | "corrupt" | "newer-version" {
  try {
    const record: SessionRecord<User> = JSON.parse(text);
    if ((record.version as number) > 1) return "newer-version";
    const { held } = record;
    const isWhole =
      record.version === 1 && (!held || (fits(held, heldShape) && held.user !== undefined));
    return isWhole && fits(record, recordShape) ? record : "corrupt";
  } catch {
    return "corrupt";
  }
}

/** Whether `a` was written later than `b`. */
export function isNewer(a: SessionRecord<unknown>, b: SessionRecord<unknown>): boolean {
  return a.epoch > b.epoch || (a.epoch === b.epoch && a.generation > b.generation);
}

/** Whether storage already answers what a flight was sent to ask: other tokens, or another session. */
export function isSurpassed<User>(
  flight: Flight,
  stored: SessionRecord<User> | null,
): stored is SessionRecord<User> {
  return (
    !!stored &&
    (stored.epoch > flight.epoch ||
      (stored.epoch === flight.epoch &&
        stored.generation > flight.generation &&
        stored.held?.access !== flight.tokens.access))
  );
}
