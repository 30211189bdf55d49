// Pages without a bundler: by an import map, and by one file beside axios' own script tag.
import type { Consumer } from "./consumer.ts";

export const plainPages: readonly Consumer[] = [
  {
    name: "import-map",
    apps: ["plain", "import-map"],
    ours: ["core", "django"],
    packages: {},
    shows: ["jwt-decode"],
    serve: { folder: "." },
  },
  {
    name: "script-tag",
    apps: ["plain", "script-tag"],
    ours: ["core", "django"],
    packages: { axios: "^1" },
    shows: ["axios"],
    serve: { folder: "." },
  },
];
