// The old names in the tables of docs/moving-over are those of the libraries, in the releases that the pages give.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const libraries = fileURLToPath(new URL("../../bench/node_modules/", import.meta.url));

/** Names on these pages that are the reader's own, not the library's. */
const readersOwn = new Set(["refreshAuthLogic", "localStorage"]);

/** The first column of the table below "Old and new". */
function oldNames(page: string): readonly string[] {
  const text = readFileSync(
    new URL(`../../../docs/moving-over/${page}.md`, import.meta.url),
    "utf8",
  );
  const [, table = ""] = text.split("\n## Old and new\n");
  const cells = [...table.matchAll(/^\| (.*?) \|/gm)].map(([, cell = ""]) => cell);
  const spelled = cells.flatMap((cell) =>
    [...cell.matchAll(/`(\w+)/g)].map(([, name = ""]) => name),
  );
  return spelled.filter((name) => !readersOwn.has(name));
}

/** The declarations in a folder of a library. */
function declarationsIn(folder: string): string {
  const files = readdirSync(libraries + folder).filter((file) => file.endsWith(".d.ts"));
  return files.map((file) => readFileSync(`${libraries}${folder}/${file}`, "utf8")).join("\n");
}

describe.each([
  ["axios-auth-refresh", "axios-auth-refresh", "dist"],
  ["auth0-angular-jwt", "@auth0/angular-jwt", "lib"],
  ["react-idle-timer", "react-idle-timer", "dist/types"],
])("%s", (page, library, folder) => {
  it("has every name of the table", () => {
    const declared = declarationsIn(`${library}/${folder}`);
    const names = oldNames(page);
    expect(names.length).toBeGreaterThan(5);
    expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(declared))).toEqual([]);
  });

  it("is of the major release that the page names", () => {
    const manifest = readFileSync(`${libraries}${library}/package.json`, "utf8");
    const { version } = JSON.parse(manifest) as { version: string };
    const text = readFileSync(
      new URL(`../../../docs/moving-over/${page}.md`, import.meta.url),
      "utf8",
    );
    expect(text).toContain(`The names are those of ${library} ${version.split(".")[0]}.`);
  });
});
