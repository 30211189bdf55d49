// The playground: one Vite app over the packages' sources, with MSW's worker served and emitted by MSW.
import { msw } from "msw/vite";
import { defineConfig } from "vite";
import { fromSources } from "../.config/source-condition.ts";

export default defineConfig({
  ...fromSources,
  root: import.meta.dirname,
  plugins: [msw({ mode: "worker-only" })],
  server: { port: 5173, strictPort: true },
  build: { target: "es2022", sourcemap: true },
});
