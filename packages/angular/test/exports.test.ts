// The lists of exports: they change only on purpose.

import { readFileSync } from "node:fs";
import "@angular/compiler";
import * as framework from "@angular/core";
import * as entry from "@sojourn/angular";
import * as testing from "@sojourn/angular/testing";
import * as withoutRouter from "@sojourn/angular/without-router";
import { expect, it } from "vitest";

it("@sojourn/angular exports these values and nothing else", () => {
  expect(Object.keys(entry).sort()).toEqual([
    "SKIP_SESSION",
    "SessionInterceptor",
    "injectAuth",
    "injectIdle",
    "injectSession",
    "provideSession",
    "requireAnonymous",
    "requireAuth",
    "sessionInterceptor",
    "withAppInitializer",
    "withLoginRoute",
  ]);
});

it("@sojourn/angular/without-router exports the same values, except those that need a router", () => {
  const missing = Object.keys(entry).filter((name) => !(name in withoutRouter));
  expect(missing.sort()).toEqual(["requireAnonymous", "requireAuth", "withLoginRoute"]);
  expect(entry).toMatchObject(withoutRouter);
});

it("@sojourn/angular/without-router imports no file that imports @angular/router", () => {
  const reached = new Set<string>();
  const visit = (file: string): void => {
    if (reached.has(file)) return;
    reached.add(file);
    const text = readFileSync(new URL(`../src/${file}`, import.meta.url), "utf8");
    const imports = text.replaceAll(/^ ?\*.*$/gm, "").matchAll(/from "([^"]+)"/g);
    for (const [, name = ""] of imports) {
      expect(name, file).not.toMatch(/^@angular\/router/);
      if (name.startsWith("./")) visit(name.slice(2));
    }
  };
  visit("without-router.ts");
  expect(reached.size).toBeGreaterThan(5);
});

it("@sojourn/angular/testing exports these values and nothing else", () => {
  expect(Object.keys(testing).sort()).toEqual(["SessionTesting", "provideSessionTesting"]);
});

it("no export has the name of one of Angular's own", () => {
  const ours = [...Object.keys(entry), ...Object.keys(testing)];
  expect(ours.filter((name) => name in framework)).toEqual([]);
});
