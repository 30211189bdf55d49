/** Builds the packages before the first test, once for all workers: some pages import what users get. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

export default function buildPackages(): void {
  const cwd = fileURLToPath(new URL("../../", import.meta.url));
  execFileSync(process.execPath, [".config/build/build.ts"], {
    cwd,
    stdio: ["ignore", "ignore", "inherit"],
  });
}
