// Snapshots: frozen, minimal, and the same object until something in them changes.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loading, toSnapshot } from "../../src/machine/to-snapshot.ts";
import { initialState } from "../../src/machine/transition.ts";
import { SessionError } from "../../src/model/errors.ts";
import type { State } from "../../src/model/state.ts";
import { from, noon, recordSample, tokenSetSample } from "../support/samples.ts";

const settled: State<string> = { ...initialState, settled: true, record: recordSample() };
const seen = toSnapshot(settled, loading, from(0));

describe("a snapshot", () => {
  it("is frozen and contains no token", () => {
    expect(seen).toEqual({
      status: "authenticated",
      user: "alice",
      loggingIn: false,
      pending: null,
      claims: { user_id: 1 },
      expiresAt: noon + 300_000,
      endsAt: noon + 86_400_000,
      refreshing: false,
      offline: false,
      error: null,
      idle: null,
    });
    expect(Object.isFrozen(seen)).toBe(true);
    expect(JSON.stringify(seen)).not.toMatch(/access-1|refresh-1/);
  });

  it("has the end of the warning phase on the wall clock, in the same object while it does not change", () => {
    const warned = { ...settled, idleEndsAt: noon + 60_000 };
    const before = toSnapshot(warned, seen, from(1000));
    expect(before).toMatchObject({ idle: { endsAt: noon + 59_000 } });
    expect(toSnapshot(warned, before, from(1000))).toBe(before);
  });

  it("is the same object until something in it changes", () => {
    const changes: Partial<State<string>>[] = [
      { now: noon + 1 },
      { visible: false },
      { serial: 9 },
      { renewAt: noon },
      { unverified: true },
      { pause: { until: noon, error: null, kind: null, strict: true, failures: 3 } },
      { record: recordSample({ generation: 7, quietUntil: noon, writtenAt: noon + 5 }) },
      {
        record: { ...recordSample(), tokenSet: { ...tokenSetSample(), access: "x", refresh: "y" } },
      },
    ];
    const claims = settled.record.tokenSet?.claims ?? null;
    for (const change of changes) {
      const record = change.record ?? settled.record;
      const tokenSet = record.tokenSet && { ...record.tokenSet, claims };
      const state = { ...settled, ...change, record: { ...record, tokenSet } };
      expect(toSnapshot(state, seen, from(0)), JSON.stringify(change)).toBe(seen);
    }
  });

  it("keeps the user object when tokens rotate", () => {
    const user = { name: "Alice" };
    const first = { ...initialState, settled: true } as unknown as State<object>;
    const tokenSet = { ...tokenSetSample(), user };
    const one = toSnapshot({ ...first, record: { ...recordSample(), tokenSet } }, loading, from(0));
    const rotated = { ...tokenSet, access: "x", accessExpiresAt: noon + 600_000 };
    const two = toSnapshot(
      { ...first, record: { ...recordSample(), tokenSet: rotated } },
      one,
      from(0),
    );
    expect(two).not.toBe(one);
    expect(two.user).toBe(user);
  });

  it("is offline after failures of the network or the server, not after refusals", () => {
    for (const [code, offline] of [
      ["network", true],
      ["timeout", true],
      ["server", true],
      ["throttled", false],
      ["rejected", false],
      ["misconfigured", false],
    ] as const) {
      const error = new SessionError(code, "");
      const pause = { until: noon, error, kind: null, strict: false, failures: 1 };
      expect(toSnapshot({ ...settled, pause }, seen, from(0))).toMatchObject({ offline });
    }
  });

  it("is loading before the status is settled, whatever the record holds", () => {
    expect(toSnapshot({ ...settled, settled: false }, loading, from(0))).toBe(loading);
    expect(toSnapshot({ ...initialState, login: 1 }, loading, from(0))).toEqual({
      ...loading,
      loggingIn: true,
      pending: null,
    });
  });

  it("has the token's expiry on the wall clock, even if that was set back", () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(), (skew, ahead) => {
        const record = recordSample({ tokenSet: tokenSetSample({ skew }) });
        expect(toSnapshot({ ...settled, record }, loading, from(ahead))).toMatchObject({
          expiresAt: noon + 300_000 - skew - ahead,
        });
      }),
    );
  });

  it("is unauthenticated with reason, origin and error", () => {
    const error = new SessionError("rejected", "");
    const record = recordSample({ tokenSet: null, reason: "rejected" });
    expect(toSnapshot({ ...settled, record, error, elsewhere: true }, seen, from(0))).toEqual({
      status: "unauthenticated",
      user: null,
      loggingIn: false,
      pending: null,
      reason: "rejected",
      elsewhere: true,
      error,
    });
  });
});
