// `pnpm tarballs`: builds and packs every published package into `tarballs`, to try them in an app of your own.
//   pnpm tarballs ../elsewhere    into another folder
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { publishedPackages, root } from "./packages.ts";

const [folder = join(root, "tarballs")] = process.argv.slice(2);
mkdirSync(resolve(folder), { recursive: true });

const shell = process.platform === "win32";
const build = spawnSync("pnpm", ["build"], { cwd: root, shell, stdio: "inherit" });
if (build.status !== 0) process.exit(1);

for (const { folder: cwd } of publishedPackages()) {
  const tarball = resolve(folder, `${basename(cwd)}.tgz`);
  const words = ["pack", "--ignore-scripts", "--out", tarball]; // the scripts would build each again
  const { status } = spawnSync("pnpm", words, { cwd, shell, stdio: "ignore" });
  if (status !== 0) {
    console.error(`${basename(cwd)} could not be packed: run "pnpm pack" in ${cwd}.`);
    process.exit(1);
  }
  console.log(tarball);
}
