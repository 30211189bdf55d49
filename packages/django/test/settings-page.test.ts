// docs/django-settings.md tells which option answers which setting of the server: those options and account operations exist.
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const page = readFileSync(new URL("../../../docs/django-settings.md", import.meta.url), "utf8");
const src = new URL("../src/", import.meta.url);
const code = readdirSync(src)
  .map((file) => readFileSync(new URL(file, src), "utf8"))
  .join("\n");

/** The names that stand where the pattern has its group. */
const namesIn = (pattern: RegExp): readonly string[] =>
  [...page.matchAll(pattern)].map(([, name = ""]) => name);

test("every option that the page tells to set is an option of some backend", () => {
  const options = namesIn(/\b(?:set|write) `([a-z]\w+)(?=`|:)/g);
  expect(new Set(options).size).toBeGreaterThan(6);
  expect(options.filter((name) => !code.includes(`  readonly ${name}?:`))).toEqual([]);
});

test("every account operation that the page names exists", () => {
  const operations = namesIn(/`account\.(\w+)`/g);
  expect(operations.length).toBeGreaterThan(3);
  expect(operations.filter((name) => !code.includes(`  readonly ${name}: `))).toEqual([]);
});
