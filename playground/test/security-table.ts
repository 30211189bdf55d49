/** The table "by threat" of docs/security.md, so that tests can hold it to what they find. */
import { readFileSync } from "node:fs";

const table = readFileSync(new URL("../../docs/security.md", import.meta.url), "utf8")
  .split("\n")
  .map((line) => line.split(" | ").map((cell) => cell.replaceAll(/^\| | \|$/g, "")));

/** What the table says about a threat in this column. */
export function said(threat: string, column: string): string {
  const head = table.find(([first]) => first === "threat") ?? [];
  const row = table.find(([first]) => first === threat) ?? [];
  return row[head.indexOf(column)] ?? "";
}
