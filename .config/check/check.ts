// `pnpm check`: checks the packages that users receive. Makes a clean copy of the repository, in which nothing is installed or
// built, and builds and packs each package there. Every file that a package promises must be in its tarball. Then publint and
// are-the-types-wrong check the tarballs, and knip looks for unused files, exports and dependencies.
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, sep } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { publishedPackages, root } from "../build/packages.ts";

/** Folders that tools have made here. A fresh clone does not have them. */
const made = new Set(["node_modules", "dist", ".git", ".cache", ".venv", ".examples"]);

const scratch = mkdtempSync(join(tmpdir(), "sojourn-check-"));
const copy = join(scratch, "copy");
const target = join(scratch, "tarballs");

try {
  cpSync(root, copy, { recursive: true, filter: (path) => !made.has(basename(path)) });
  runIn(copy, "pnpm", "install", "--frozen-lockfile", "--prefer-offline");
  runIn(copy, "pnpm", "build");
  runIn(copy, "node", ".config/check/api.ts", "--check");
  for (const { folder } of publishedPackages()) {
    const name = basename(folder);
    // Pack each package as if nothing else had been built before.
    for (const other of readdirSync(join(copy, "packages")))
      rmSync(join(copy, "packages", other, "dist"), { recursive: true, force: true });
    const tarball = join(target, `${name}.tgz`);
    runIn(join(copy, "packages", name), "pnpm", "pack", "--out", tarball);
    expectFiles(tarball, folder);
    if (name === "django") expectSmall(join(copy, "packages", name, "dist/sojourn.js"));
    run("publint", tarball, "--strict");
    run("attw", tarball, "--profile", "esm-only");
  }
  run("node", ".config/check/manifests.ts");
  run("knip", "--no-config-hints");
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** Checks that every file that the manifest names is in the tarball. */
function expectFiles(tarball: string, folder: string): void {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const { main, types, unpkg = main, publishConfig } = manifest;
  const entries: Record<string, string>[] = Object.values(publishConfig.exports);
  const promised = [main, types, unpkg, ...entries.flatMap((entry) => Object.values(entry))];
  const { stdout } = spawnSync("tar", ["tzf", tarball], { encoding: "utf8" });
  const packed = new Set(`${stdout}`.split("\n"));
  const missing = promised.filter((file) => !packed.has(file.replace("./", "package/")));
  if (missing.length === 0) report(true, `${basename(tarball)} has its code`);
  else report(false, `${basename(tarball)} lacks ${missing.join(", ")}`);
}

/** Checks the size that docs/start/plain-page.md tells of the file for script tags. */
function expectSmall(file: string): void {
  const { length } = brotliCompressSync(readFileSync(file));
  report(length < 38_000, `${basename(file)} has ${length} bytes with Brotli`);
}

function run(command: string, ...args: string[]): void {
  runIn(root, command, ...args);
}

/** Runs a command and reports its success in one line. If it fails, shows its whole output. */
function runIn(cwd: string, command: string, ...args: string[]): void {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: "utf8" });
  const shown = args.map((arg) => arg.replace(`${target}${sep}`, ""));
  report(status === 0, `${command} ${shown.join(" ")}${placeOf(cwd)}`);
  if (status !== 0) console.log(`${stdout ?? ""}${stderr ?? ""}`);
}

/** Tells where a command ran, if not here. */
function placeOf(cwd: string): string {
  if (cwd === copy) return " (in a clean copy)";
  if (cwd.startsWith(copy)) return ` (in a clean copy, ${basename(cwd)})`;
  return "";
}

function report(ok: boolean, what: string): void {
  const verdict = ok ? "ok    " : "FAILED";
  console.log(`${verdict} ${what}`);
  if (!ok) process.exitCode = 1;
}
