// `pnpm figures`: measures how the code is written, package by package, with TypeScript's own parser, and compares it with the
// aims. Prints a table, then the places that are over an aim, and fails if there are any.
//   pnpm figures                  all packages
//   pnpm figures core .config     some of them
//   pnpm figures --report         only prints: never fails
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { root } from "../build/packages.ts";

/** The most that a package may have of each. Densities are per 1,000 lines of code. */
const AIMS = {
  conditionals: 15,
  nested: 1,
  wordPatterns: 0,
  functionLines: 80,
  fileLines: 300,
};

interface Place {
  readonly file: string;
  readonly line: number;
}

interface FunctionSize extends Place {
  readonly lines: number;
}

interface FileFigures {
  readonly file: string;
  readonly lines: number;
  readonly codeLines: number;
  readonly conditionals: readonly Place[];
  readonly nested: readonly Place[];
  readonly wordPatterns: readonly Place[];
  readonly functions: readonly FunctionSize[];
}

/** A row of the table, and the places that are over an aim, as lines of text. */
interface PackageReport {
  readonly row: readonly string[];
  readonly overAim: readonly string[];
}

const words = process.argv.slice(2).filter((word) => word !== "--");
const onlyReports = words.includes("--report");
const chosen = words.filter((word) => word !== "--report");

const reports = Object.entries(filesByPackage())
  .filter(([name]) => chosen.length === 0 || chosen.includes(name))
  .map(([name, files]) => reportOf(name, files.map(measure)));

printTable([
  ["package", "code lines", "?: per 1,000", "nested", "word regex", "function", "file"],
  [
    "aim",
    "",
    `${AIMS.conditionals}`,
    `${AIMS.nested}`,
    `${AIMS.wordPatterns}`,
    `${AIMS.functionLines}`,
    `${AIMS.fileLines}`,
  ],
  ...reports.map((report) => report.row),
]);
const overAim = reports.flatMap((report) => report.overAim);
for (const line of overAim) console.log(line);
if (overAim.length > 0 && !onlyReports) process.exitCode = 1;

/** The files of each package, relative to the root. Tests are left out: they are measured by what they find. */
function filesByPackage(): Record<string, string[]> {
  const packages: Record<string, string[]> = {};
  for (const file of globSync("packages/*/src/**/*.{ts,tsx}", { cwd: root }).sort()) {
    const name = file.split(/[\\/]/)[1] ?? "";
    packages[name] ??= [];
    packages[name].push(file);
  }
  const isMade = (path: string) => path.includes("node_modules") || path.includes(".venv");
  const inPlayground = globSync(
    ["playground/*.ts", "playground/{src,start,react,angular,engines,django}/**/*.{ts,tsx,mjs}"],
    { cwd: root, exclude: isMade },
  );
  packages.playground = inPlayground.sort();
  packages[".config"] = globSync(".config/**/*.{ts,mjs}", { cwd: root }).sort();
  return packages;
}

function reportOf(name: string, files: readonly FileFigures[]): PackageReport {
  const codeLines = sum(files.map((file) => file.codeLines));
  const perThousand = (count: number) => (1000 * count) / Math.max(1, codeLines);
  const conditionals = files.flatMap((file) => file.conditionals);
  const nested = files.flatMap((file) => file.nested);
  const wordPatterns = files.flatMap((file) => file.wordPatterns);
  const functions = files.flatMap((file) => file.functions);
  const fileLines = files.map((file) => file.lines).sort((a, b) => a - b);
  const longFunctions = functions.filter(({ lines }) => lines > AIMS.functionLines);
  const longFiles = files.filter(({ lines }) => lines > AIMS.fileLines);

  const overAim: string[] = [];
  const complain = (what: string, places: readonly string[]) => {
    if (places.length > 0) overAim.push(`\n${name}: ${what}`, ...places.map((one) => `  ${one}`));
  };
  if (perThousand(conditionals.length) > AIMS.conditionals)
    complain("too many conditional expressions", linesByFile(conditionals));
  if (perThousand(nested.length) > AIMS.nested)
    complain("conditional expressions in each other", linesByFile(nested));
  if (wordPatterns.length > AIMS.wordPatterns)
    complain("regular expressions that test a name; use a set", linesByFile(wordPatterns));
  complain(
    `functions over ${AIMS.functionLines} lines`,
    longFunctions.map(({ file, line, lines }) => `${file}:${line} (${lines} lines)`),
  );
  complain(
    `files over ${AIMS.fileLines} lines`,
    longFiles.map(({ file, lines }) => `${file} (${lines} lines)`),
  );

  const row = [
    name,
    `${codeLines}`,
    perThousand(conditionals.length).toFixed(1),
    perThousand(nested.length).toFixed(1),
    `${wordPatterns.length}`,
    `${Math.max(0, ...functions.map(({ lines }) => lines))}`,
    `${fileLines[fileLines.length >> 1] ?? 0} / ${fileLines.at(-1) ?? 0}`,
  ];
  return { row, overAim };
}

/** Reads one file and counts. */
function measure(file: string): FileFigures {
  const text = readFileSync(join(root, file), "utf8");
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const lineOf = (position: number) => source.getLineAndCharacterOfPosition(position).line + 1;
  const linesWithCode = new Set<number>();
  const conditionals: Place[] = [];
  const nested: Place[] = [];
  const wordPatterns: Place[] = [];
  const functions: FunctionSize[] = [];
  const namedPatterns = patternsByName(source);

  const visit = (node: ts.Node): void => {
    const [from, to] = [lineOf(node.getStart(source)), lineOf(node.getEnd())];
    const place = { file, line: from };
    if (ts.isConditionalExpression(node)) {
      conditionals.push(place);
      if (isInsideConditional(node)) nested.push(place);
    }
    if (ts.isCallExpression(node) && isWordTest(node, namedPatterns)) wordPatterns.push(place);
    const isFunction = ts.isFunctionLike(node) && "body" in node && node.body;
    if (isFunction) functions.push({ ...place, lines: to - from + 1 });
    const children = node.getChildren(source).filter((child) => !ts.isJSDoc(child));
    for (const child of children) visit(child);
    const isToken = children.length === 0 && to >= from && node.getWidth(source) > 0;
    if (isToken) for (let line = from; line <= to; line += 1) linesWithCode.add(line);
  };
  visit(source);

  return {
    file,
    lines: text.replace(/\n$/, "").split("\n").length,
    codeLines: linesWithCode.size,
    conditionals,
    nested,
    wordPatterns,
    functions,
  };
}

/** Whether a conditional expression stands in another one of the same function. */
function isInsideConditional(node: ts.ConditionalExpression): boolean {
  for (let outer = node.parent; outer && !ts.isFunctionLike(outer); outer = outer.parent)
    if (ts.isConditionalExpression(outer)) return true;
  return false;
}

/** The regular expressions of a file that have a name: `const pattern = /…/`. */
function patternsByName(source: ts.SourceFile): Map<string, string> {
  const patterns = new Map<string, string>();
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && node.initializer && ts.isIdentifier(node.name))
      if (ts.isRegularExpressionLiteral(node.initializer))
        patterns.set(node.name.text, node.initializer.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return patterns;
}

/** Whether a call tests a string with a pattern that is only a list of words: `/^(a|b)$/.test(name)`, `code.match(/a|b/)`. */
function isWordTest(call: ts.CallExpression, named: ReadonlyMap<string, string>): boolean {
  if (!ts.isPropertyAccessExpression(call.expression)) return false;
  const { name: method, expression: subject } = call.expression;
  const [argument] = call.arguments;
  if (method.text === "test" || method.text === "exec") return isWordPattern(subject, named);
  if (method.text !== "match" && method.text !== "search") return false;
  return argument !== undefined && isWordPattern(argument, named);
}

/** Whether an expression is a regular expression, or the name of one, that is only a list of words. */
function isWordPattern(expression: ts.Expression, named: ReadonlyMap<string, string>): boolean {
  if (ts.isRegularExpressionLiteral(expression)) return isListOfWords(expression.text);
  return ts.isIdentifier(expression) && isListOfWords(named.get(expression.text) ?? "");
}

/** Whether a regular expression knows nothing but words, as in `/^(a|b)$/`, or letters, as in `/^[lt]/`. */
function isListOfWords(literal: string): boolean {
  const pattern = literal.slice(1, literal.lastIndexOf("/"));
  const words = pattern.replaceAll("(?:", "(").split(/[\^$()|[\]?]+/);
  const hasRange = /\[[^\]]*-/.test(pattern);
  const hasWord = words.some((word) => word !== "");
  return hasWord && !hasRange && words.every((word) => /^[\w-]*$/.test(word));
}

/** The lines of each file in one line of text. */
function linesByFile(places: readonly Place[]): string[] {
  const lines = new Map<string, number[]>();
  for (const { file, line } of places) lines.set(file, [...(lines.get(file) ?? []), line]);
  return [...lines].map(([file, numbers]) => `${file}:${numbers.join(",")}`);
}

function printTable(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  for (const row of rows) {
    const [first = "", ...rest] = row;
    const cells = rest.map((cell, index) => cell.padStart(widths[index + 1] ?? 0));
    console.log([first.padEnd(widths[0] ?? 0), ...cells].join("  "));
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
