// Finds Firefox and WebKit for the story that is played on every engine, or, as root on Debian, gets them from apt.
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
  const hasAll = also.every((program) => findOnPath([program]) !== null);
  return hasAll ? findOnPath(programs) : null;
}

/** Why an engine is missing, after an attempt to install it where that needs no question; `null` when it is there. */
export function engineProblem(engine: keyof typeof engines): string | null {
  if (findEngine(engine)) return null;
  const { name, packages } = engines[engine];
  installFromDebian(name, packages);
  if (findEngine(engine)) return null;
  return `no ${name}. Install it (Debian: apt install ${packages.join(" ")})`;
}
