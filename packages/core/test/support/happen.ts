// Applies one event to a state of the machine.

import { transition } from "../../src/machine/transition.ts";
import type { Grant } from "../../src/model/grant.ts";
import type { NewEntry } from "../../src/model/history-entry.ts";
import type {
  Effect,
  EventContext,
  Outcome,
  Rules,
  SessionEvent,
  SessionRecord,
  State,
} from "../../src/model/state.ts";
import { writeJwt } from "../../src/testing/mint.ts";
import { noon, rulesSample, timing } from "./samples.ts";

type Without<One, Keys extends PropertyKey> = One extends unknown ? Omit<One, Keys> : never;

/** An event. Its time defaults to the state's, its random number to 0. */
export type EventDraft = Without<SessionEvent<string>, keyof EventContext> & Partial<EventContext>;

/** The effect of an event. */
interface Happened {
  readonly after: State<string>;
  readonly effects: readonly Effect<string>[];
  /** The types of the effects, in order. */
  readonly types: readonly string[];
  /** The history entries. */
  readonly logged: readonly NewEntry[];
  /** The last record that was saved. `null`: none was. */
  readonly saved: SessionRecord<string> | null;
}

/** Applies an event. */
export function happen(
  before: State<string>,
  event: EventDraft,
  rules: Rules<string> = rulesSample(),
): Happened {
  const circumstances = { now: before.now, random: 0, sharedActivityAt: 0 };
  const [after, effects] = transition(before, { ...circumstances, ...event }, rules);
  const saves = effects.flatMap((effect) => (effect.type === "save" ? [effect.record] : []));
  return {
    after,
    effects,
    types: effects.map(({ type }) => type),
    logged: effects.flatMap((effect) => (effect.type === "log" ? [effect.entry] : [])),
    saved: saves.at(-1) ?? null,
  };
}

/** An access token that was issued at this moment. Default lifetime: five minutes. */
export function accessSample(at: number = noon, lifetime: number = 300_000): string {
  return writeJwt({ iat: at / 1000, exp: (at + lifetime) / 1000, n: lifetime });
}

/** An immediate answer that grants this access token and a second refresh token. */
export function granted(
  access: string,
  changes: object = {},
  at: number = noon,
): Outcome<Grant<string>> {
  return { value: { access, refresh: "refresh-2", ...changes }, timing: timing(at) };
}

/** An immediate answer that grants nothing. */
export const nothing: Outcome<null> = { value: null, timing: timing(noon) };
