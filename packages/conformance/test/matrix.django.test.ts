// The matrix in docs/backends.md is what the real servers answer, row by row.
import { readFileSync } from "node:fs";
import { extendBackend } from "@sojourn/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { columns } from "./matrix/columns.ts";
import { kinds, type Servers, startServers } from "./matrix/rows.ts";
import { head, lineOf, tableIn } from "./matrix/table.ts";

const page = readFileSync(new URL("../../../docs/backends.md", import.meta.url), "utf8");
const [title, rule, ...lines] = tableIn(page).split("\n");

let servers: Servers;
beforeAll(async () => {
  servers = await startServers();
});
afterAll(() => servers.stop());

test("the docs have these columns, and a row for each kind of server", () => {
  expect([title, rule].join("\n")).toBe(head);
  expect(lines.map((line) => line.split(" | ")[0])).toEqual(kinds.map(({ name }) => `| ${name}`));
});

test.for(kinds.map((kind, index) => ({ ...kind, inDocs: lines[index] })))(
  "$name: every cell of the docs is what its server answers, and none says no",
  async ({ inDocs, ...kind }) => {
    const { line, problems } = await lineOf(servers.rowOf(kind), kind.lacks);
    expect(problems).toEqual([]);
    expect(line).not.toContain("| no |");
    expect(line).toBe(inDocs);
  },
);

test("a description with the wrong scheme gets a no where a token is sent", async () => {
  const kind = { ...(kinds[0] as (typeof kinds)[number]), name: "wrong" };
  const row = servers.rowOf(kind);
  const backend = extendBackend(row.backend, {
    header: (access) => ["Authorization", `Token ${access}`],
  });
  const { line } = await lineOf({ ...row, backend });
  const cells = line.split(" | ").slice(1);
  const refused = Object.keys(columns).filter((_, index) => cells[index]?.startsWith("no"));
  expect(refused).toEqual(expect.arrayContaining(["request", "refresh", "401 replay"]));
  expect(refused).not.toContain("wrong password");
});
