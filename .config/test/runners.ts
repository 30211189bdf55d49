// Runs Vitest and Playwright for `pnpm test` and `pnpm test:long`, and adds up their reports.
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../build/packages.ts";
import { failuresOfPlaywright, failuresOfVitest } from "./failures.ts";

const reports = join(root, "node_modules/.cache/sojourn");
const ci = Boolean(process.env.CI && process.env.CI !== "false");

/** A run of Vitest or Playwright. */
export interface Run {
  /** The name of its report. */
  readonly name: string;
  readonly args: readonly string[];
  readonly env?: Record<string, string>;
  /** Whether its output is printed at the end: two runners at once would mix their lines. Default: `false`. */
  readonly quiet?: boolean;
}

/** The results of all runs of one command. */
export class Results {
  private passed = 0;
  private failed = 0;
  private readonly failures: string[] = [];
  private readonly file: string;

  /** Failures are written to `file`, so that the gate can show them again. */
  constructor(file: string) {
    this.file = join(reports, file);
    mkdirSync(reports, { recursive: true });
    rmSync(this.file, { force: true });
  }

  /** Tells why tests cannot run here. With `CI=true` that is a failure. */
  leaveOut(part: string, why: string): void {
    if (!ci) {
      console.log(`LEFT OUT: the ${part} tests: ${why}`);
      return;
    }
    console.log(`FAILED: the ${part} tests: ${why}`);
    this.failed += 1;
    this.failures.push(`the ${part} tests: ${why}`);
  }

  async vitest({ name, args, env, quiet }: Run): Promise<void> {
    const file = join(reports, `${name}.json`);
    rmSync(file, { force: true });
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
    const all = ["run", "--config=.config/vitest.config.ts", ...reporters, ...args];
    const status = await start("vitest", all, env, quiet);
    const report = readReport(file);
    this.failures.push(...failuresOfVitest(report));
    this.count(`Vitest (${name})`, status, report?.numPassedTests, report?.numFailedTests);
  }

  async playwright({ name, args, env, quiet }: Run): Promise<void> {
    const file = join(reports, `${name}.json`);
    rmSync(file, { force: true });
    const fixed = ["test", "--config=playground/playwright.config.ts", "--reporter=list,json"];
    const reportTo = { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: file };
    const status = await start("playwright", [...fixed, ...args], reportTo, quiet);
    const report = readReport(file);
    const stats = report?.stats;
    this.failures.push(...failuresOfPlaywright(report));
    const failed = (stats?.unexpected ?? 0) + (stats?.flaky ?? 0);
    this.count(`Playwright (${name})`, status, stats?.expected, failed);
  }

  /** Prints the failed tests with their reasons, and closes with "N passed, N failed". */
  conclude(): void {
    const { passed, failed, failures } = this;
    if (passed + failed === 0) failures.push("No test ran.");
    if (failures.length > 0) {
      const text = `Failed:\n${failures.join("\n")}\n`;
      console.log(text);
      writeFileSync(this.file, text);
    }
    console.log(`${passed} passed, ${failed} failed`);
    if (failed > 0 || passed === 0) process.exitCode = 1;
  }

  /** Adds a run. A runner can fail without a failed test: a file that does not load, an unhandled rejection. */
  private count(runner: string, status: number, passed = 0, failed = 0): void {
    const isSilent = status !== 0 && failed === 0;
    if (isSilent) {
      this.failures.push(`${runner} failed outside a test: see its own output.`);
      this.failed += 1;
    }
    this.passed += passed;
    this.failed += failed;
  }
}

/** Resolves to the exit status. */
function start(
  bin: string,
  args: readonly string[],
  env: Record<string, string> = {},
  quiet = false,
): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(join(root, "node_modules/.bin", bin), args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: quiet ? ["ignore", "pipe", "pipe"] : "inherit",
      shell: process.platform === "win32",
    });
    const printed: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (chunk: Buffer) => printed.push(chunk));
    child.on("error", (error) => {
      console.error(error);
      resolve(1);
    });
    child.on("close", (status) => {
      process.stdout.write(Buffer.concat(printed));
      resolve(status ?? 1);
    });
  });
}

function readReport(file: string) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}
