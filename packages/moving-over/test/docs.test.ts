// The code of docs/moving-over: what stands there is what the other tests of this package run.
import { readdirSync, readFileSync } from "node:fs";
import { createSession } from "@sojourn/core";
import { simpleJwt } from "@sojourn/django";
import { describe, expect, it } from "vitest";

const examples = new URL("../examples/", import.meta.url);
const docs = new URL("../../../docs/moving-over/", import.meta.url);
const pages = readdirSync(examples);

/** An example as a reader copies it: without the comment that it opens with, and without ".ts" in its imports. */
function codeOf(page: string, file: string): string {
  const text = readFileSync(new URL(`${page}/${file}`, examples), "utf8");
  const code = text.slice(text.indexOf("\n") + 1).trimEnd();
  return code.replaceAll(/(from "\.\/[\w.-]+)\.tsx?"/g, '$1"');
}

/** The TypeScript blocks of a page, with the names of their files. */
function blocksOf(page: string): Readonly<Record<string, string>> {
  const text = readFileSync(new URL(`${page}.md`, docs), "utf8");
  const blocks = text.matchAll(/^```tsx? (\S+\.tsx?)\n([\s\S]*?)\n```$/gm);
  return Object.fromEntries([...blocks].map(([, file = "", code = ""]) => [file, code]));
}

describe.each(pages)("%s", (page) => {
  it("has the examples of its folder, each as it is run, and no others", () => {
    const files = readdirSync(new URL(`${page}/`, examples));
    const run = Object.fromEntries(files.map((file) => [file, codeOf(page, file)]));
    expect(Object.keys(run).length).toBeGreaterThan(0);
    expect(blocksOf(page)).toEqual(run);
  });
});

it("there is a page for each folder of examples, and the index leads to each", () => {
  const files = readdirSync(docs).filter((file) => file !== "index.md");
  expect(files.sort()).toEqual(pages.map((page) => `${page}.md`).sort());
  const index = readFileSync(new URL("index.md", docs), "utf8");
  expect(files.filter((file) => !index.includes(`](${file})`))).toEqual([]);
});

it("every member of a session that these pages and the questions name exists", () => {
  const session = createSession({ backend: simpleJwt({ baseUrl: "/api/" }), ports: {} });
  const texts = [...readdirSync(docs), "../faq.md"].map((file) =>
    readFileSync(new URL(file, docs), "utf8"),
  );
  const named = texts.flatMap((text) =>
    [...text.matchAll(/`(?:await )?session\.(\w+)/g)].map(([, name = ""]) => name),
  );
  expect(new Set(named).size).toBeGreaterThan(8);
  expect(named.filter((name) => !(name in session))).toEqual([]);
});
