// The machine under random histories: it is pure, every caller is released, epochs never go back, and the alarm never spins.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextAlarmAt } from "../../src/machine/deadlines.ts";
import { initialState, transition } from "../../src/machine/transition.ts";
import { SessionError } from "../../src/model/errors.ts";
import { emptyRecord, merge } from "../../src/model/record.ts";
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
import { noon, rulesSample, tokenSetSample } from "../support/samples.ts";

type Event = SessionEvent<string>;
type Body<One> = One extends unknown ? Omit<One, keyof EventContext> : never;

/** A step: how much time passes, a random number, and what happens. */
interface Step {
  readonly wait: number;
  readonly random: number;
  readonly choice: number;
  readonly detail: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  wait: fc.oneof(fc.nat(2000), fc.nat(400_000), fc.nat(3 * 86_400_000)),
  random: fc.double({ min: 0, max: 0.999, noNaN: true }),
  choice: fc.nat(13),
  detail: fc.nat(999),
});

function freeze<Value>(value: Value): Value {
  if (value instanceof Object && !Object.isFrozen(value) && !(value instanceof Error)) {
    Object.freeze(value);
    for (const part of Object.values(value)) freeze(part);
  }
  return value;
}

const errors = [
  new SessionError("rejected", ""),
  new SessionError("network", ""),
  new SessionError("server", "", { retryAfter: 40_000 }),
  new SessionError("throttled", "", { retryAfter: 0 }),
  new SessionError("misconfigured", ""),
] as const;

/** A machine with its storage and its waiting callers. */
class Play {
  state: State<string> = freeze(initialState);
  now = noon;
  stored: SessionRecord<string> | null = null;
  readonly waiting = new Set<number>();
  serial = 0;
  readonly rules: Rules<string>;
  readonly skew: number;

  constructor(rules: Rules<string>, skew: number) {
    this.rules = rules;
    this.skew = skew;
  }

  grant(detail: number): Outcome<never> {
    const seconds = Math.floor((this.now + this.skew) / 1000);
    this.serial += 1;
    const jwt = (kind: string, lifetime: number): string =>
      writeJwt({ kind, id: this.serial, iat: seconds, exp: seconds + lifetime });
    const access =
      detail % 5 === 0 ? `opaque-${this.serial}` : jwt("a", [0, 5, 300][detail % 3] ?? 1);
    const refresh = detail % 2 ? jwt("r", 86_400) : undefined;
    const timing = { sentAt: this.now - (detail % 900), receivedAt: this.now, date: null };
    return { value: { access, refresh, user: "alice" } as never, timing };
  }

  happens({ choice, detail }: Step): Body<Event> {
    const { inFlight, login, record } = this.state;
    const access = detail % 3 ? record.tokenSet?.access : "older";
    const id = (detail % 4 ? (inFlight?.id ?? login) : login) ?? detail % 7;
    const error = errors[detail % errors.length] ?? errors[0];
    switch (choice) {
      case 0:
        return { type: "login" };
      case 1:
        return { type: "logout", reason: "logout", revoke: true };
      case 2:
        return { type: "user", epoch: record.epoch - (detail % 2), user: `user-${detail % 3}` };
      case 3:
        return { type: "renew", why: "manual" };
      case 4:
        return {
          type: "renew",
          why: detail % 2 ? "refused" : "doubtful",
          ...(access && { access }),
        };
      case 5:
        return { type: "refused-again", access: access ?? "", userGone: detail % 2 ? error : null };
      case 6:
        return { type: "stored", stored: this.sibling(detail) };
      case 7:
        return { type: "answered", id, outcome: { error }, stored: this.sibling(detail) };
      case 8:
      case 9:
        return { type: "answered", id, outcome: this.grant(detail), stored: this.stored };
      case 10: // a reload
        this.state = freeze(initialState);
        this.waiting.clear();
        return { type: "stored", stored: this.stored };
      case 11:
        return { type: "active", stay: detail % 2 === 0 };
      default:
        return { type: "look", visible: detail % 3 > 0, returned: detail % 3 === 2 };
    }
  }

  /** The stored record, sometimes replaced by another tab. */
  sibling(detail: number): SessionRecord<string> | null {
    const { record } = this.state;
    if (detail % 4 || !record.tokenSet) return this.stored;
    const raise = detail % 8 ? 1 : 0;
    const { epoch, generation } = this.stored ?? record;
    const startedAt = record.tokenSet.startedAt + raise;
    const theirs = { ...record.tokenSet, access: `theirs-${detail}`, startedAt };
    const tokenSet = raise && detail % 16 ? null : theirs;
    return { ...record, tokenSet, epoch: epoch + raise, generation: generation + 1 };
  }

  play(event: Event): readonly Effect<string>[] {
    const before = this.state;
    const [after, effects] = transition(before, freeze(event), this.rules);
    expect(transition(before, event, this.rules)).toEqual([after, effects]);
    this.state = freeze(after);
    this.check(before, effects, event);
    return effects;
  }

  check(before: State<string>, effects: readonly Effect<string>[], event: Event): void {
    const { state, waiting } = this;
    for (const effect of effects) {
      if (effect.type === "log-in") waiting.add(effect.id);
      if (effect.type === "request-tokens") waiting.add(effect.request.id);
      // Every caller is released, and only once.
      if (effect.type === "release") expect(waiting.delete(effect.id)).toBe(true);
      if (effect.type === "save") {
        expect(effect.record.generation).toBeGreaterThanOrEqual(before.record.generation);
        expect(effect.record.epoch).toBeGreaterThanOrEqual(before.record.epoch);
        this.stored = this.stored ? merge(effect.record, this.stored) : effect.record;
      }
      if (effect.type === "log") expect(JSON.stringify(effect)).not.toMatch(/eyJ|opaque-|theirs-/);
    }
    const open = [state.inFlight?.id, state.login].filter((id) => id != null);
    expect([...waiting].sort()).toEqual(open.sort());
    // Status and epoch never go back.
    expect(state.settled || !before.settled).toBe(true);
    expect(state.record.epoch).toBeGreaterThanOrEqual(before.record.epoch);
    // What another tab stored is never saved again, except for an end by time.
    if (event.type === "stored" && state.record.tokenSet)
      expect(effects.map(({ type }) => type)).not.toContain("save");
    // Every end of a session is logged.
    if (before.record.tokenSet && !state.record.tokenSet)
      expect(JSON.stringify(effects)).toContain('"type":"ended"');
    if (!state.record.tokenSet) expect(state.inFlight).toBeNull();
    // The user of another session is ignored.
    if (event.type === "user" && event.epoch !== before.record.epoch && state.record.tokenSet)
      expect(state.record).toBe(before.record);
  }

  /** Lets the alarm ring again and again at one moment. It must stop after a few times. */
  ring(random: number): void {
    for (let turn = 0; turn < 4; turn += 1) {
      const at = nextAlarmAt(this.state, this.rules);
      if (at > this.now) return;
      expect(turn, "the alarm rings for ever").toBeLessThan(3);
      const { visible } = this.state;
      this.play({
        type: "look",
        visible,
        returned: false,
        now: this.now,
        random,
        sharedActivityAt: 0,
      });
    }
  }
}

describe("transition", () => {
  it.each(["pair", "sliding", "fixed"] as const)(
    "with %s tokens is pure, releases every caller, never goes back and never spins",
    (lifecycle) => {
      const sample = rulesSample(lifecycle);
      const idle = { timeout: 1_200_000, warning: 60_000 };
      for (const rules of [
        sample,
        { ...sample, backend: { ...sample.backend, verify: undefined } },
        { ...sample, idle, maxAge: 14_400_000 },
        { ...sample, idle, inUse: true },
      ]) {
        fc.assert(
          fc.property(
            fc.array(step, { maxLength: 40 }),
            fc.integer({ min: -1e8, max: 1e8 }),
            (steps, skew) => {
              const play = new Play(rules, skew);
              for (const one of steps) {
                play.now += one.wait;
                const { now } = play;
                play.play({
                  ...play.happens(one),
                  now,
                  random: one.random,
                  sharedActivityAt: 0,
                } as Event);
                play.ring(one.random);
              }
            },
          ),
          { numRuns: 300 },
        );
      }
    },
    60_000,
  );
});

it("a stored session that lasted too long already is never shown", () => {
  const hour = 3_600_000;
  const rules = { ...rulesSample(), idle: { timeout: hour, warning: 60_000 } };
  const circumstances = { random: 0.5, sharedActivityAt: 0 };
  const at = (now: number): EventContext => ({ ...circumstances, now });
  const [nobody] = transition<string>(
    initialState,
    { type: "stored", stored: null, ...at(noon) },
    rules,
  );
  const tokenSet = tokenSetSample({ startedAt: noon, renewableUntil: noon + 9 * hour });
  const stored = { ...emptyRecord, epoch: noon, tokenSet, activeAt: noon, writtenAt: noon };
  const [found] = transition<string>(
    nobody,
    { type: "stored", stored, ...at(noon + 2 * hour) },
    rules,
  );
  expect(found.record).toMatchObject({ tokenSet: null, reason: "idle" });
});
