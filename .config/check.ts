// `pnpm check`: the packages as users receive them. Builds and packs each, asks publint and
// are-the-types-wrong about the tarball, then knip about files, exports and dependencies nobody uses.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folders = readdirSync("packages")
  .map((name) => join("packages", name))
  .filter((folder) => !JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).private);
const target = mkdtempSync(join(tmpdir(), "sojourn-pack-"));

try {
  run("pnpm", "build");
  for (const folder of folders) {
    run("pnpm", "--dir", folder, "pack", "--out", join(target, "%s.tgz"));
  }
  for (const name of readdirSync(target)) {
    run("publint", join(target, name), "--strict");
    run("attw", join(target, name), "--profile", "esm-only");
  }
  run("knip", "--no-config-hints");
} finally {
  rmSync(target, { recursive: true, force: true });
}

/** Says in one line that a command was content; shows all it printed when it was not. */
function run(command: string, ...args: string[]): void {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8" });
  const ok = status === 0;
  console.log(`${ok ? "ok    " : "FAILED"} ${command} ${args.join(" ").replaceAll(target, "")}`);
  if (ok) return;
  console.log(`${stdout ?? ""}${stderr ?? ""}`);
  process.exitCode = 1;
}
