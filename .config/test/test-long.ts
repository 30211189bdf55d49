// `pnpm test:long`: runs the tests that take too long for `pnpm test`, and closes like it.
//   pnpm test:long                 all
//   pnpm test:long engines         some of: simulation (12,000 runs, and 5,000 of the fuzz), tabs (many tabs, repeated; more servers
//                                  with cookies), engines (one story in Chromium, Firefox and WebKit)
// Parts whose tools are missing are left out, with a line that tells how to install them. With CI=true they fail.
import { needChromium } from "../programs/chromium.ts";
import { makeEnvironments, pythonProblem } from "../programs/django.ts";
import { engineProblem } from "../programs/engines.ts";
import { Results } from "./runners.ts";

const results = new Results("failures-long.txt");
const words = process.argv.slice(2);
const isWanted = (part: string): boolean => words.length === 0 || words.includes(part);
const noChromium = "no Chromium. Install Chrome, Chromium or Playwright's";

if (isWanted("simulation")) {
  const args = ["--project=unit", "packages/core/test/simulation", "packages/core/test/fuzz"];
  await results.vitest({ name: "simulation", args, env: { SOJOURN_LONG: "yes" } });
}
const python = await pythonProblem();
if (!python && (isWanted("tabs") || isWanted("engines"))) await makeEnvironments();
for (const [part, run] of [
  ["tabs", runTabs],
  ["engines", runEngines],
] as const) {
  if (!isWanted(part)) continue;
  if (python) results.leaveOut(part, python);
  else await run();
}
results.conclude();

async function runTabs(): Promise<void> {
  const chromium = await needChromium();
  if (!chromium) return results.leaveOut("tabs", noChromium);
  const env = { SOJOURN_CHROMIUM: chromium, SOJOURN_DJANGO: "yes", SOJOURN_LONG: "yes" };
  await results.playwright({
    name: "tabs",
    args: ["tabs", "cookies", "three-pages"].map((name) => `test/${name}`),
    env,
  });
}

async function runEngines(): Promise<void> {
  const problems = {
    chromium: (await needChromium()) ? null : noChromium,
    firefox: await engineProblem("firefox"),
    webkit: await engineProblem("webkit"),
  };
  for (const [engine, problem] of Object.entries(problems))
    if (problem) results.leaveOut(engine, problem);
  const files = Object.entries(problems)
    .filter(([, problem]) => problem === null)
    .map(([engine]) => `playground/engines/${engine}`);
  if (files.length === 0) return;
  await results.vitest({ name: "engines", args: ["--project=engines", ...files] });
}
