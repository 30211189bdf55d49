// `pnpm test:long`: what `pnpm test` plays once, again and again: the rest of the simulation, and the browser tests of many
// tabs. Closes like `pnpm test`. With CI=true it fails where Python or Chromium is missing.
import { needChromium } from "./chromium.ts";
import { pythonProblem } from "./django.ts";
import { Results } from "./runners.ts";

const results = new Results("failures-long.txt");
const python = await pythonProblem();
const browser = needChromium();

const simulation = ["--project=unit", "packages/core/test/simulation"];
await results.vitest({ name: "simulation", args: simulation, env: { SOJOURN_LONG: "yes" } });
if (python) results.leaveOut("long Django", python);
else if (!browser) results.leaveOut("long browser", "no Chromium. Install Chrome or Chromium");
else {
  const env = { SOJOURN_CHROMIUM: browser, SOJOURN_DJANGO: "yes", SOJOURN_LONG: "yes" };
  await results.playwright({ name: "tabs", args: ["test/tabs"], env });
}
results.conclude();
