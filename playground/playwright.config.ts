// The browser tests: the built playground in a real Chromium. Each worker starts a Django of its own (`test/django.ts`) where
// Python allows, so that workers share nothing but the files of the page. A test finds the page's address as `baseURL`.
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "@playwright/test";
import { findChromium } from "../.config/programs/chromium.ts";

const webPort = Number(process.env.SOJOURN_WEB_PORT ?? 5273);
const root = fileURLToPath(new URL("..", import.meta.url));
const site = `${root}node_modules/.cache/sojourn-site-${webPort}`;
const web = `http://localhost:${webPort}`;

const executablePath = findChromium();

/** They take minutes: `pnpm test:long` runs them. To run one by hand, set `SOJOURN_LONG=yes`. */
const longSpecs = ["between", "cookies", "endings", "harm", "hidden", "rounds", "storage"].map(
  (name) => `**/tabs-${name}.spec.ts`,
);

export default defineConfig({
  testDir: "test",
  testMatch: "**/*.spec.ts",
  testIgnore: process.env.SOJOURN_LONG ? [] : longSpecs,
  globalSetup: "./test/build-packages.ts",
  outputDir: "../node_modules/.cache/sojourn/playwright",
  // Real tokens live for real seconds: most of a test is waiting, so that there is room for one more than there are cores.
  workers: Math.min(availableParallelism() + 1, 8),
  fullyParallel: true,
  retries: 0,
  // Patience for slow machines: what has to be quick is timed in the pages, never by these.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  forbidOnly: Boolean(process.env.CI),
  use: {
    baseURL: web,
    launchOptions: {
      ...(executablePath && { executablePath }),
      args: [
        ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  webServer: {
    name: "playground",
    // A folder of its own for each port, so that two runs at once do not build over each other.
    command: `vite build --outDir ${site} --emptyOutDir && vite preview --outDir ${site} --port ${webPort} --strictPort`,
    cwd: `${root}playground`,
    url: web,
    reuseExistingServer: false,
    timeout: 120_000,
  },
});
