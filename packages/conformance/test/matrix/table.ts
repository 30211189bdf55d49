// The matrix in docs/backends.md as a table: its lines, and its place on the page.
import { type Cell, type ColumnName, columns, type Row, visitAll } from "./columns.ts";

/** The first two lines. */
export const head: string = [
  `| backend | ${Object.keys(columns).join(" | ")} |`,
  `|---|${":-:|".repeat(Object.keys(columns).length)}`,
].join("\n");

/** The line of one row, from one visit of its server, and why cells say no. `lacks`: what the server cannot do. */
export async function lineOf(
  row: Row,
  lacks: readonly ColumnName[] = [],
): Promise<{ line: string; problems: string[] }> {
  const { cells, problems } = await visitAll(row, lacks);
  return { line: spell(row.name, cells), problems };
}

function spell(name: string, cells: readonly Cell[]): string {
  return `| ${name} | ${cells.join(" | ")} |`;
}

const [start, end] = ["<!-- matrix -->\n", "\n<!-- end of matrix -->"];

/** The matrix that a page of the docs shows. */
export function tableIn(page: string): string {
  const [, below = ""] = page.split(start);
  return below.split(end)[0] ?? "";
}

/** The page with this matrix. */
export function withTable(page: string, table: string): string {
  const [above = ""] = page.split(start);
  const [, below = ""] = page.split(end);
  return above + start + table + end + below;
}
