// The defaults of the options, as their doc comments and the docs say.
import { expect, it } from "vitest";
import { checkOptions } from "../../src/check-options.ts";

const minute = 60_000;

it("without options there is no idle timeout and no maximum age, and the timer renews a minute before expiry", () => {
  expect(checkOptions({})).toEqual({
    leeway: minute,
    maxAge: Infinity,
    maxAgeWarning: minute,
    inUse: false,
    idle: null,
  });
});

it.each([
  [15 * minute, minute],
  [2 * minute, minute],
  [minute, minute / 2],
])("an idle timeout of %d ms has a warning phase of %d ms", (timeout, warning) => {
  expect(checkOptions({ idle: { timeout } }).idle).toEqual({ timeout, warning });
  expect(checkOptions({ idle: { timeout, warning: 20_000 } }).idle?.warning).toBe(20_000);
});
