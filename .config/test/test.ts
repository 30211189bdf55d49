// `pnpm test`: runs every test, prints the failed ones again with their reasons, and closes with "N passed, N failed".
//   pnpm test                      all
//   pnpm test unit types           some of: unit, types, django, browser
//   pnpm test unit -t "late answer"   further words go to Vitest (with `browser` alone: to Playwright)
// Parts whose tools are missing are left out, with a line that tells how to install them. With CI=true they fail.
// `pnpm test:long` repeats the tests that depend on timing.
import { needChromium, needHeadlessShell } from "../programs/chromium.ts";
import { makeEnvironments, pythonProblem } from "../programs/django.ts";
import { Results } from "./runners.ts";

const allParts = ["unit", "types", "django", "browser"];
const words = process.argv.slice(2).filter((word) => word !== "--");
const named = words.filter((word) => allParts.includes(word));
const rest = words.filter((word) => !allParts.includes(word));
const parts = new Set(allParts.filter((part) => named.length === 0 || named.includes(part)));
const onlyBrowser = [...parts].every((part) => part === "browser");
const results = new Results("failures.txt");

// Leave out the parts that cannot run here.
const needsDjango = parts.has("django") || parts.has("browser");
const python = needsDjango ? await pythonProblem() : null;
if (python) leaveOut("django", python);
const environments = needsDjango && !python ? makeEnvironments() : undefined;
// Pages that are hidden or frozen, as in the long tests, exist only in Chromium itself.
const need = process.env.SOJOURN_LONG ? needChromium : needHeadlessShell;
const browser = parts.has("browser") ? need() : null;

const projects = ["unit", "types"].filter((part) => parts.has(part));
if (parts.has("unit")) projects.push("react-18");
const isWithUnit = projects.length > 0;
// Those with Django mostly wait for the clock of a real server. Beside the unit tests they cost hardly any time.
const withDjango = runDjango();
withDjango.catch(() => {}); // whoever awaits it hears of a failure
if (isWithUnit) await vitest("unit", projects);
await withDjango;
if (parts.has("browser")) await runPlaywright(await browser);
results.conclude();

async function runDjango(): Promise<void> {
  await environments;
  if (parts.has("django")) await vitest("django", ["django"], isWithUnit);
}

function leaveOut(part: string, why: string): void {
  parts.delete(part);
  results.leaveOut(part, why);
}

function vitest(name: string, projects: readonly string[], quiet = false): Promise<void> {
  const args = [...projects.map((project) => `--project=${project}`), ...rest];
  return results.vitest({ name, args, quiet });
}

async function runPlaywright(chromium: string | null): Promise<void> {
  if (!chromium) {
    const remedy =
      "Install Chrome, Chromium or Playwright's (pnpm exec playwright install chromium)";
    results.leaveOut("browser", `no Chromium. ${remedy}`);
    return;
  }
  const args = ["--pass-with-no-tests"];
  if (onlyBrowser) args.push(...rest);
  const env = { SOJOURN_CHROMIUM: chromium, SOJOURN_DJANGO: python ? "" : "yes" };
  await results.playwright({ name: "browser", args, env });
}
