// The packages that are published: where each lives, and which of them it needs to be built.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export interface PublishedPackage {
  readonly name: string;
  /** Absolute. */
  readonly folder: string;
  /** What its code imports: names of packages, ours and others. */
  readonly needs: readonly string[];
}

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** All of them; the private ones have nothing to build. */
export function publishedPackages(): PublishedPackage[] {
  const folders = readdirSync(join(root, "packages")).map((name) => join(root, "packages", name));
  return folders.flatMap((folder) => {
    const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const needs = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
    return manifest.private ? [] : [{ name: manifest.name as string, folder, needs }];
  });
}
