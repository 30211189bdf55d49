// checkUser: what the condition of a guard means.
import { checkUser } from "@sojourn/core";
import { afterEach, expect, it, vi } from "vitest";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const broken = new Error("no roles here");
const throws = (): never => {
  throw broken;
};

it("only `true` passes", () => {
  for (const answer of [false, undefined, null, 1, "true", {}, Promise.resolve(true)])
    expect(checkUser("alice", () => answer as never).passes).toBe(false);
  expect(checkUser("alice", (user) => user === "alice").passes).toBe(true);
});

it("everybody passes without a condition", () => {
  expect(checkUser(null).passes).toBe(true);
});

it("a condition that throws says no, and its error is reported when the guard says so", () => {
  const reportError = vi.fn();
  vi.stubGlobal("reportError", reportError);
  const { passes, report } = checkUser("alice", throws);
  expect(passes).toBe(false);
  expect(reportError).not.toHaveBeenCalled();
  report();
  expect(reportError.mock.calls).toEqual([[broken]]);
});

it("an error goes to the console where the platform cannot report it", () => {
  vi.stubGlobal("reportError", undefined);
  const log = vi.spyOn(console, "error").mockImplementation(() => {});
  checkUser("alice", throws).report();
  expect(log.mock.calls).toEqual([[broken]]);
});

it("without an error there is nothing to report", () => {
  const reportError = vi.fn();
  vi.stubGlobal("reportError", reportError);
  checkUser("alice", () => false).report();
  checkUser("alice").report();
  expect(reportError).not.toHaveBeenCalled();
});
