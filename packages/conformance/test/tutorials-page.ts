// The code blocks of a page of the docs, as they stand there.
import { readFileSync } from "node:fs";

const docs = new URL("../../../docs/", import.meta.url);

/** The TypeScript of one section of a page, block by block. Default: of docs/tutorials.md. */
export function codeBelow(heading: string, page = "tutorials.md"): readonly string[] {
  const [, below = ""] = readFileSync(new URL(page, docs), "utf8").split(`\n## ${heading}\n`);
  const [section = ""] = below.split("\n## ");
  return [...section.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = ""]) => code);
}
