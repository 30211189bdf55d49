// Finds a Chromium for the browser tests: SOJOURN_CHROMIUM, one of the system, or Playwright's own. As root on Debian it can
// install one with apt.
import { chromium } from "@playwright/test";
import { findOnPath, installFromDebian, isExecutable } from "./debian.ts";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const macApps = ["Google Chrome", "Chromium"].map(
  (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
);

/** The path of an executable, or `null`. Installs nothing. */
export function findChromium(): string | null {
  const named = process.env.SOJOURN_CHROMIUM;
  if (named) return named;
  return findOnPath(names) ?? [...macApps, chromium.executablePath()].find(isExecutable) ?? null;
}

/** Like `findChromium`, but tries to install one if that is possible without asking. */
export function needChromium(): string | null {
  const found = findChromium();
  if (found) return found;
  installFromDebian("Chromium", ["chromium"]);
  return findChromium();
}
