// The published packages: the folder of each, and the packages that it needs for its build.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export interface PublishedPackage {
  readonly name: string;
  /** Absolute. */
  readonly folder: string;
  /** The names of the packages that its code imports, ours and others. */
  readonly needs: readonly string[];
}

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** All published packages. The private ones have nothing to build. */
export function publishedPackages(): PublishedPackage[] {
  const folders = readdirSync(join(root, "packages")).map((name) => join(root, "packages", name));
  return folders.flatMap((folder) => {
    const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    if (manifest.private) return [];
    const needs = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
    return { name: manifest.name as string, folder, needs };
  });
}
