// `pnpm matrix`: asks the real servers for the matrix in docs/backends.md, prints it, and writes it into the page.
import { readFileSync, writeFileSync } from "node:fs";
import { kinds, startServers } from "./rows.ts";
import { head, lineOf, withTable } from "./table.ts";

const page = new URL("../../../../docs/backends.md", import.meta.url);
const servers = await startServers();
const lines = [head];
console.log(head);
for (const kind of kinds) {
  const { line, problems } = await lineOf(servers.rowOf(kind), kind.lacks);
  lines.push(line);
  console.log([line, ...problems].join("\n"));
}
await servers.stop();
writeFileSync(page, withTable(readFileSync(page, "utf8"), lines.join("\n")));
// The pages that were opened on the way may have timers.
process.exit(lines.some((line) => line.includes("| no |")) ? 1 : 0);
