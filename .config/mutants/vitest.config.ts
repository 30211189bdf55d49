// The tests that a mutant of core's pure files has to survive: pure tables and properties, and the stories. Not the simulation,
// whose thousands of runs would be played again for each mutant.
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
