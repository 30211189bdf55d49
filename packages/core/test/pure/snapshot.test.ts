// What others see: frozen, minimal, and the same object until something in it changes.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SessionError } from "../../src/errors.ts";
import { initialState } from "../../src/machine.ts";
import { loading, view } from "../../src/snapshot.ts";
import type { State } from "../../src/state.ts";
import { heldSample, noon, recordSample } from "../support/samples.ts";

const settled: State<string> = { ...initialState, settled: true, record: recordSample() };
const seen = view(settled, loading, 0);

describe("view", () => {
  it("shows all there is, frozen, and never a token", () => {
    expect(seen).toEqual({
      status: "authenticated",
      user: "alice",
      loggingIn: false,
      claims: { user_id: 1 },
      expiresAt: noon + 300_000,
      refreshing: false,
      offline: false,
      error: null,
      idle: null,
    });
    expect(Object.isFrozen(seen)).toBe(true);
    expect(JSON.stringify(seen)).not.toMatch(/access-1|refresh-1/);
  });

  it("says when the warning ends on the wall's clock, in the same object as long as that is so", () => {
    const warned = { ...settled, warning: noon + 60_000 };
    const before = view(warned, seen, 1000);
    expect(before).toMatchObject({ idle: { endsAt: noon + 59_000 } });
    expect(view(warned, before, 1000)).toBe(before);
  });

  it("gives the very same object until something in it changes", () => {
    const changes: Partial<State<string>>[] = [
      { now: noon + 1 },
      { visible: false },
      { serial: 9 },
      { renewAt: noon },
      { unverified: true },
      { pause: { until: noon, error: null, kind: null, ordered: true, failures: 3 } },
      { record: recordSample({ generation: 7, quietUntil: noon, writtenAt: noon + 5 }) },
      { record: { ...recordSample(), held: { ...heldSample(), access: "x", refresh: "y" } } },
    ];
    const claims = settled.record.held?.claims ?? null;
    for (const change of changes) {
      const record = change.record ?? settled.record;
      const held = record.held && { ...record.held, claims };
      const state = { ...settled, ...change, record: { ...record, held } };
      expect(view(state, seen, 0), JSON.stringify(change)).toBe(seen);
    }
  });

  it("keeps the user object when tokens rotate", () => {
    const user = { name: "Alice" };
    const first = { ...initialState, settled: true } as unknown as State<object>;
    const held = { ...heldSample(), user };
    const one = view({ ...first, record: { ...recordSample(), held } }, loading, 0);
    const rotated = { ...held, access: "x", accessExpiresAt: noon + 600_000 };
    const two = view({ ...first, record: { ...recordSample(), held: rotated } }, one, 0);
    expect(two).not.toBe(one);
    expect(two.user).toBe(user);
  });

  it("is offline for failures of the network and the server, not for what they say", () => {
    for (const [code, offline] of [
      ["network", true],
      ["timeout", true],
      ["server", true],
      ["throttled", false],
      ["rejected", false],
      ["misconfigured", false],
    ] as const) {
      const error = new SessionError(code, "");
      const pause = { until: noon, error, kind: null, ordered: false, failures: 1 };
      expect(view({ ...settled, pause }, seen, 0)).toMatchObject({ offline });
    }
  });

  it("is loading before the first answer, whatever is known already", () => {
    expect(view({ ...settled, settled: false }, loading, 0)).toBe(loading);
    expect(view({ ...initialState, login: 1 }, loading, 0)).toEqual({
      ...loading,
      loggingIn: true,
    });
  });

  it("says when the token expires on the wall's clock, also where that was set back", () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(), (skew, ahead) => {
        const record = recordSample({ held: heldSample({ skew }) });
        expect(view({ ...settled, record }, loading, ahead)).toMatchObject({
          expiresAt: noon + 300_000 - skew - ahead,
        });
      }),
    );
  });

  it("is unauthenticated with reason, origin and error", () => {
    const error = new SessionError("rejected", "");
    const record = recordSample({ held: null, reason: "rejected" });
    expect(view({ ...settled, record, error, elsewhere: true }, seen, 0)).toEqual({
      status: "unauthenticated",
      user: null,
      loggingIn: false,
      reason: "rejected",
      elsewhere: true,
      error,
    });
  });
});
