// `pnpm test`: runs every test, tells again which failed and why, and closes with "N passed, N failed".
//   pnpm test                      all
//   pnpm test unit types           some of: unit, types, django, browser
//   pnpm test unit -t "late answer"   further words go to Vitest (with `browser` alone: to Playwright)
// A part whose tools are missing is left out with one line saying how to add it; with CI=true it fails.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { needChromium } from "./chromium.ts";
import { pythonProblem } from "./django.ts";
import { failuresOfPlaywright, failuresOfVitest } from "./failures.ts";

const allParts = ["unit", "types", "django", "browser"];
const reports = "node_modules/.cache/sojourn";
const ci = Boolean(process.env.CI && process.env.CI !== "false");

const words = process.argv.slice(2).filter((word) => word !== "--");
const named = words.filter((word) => allParts.includes(word));
const rest = words.filter((word) => !allParts.includes(word));
const parts = new Set(named.length > 0 ? named : allParts);
const total = { passed: 0, failed: 0 };
const failures: string[] = [];

rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

// Which parts can run here.
const python = parts.has("django") || parts.has("browser") ? await pythonProblem() : null;
if (python) leaveOut("django", python);
const browser = parts.has("browser") ? needChromium() : null;
if (parts.has("browser") && !browser) {
  leaveOut(
    "browser",
    "no Chromium. Install Chrome, Chromium or Playwright's (pnpm exec playwright install chromium)",
  );
}

const projects = ["unit", "types", "django"].filter((part) => parts.has(part));
if (parts.has("unit")) projects.push("react-18");
if (projects.length > 0) runVitest(projects);
if (parts.has("browser") && browser) runPlaywright(browser);

const { passed, failed } = total;
if (passed + failed === 0) failures.push("No test ran.");
if (failures.length > 0) {
  const text = `Failed:\n${failures.join("\n")}\n`;
  console.log(text);
  // The gate shows it once more, under all the rest that it runs.
  writeFileSync(`${reports}/failures.txt`, text);
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

function leaveOut(part: string, why: string): void {
  parts.delete(part);
  console.log(`${ci ? "FAILED" : "LEFT OUT"}: the ${part} tests: ${why}`);
  if (!ci) return;
  total.failed += 1;
  failures.push(`the ${part} tests: ${why}`);
}

function runVitest(projects: string[]): void {
  const file = `${reports}/vitest.json`;
  const status = run("vitest", [
    "run",
    "--config=.config/vitest.config.ts",
    ...projects.map((project) => `--project=${project}`),
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${file}`,
    ...rest,
  ]);
  const report = readReport(file);
  failures.push(...failuresOfVitest(report));
  count("Vitest", status, report?.numPassedTests, report?.numFailedTests);
}

function runPlaywright(executable: string): void {
  const file = `${reports}/playwright.json`;
  const status = run(
    "playwright",
    [
      "test",
      "--config=playground/playwright.config.ts",
      "--reporter=list,json",
      "--pass-with-no-tests",
      ...(projects.length === 0 ? rest : []),
    ],
    {
      SOJOURN_CHROMIUM: executable,
      SOJOURN_DJANGO: python ? "" : "yes",
      PLAYWRIGHT_JSON_OUTPUT_FILE: new URL(`../${file}`, import.meta.url).pathname,
    },
  );
  const report = readReport(file);
  const stats = report?.stats;
  failures.push(...failuresOfPlaywright(report));
  count("Playwright", status, stats?.expected, stats?.unexpected, stats?.flaky);
}

function run(bin: string, args: string[], env: Record<string, string> = {}): number {
  const shell = process.platform === "win32";
  const options = { stdio: "inherit" as const, env: { ...process.env, ...env }, shell };
  return spawnSync(`node_modules/.bin/${bin}`, args, options).status ?? 1;
}

// A runner may fail with no failed test: a file that does not load, an unhandled rejection.
function count(runner: string, status: number, passed = 0, failed = 0, flaky = 0): void {
  const silent = status !== 0 && failed + flaky === 0;
  if (silent) failures.push(`${runner} failed outside a test: see its own output.`);
  total.passed += passed;
  total.failed += failed + flaky + (silent ? 1 : 0);
}

function readReport(file: string) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}
