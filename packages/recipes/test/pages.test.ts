// The code of docs/recipes and docs/ssr is that of files, letter by letter: what is compiled and run here, or by `pnpm consumers`, stands there.
import { existsSync, globSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const pages = globSync(["docs/recipes/*.md", "docs/ssr/*.md"], { cwd: root }).sort();
const examples = "packages/recipes/examples";

/** Pages whose files are those of an app that `pnpm consumers` builds and opens in a browser. */
const apps: Readonly<Record<string, string>> = {
  "docs/ssr/nextjs.md": "next",
  "docs/ssr/react-router.md": "react-router",
  "docs/ssr/tanstack-start.md": "tanstack-start",
  "docs/ssr/astro.md": "astro",
};

interface Block {
  /** The file that it names: "```ts session.ts". */
  readonly name: string;
  readonly code: string;
}

function blocksOf(page: string): readonly Block[] {
  const text = readFileSync(root + page, "utf8");
  const found = text.matchAll(/^```(?:tsx?|astro)(?: ([^\n]+))?\n([\s\S]*?)\n```$/gm);
  return [...found].map(([, name = "", code = ""]) => ({ name, code }));
}

/** Where the files of a page are. Apps share some of theirs. */
function foldersOf(page: string): readonly string[] {
  const app = apps[page];
  if (app) return [app, "react-parts"].map((name) => `.config/consumers/apps/${name}`);
  if (page.startsWith("docs/ssr/")) return [`${examples}/ssr/${basename(page, ".md")}`];
  return [examples];
}

/** The file that a block shows. */
function fileOf(page: string, { name }: Block): string {
  const found = foldersOf(page).find((folder) => existsSync(`${root}${folder}/${name}`));
  return `${found}/${name}`;
}

/** The code of a file, without the comment that it opens with. */
function codeOf(file: string): string {
  const text = readFileSync(root + file, "utf8");
  return text.replace(/^\/\/.*\n/, "").trimEnd();
}

it.each(pages)("%s shows files that are compiled", (page) => {
  for (const block of blocksOf(page)) {
    expect(block.name, block.code).not.toBe("");
    expect(block.code).toBe(codeOf(fileOf(page, block)));
  }
});

it("each file of this package is shown on a page", () => {
  const shown = pages.flatMap((page) => blocksOf(page).map((block) => fileOf(page, block)));
  const files = globSync(`${examples}/**/*.{ts,tsx}`, { cwd: root });
  expect(files.filter((file) => !shown.includes(file))).toEqual([]);
});
