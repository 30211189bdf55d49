// `pnpm tabs`: runs the browser tests of many tabs for an hour and prints their figures. `pnpm tabs test/tabs-harm`: some of them.
import { spawnSync } from "node:child_process";
import { needChromium } from "../programs/chromium.ts";

const chromium = await needChromium();
if (!chromium) throw new Error("No Chromium. Install Chrome, Chromium or Playwright's.");
const words = process.argv.slice(2);
const chosen = words.length > 0 ? words : ["test/tabs"];
const { status } = spawnSync(
  "node_modules/.bin/playwright",
  ["test", "--config=playground/playwright.config.ts", ...chosen],
  {
    stdio: "inherit",
    env: {
      ...process.env,
      SOJOURN_LONG: "full",
      SOJOURN_CHROMIUM: chromium,
      SOJOURN_DJANGO: "yes",
    },
    shell: process.platform === "win32",
  },
);
process.exitCode = status ?? 1;
