// Views: snapshots with every member in every state.
import { describe, expect, it } from "vitest";
import { loading, toSnapshot } from "../../src/machine/to-snapshot.ts";
import { initialState } from "../../src/machine/transition.ts";
import { toView } from "../../src/machine/view.ts";
import type { State } from "../../src/model/state.ts";
import { from, recordSample } from "../support/samples.ts";

const settled: State<string> = { ...initialState, settled: true, record: recordSample() };
const inside = toSnapshot(settled, loading, from(0));
const ended = recordSample({ tokenSet: null, reason: "logout" });
const outside = toSnapshot({ ...settled, record: ended }, inside, from(0));

describe("toView", () => {
  it("has the same members in every state", () => {
    const members = [loading, inside, outside].map((one) => Object.keys(toView(one)).sort());
    expect(members[1]).toEqual(members[0]);
    expect(members[2]).toEqual(members[0]);
  });

  it("has the members of the snapshot, and null or false for the others", () => {
    expect(toView(inside)).toMatchObject({
      ...inside,
      reason: null,
      elsewhere: false,
      error: null,
    });
    expect(toView(outside)).toMatchObject({
      ...outside,
      expiresAt: null,
      claims: null,
      idle: null,
    });
    expect(toView(outside)).toMatchObject({ refreshing: false, offline: false });
  });

  it("has isLoading and isAuthenticated", () => {
    const words = [loading, inside, outside].map((one) => {
      const { isLoading, isAuthenticated } = toView(one);
      return [isLoading, isAuthenticated];
    });
    expect(words).toEqual([
      [true, false],
      [false, true],
      [false, false],
    ]);
  });

  it("is the loading view without an argument", () => {
    expect(toView()).toEqual(toView(loading));
  });
});
