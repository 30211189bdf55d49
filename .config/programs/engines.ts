// Finds Firefox and WebKit for the story that runs in every engine. As root on Debian it can install them with apt.
import { findOnPath, installFromDebian } from "./debian.ts";

const engines = {
  firefox: {
    name: "Firefox",
    programs: ["firefox-esr", "firefox"],
    also: [],
    packages: ["firefox-esr"],
  },
  webkit: {
    name: "WebKit",
    programs: ["WebKitWebDriver"],
    also: ["Xvfb"],
    packages: ["webkit2gtk-driver", "xvfb"],
  },
} as const;

/** The path of the program that opens this engine, or `null`. Installs nothing. */
export function findEngine(engine: keyof typeof engines): string | null {
  const { programs, also } = engines[engine];
  const isMissing = also.some((program) => findOnPath([program]) === null);
  if (isMissing) return null;
  return findOnPath(programs);
}

/** Tries to install a missing engine if that is possible without asking. Returns why it is missing, or `null`. */
export async function engineProblem(engine: keyof typeof engines): Promise<string | null> {
  if (findEngine(engine)) return null;
  const { name, packages } = engines[engine];
  await installFromDebian(name, packages);
  if (findEngine(engine)) return null;
  return `no ${name}. Install it (Debian: apt install ${packages.join(" ")})`;
}
