// Starts and stops the real Django server: makes its virtual environment when needed. Plain Node 20 or newer, no packages.

import { readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { isTaken } from "../ports.mjs";
import { environmentIn, sha256 } from "../python-environment.mjs";
import { startPython } from "../python-server.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const newest = environmentIn(here);
const oldest = environmentIn(here, "oldest");

/** One line that says what is missing and how to add it, or null when the server can be started. */
export function pythonProblem() {
  return newest.problem();
}

/** Makes both virtual environments, unless they are there: who has a time limit does this before. */
export async function makeEnvironments() {
  await Promise.all([newest.build(false), oldest.build(false)]);
}

/**
 * Starts a server with a database of its own. The first call ever makes the virtual environment (some 25 seconds); later ones take half a second.
 * With `SOJOURN_STACK: "oldest"` it has the old releases of requirements-oldest.txt, in an environment of their own.
 * @param {{ port?: number, env?: Record<string, string>, log?: boolean }} [options] port 0 is any free one; `env` holds SOJOURN_* settings;
 *   `log` shows what the server prints.
 * @returns {Promise<{ url: string, stop(): Promise<void>, exited: Promise<number | null>, ready: object }>}
 */
export async function startDjango({ port = 0, env = {}, log = false } = {}) {
  const given = { SOJOURN_CONTROL: process.env.SOJOURN_CONTROL ?? "1", ...env };
  const stack = given.SOJOURN_STACK ?? process.env.SOJOURN_STACK;
  const environment = stack === "oldest" ? oldest : newest;
  await environment.build(log);
  const words = [
    join(here, "serve.py"),
    "--port",
    String(port),
    "--watch-stdin",
    "--template",
    templateDatabase(environment),
  ];
  return startPython(environment, words, { name: "Django", env: given, log });
}

/** The file with the empty tables: made by the first start, good as long as the packages, settings and models stay the same. */
function templateDatabase({ venv, requirements }) {
  const sources = [
    requirements,
    join(here, "demo", "models.py"),
    join(here, "demo", "settings.py"),
  ];
  const name = `template-${sha256(...sources.map((file) => readFileSync(file))).slice(0, 12)}.sqlite3`;
  for (const old of readdirSync(venv)) {
    if (old.startsWith("template-") && !old.startsWith(name))
      rmSync(join(venv, old), { force: true });
  }
  return join(venv, name);
}

async function main() {
  const problem = pythonProblem();
  if (problem) {
    console.error(problem);
    process.exit(1);
  }
  const at = process.argv.indexOf("--port");
  const port = at > 0 ? Number(process.argv[at + 1]) : 8000;
  if (await isTaken(port)) {
    console.error(
      `Port ${port} is taken: stop what runs there, or choose another with --port (the playground finds it by VITE_DJANGO_URL).`,
    );
    process.exit(1);
  }
  const django = await startDjango({ port, log: true });
  const { users, password, settings } = django.ready;
  console.log(`Django on ${django.url}/ (prefixes: ${django.url}/)`);
  console.log(`users: ${users.join(", ")}; password of all: ${password}`);
  console.log(
    `access tokens live ${settings.accessLifetimeMs / 1000} s, refresh tokens ${settings.refreshLifetimeMs / 1000} s; Ctrl-C stops`,
  );
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await django.stop();
    process.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, stop);
  // The handles are unref'd for test runners; a program waits for its server.
  const alive = setInterval(() => {}, 2 ** 30);
  const code = await django.exited;
  clearInterval(alive);
  if (!stopping) {
    console.error(`Django stopped by itself (exit code ${code}).`);
    process.exit(1);
  }
}

if (process.argv[1] && fileURLToPath(import.meta.url) === process.argv[1]) {
  main().catch((error) => {
    console.error(error.message);
    process.exit(1);
  });
}
