// The browser tests: the built playground in a real Chromium, beside a real Django where Python allows.
// A test reads the addresses from `baseURL` and `process.env.VITE_DJANGO_URL`.
import { fileURLToPath } from "node:url";
import { defineConfig } from "@playwright/test";
import { findChromium } from "../.config/chromium.ts";

const webPort = Number(process.env.SOJOURN_WEB_PORT ?? 5273);
const djangoPort = Number(process.env.SOJOURN_DJANGO_PORT ?? 8273);
const withDjango = process.env.SOJOURN_DJANGO !== "";
const root = fileURLToPath(new URL("..", import.meta.url));
const site = `${root}node_modules/.cache/sojourn-site-${webPort}`;
const web = `http://localhost:${webPort}`;
const django = `http://127.0.0.1:${djangoPort}`;
if (withDjango) process.env.VITE_DJANGO_URL = django;

const executablePath = findChromium();

export default defineConfig({
  testDir: "test",
  testMatch: "**/*.spec.ts",
  outputDir: "../node_modules/.cache/sojourn/playwright",
  workers: 1, // the tests share one Django
  retries: 0,
  // Patience for slow machines: what has to be quick is timed in the pages, never by these.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  forbidOnly: Boolean(process.env.CI),
  use: {
    baseURL: web,
    trace: "retain-on-failure",
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
  webServer: [
    {
      name: "playground",
      // A folder of its own for each port, so that two runs at once do not build over each other.
      command: `vite build --outDir ${site} --emptyOutDir && vite preview --outDir ${site} --port ${webPort} --strictPort`,
      cwd: `${root}playground`,
      url: web,
      reuseExistingServer: false,
      timeout: 120_000,
    },
    ...(withDjango
      ? [
          {
            name: "django",
            command: `node playground/django/server.mjs --port ${djangoPort}`,
            cwd: root,
            port: djangoPort,
            reuseExistingServer: false,
            timeout: 180_000,
            gracefulShutdown: { signal: "SIGTERM" as const, timeout: 5_000 },
          },
        ]
      : []),
  ],
});
