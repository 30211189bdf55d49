// `pnpm build`: builds the packages into their dist folders, in the order in which they need each other, from nothing.
// In the folder of one package, where `pnpm build` and `pnpm pack` run it too: that one, and those that it needs.
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { publishedPackages, root } from "./packages.ts";

const packages = publishedPackages();
const here = packages.find(({ folder }) => folder === process.cwd());
const built = new Set<string>();
for (const { name } of here ? [here] : packages) build(name);

/** Builds the packages that this one imports, then this one. */
function build(name: string): void {
  const found = packages.find((one) => one.name === name);
  if (!found || built.has(name)) return;
  built.add(name);
  for (const needed of found.needs) build(needed);

  const dist = join(found.folder, "dist");
  rmSync(dist, { recursive: true, force: true }); // a module that was renamed is not published twice
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const args = [tsc, "-p", join(found.folder, "tsconfig.build.json")];
  const { status } = spawnSync(process.execPath, args, { stdio: "inherit" });
  if (status !== 0) {
    rmSync(dist, { recursive: true, force: true });
    console.error(`${name} does not compile.`);
    process.exit(1);
  }
  console.log(`built ${name}`);
}
