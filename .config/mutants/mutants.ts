// `pnpm mutants`: makes small changes to core's pure files, one at a time, and lists the changes that no test notices.
//   pnpm mutants                    all pure files
//   pnpm mutants tokens schedule    some of them
// It works in a copy of the last commit. The bar is 90 % in each file. Survivors are listed by line.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { basename, join } from "node:path";

/** Files that contain only types, or guards around what an app hands in: the stories of bad input hold those. */
const leftOut = new Set([
  "state.ts",
  "history-entry.ts",
  "grant.ts",
  "snapshot.ts",
  "ports.ts",
  "errors.ts",
  "backend.ts",
  "description.ts",
]);

/** The least share of mutants that the tests must find in each file, in per cent. */
const BAR = 90;

/** The files of the pure rooms that contain decisions, by name. */
const pureFiles: Readonly<Record<string, string>> = Object.fromEntries(
  ["model", "machine"].flatMap((room) =>
    readdirSync(`packages/core/src/${room}`)
      .filter((file) => !leftOut.has(file))
      .map((file) => [basename(file, ".ts"), `packages/core/src/${room}/${file}`]),
  ),
);

interface Mutant {
  readonly status: string;
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly location: { readonly start: { readonly line: number } };
}

interface Report {
  readonly files: Readonly<Record<string, { readonly mutants: readonly Mutant[] }>>;
}

const named = process.argv.slice(2).filter((word) => word !== "--");
const unknown = named.filter((name) => !(name in pureFiles));
if (unknown.length > 0)
  throw new Error(`Unknown: ${unknown}. Name some of: ${Object.keys(pureFiles)}.`);

const chosen = named.length > 0 ? named : Object.keys(pureFiles);
const copy = mkdtempSync(join(tmpdir(), "sojourn-mutants-"));
try {
  const report = mutate(chosen);
  const scores = Object.entries(report.files).map(([file, { mutants }]) => tell(file, mutants));
  if (scores.some((score) => score < BAR)) process.exitCode = 1;
} finally {
  rmSync(copy, { recursive: true, force: true });
}

/** Runs Stryker over these files. */
function mutate(names: readonly string[]): Report {
  run(".", "git", "clone", "--quiet", ".", copy);
  run(copy, "pnpm", "install", "--frozen-lockfile", "--prefer-offline");
  const settings = {
    mutate: names.map((name) => pureFiles[name] ?? ""),
    // In this copy the packages find each other; in a copy made by Stryker they would not.
    inPlace: true,
    plugins: ["@stryker-mutator/vitest-runner"],
    testRunner: "vitest",
    vitest: { configFile: ".config/mutants/vitest.config.ts" },
    concurrency: Number(process.env.SOJOURN_WORKERS ?? availableParallelism()),
    // Code that runs when its file is loaded, such as tables of cases. The tests themselves find the same mutants.
    ignoreStatic: true,
    reporters: ["json"],
    jsonReporter: { fileName: "mutants.json" },
  };
  writeFileSync(join(copy, "stryker.json"), JSON.stringify(settings));
  run(copy, "pnpm", "exec", "stryker", "run", "stryker.json");
  return JSON.parse(readFileSync(join(copy, "mutants.json"), "utf8"));
}

/** Prints the score of a file and its survivors. */
function tell(file: string, mutants: readonly Mutant[]): number {
  const judged = mutants.filter(({ status }) => status !== "Ignored" && status !== "CompileError");
  const alive = judged.filter(({ status }) => status === "Survived" || status === "NoCoverage");
  const found = judged.length - alive.length;
  const score = (100 * found) / Math.max(1, judged.length);
  console.log(
    `${basename(file).padEnd(16)} ${found} of ${judged.length} found, ${score.toFixed(1)} %`,
  );
  for (const { location, mutatorName, replacement, status } of alive)
    console.log(`  line ${location.start.line}: ${mutatorName} → ${replacement} (${status})`);
  return score;
}

function run(cwd: string, command: string, ...args: string[]): void {
  const { status } = spawnSync(command, args, { cwd, stdio: ["ignore", "inherit", "inherit"] });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed.`);
}
