// One event at a machine: what is so afterwards, and what is to be done.

import { transition } from "../../src/machine/transition.ts";
import type { Grant } from "../../src/model/backend.ts";
import type {
  Effect,
  EventContext,
  NewEntry,
  Outcome,
  Rules,
  SessionEvent,
  SessionRecord,
  State,
} from "../../src/model/state.ts";
import { writeJwt } from "../../src/testing/mint.ts";
import { noon, rulesSample, timing } from "./samples.ts";

type Without<One, Keys extends PropertyKey> = One extends unknown ? Omit<One, Keys> : never;

/** An event that happens at once, unless it says when. */
export type Told = Without<SessionEvent<string>, keyof EventContext> & Partial<EventContext>;

/** What came of it. */
interface Happened {
  readonly after: State<string>;
  readonly effects: readonly Effect<string>[];
  /** The types of the effects, in their order. */
  readonly types: readonly string[];
  readonly news: readonly NewEntry[];
  /** The last record that is to be stored; `null`: none is. */
  readonly saved: SessionRecord<string> | null;
}

/** Lets an event happen. */
export function happen(
  before: State<string>,
  event: Told,
  rules: Rules<string> = rulesSample(),
): Happened {
  const circumstances = { now: before.now, random: 0, sharedActivityAt: 0 };
  const [after, effects] = transition(before, { ...circumstances, ...event }, rules);
  const saves = effects.flatMap((effect) => (effect.type === "save" ? [effect.record] : []));
  return {
    after,
    effects,
    types: effects.map(({ type }) => type),
    news: effects.flatMap((effect) => (effect.type === "log" ? [effect.entry] : [])),
    saved: saves.at(-1) ?? null,
  };
}

/** An access token that was made at this moment, and lives for five minutes unless it says something else. */
export function accessSample(at: number = noon, lifetime: number = 300_000): string {
  return writeJwt({ iat: at / 1000, exp: (at + lifetime) / 1000, n: lifetime });
}

/** An answer that came at once, and grants this access token with a second refresh token. */
export function granted(
  access: string,
  changes: object = {},
  at: number = noon,
): Outcome<Grant<string>> {
  return { value: { access, refresh: "refresh-2", ...changes }, timing: timing(at) };
}

/** An answer that came at once, and grants nothing. */
export const nothing: Outcome<null> = { value: null, timing: timing(noon) };
