import { expect, it } from "vitest";
import { medianOf, showNumber, showSpread, spreadOf, table } from "../src/figures.ts";

it("takes the median and the quartiles of any order, between two numbers where the middle lies between them", () => {
  expect(spreadOf([5, 1, 4, 2, 3])).toEqual({ median: 3, low: 2, high: 4 });
  expect(spreadOf([4, 1, 2, 3])).toEqual({ median: 2.5, low: 1.75, high: 3.25 });
  expect(medianOf([7])).toBe(7);
});

it("shows a number that was not measured as a dash", () => {
  expect(medianOf([])).toBeNaN();
  expect(showNumber(medianOf([]), 1)).toBe("–");
});

it("shows thousands with a comma and as many digits as asked for", () => {
  expect(showNumber(15_920.4, 0)).toBe("15,920");
  expect(showNumber(-0.25, 2)).toBe("-0.25");
  expect(showSpread([1, 2, 3], 1)).toBe("2.0 (1.5 to 2.5)");
});

it("aligns the numbers of a table to the right", () => {
  expect(table(["what", "ns"], [["a", "1"]])).toBe("| what | ns |\n|---|---:|\n| a | 1 |");
});
