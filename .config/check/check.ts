// `pnpm check`: the packages as users receive them. Takes a clean copy of the repository, in which nothing is installed or
// built, and there builds and packs each package; every file that a package promises must be in its tarball. Asks publint and
// are-the-types-wrong about the tarballs, then knip about files, exports and dependencies nobody uses.
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { publishedPackages, root } from "../build/packages.ts";

/** What tools made here, and no clone has. */
const made = new Set(["node_modules", "dist", ".git", ".cache", ".venv", ".examples"]);

const scratch = mkdtempSync(join(tmpdir(), "sojourn-check-"));
const copy = join(scratch, "copy");
const target = join(scratch, "tarballs");

try {
  cpSync(root, copy, { recursive: true, filter: (path) => !made.has(basename(path)) });
  runIn(copy, "pnpm", "install", "--frozen-lockfile", "--prefer-offline");
  runIn(copy, "pnpm", "build");
  for (const { folder } of publishedPackages()) {
    const name = basename(folder);
    // Each as if it were the first thing that anybody does in a fresh clone.
    for (const other of readdirSync(join(copy, "packages")))
      rmSync(join(copy, "packages", other, "dist"), { recursive: true, force: true });
    const tarball = join(target, `${name}.tgz`);
    runIn(join(copy, "packages", name), "pnpm", "pack", "--out", tarball);
    expectFiles(tarball, folder);
    run("publint", tarball, "--strict");
    run("attw", tarball, "--profile", "esm-only");
  }
  run("knip", "--no-config-hints");
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** Every file that the manifest's exports name is in the tarball. */
function expectFiles(tarball: string, folder: string): void {
  const { publishConfig } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const entries: Record<string, string>[] = Object.values(publishConfig.exports);
  const promised = entries.flatMap((entry) => Object.values(entry));
  const { stdout } = spawnSync("tar", ["tzf", tarball], { encoding: "utf8" });
  const packed = new Set(`${stdout}`.split("\n"));
  const missing = promised.filter((file) => !packed.has(file.replace("./", "package/")));
  const said = missing.length > 0 ? `lacks ${missing.join(", ")}` : "has its code";
  report(missing.length === 0, `${basename(tarball)} ${said}`);
}

function run(command: string, ...args: string[]): void {
  runIn(root, command, ...args);
}

/** Says in one line that a command was content; shows all it printed when it was not. */
function runIn(cwd: string, command: string, ...args: string[]): void {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: "utf8" });
  const isCopy = cwd.startsWith(copy);
  const where = isCopy ? ` (in a clean copy${cwd === copy ? "" : `, ${basename(cwd)}`})` : "";
  const shown = args.map((arg) => (arg.startsWith(target) ? basename(arg) : arg));
  report(status === 0, `${command} ${shown.join(" ")}${where}`);
  if (status !== 0) console.log(`${stdout ?? ""}${stderr ?? ""}`);
}

function report(ok: boolean, what: string): void {
  console.log(`${ok ? "ok    " : "FAILED"} ${what}`);
  if (!ok) process.exitCode = 1;
}
