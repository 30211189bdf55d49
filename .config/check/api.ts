// `pnpm api`: writes the public shape of each package into its api.md, from its built declarations, so that a change of it shows in
// review. `pnpm check` builds the packages in a clean copy and runs this with `--check`: then it fails if a report is out of date.
//   pnpm api            builds, then writes
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import ts from "typescript";
import { publishedPackages, root } from "../build/packages.ts";

const onlyChecks = process.argv.includes("--check");
const printer = ts.createPrinter({ removeComments: true, newLine: ts.NewLineKind.LineFeed });

const entries = publishedPackages().flatMap(({ name, folder }) => entriesOf(name, folder));
// One program for all packages: most of their declarations are shared.
const program = ts.createProgram(
  entries.map(({ file }) => file),
  {
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    target: ts.ScriptTarget.ES2022,
    skipLibCheck: true,
    types: [],
  },
);
const checker = program.getTypeChecker();

let stale = 0;
for (const { name, folder } of publishedPackages()) {
  const parts = entries
    .filter((entry) => entry.folder === folder)
    .map(({ specifier, file }) => `## ${specifier}\n\n${reportOf(file, folder)}`);
  const head = `# ${name}\n\nMade by \`pnpm api\`: do not edit. Comments are left out; they are in the sources.\n`;
  settle(join(folder, "api.md"), [head, ...parts, ...additionsOf(folder)].join("\n"));
}
if (stale > 0) process.exitCode = 1;

/** Writes a report, or says that it is out of date. */
function settle(path: string, text: string): void {
  const shown = relative(root, path);
  const before = existsSync(path) ? readFileSync(path, "utf8") : "";
  if (before === text) return;
  if (onlyChecks) {
    stale += 1;
    console.log(`${shown} is out of date. Run "pnpm api", look at the difference, and commit it.`);
    console.log(firstDifference(before, text));
    return;
  }
  writeFileSync(path, text);
  console.log(`wrote ${shown}`);
}

function firstDifference(before: string, after: string): string {
  const old = before.split("\n");
  const now = after.split("\n");
  const at = now.findIndex((line, index) => line !== old[index]);
  return `line ${at + 1}:\n- ${old[at] ?? "(the end)"}\n+ ${now[at] ?? "(the end)"}`;
}

/** What users can import from a package. */
function entriesOf(name: string, folder: string) {
  const { publishConfig } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return Object.entries<Record<string, string>>(publishConfig.exports).flatMap(
    ([path, targets]) => {
      if (!targets.types) return [];
      const specifier = `${name}${path.slice(1)}`;
      return { folder, specifier, file: join(folder, targets.types) };
    },
  );
}

/** The declarations of an entry: first what it exports, then the types that those mention without being exported. */
function reportOf(file: string, folder: string): string {
  const source = program.getSourceFile(file);
  const entry = source && checker.getSymbolAtLocation(source);
  if (!entry) throw new Error(`${file} is not built, or exports nothing.`);
  const seen = new Set<ts.Symbol>();
  const hidden: ts.Symbol[] = [];
  const exported = sorted(checker.getExportsOfModule(entry).map(target));
  for (const symbol of exported) seen.add(symbol);
  const visit = (symbol: ts.Symbol): void => {
    for (const mentioned of mentionsOf(symbol, folder)) {
      if (seen.has(mentioned)) continue;
      seen.add(mentioned);
      hidden.push(mentioned);
      visit(mentioned);
    }
  };
  for (const symbol of exported) visit(symbol);
  const lines = ["```ts", ...exported.map(textOf), "```", ""];
  if (hidden.length === 0) return lines.join("\n");
  lines.push(
    "Not exported, but part of the above:",
    "",
    "```ts",
    ...sorted(hidden).map(textOf),
    "```",
    "",
  );
  return lines.join("\n");
}

/** What a package adds to the types of other modules: `declare module "axios" { … }`. */
function additionsOf(folder: string): string[] {
  const home = resolve(folder) + sep;
  const files = program
    .getSourceFiles()
    .filter(({ fileName }) => resolve(fileName).startsWith(home));
  const statements = files.flatMap((file) => [...file.statements]);
  const additions = statements.filter(
    (one) => ts.isModuleDeclaration(one) && ts.isStringLiteral(one.name),
  );
  if (additions.length === 0) return [];
  const texts = additions.map((one) =>
    printer.printNode(ts.EmitHint.Unspecified, one, one.getSourceFile()),
  );
  return ["## Additions to other modules\n", "```ts", ...texts, "```", ""];
}

/** The types of the same package that the declarations of a symbol mention. */
function mentionsOf(symbol: ts.Symbol, folder: string): ts.Symbol[] {
  const found = new Set<ts.Symbol>();
  const home = resolve(folder) + sep;
  const visit = (node: ts.Node): void => {
    if (isPrivate(node)) return;
    const mentioned = ts.isIdentifier(node) && checker.getSymbolAtLocation(node);
    if (mentioned) {
      const meant = target(mentioned);
      const [declaration] = meant.declarations ?? [];
      if (
        declaration &&
        isTopLevel(declaration) &&
        resolve(declaration.getSourceFile().fileName).startsWith(home)
      )
        found.add(meant);
    }
    ts.forEachChild(node, visit);
  };
  for (const declaration of symbol.declarations ?? []) visit(declaration);
  return [...found];
}

function isTopLevel(node: ts.Node): boolean {
  if (ts.isVariableDeclaration(node)) return true;
  return ts.isSourceFile(node.parent) && !ts.isSourceFile(node);
}

function isPrivate(node: ts.Node): boolean {
  return (
    ts.canHaveModifiers(node) &&
    !!node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword)
  );
}

/** The declarations of a symbol as text, without comments and private members. */
function textOf(symbol: ts.Symbol): string {
  const texts = (symbol.declarations ?? []).map((declaration) => {
    const node = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
    const text = printer.printNode(ts.EmitHint.Unspecified, node, node.getSourceFile());
    return text
      .replaceAll(/^ *private .*\n/gm, "")
      .replace(/^(export )?(default )?(declare )?/, "");
  });
  return texts.join("\n");
}

function target(symbol: ts.Symbol): ts.Symbol {
  if (symbol.flags & ts.SymbolFlags.Alias) return checker.getAliasedSymbol(symbol);
  return symbol;
}

function sorted(symbols: readonly ts.Symbol[]): ts.Symbol[] {
  return [...symbols].sort((a, b) => (a.name < b.name ? -1 : 1));
}
