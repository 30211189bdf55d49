// `pnpm build`: builds all packages into their dist folders, each after the packages that it needs. In the folder of a package,
// where `pnpm build` and `pnpm pack` run it too, it builds only that package and those that it needs.
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { publishedPackages, root } from "./packages.ts";
import { buildSingleFile, singleFilePackage, singleFileParts } from "./single-file.ts";

const packages = publishedPackages();
const here = packages.find(({ folder }) => folder === process.cwd());
const built = new Set<string>();
if (here) await build(here.name);
else for (const { name } of packages) await build(name);

/** Builds the packages that this one imports, then this one. */
async function build(name: string): Promise<void> {
  const found = packages.find((one) => one.name === name);
  if (!found || built.has(name)) return;
  built.add(name);
  for (const needed of found.needs) await build(needed);

  const dist = join(found.folder, "dist");
  rmSync(dist, { recursive: true, force: true }); // so that a renamed module is not published twice
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const args = [tsc, "-p", join(found.folder, "tsconfig.build.json")];
  const { status } = spawnSync(process.execPath, args, { stdio: "inherit" });
  if (status !== 0) {
    rmSync(dist, { recursive: true, force: true });
    console.error(`${name} does not compile.`);
    process.exit(1);
  }
  if (name === singleFilePackage) {
    for (const part of singleFileParts) await build(part);
    await buildSingleFile(found.folder);
  }
  console.log(`built ${name}`);
}
