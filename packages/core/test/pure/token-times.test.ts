// Whatever servers say about time, and however wrong the clock: no token counts as valid for too long, and timers never renew again and again.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextAlarmAt } from "../../src/machine/deadlines.ts";
import { expiryOf } from "../../src/machine/schedule.ts";
import { initialState, transition } from "../../src/machine/transition.ts";
import type { Grant } from "../../src/model/grant.ts";
import type { Outcome, SessionEvent, State, Timing, TokenSet } from "../../src/model/state.ts";
import { createTokenSet } from "../../src/model/token-set.ts";
import { writeJwt } from "../../src/testing/mint.ts";
import { noon, rulesSample } from "../support/samples.ts";

const DAY = 86_400_000;
const seconds = (at: number): number => Math.floor(at / 1000);

/** An answer of a server that tells the truth. */
interface Answered {
  /** Milliseconds since the previous answer. */
  readonly wait: number;
  /** By how much this machine's clock is changed meanwhile. */
  readonly jump: number;
  readonly there: number;
  readonly back: number;
  readonly lifetime: number;
  /** The share of its lifetime that the token had spent before it was given out. 0: it is new. */
  readonly age: number;
  /** Where its expiry is told. */
  readonly end: "exp" | "expiresAt" | "nowhere";
  readonly iat: "true" | "five minutes back" | "none";
  readonly date: boolean;
  readonly expiresIn: boolean;
}

const answered: fc.Arbitrary<Answered> = fc.record({
  wait: fc.integer({ min: 1000, max: 3_600_000 }),
  jump: fc.oneof(fc.constant(0), fc.integer({ min: -5 * DAY, max: 5 * DAY })),
  there: fc.nat(400),
  back: fc.nat(400),
  lifetime: fc.integer({ min: 10_000, max: DAY }),
  age: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 0.8, noNaN: true })),
  end: fc.constantFrom("exp", "expiresAt", "nowhere"),
  iat: fc.constantFrom("true", "five minutes back", "none"),
  date: fc.boolean(),
  expiresIn: fc.boolean(),
});

describe("what is left of a token", () => {
  it("is estimated correctly if the server says enough", () => {
    const skews = fc.integer({ min: -30 * DAY, max: 30 * DAY });
    fc.assert(
      fc.property(skews, fc.array(answered, { minLength: 1, maxLength: 6 }), (first, answers) => {
        let [now, skew] = [noon, first];
        let tokenSet: TokenSet<string> | null = null;
        for (const one of answers) {
          now += one.wait + one.jump;
          skew -= one.jump;
          const madeAt = now + one.there;
          const clock = madeAt + skew;
          const issuedAt = clock - one.age * one.lifetime;
          const expiresAt = issuedAt + one.lifetime;
          const iat = seconds(one.iat === "true" ? issuedAt : issuedAt - 300_000);
          const claims = {
            ...(one.end === "exp" && { exp: seconds(expiresAt) }),
            ...(one.iat !== "none" && { iat }),
          };
          const grant: Grant<string> = {
            access: writeJwt({ ...claims, madeAt }),
            ...(one.end === "expiresAt" && { expiresAt }),
            ...(one.expiresIn && { expiresIn: expiresAt - clock }),
          };
          const date = one.date ? seconds(clock) * 1000 : null;
          const timing: Timing = { sentAt: now, receivedAt: madeAt + one.back, date };
          const isNews =
            seconds(issuedAt) * 1000 > (tokenSet ? (tokenSet.issuedAt ?? Infinity) : 0);
          tokenSet = createTokenSet(grant, "alice", timing, tokenSet, "pair");
          const isNew = one.age === 0 && one.iat === "true" && isNews;
          const isEndTold = one.end !== "nowhere";
          const isEnough = one.expiresIn || (isEndTold && (one.date || isNew));
          if (!isEnough) continue;
          const left = expiryOf(tokenSet) - timing.receivedAt;
          const truth = expiresAt - (timing.receivedAt + skew);
          expect(left).toBeLessThanOrEqual(truth + 2000);
          expect(left).toBeGreaterThanOrEqual(truth - 3000);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.double(),
  fc.constantFrom(0, -1, 1e300, "soon", null, true),
  fc.integer({ min: -5000, max: 5000 }).map((off) => seconds(noon) + off),
  fc.integer({ min: -5000, max: 5000 }).map((off) => noon + off * 1000),
  fc.integer({ min: -5000, max: 5000 }).map((off) => `${seconds(noon) + off}`),
);
const length = fc.oneof(fc.double(), fc.nat(400_000), fc.constantFrom(0, -1, 10, 300, Infinity));
const nonsense: fc.Arbitrary<{ claims: object; told: object; date: number | null }> = fc.record({
  claims: fc.record({ exp: odd, iat: odd, orig_iat: odd, refresh_exp: odd }, { requiredKeys: [] }),
  told: fc.record(
    { expiresIn: length, expiresAt: fc.double(), renewableFor: length },
    { requiredKeys: [] },
  ),
  date: fc.option(fc.oneof(fc.nat(2e12), fc.constant(noon))),
});

describe("whatever servers say about time", () => {
  it.each([
    ["pair", true],
    ["sliding", true],
    ["fixed", true],
    ["fixed", false],
  ] as const)(
    "the timer renews %s tokens (refreshable: %s) every ten seconds at most, and the alarm never rings in vain",
    (lifecycle, renews) => {
      const sample = rulesSample(lifecycle);
      const operation = { method: "POST", path: "token/refresh/", read: () => undefined } as const;
      const refresh = renews ? operation : undefined;
      const rules = { ...sample, backend: { ...sample.backend, refresh } };
      fc.assert(
        fc.property(fc.array(nonsense, { minLength: 1, maxLength: 8 }), (grants) => {
          let state: State<string> = initialState;
          let now = noon;
          let given = 0;
          const play = (event: object): void => {
            const told = {
              ...event,
              now,
              random: 0.5,
              sharedActivityAt: 0,
            } as SessionEvent<string>;
            [state] = transition(state, told, rules);
          };
          const answer = (id: number | undefined | null): void => {
            const { claims, told, date } = grants[given % grants.length] as (typeof grants)[0];
            given += 1;
            const access = writeJwt({ ...claims, given });
            const refreshing = lifecycle === "pair" && {
              refresh: writeJwt({ ...claims, of: given }),
            };
            const value = { access, user: "alice", ...refreshing, ...told } as never;
            const timing = { sentAt: now, receivedAt: now, date };
            const outcome: Outcome<never> = { value, timing };
            play({ type: "answered", id, outcome, stored: null });
          };
          play({ type: "stored", stored: null });
          play({ type: "login" });
          answer(state.login);
          let last = -Infinity;
          let looks = 0;
          for (
            let at = nextAlarmAt(state, rules);
            at < noon + 3_600_000;
            at = nextAlarmAt(state, rules)
          ) {
            now = Math.max(now, at);
            looks += 1;
            const before = state;
            play({ type: "look", visible: true, returned: false });
            expect({ ...state, now: 0 }, "it rang in vain").not.toEqual({ ...before, now: 0 });
            const { inFlight } = state;
            if (inFlight?.kind === "refresh") {
              expect(now - last).toBeGreaterThanOrEqual(10_000);
              last = now;
              answer(inFlight.id);
            } else if (inFlight) {
              const error = { code: "rejected", retryAfter: null } as never;
              play({ type: "answered", id: inFlight.id, outcome: { error }, stored: null });
            }
          }
          expect(looks).toBeLessThanOrEqual(400);
        }),
        { numRuns: 500 },
      );
    },
  );
});
