// The front doors change only on purpose.

import "@angular/compiler";
import * as framework from "@angular/core";
import * as door from "@sojourn/angular";
import * as testing from "@sojourn/angular/testing";
import { expect, it } from "vitest";

it("@sojourn/angular exports these values and nothing else", () => {
  expect(Object.keys(door).sort()).toEqual([
    "SKIP_SESSION",
    "SessionInterceptor",
    "injectAuth",
    "injectSession",
    "provideSession",
    "requireAnonymous",
    "requireAuth",
    "sessionInterceptor",
    "withAppInitializer",
    "withLoginRoute",
  ]);
});

it("@sojourn/angular/testing exports these values and nothing else", () => {
  expect(Object.keys(testing).sort()).toEqual(["SessionTesting", "provideSessionTesting"]);
});

it("no name is one of Angular's own", () => {
  const ours = [...Object.keys(door), ...Object.keys(testing)];
  expect(ours.filter((name) => name in framework)).toEqual([]);
});
