// The tests that look for mutants in core's pure files: pure tables and properties, and the stories. The simulation is left out:
// its thousands of runs would be repeated for each mutant.
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { fromSources } from "../build/source-condition.ts";

export default defineConfig({
  root: fileURLToPath(new URL("../..", import.meta.url)),
  ...fromSources,
  test: {
    testTimeout: 30_000,
    include: ["packages/core/test/pure/**/*.test.ts", "packages/core/test/stories/**/*.test.ts"],
  },
});
