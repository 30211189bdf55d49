// The front door changes only on purpose.
import * as door from "@sojourn/django";
import { expect, test } from "vitest";

test("these factories are exported and nothing else", () => {
  expect(Object.keys(door).sort()).toEqual([
    "authToken",
    "djangoRestFrameworkJwt",
    "djoser",
    "djoserJwt",
    "drfJwt",
    "simpleJwt",
    "slidingJwt",
  ]);
});
