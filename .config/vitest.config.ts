// The tests that run in Node: `unit` (pure rooms, stories, contracts), `react-18` (those of React once more, on the older one),
// `types` (what the compiler must accept and refuse) and `django` (against real Djangos: each file starts its own),
// `engines` (one story in Chromium, Firefox and WebKit; a part of `pnpm test:long`).
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { fromSources } from "./build/source-condition.ts";

const common = {
  root: fileURLToPath(new URL("..", import.meta.url)),
  ...fromSources,
};

export default defineConfig({
  ...common,
  test: {
    passWithNoTests: true,
    maxWorkers: "100%", // Vitest would leave a core free: of two, half the machine
    projects: [
      {
        ...common,
        test: {
          name: "unit",
          testTimeout: 30_000, // properties and long virtual times, on slow machines too
          include: ["packages/*/test/**/*.test.{ts,tsx}"],
          exclude: ["packages/*/test/**/*.django.test.ts"],
        },
      },
      {
        ...common,
        resolve: {
          ...common.resolve,
          alias: [{ find: /^(react|react-dom)(?=\/|$)/, replacement: "$1-18" }],
        },
        test: {
          name: "react-18",
          testTimeout: 30_000,
          include: ["packages/react/test/**/*.test.tsx"],
          exclude: ["packages/react/test/react-router.test.tsx"], // React Router 8 needs React 19
          setupFiles: [fileURLToPath(new URL("test/react-18.ts", import.meta.url))],
        },
      },
      {
        ...common,
        test: {
          name: "types",
          include: [],
          typecheck: {
            enabled: true,
            only: true,
            include: ["packages/*/test/**/*.test-d.ts"],
            tsconfig: "tsconfig.json",
            ignoreSourceErrors: true, // `pnpm types` reports those
          },
        },
      },
      {
        ...common,
        test: {
          name: "django",
          include: ["packages/*/test/**/*.django.test.ts"],
          globalSetup: [fileURLToPath(new URL("test/django-setup.ts", import.meta.url))],
          // After the others: a real server's clock runs on. Most of these tests wait for it.
          sequence: { groupOrder: 1 },
          maxWorkers: 4,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        ...common,
        test: {
          name: "engines",
          include: ["playground/engines/*.test.ts"],
          globalSetup: [
            fileURLToPath(new URL("../playground/test/build-packages.ts", import.meta.url)),
          ],
          sequence: { groupOrder: 2 },
          maxWorkers: 3, // an engine each
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
