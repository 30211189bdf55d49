// `pnpm angular`: tests the packages like an Angular developer would use them. Packs core, django and angular, makes a small app
// for each supported version of Angular, installs it with npm, builds it for production (AOT), checks the output, and runs it.
//   pnpm angular            all versions
//   pnpm angular 20 22      some of them ("22-without-router" is an app that has no @angular/router)
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";

interface Version {
  /** The versions of the framework, of `@angular/build` and of TypeScript. */
  readonly angular: string;
  readonly build: string;
  readonly typescript: string;
  /** The version of zone.js, if the app uses it: usual up to Angular 20. */
  readonly zone?: string;
  /** Whether `@angular/router` is left out. */
  readonly isWithoutRouter?: boolean;
}

const versions: Record<string, Version> = {
  20: { angular: "20.0.0", build: "20.0.0", typescript: "5.8.3", zone: "0.15.1" },
  21: { angular: "21.2.26", build: "21.2.27", typescript: "5.9.3" },
  22: { angular: "22.2.6", build: "22.2.7", typescript: "6.0.3" },
  "22-without-router": {
    angular: "22.2.6",
    build: "22.2.7",
    typescript: "6.0.3",
    isWithoutRouter: true,
  },
};
/** Texts that a production build must not contain: partial declarations, and messages for developers. */
const FORBIDDEN = ["ɵɵngDeclare", "HttpClient does not know of the session"];

const ours = ["core", "django", "angular"];
// Not below node_modules: there the compiler does not recognise the files of the app.
const cache = resolve(".cache/angular-apps");
const sources = resolve(".config/angular/app");

const named = process.argv.slice(2).filter((word) => word !== "--");
const wanted = Object.entries(versions).filter(([name]) => !named.length || named.includes(name));

mkdirSync(cache, { recursive: true });
const tarballs = pack();
const lines = await Promise.all(wanted.map(([name, version]) => tryOut(name, version)));
for (const line of lines) console.log(line);

/** Builds and packs our packages. The name of a tarball contains a hash, so that npm notices a new one. */
function pack(): Record<string, string> {
  const packed = ours.map((name) => {
    const fresh = join(cache, `${name}.tgz`);
    must("pnpm", ["--dir", `packages/${name}`, "pack", "--out", fresh]);
    const unpacked = join(cache, `${name}.unpacked`);
    rmSync(unpacked, { recursive: true, force: true });
    mkdirSync(unpacked);
    must("tar", ["xzf", fresh, "-C", unpacked]);
    const hash = createHash("sha1");
    for (const file of readdirSync(unpacked, { recursive: true, withFileTypes: true }))
      if (file.isFile()) hash.update(readFileSync(join(file.parentPath, file.name)));
    rmSync(unpacked, { recursive: true });
    const file = join(cache, `${name}-${hash.digest("hex").slice(0, 12)}.tgz`);
    renameSync(fresh, file);
    return [`@sojourn/${name}`, `file:${file}`];
  });
  return Object.fromEntries(packed);
}

/** Installs, builds and runs the app of one version. Resolves to a line about the result. */
async function tryOut(name: string, version: Version): Promise<string> {
  const folder = join(cache, name);
  const { angular, build, typescript, zone, isWithoutRouter = false } = version;
  mkdirSync(folder, { recursive: true });
  rmSync(join(folder, "dist"), { recursive: true, force: true });
  cpSync(sources, folder, { recursive: true });
  const mode = zone ? "zones.ts" : "zoneless.ts";
  copyFileSync(join(folder, mode), join(folder, "src/mode.ts"));
  if (isWithoutRouter) copyFileSync(join(folder, "without-router.ts"), join(folder, "src/main.ts"));
  const framework = ["common", "compiler", "core", "platform-browser"];
  if (!isWithoutRouter) framework.push("router");
  const manifest = {
    private: true,
    type: "module",
    dependencies: {
      ...Object.fromEntries(framework.map((part) => [`@angular/${part}`, angular])),
      rxjs: "7.8.2",
      ...(zone && { "zone.js": zone }),
      ...tarballs,
    },
    devDependencies: { "@angular/build": build, "@angular/compiler-cli": angular, typescript },
  };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  writeFileSync(join(folder, "angular.json"), JSON.stringify(workspace(zone)));

  const took: string[] = [];
  const flags = ["--prefer-offline", "--no-audit", "--no-fund", "--no-package-lock"];
  for (const [step, command, args] of [
    ["install", "npm", ["install", "--ignore-scripts", "--loglevel=error", ...flags]],
    ["build", "node", ["build.mjs"]],
    ["run", "node", ["run.mjs", resolve("packages/angular/package.json"), `${isWithoutRouter}`]],
  ] as const) {
    const began = Date.now();
    const { status, output } = await run(command, args, folder);
    took.push(`${step} ${((Date.now() - began) / 1000).toFixed(1)} s`);
    if (status === 0) continue;
    process.exitCode = 1;
    return `FAILED Angular ${angular}: ${step}\n${output}`;
  }
  const main = readdirSync(join(folder, "dist/browser")).find((file) => /^main.*\.js$/.test(file));
  const code = readFileSync(join(folder, "dist/browser", `${main}`), "utf8");
  const traits = [`Angular ${angular}`, zone ? "zone.js" : "zoneless"];
  if (isWithoutRouter) traits.push("without router");
  traits.push(`TypeScript ${typescript}`);
  const size = `main ${(code.length / 1000).toFixed(0)} kB`;
  const line = `${traits.join(", ")}: ${[...took, size].join(", ")}`;
  const leftovers = FORBIDDEN.filter((text) => code.includes(text));
  if (leftovers.length === 0) return `ok     ${line}`;
  process.exitCode = 1;
  return `FAILED (left in: ${leftovers}) ${line}`;
}

/** The content of angular.json. */
function workspace(zone: string | undefined): object {
  const options = {
    browser: "src/main.ts",
    index: "src/index.html",
    tsConfig: "tsconfig.json",
    outputPath: "dist",
    outputHashing: "none",
    polyfills: zone ? ["zone.js"] : [],
    optimization: { scripts: true, styles: false, fonts: false },
  };
  const build = { builder: "@angular/build:application", options };
  const app = { projectType: "application", root: "", sourceRoot: "src", architect: { build } };
  return { version: 1, cli: { analytics: false }, projects: { app } };
}

function run(
  command: string,
  args: readonly string[],
  cwd: string,
): Promise<{ status: number | null; output: string }> {
  return new Promise((done) => {
    let output = "";
    const child = spawn(command, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk) => {
        output += chunk;
      });
    child.on("close", (status) => done({ status, output }));
  });
}

function must(command: string, args: string[]): void {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}\n${stdout}${stderr}`);
}
