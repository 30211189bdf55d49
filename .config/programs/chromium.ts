// Finds a Chromium for the browser tests: SOJOURN_CHROMIUM, one of the system, or Playwright's own. As root on Debian it can
// install one with apt. Most tests take the headless shell if there is one: Chromium without windows, in two thirds of the time.
import { chromium } from "@playwright/test";
import { findOnPath, installFromDebian, isExecutable } from "./debian.ts";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const macApps = ["Google Chrome", "Chromium"].map(
  (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
);

const headlessShells = ["chromium-headless-shell"];

/** The path of an executable, or `null`. Installs nothing. */
export function findChromium(): string | null {
  const named = process.env.SOJOURN_CHROMIUM;
  if (named) return named;
  return findOnPath(names) ?? [...macApps, chromium.executablePath()].find(isExecutable) ?? null;
}

/** Like `findChromium`, but tries to install one if that is possible without asking. */
export async function needChromium(): Promise<string | null> {
  const found = findChromium();
  if (found) return found;
  await installFromDebian("Chromium", ["chromium"]);
  return findChromium();
}

/**
 * Like `needChromium`, but prefers the headless shell: the same engine without windows. To it every page is visible, and none is frozen or
 * kept for going back.
 */
export async function needHeadlessShell(): Promise<string | null> {
  if (process.env.SOJOURN_CHROMIUM) return process.env.SOJOURN_CHROMIUM;
  const found = findOnPath(headlessShells);
  if (found) return found;
  await installFromDebian("headless Chromium", headlessShells);
  return findOnPath(headlessShells) ?? (await needChromium());
}
