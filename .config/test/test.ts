// `pnpm test`: runs every test, tells again which failed and why, and closes with "N passed, N failed".
//   pnpm test                      all
//   pnpm test unit types           some of: unit, types, django, browser
//   pnpm test unit -t "late answer"   further words go to Vitest (with `browser` alone: to Playwright)
// A part whose tools are missing is left out with one line saying how to add it; with CI=true it fails.
// What is worth repeating often is repeated by `pnpm test:long`.
import { needChromium } from "../programs/chromium.ts";
import { pythonProblem } from "../programs/django.ts";
import { Results } from "./runners.ts";

const allParts = ["unit", "types", "django", "browser"];
const words = process.argv.slice(2).filter((word) => word !== "--");
const named = words.filter((word) => allParts.includes(word));
const rest = words.filter((word) => !allParts.includes(word));
const parts = new Set(named.length > 0 ? named : allParts);
const onlyBrowser = [...parts].every((part) => part === "browser");
const results = new Results("failures.txt");

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

const projects = ["unit", "types"].filter((part) => parts.has(part));
if (parts.has("unit")) projects.push("react-18");
if (projects.length > 0) await vitest("unit", projects);
// These two wait most of the time, for the clock of a real server: at once they take as long as one.
const [django, playwright] = [parts.has("django"), parts.has("browser")];
await Promise.all([
  django && vitest("django", ["django"], playwright),
  playwright && runPlaywright(browser ?? ""),
]);
results.conclude();

function leaveOut(part: string, why: string): void {
  parts.delete(part);
  results.leaveOut(part, why);
}

function vitest(name: string, projects: readonly string[], quiet = false): Promise<void> {
  const args = [...projects.map((project) => `--project=${project}`), ...rest];
  return results.vitest({ name, args, quiet });
}

function runPlaywright(chromium: string): Promise<void> {
  const args = ["--pass-with-no-tests", ...(onlyBrowser ? rest : [])];
  const env = { SOJOURN_CHROMIUM: chromium, SOJOURN_DJANGO: python ? "" : "yes" };
  return results.playwright({ name: "browser", args, env });
}
