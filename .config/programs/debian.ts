// Finds programs on the PATH, and installs Debian's packages if that is possible without asking.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The path of the first program with one of these names, or `null`. */
export function findOnPath(names: readonly string[]): string | null {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const candidates = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  return candidates.find(isExecutable) ?? null;
}

/** As root on Debian: installs these packages. Elsewhere it does nothing. */
export async function installFromDebian(what: string, packages: readonly string[]): Promise<void> {
  const canInstall = process.getuid?.() === 0 && existsSync("/etc/debian_version");
  if (!canInstall) return;
  console.log(`No ${what} here: installing Debian's (apt-get install ${packages.join(" ")}) …`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  // Without a network it gives up soon.
  const patience = ["-o", "Acquire::Retries=0", "-o", "Acquire::http::Timeout=20"];
  const apt = async (...args: string[]): Promise<void> => {
    const command = spawn("apt-get", ["-qq", ...patience, ...args], {
      env,
      stdio: ["ignore", "ignore", "inherit"],
    });
    await once(command, "close");
  };
  await apt("update");
  await apt("install", "-y", "--no-install-recommends", ...packages);
}
