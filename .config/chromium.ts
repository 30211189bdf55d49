// Finds a Chromium for the browser tests: SOJOURN_CHROMIUM, one of the system, Playwright's own, or, as
// root on Debian, a fresh one from apt.
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "@playwright/test";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const macApps = ["Google Chrome", "Chromium"].map(
  (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
);

/** The path of an executable, or `null`. Installs nothing. */
export function findChromium(): string | null {
  const named = process.env.SOJOURN_CHROMIUM;
  if (named) return named;
  const folders = (process.env.PATH ?? "").split(delimiter);
  const candidates = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  return [...candidates, ...macApps, chromium.executablePath()].find(isExecutable) ?? null;
}

/** Like `findChromium`, after an attempt to install one where that needs no question. */
export function needChromium(): string | null {
  const found = findChromium();
  const canInstall = process.getuid?.() === 0 && existsSync("/etc/debian_version");
  if (found || !canInstall) return found;
  console.log("No Chromium here: installing Debian's (apt-get install chromium) …");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const apt = (...args: string[]) =>
    spawnSync("apt-get", ["-qq", ...args], { env, stdio: ["ignore", "ignore", "inherit"] });
  apt("update");
  apt("install", "-y", "--no-install-recommends", "chromium");
  return findChromium();
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
