// The playground: one Vite app over the packages' sources, with a page for each binding and MSW's worker served and
// emitted by MSW.
import angular from "@analogjs/vite-plugin-angular";
import react from "@vitejs/plugin-react";
import { msw } from "msw/vite";
import { defineConfig } from "vite";
import { fromSources } from "../.config/build/source-condition.ts";
import { pages } from "./pages.ts";

export default defineConfig({
  ...fromSources,
  root: import.meta.dirname,
  plugins: [
    pages("plain", "react", "angular"),
    react(),
    angular({
      tsconfig: `${import.meta.dirname}/angular/tsconfig.json`,
      transformFilter: (_code, id) => id.includes("/playground/angular/"),
    }),
    msw({ mode: "worker-only" }),
  ],
  oxc: {}, // the Angular plugin would switch it off, for all pages
  server: { port: 5173, strictPort: true },
  build: { target: "es2022", sourcemap: true },
});
