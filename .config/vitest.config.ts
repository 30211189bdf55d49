// The tests that run in Node: `unit` (pure rooms, stories, contracts), `types` (what the compiler must
// accept and refuse) and `django` (against one real Django, started by django-setup.ts).
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { fromSources } from "./source-condition.ts";

const common = {
  root: fileURLToPath(new URL("..", import.meta.url)),
  ...fromSources,
};

export default defineConfig({
  ...common,
  test: {
    passWithNoTests: true,
    projects: [
      {
        ...common,
        test: {
          name: "unit",
          testTimeout: 30_000, // properties and long virtual times, on slow machines too
          include: ["packages/*/test/**/*.test.ts"],
          exclude: ["packages/*/test/**/*.django.test.ts"],
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
          globalSetup: [fileURLToPath(new URL("django-setup.ts", import.meta.url))],
          fileParallelism: false,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
