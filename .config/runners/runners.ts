// `pnpm runners`: tests apps like their developers would. Packs our packages, makes a fresh app in a temporary folder for each test
// runner, installs it with npm, and runs the tests that docs/testing-your-app.md shows. Prints a table with the versions.
//   pnpm runners                    all rows
//   pnpm runners jest-30 ng-test    some of them
// It takes about ten minutes, so it is no part of the gate. With KEEP=true the apps stay, and their folder is printed.
import { spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, delimiter, join } from "node:path";
import { root } from "../build/packages.ts";
import { findChromium } from "../programs/chromium.ts";
import { type Row, rows } from "./rows.ts";

/** Milliseconds for one command of a row. */
const PATIENCE = 300_000;

const chromium = findChromium() ?? "";
const sources = join(root, ".config/runners");
const scratch = mkdtempSync(join(tmpdir(), "sojourn-runners-"));
const tarballs = join(scratch, "tarballs");
const wanted = process.argv.slice(2).filter((word) => word !== "--");
const unknown = wanted.filter((name) => !rows[name]);
if (unknown.length > 0) throw new Error(`No such row: ${unknown}. There are ${Object.keys(rows)}.`);

try {
  pack();
  const lines = Object.entries(rows)
    .filter(([name]) => wanted.length === 0 || wanted.includes(name))
    .map(([name, row]) => tryOut(name, row));
  console.log(["", "| runner | versions | result |", "|---|---|---|", ...lines].join("\n"));
} finally {
  if (process.env.KEEP) console.log(scratch);
  else rmSync(scratch, { recursive: true, force: true });
}

function pack(): void {
  const { status, output } = run("pnpm", ["tarballs", tarballs], root);
  if (status !== 0) throw new Error(output);
}

/** Makes, installs and runs one app. Returns its line of the table. */
function tryOut(name: string, row: Row): string {
  const folder = join(scratch, name);
  mkdirSync(folder);
  cpSync(join(sources, row.tests), folder, { recursive: true });
  if (row.isJest) writeForJest(folder);
  for (const [file, content] of Object.entries(row.files))
    writeFileSync(join(folder, file), content);
  const ours = row.ours.map((part) => [
    `@sojourn/${part}`,
    `file:${join(tarballs, `${part}.tgz`)}`,
  ]);
  const manifest = {
    private: true,
    type: "module",
    dependencies: { ...row.packages, ...Object.fromEntries(ours) },
  };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  const flags = [
    "--ignore-scripts",
    "--prefer-offline",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
  ];
  const installed = run("npm", ["install", ...flags], folder);
  if (installed.status !== 0) return failed(row, folder, "npm install", installed.output);

  for (const [script = "", ...args] of row.run) {
    const command = [join("node_modules", script), ...args];
    const { status, output } = run(nodeOf(folder), command, folder, row.nodeOptions);
    if (status !== 0) return failed(row, folder, script, output);
    console.log(`ok     ${name}: ${script}`);
  }
  return lineOf(row, folder, "passes");
}

function failed(row: Row, folder: string, step: string, output: string): string {
  process.exitCode = 1;
  console.log(`FAILED ${basename(folder)}: ${step}\n${output.slice(-6000)}`);
  return lineOf(row, folder, `**fails** at ${step}`);
}

/** A line of the table, with the versions that are really installed. */
function lineOf(row: Row, folder: string, result: string): string {
  const versions = row.shown.map((name) => {
    const path = join(folder, "node_modules", name, "package.json");
    return `${name.replace("-linux-x64", "")} ${versionIn(path)}`;
  });
  return `| ${row.what} | ${versions.join(", ")} | ${result} |`;
}

function versionIn(path: string): string {
  try {
    return JSON.parse(readFileSync(path, "utf8")).version;
  } catch {
    return "(not installed)";
  }
}

/** The Node of this workspace, or the one that the app brings. */
function nodeOf(folder: string): string {
  const own = readdirSync(join(folder, "node_modules")).find((name) =>
    name.startsWith("node-linux"),
  );
  if (own) return join(folder, "node_modules", own, "bin/node");
  return process.execPath;
}

/** Rewrites the tests for Jest as the docs say: other imports, and `jest` in place of `vi`. */
function writeForJest(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (!name.includes(".test.")) continue;
    const path = join(folder, name);
    const text = readFileSync(path, "utf8");
    writeFileSync(
      path,
      text.replaceAll('"vitest"', '"@jest/globals"').replaceAll(/\bvi\b/g, "jest"),
    );
  }
}

function run(command: string, args: readonly string[], cwd: string, nodeOptions = "") {
  const path = `${join(root, "node_modules/.bin")}${delimiter}${process.env.PATH}`;
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: "utf8",
    timeout: PATIENCE,
    env: { ...process.env, PATH: path, CI: "true", NODE_OPTIONS: nodeOptions, CHROMIUM: chromium },
  });
  return { status, output: `${stdout}${stderr}${error ?? ""}` };
}
