// Checks the security pages: each test that they name exists, each verdict has what it needs, no requirement of ASVS is missing.
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const textOf = (path: string): string => readFileSync(join(root, path), "utf8");
const pages = globSync(["docs/security.md", "docs/security/*.md"], { cwd: root }).sort();

/** A test that a page names. */
interface Proof {
  readonly file: string;
  readonly title: string;
}

/** A file in backticks, and the titles in quotes behind it. */
const named = /`([\w./-]+(?:\.test|\.spec|-cases)\.tsx?)`((?:,? "[^"]*")*)/g;

/** The tests that a text names. A file without titles is named with an empty one, which no test has. */
function proofsIn(text: string): Proof[] {
  const inOneLine = text.replaceAll(/\n +/g, " ");
  return [...inOneLine.matchAll(named)].flatMap(([, file = "", list = ""]) => {
    const titles = [...list.matchAll(/"([^"]*)"/g)].map(([, title = ""]) => title);
    return (titles.length > 0 ? titles : [""]).map((title) => ({ file, title }));
  });
}

/** Where a file is that a page names: its folder is written out unless it is this one. */
function pathOf(file: string): string {
  const isWrittenOut = file.startsWith("packages/") || file.startsWith("playground/");
  return isWrittenOut ? file : `packages/core/test/${file}`;
}

/** The titles of tests, and the names of cases that tests are made from. What a template fills in is `…`. */
function titlesOf(code: string): string[] {
  const literals = code.matchAll(
    /(?:\b(?:it|test)(?:\.\w+)*\(|\)\(|\bname:)\s*(["'`])((?:\\.|(?!\1)[^\\])*)\1/g,
  );
  return [...literals].map(([, , title = ""]) =>
    title.replace(/\$\{(?:[^{}]|\{[^}]*\})*\}/g, "…").replace(/\\(.)/g, "$1"),
  );
}

function isMissing({ file, title }: Proof): boolean {
  const path = pathOf(file);
  if (!existsSync(join(root, path))) return true;
  return !titlesOf(textOf(path)).includes(title);
}

/** The cells of each row of the tables of a page. */
const rowsOf = (page: string): string[][] =>
  textOf(page)
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .map((line) => line.split(" | ").map((cell) => cell.replace(/^\| | \|$/g, "")));

/** A setting of Django or of a package, or something of it that is imported. */
const setting = /`(?:[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|[a-z_]+\.[\w.]+)`/;

/** The requirements of chapter 7 of ASVS 5.0.0 (5.0/en/0x16-V7-Session-Management.md of its repository): how many each section has. */
const chapter: Readonly<Record<string, number>> = {
  "7.1": 3,
  "7.2": 4,
  "7.3": 2,
  "7.4": 5,
  "7.5": 3,
  "7.6": 2,
};

const verdicts = ["met here", "needs the server", "your part", "does not apply", "not met"];

it.each(pages)("%s names only tests that exist", (page) => {
  const proofs = proofsIn(textOf(page));
  expect(proofs.length).toBeGreaterThan(5);
  expect(proofs.filter(isMissing)).toEqual([]);
});

it("a test that does not exist is noticed", () => {
  const made = [
    '`stories/logout.test.ts` "a logout that nobody wrote"',
    '`stories/nothing.test.ts` "a logout without a network is immediate"',
    "`stories/logout.test.ts` says so",
    // A text of the file, but no title.
    '`stories/logout.test.ts` "logout"',
  ];
  expect(made.flatMap(proofsIn).filter(isMissing)).toHaveLength(made.length);
});

describe.each(["docs/security/asvs.md", "docs/security/oauth-bcp.md"])("%s", (page) => {
  const rows = rowsOf(page);
  const judged = rows.filter(([, , verdict = ""]) => verdicts.some((one) => verdict.includes(one)));

  it("has a verdict in each row with a number", () => {
    const numbered = rows.filter((row) => /^\d/.test(row[0] ?? "") && row.length === 4);
    expect(numbered.length).toBeGreaterThan(10);
    expect(numbered.filter((row) => !judged.includes(row))).toEqual([]);
  });

  it("names a test where something is met here", () => {
    const met = judged.filter(([, , verdict]) => verdict?.includes("met here"));
    expect(met.length).toBeGreaterThan(3);
    expect(met.filter((row) => proofsIn(row.join(" | ")).length === 0)).toEqual([]);
  });

  it("names a setting where the server has to do something", () => {
    const server = judged.filter(([, , verdict]) => verdict?.includes("needs the server"));
    expect(server.length).toBeGreaterThan(3);
    expect(server.filter((row) => !setting.test(row.join(" | ")))).toEqual([]);
  });

  it("counts its verdicts rightly", () => {
    const counted = rows.flatMap(([verdict = "", count = ""]) =>
      verdicts.includes(verdict) ? [[verdict, Number(count)]] : [],
    );
    const real = verdicts.map((verdict) => [
      verdict,
      judged.filter(([, , cell]) => cell?.includes(verdict)).length,
    ]);
    expect(counted).toEqual(real);
  });
});

it("every requirement of ASVS 5.0, chapter 7, is there once and in its order", () => {
  const numbers = rowsOf("docs/security/asvs.md").flatMap(([number = ""]) =>
    /^7\.\d\.\d+$/.test(number) ? [number] : [],
  );
  const all = Object.entries(chapter).flatMap(([section, count]) =>
    Array.from({ length: count }, (_, index) => `${section}.${index + 1}`),
  );
  expect(numbers).toEqual(all);
});

it("no package writes HTML, makes a script or evaluates a text", () => {
  const sinks =
    /\beval\(|new Function\(|\.(?:inner|outer)HTML\b|insertAdjacentHTML|document\.write|createContextualFragment|dangerouslySetInnerHTML|bypassSecurityTrust|createElement\("script"|set(?:Timeout|Interval)\(\s*["'`]/;
  const published = ["core", "django", "oauth2", "axios", "react", "angular", "msw"];
  const sources = globSync(
    published.map((name) => `packages/${name}/src/**/*.ts`),
    { cwd: root },
  );
  expect(sources.length).toBeGreaterThan(100);
  expect(sources.filter((file) => sinks.test(textOf(file)))).toEqual([]);
});
