// The list of exports: it changes only on purpose. And every module begins with "use client".
import { readdirSync, readFileSync } from "node:fs";
import * as entry from "@sojourn/react";
import * as testing from "@sojourn/react/testing";
import ts from "typescript";
import { expect, test } from "vitest";

const src = new URL("../src/", import.meta.url);

test("@sojourn/react exports these values and nothing else", () => {
  expect(Object.keys(entry).sort()).toEqual([
    "RequireAuth",
    "SessionProvider",
    "useAuth",
    "useAuthSuspense",
    "useIdle",
    "withAuthenticationRequired",
  ]);
});

test("@sojourn/react/testing exports these values and nothing else", () => {
  expect(Object.keys(testing).sort()).toEqual(["TestSession", "createTestSession"]);
});

test("every module that has code is compiled to one that begins with 'use client'", () => {
  for (const name of readdirSync(src)) {
    const { outputText } = ts.transpileModule(readFileSync(new URL(name, src), "utf8"), {
      compilerOptions: {
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.ESNext,
        verbatimModuleSyntax: true,
      },
    });
    const [first] = outputText.split("\n").filter((line) => !line.startsWith("/**"));
    expect([name, first]).toEqual([name, '"use client";']);
  }
});

test("the examples of the routers stand in the docs as they are run", () => {
  const docs = readFileSync(new URL("../../../docs/react.md", import.meta.url), "utf8");
  for (const name of ["session.ts", "login.tsx", "react-router.tsx", "tanstack-router.tsx"]) {
    const example = readFileSync(new URL(`../examples/${name}`, import.meta.url), "utf8");
    const [, ...code] = example.trimEnd().split("\n");
    // Readers import without endings: Angular CLI and Next refuse ".ts".
    expect(docs).toContain(code.join("\n").replaceAll(/(from "\.[^"]*)\.tsx?"/g, '$1"'));
  }
});
