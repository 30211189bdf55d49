// Makes `dist/sojourn.js` of @sojourn/django: core, django and axios in one file, for `<script type="module">` without an import map.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build, type Plugin } from "rolldown";
import { root } from "./packages.ts";

/** The package that carries the file. */
export const singleFilePackage = "@sojourn/django";
/** The packages in the file, besides the core. They have to be built before. */
export const singleFileParts = ["@sojourn/axios", "@sojourn/django"];

/** What the adapter needs of axios. A page loads axios with its own script tag, which sets the global `axios`; a page may also have none. */
const axiosOfThePage =
  "const { Axios, AxiosError, AxiosHeaders, getAdapter } = globalThis.axios ?? {};";

/** The modules that exist only for this bundle, by name. */
const modules: Record<string, string> = {
  axios: `${axiosOfThePage}\nexport { Axios, AxiosError, AxiosHeaders, getAdapter };`,
  everything: ["core", "django", "axios"]
    .map(
      (name) => `export * from ${JSON.stringify(join(root, "packages", name, "dist/index.js"))};`,
    )
    .join("\n"),
};

const made: Plugin = {
  name: "made-modules",
  resolveId: (id) => (Object.hasOwn(modules, id) ? `\0${id}` : null),
  load: (id) => modules[id.slice(1)] ?? null,
};

/** Bundles the production builds into the dist folder of the package. */
export async function buildSingleFile(folder: string): Promise<void> {
  const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  await build({
    input: "everything",
    cwd: root,
    platform: "browser",
    logLevel: "warn",
    plugins: [made],
    output: {
      file: join(folder, "dist/sojourn.js"),
      format: "esm",
      minify: true,
      comments: false,
      postBanner: `/*! Sojourn ${version}: @sojourn/core, @sojourn/django, @sojourn/axios. ${license} */`,
    },
  });
}
