// The code of docs/recipes and docs/ssr is the code of this package, letter by letter: what is compiled and run here stands there.
import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const docs = fileURLToPath(new URL("../../../docs/", import.meta.url));
const examples = fileURLToPath(new URL("../examples/", import.meta.url));
const pages = globSync(["recipes/*.md", "ssr/*.md"], { cwd: docs }).sort();

interface Block {
  /** The file that it names: "```ts session.ts". */
  readonly name: string;
  readonly code: string;
}

function blocksOf(page: string): readonly Block[] {
  const text = readFileSync(docs + page, "utf8");
  const found = text.matchAll(/^```(?:tsx?|astro)(?: ([^\n]+))?\n([\s\S]*?)\n```$/gm);
  return [...found].map(([, name = "", code = ""]) => ({ name, code }));
}

/** The folder of the files that a page shows: those of docs/ssr have one for each framework. */
function folderOf(page: string): string {
  if (page.startsWith("recipes/")) return "";
  return page.replace(/\.md$/, "/");
}

/** The code of a file, without the comment that it opens with. */
function codeOf(file: string): string {
  const text = readFileSync(examples + file, "utf8");
  return text.replace(/^\/\/.*\n/, "").trimEnd();
}

it.each(pages)("docs/%s shows files of this package", (page) => {
  for (const { name, code } of blocksOf(page)) {
    expect(name, code).not.toBe("");
    expect(code).toBe(codeOf(folderOf(page) + name));
  }
});

it("each file of this package is shown on a page", () => {
  const shown = pages.flatMap((page) => blocksOf(page).map(({ name }) => folderOf(page) + name));
  const files = globSync("**/*.{ts,tsx,astro}", { cwd: examples });
  expect(files.filter((file) => !shown.includes(file))).toEqual([]);
});
