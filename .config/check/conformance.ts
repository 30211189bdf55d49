// `pnpm conformance`: runs the HTTP and the view contract for every binding in one run, and prints a table of promises and
// bindings. A cell shows the result of the test for that promise and binding; a test that did not run counts as broken. The
// title around a test names its cell: "<binding> keeps the <HTTP or view> contract", with more words if a binding has several
// ways to sign. The files with such tests have "contract" in their name.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { httpCases, viewCases } from "../../packages/conformance/src/index.ts";

const bindings = ["fetch", "axios", "React", "Angular"];
/**
 * Abilities that a binding lacks, so that it makes no promise about them: fetch and React send with `session.fetch`, HttpClient
 * sends no streams.
 */
const unable: Record<string, readonly string[]> = {
  fetch: ["progress", "opt-out"],
  React: ["progress", "opt-out"],
  Angular: ["streams"],
};
const contracts = { HTTP: httpCases, view: viewCases };

const report = "node_modules/.cache/sojourn/conformance.json";
mkdirSync("node_modules/.cache/sojourn", { recursive: true });
rmSync(report, { force: true });
spawnSync(
  "node_modules/.bin/vitest",
  [
    "run",
    "contract",
    "--config=.config/vitest.config.ts",
    "--project=unit",
    "--project=react-18",
    "--silent",
    "--reporter=json",
    `--outputFile=${report}`,
    "--testNamePattern=keeps the (HTTP|view) contract",
  ],
  { stdio: ["ignore", "ignore", "inherit"], shell: process.platform === "win32" },
);

interface Report {
  testResults: {
    name: string;
    message: string;
    assertionResults: { ancestorTitles: string[]; title: string; status: string }[];
  }[];
}
const { testResults }: Report = JSON.parse(readFileSync(report, "utf8"));
for (const { name, message, assertionResults } of testResults)
  if (message && assertionResults.length === 0) console.log(`${name} did not load: ${message}`);
/** The results of the tests by contract, promise and binding. */
const results = new Map<string, string[]>();
for (const { ancestorTitles, title, status } of testResults.flatMap(
  (one) => one.assertionResults,
)) {
  const [, binding, contract] =
    /(\S+) keeps the (HTTP|view) contract/.exec(ancestorTitles.join()) ?? [];
  if (!binding || status === "skipped") continue;
  const cell = `${contract}/${title}/${binding}`;
  results.set(cell, [...(results.get(cell) ?? []), status]);
}

const total = { kept: 0, broken: 0 };
const marks = { kept: "✓", broken: "✗", none: "–" };
for (const [contract, cases] of Object.entries(contracts)) {
  console.log(`\n${bindings.map((name) => name.padEnd(8)).join("")} ${contract} contract`);
  for (const { name, ...rest } of cases) {
    const needs = "needs" in rest ? `${rest.needs}` : "";
    const cells = bindings.map((binding) => {
      if (unable[binding]?.includes(needs)) return marks.none;
      return markOf(results.get(`${contract}/${name}/${binding}`) ?? []);
    });
    console.log(`${cells.map((cell) => cell.padEnd(8)).join("")} ${name}`);
  }
}
console.log(
  `\n${httpCases.length + viewCases.length} promises, ${bindings.length} bindings: ${total.kept} kept, ${total.broken} broken or missing (${marks.none}: the binding cannot do what the promise is about)`,
);
if (total.broken > 0) process.exitCode = 1;

/** Counts a cell and returns its mark. */
function markOf(statuses: readonly string[]): string {
  const isKept = statuses.length > 0 && statuses.every((status) => status === "passed");
  if (isKept) {
    total.kept += 1;
    return marks.kept;
  }
  total.broken += 1;
  if (statuses.length === 0) return "missing";
  return marks.broken;
}
