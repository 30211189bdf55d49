// The list of exports: it changes only on purpose.
import * as entry from "@sojourn/oauth2";
import { expect, test } from "vitest";

test("the package exports one function and nothing else", () => {
  expect(Object.keys(entry)).toEqual(["oauth2"]);
});
