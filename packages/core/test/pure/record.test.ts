// The stored record: what is written is read again, and what is damaged is never believed.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { emptyRecord, isNewer, isSurpassed, readRecord, writeRecord } from "../../src/record.ts";
import type { Flight } from "../../src/state.ts";
import { heldSample, recordSample } from "../support/samples.ts";

const damaged = (changes: object): string => JSON.stringify({ ...recordSample(), ...changes });

describe("readRecord", () => {
  it("reads what writeRecord wrote", () => {
    for (const record of [
      emptyRecord,
      recordSample(),
      recordSample({ held: null, reason: "expired" }),
      recordSample({
        held: heldSample({ accessExpiresAt: null, lifetime: null, refresh: null, claims: null }),
      }),
    ])
      expect(readRecord(writeRecord(record))).toEqual(record);
  });

  it("takes any field that is missing or of another type as damage", () => {
    const { held, ...rest } = recordSample();
    for (const key of Object.keys(rest)) {
      expect(readRecord(damaged({ [key]: undefined })), key).toBe("corrupt");
      expect(readRecord(damaged({ [key]: [] })), key).toBe("corrupt");
      expect(readRecord(damaged({ [key]: true })), key).toBe("corrupt");
    }
    for (const key of Object.keys(held ?? {})) {
      expect(readRecord(damaged({ held: { ...held, [key]: undefined } })), key).toBe("corrupt");
      if (key !== "user")
        expect(readRecord(damaged({ held: { ...held, [key]: true } })), key).toBe("corrupt");
    }
    for (const wrong of [undefined, 0, "", false, "text", [], {}])
      expect(readRecord(damaged({ held: wrong }))).toBe("corrupt");
  });

  it("never throws, and gives a record only where one was", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(readRecord(text)).toBeOneOf(["corrupt", "newer-version"]);
      }),
    );
  });

  it("leaves a newer version alone, whatever else it holds", () => {
    for (const text of ['{"version":2}', '{"version":17,"held":[]}', damaged({ version: 2 })])
      expect(readRecord(text)).toBe("newer-version");
  });

  it("does not take a version that never was", () => {
    for (const version of [0, -1]) expect(readRecord(damaged({ version }))).toBe("corrupt");
  });

  it("lets no text change the prototype of anything", () => {
    const text = writeRecord(recordSample()).replace("{", '{"__proto__":{"polluted":true},');
    const record = readRecord(text);
    expect({}).not.toHaveProperty("polluted");
    expect(Object.getPrototypeOf({ ...(record as object) })).toBe(Object.prototype);
    expect(readRecord('{"__proto__":{"version":1,"held":null}}')).toBe("corrupt");
  });
});

describe("isNewer", () => {
  it("compares epochs first, then generations: one of two different records is the newer", () => {
    const record = fc.record({ epoch: fc.nat(5), generation: fc.nat(5) }).map(recordSample);
    fc.assert(
      fc.property(record, record, (a, b) => {
        const isEqual = a.epoch === b.epoch && a.generation === b.generation;
        expect([isNewer(a, b), isNewer(b, a)].filter(Boolean)).toHaveLength(isEqual ? 0 : 1);
        if (a.epoch > b.epoch) expect(isNewer(a, b)).toBe(true);
      }),
    );
  });
});

describe("isSurpassed", () => {
  const flight: Flight = {
    id: 1,
    kind: "refresh",
    why: "timer",
    epoch: 3,
    generation: 7,
    tokens: { access: "access-1", refresh: "refresh-1" },
  };
  const other = heldSample({ access: "access-2" });

  it.each([
    ["nothing stored", null, false],
    ["the same record", recordSample({ epoch: 3, generation: 7 }), false],
    ["another session", recordSample({ epoch: 4, generation: 8 }), true],
    ["a logout", recordSample({ epoch: 4, generation: 8, held: null }), true],
    ["newer tokens", recordSample({ epoch: 3, generation: 8, held: other }), true],
    ["a newer record of the same tokens", recordSample({ epoch: 3, generation: 8 }), false],
    ["older tokens", recordSample({ epoch: 3, generation: 6, held: other }), false],
    ["an older session", recordSample({ epoch: 2, generation: 9, held: other }), false],
  ])("by %s: %#", (_, stored, expected) => {
    expect(isSurpassed(flight, stored)).toBe(expected);
  });
});
