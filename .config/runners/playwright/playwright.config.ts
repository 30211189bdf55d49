import { defineConfig } from "@playwright/test";

const port = Number(process.env.SOJOURN_WEB_PORT ?? 5350);

export default defineConfig({
  testMatch: "*.spec.ts",
  use: {
    baseURL: `http://localhost:${port}`,
    launchOptions: {
      executablePath: process.env.CHROMIUM,
      args: ["--no-sandbox"],
    },
  },
  webServer: { command: `npx vite --port ${port} --strictPort`, port },
});
