// Checks that the docs list the real codes, reasons and figures, and that their links lead somewhere.
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const textOf = (path: string): string => readFileSync(join(root, path), "utf8");
/** `docs/api` is made of the doc comments; the build of the site checks it. */
const isWritten = (page: string): boolean => !page.startsWith(join("docs", "api"));
const pages = globSync(["README.md", "docs/**/*.md", "packages/*/README.md"], {
  cwd: root,
  exclude: (path) => path.includes("node_modules"),
}).filter(isWritten);

/** The members of a union of texts, as its source spells them. */
function membersOf(path: string, name: string): string[] {
  const [, union = ""] = textOf(path).match(new RegExp(`type ${name} =([^;]*);`)) ?? [];
  return [...union.replace(/\/\*[\s\S]*?\*\//g, "").matchAll(/"([^"]+)"/g)].map(
    ([, one = ""]) => one,
  );
}

/** The first column of the table below this head. */
function rowsBelow(path: string, head: string): string[] {
  const [, below = ""] = textOf(path).split(head);
  const [table = ""] = below.split("\n\n");
  return [...table.matchAll(/^\| \[?`([^`]+)`/gm)].map(([, one = ""]) => one);
}

/** How GitHub names a heading in an address. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");

/** The names behind the headings of this level below a heading. */
function sectionsBelow(path: string, heading: string): string[] {
  const [, below = ""] = textOf(path).split(`\n${heading}\n`);
  const [part = ""] = below.split(/^## /m);
  return [...part.matchAll(/^### `([^`]+)`$/gm)].map(([, one = ""]) => one);
}

it("every code of an error is explained, and no other", () => {
  const codes = membersOf("packages/core/src/model/errors.ts", "SessionErrorCode").sort();
  expect(rowsBelow("docs/errors.md", "| code |").sort()).toEqual(codes);
  expect(sectionsBelow("docs/errors.md", "## Errors by code").sort()).toEqual(codes);
});

it("every reason of an end is explained, and no other", () => {
  const reasons = membersOf("packages/core/src/model/state.ts", "Reason").sort();
  expect(rowsBelow("docs/errors.md", "| reason |").sort()).toEqual(reasons);
});

it("what people see for a code is the sentence of errorText and reasonText", () => {
  const words = textOf("packages/core/src/words-for-people.ts");
  const shown = [...textOf("docs/errors.md").matchAll(/\| ([^|]*) \|$/gm)]
    .map(([, sentence = ""]) => sentence)
    .filter((sentence) => sentence.endsWith("."));
  expect(shown.length).toBeGreaterThan(15);
  const beforeFigure = (sentence: string): string => sentence.replace(/\d.*$/, "");
  expect(shown.filter((sentence) => !words.includes(beforeFigure(sentence)))).toEqual([]);
});

const allCode = globSync("packages/core/src/**/*.ts", { cwd: root }).map(textOf).join("\n");

it("every type that the glossary names is one of the code", () => {
  const types = textOf("docs/glossary.md").match(/(?<=\(`)[A-Z]\w+(?=`\))/g) ?? [];
  expect(types.length).toBeGreaterThan(3);
  const isDeclared = (type: string): boolean =>
    allCode.includes(`interface ${type}`) || allCode.includes(`type ${type} =`);
  expect(types.filter((type) => !isDeclared(type))).toEqual([]);
});

it("every message in a heading of troubleshooting is one of the code", () => {
  const headings = textOf("docs/troubleshooting.md").match(/^## .*$/gm) ?? [];
  const messages = headings.flatMap((heading) =>
    [...heading.matchAll(/"([^"]+)"/g)].map(([, message = ""]) => message.replace(/^… /, "")),
  );
  // The code puts these two together from the answer.
  const composed = ["answered a redirect", "answered 301"];
  const spelledOut = messages.filter((message) => !composed.includes(message));
  expect(spelledOut.length).toBeGreaterThan(3);
  expect(spelledOut.filter((message) => !allCode.includes(message))).toEqual([]);
});

it("the figures of the docs are those of the code", () => {
  const code = (file: string): string => textOf(`packages/core/src/${file}`);
  expect(textOf("docs/tabs.md")).toMatch(
    /at most `timeout` \(15 s\)[\s\S]*pause of 50 ms before each read, and of a second[\s\S]*every 50 ms/,
  );
  expect(code("create-core.ts")).toContain("timeout = 15_000");
  expect(code("browser/storage.ts")).toMatch(
    /const SETTLING = 50;[\s\S]*const LONG_SETTLING = 1000;/,
  );
  expect(code("browser/lease.ts")).toMatch(/const PAUSE = 50;[\s\S]*patience \* 4;/);
  expect(textOf("docs/architecture.md")).toContain("rests for 950 ms");
  expect(code("model/ports.ts")).toMatch(/ACTIVITY_GAP = 950;/);
});

it.each([
  ["docs/cookies.md", "holds 4,096 bytes", "browser/cookie.ts", /= 4096;/],
  ["docs/troubleshooting.md", "the last 100 history entries", "runtime/history.ts", /= 100;/],
  ["docs/tabs.md", "after two seconds the mirror", "runtime/patience.ts", /= 2000;/],
  ["docs/tabs.md", "wait a tenth of a second", "runtime/patience.ts", /= 100;/],
  ["docs/backends.md", "ten seconds after they arrived", "machine/schedule.ts", /= 10_000;/],
  ["docs/idle.md", "disappears within a minute", "machine/deadlines.ts", /= 60_000;/],
  ["docs/idle.md", "once every three seconds", "machine/idle.ts", /= 3000;/],
])('%s says "%s", and so does %s', (page, words, file, figure) => {
  expect(textOf(page)).toContain(words);
  expect(textOf(`packages/core/src/${file}`)).toMatch(figure);
});

it("docs/architecture.md tells how many planted bugs must be found", () => {
  const bugsIn = (file: string): number =>
    textOf(`packages/core/test/${file}`).match(/^ {4}instead: /gm)?.length ?? 0;
  const words = textOf("docs/architecture.md").match(/\w+(?= planted bugs must be found)/g) ?? [];
  const numbers = ["Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"];
  expect(words.map((word) => numbers.indexOf(word) + 2)).toEqual([
    bugsIn("simulation/planted-bugs.test.ts"),
    bugsIn("fuzz/fuzz.test.ts"),
  ]);
});

it('no example offers "Log in" while nobody knows yet whether somebody is logged in', () => {
  const sources = [...pages, ...globSync("packages/*/src/**/*.ts", { cwd: root })];
  const offers = sources.flatMap((source) =>
    [...textOf(source).matchAll(/^[ \t*]*```\w[^\n]*\n([\s\S]*?)^[ \t*]*```$/gm)]
      .map(([, code = ""]) => code)
      .filter((code) => code.includes("isAuthenticated") && code.includes("Log in"))
      .map((code) => ({ source, asks: code.includes("isLoading") })),
  );
  expect(offers.length).toBeGreaterThan(5);
  expect(offers.filter(({ asks }) => !asks)).toEqual([]);
});

it("every path of the repository that the docs name exists", () => {
  const paths = pages.flatMap((page) => [
    ...textOf(page).matchAll(/`((?:packages|playground|docs)\/[\w./-]+)`/g),
  ]);
  const missing = paths.filter(([, path = ""]) => !existsSync(join(root, path)));
  expect(paths.length).toBeGreaterThan(3);
  expect(missing.map(([, path]) => path)).toEqual([]);
});

it("every link inside the docs leads to a file, and its anchor to a heading", () => {
  const broken = pages.flatMap((page) => {
    const prose = textOf(page).replace(/```[\s\S]*?```/g, "");
    const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link);
    return links
      .filter((link) => !/^https?:/.test(link))
      .filter((link) => {
        const [path = "", anchor] = link.split("#");
        const target = path ? resolve(root, dirname(page), path) : join(root, page);
        if (!existsSync(target) || !anchor) return !existsSync(target);
        const headings = [...readFileSync(target, "utf8").matchAll(/^#+ (.*)$/gm)];
        return !headings.some(([, heading = ""]) => anchorOf(heading) === anchor);
      })
      .map((link) => `${page}: ${link}`);
  });
  expect(pages.length).toBeGreaterThan(10);
  expect(broken).toEqual([]);
});

it("the examples of docs/testing-your-app.md are the files that pnpm runners runs", () => {
  const docs = textOf("docs/testing-your-app.md");
  const files = globSync(
    [
      ".config/runners/tests/*",
      ".config/runners/angular/src/*.spec.ts",
      ".config/runners/angular/*.cjs",
      ".config/runners/playwright/{mock,app.spec}.ts",
    ],
    { cwd: root },
  );
  expect(files.length).toBeGreaterThan(7);
  for (const file of files) {
    const code = textOf(file).replace(/^\/\/.*\n/, "");
    expect(docs, file).toContain(code.trim());
  }
});
