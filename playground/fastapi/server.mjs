// Starts and stops the real FastAPI server of the tests: makes its virtual environment when needed. Plain Node 20 or newer, no packages.

import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { environmentIn } from "../python-environment.mjs";
import { startPython } from "../python-server.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const environment = environmentIn(here);

/** One line that says what is missing and how to add it, or null when the server can be started. */
export function pythonProblem() {
  return environment.problem();
}

/** Makes the virtual environment, unless it is there: who has a time limit does this before. */
export async function makeEnvironment() {
  await environment.build(false);
}

/**
 * Starts a server with users of its own. The first call ever makes the virtual environment (some 15 seconds).
 * @param {{ port?: number, env?: Record<string, string>, log?: boolean }} [options] port 0 is any free one; `env` holds
 *   `SOJOURN_ACCESS_LIFETIME_MS`; `log` shows what the server prints.
 * @returns {Promise<{ url: string, stop(): Promise<void>, exited: Promise<number | null>, ready: object }>}
 */
export async function startFastApi({ port = 0, env = {}, log = false } = {}) {
  await environment.build(log);
  const words = [join(here, "serve.py"), "--port", String(port)];
  return startPython(environment, words, { name: "FastAPI", env, log });
}
