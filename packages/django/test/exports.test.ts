// The list of exports: it changes only on purpose.
import * as entry from "@sojourn/django";
import { expect, test } from "vitest";

test("the package exports these factories and nothing else", () => {
  expect(Object.keys(entry).sort()).toEqual([
    "allauthHeadless",
    "authToken",
    "djRestAuth",
    "djRestAuthJwt",
    "djangoRestFrameworkJwt",
    "djoser",
    "djoserJwt",
    "drfJwt",
    "knox",
    "ninjaJwt",
    "sessionAuth",
    "simpleJwt",
    "slidingJwt",
  ]);
});
