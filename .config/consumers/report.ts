// Writes docs/consumers.md: one row for each consumer. A run of some consumers replaces only their rows.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../build/packages.ts";
import type { Result } from "./consumer.ts";

const file = join(root, "docs/consumers.md");

const INTRODUCTION = `# Where it runs

Each row is an app as a newcomer would make it: fresh folder, our packages as tarballs, everything else as npm served it on that day. It is
installed with npm, built for production, served, and opened in Chromium. The browser then plays one story: a guarded page leads to the
login, the login leads back, a reload keeps the session, another visitor is not logged in, a logout leads to the login. The console stays
empty, and no words for developers are in the scripts. \`pnpm consumers\` writes this page; \`pnpm consumers vite-react-19\` plays one row.

The bytes are those of all JavaScript that the browser loaded in the story, with the framework; in brackets with Brotli.

`;

const HEAD = [
  "| consumer | versions | install | build | JavaScript | checked besides the story | on |",
  "|---|---|---:|---:|---:|---|---|",
];

/** The row of a result. */
export function rowOf(result: Result): string {
  const { name, versions, installSeconds, buildSeconds, bytes, brotliBytes, checked } = result;
  const built = buildSeconds === null ? "–" : `${buildSeconds.toFixed(0)} s`;
  const size = `${kilobytes(bytes)} (${kilobytes(brotliBytes)})`;
  const today = new Date().toISOString().slice(0, 10);
  const cells = [name, versions, `${installSeconds.toFixed(0)} s`, built, size, checked.join("; ")];
  return `| ${[...cells, today].join(" | ")} |`;
}

/** Writes a row into the page, at the place that its consumer has among all. */
export function writeRow(
  name: string,
  row: string,
  all: readonly { readonly name: string }[],
): void {
  const before = existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
  const rows = new Map(before.map((line) => [line.split(" | ")[0]?.replace("| ", "") ?? "", line]));
  rows.set(name, row);
  const lines = all.flatMap((one) => rows.get(one.name) ?? []);
  writeFileSync(file, `${INTRODUCTION}${[...HEAD, ...lines].join("\n")}\n`);
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(0)} kB`;
}
