// Apps of the Angular CLI, for each supported version: rendered in the browser only, and on a server first.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect } from "@playwright/test";
import type { Consumer, RunningApp } from "./consumer.ts";

interface Version {
  readonly typescript: string;
  /** Whether zone.js is usual. */
  readonly hasZone: boolean;
  /** The newest release whose parts for servers were in the registry too. They want one another in the same version. */
  readonly served: string;
}

const versions: Record<number, Version> = {
  20: { typescript: "~5.9", hasZone: true, served: "20.3.32" },
  21: { typescript: "~5.9", hasZone: false, served: "21.2.24" },
  22: { typescript: "~6.0", hasZone: false, served: "22.2.0" },
};

const ZONES = `import { provideZoneChangeDetection } from "@angular/core";
export const modeProviders = [provideZoneChangeDetection({ eventCoalescing: true })];
`;
const ZONELESS = `import { provideZonelessChangeDetection } from "@angular/core";
export const modeProviders = [provideZonelessChangeDetection()];
`;

/** The content of angular.json. */
function workspace(hasZone: boolean, isServed: boolean): object {
  const options = {
    browser: "src/main.ts",
    index: "src/index.html",
    tsConfig: "tsconfig.json",
    outputPath: "dist",
    polyfills: hasZone ? ["zone.js"] : [],
    // As `ng new` has it, except for the fonts of others.
    optimization: { scripts: true, styles: true, fonts: false },
    ...(isServed && {
      server: "src/main.server.ts",
      outputMode: "server",
      ssr: { entry: "src/server.ts" },
      security: { allowedHosts: ["localhost"] },
    }),
  };
  const build = { builder: "@angular/build:application", options };
  const app = { projectType: "application", root: "", sourceRoot: "src", architect: { build } };
  return { version: 1, cli: { analytics: false }, projects: { app } };
}

/** Guarded routes answer 200 in each render mode, with a shell that shows nobody's data. */
async function checkModes({ web, folder }: RunningApp): Promise<readonly string[]> {
  for (const path of ["posts", "prerendered", "client"]) {
    const answer = await fetch(`${web}/${path}`);
    expect(answer.status, `/${path} on the server`).toBe(200);
    expect(new URL(answer.url).pathname, `/${path} on the server`).toMatch(`/${path}`);
    expect(await answer.text(), `/${path} on the server`).not.toContain("Hello");
  }
  const page = join(folder, "dist/browser/prerendered/index.html");
  expect(existsSync(page), "a guarded page is prerendered").toBe(true);
  return ["RenderMode.Server, Prerender and Client answer 200 for guarded routes"];
}

function consumer(version: string, isServed: boolean, one: Version): Consumer {
  const { typescript, hasZone, served } = one;
  const parts = ["common", "compiler", "core", "platform-browser", "router", "build", "cli"];
  const all = [...parts, "compiler-cli", ...(isServed ? ["ssr", "platform-server"] : [])];
  const range = isServed ? served : `^${version}`;
  return {
    name: `angular-${version}${isServed ? "-ssr" : ""}`,
    apps: ["angular", ...(isServed ? ["angular-ssr"] : [])],
    ours: ["core", "django", "angular"],
    packages: {
      ...Object.fromEntries(all.map((part) => [`@angular/${part}`, range])),
      rxjs: "^7.8",
      typescript,
      "@types/node": "^22",
      ...(hasZone && { "zone.js": "~0.15" }),
    },
    shows: ["@angular/core", "@angular/cli", "typescript", ...(isServed ? ["@angular/ssr"] : [])],
    build: "ng build",
    serve: isServed ? { command: "node dist/server/server.mjs" } : { folder: "dist/browser" },
    files: {
      "angular.json": JSON.stringify(workspace(hasZone, isServed)),
      "src/mode.ts": hasZone ? ZONES : ZONELESS,
    },
    ...(isServed && { also: checkModes }),
  };
}

export const angularApps: readonly Consumer[] = Object.entries(versions).flatMap(
  ([version, one]) => [consumer(version, false, one), consumer(version, true, one)],
);
