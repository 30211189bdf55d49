// `pnpm tabs`: the long version of the browser tests of many tabs, with its figures. Further words go to Playwright.
import { spawnSync } from "node:child_process";
import { needChromium } from "./chromium.ts";

const chromium = needChromium();
if (!chromium) throw new Error("No Chromium. Install Chrome, Chromium or Playwright's.");
const { status } = spawnSync(
  "node_modules/.bin/playwright",
  ["test", "--config=playground/playwright.config.ts", "tabs", ...process.argv.slice(2)],
  {
    stdio: "inherit",
    env: {
      ...process.env,
      SOJOURN_TABS: "full",
      SOJOURN_CHROMIUM: chromium,
      SOJOURN_DJANGO: "yes",
    },
    shell: process.platform === "win32",
  },
);
process.exitCode = status ?? 1;
