// Starts and stops the real Django server: makes its virtual environment when needed. Plain Node 20 or newer, no packages.

import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, linkSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const venv = join(here, ".venv");
const lock = join(here, ".venv.lock");
const stamp = join(venv, "sojourn-requirements.sha256");
const requirements = join(here, "requirements.txt");
const windows = process.platform === "win32";
const venvPython = windows ? join(venv, "Scripts", "python.exe") : join(venv, "bin", "python");

/** One line that says what is missing and how to add it, or null when the server can be started. */
export function pythonProblem() {
  if (isBuilt()) return null;
  const names = systemPythons();
  const python = names.map(probe).find((found) => found !== null);
  if (!python)
    return `Python 3.10 or newer was not found (tried ${names.join(", ")}): install it, or point SOJOURN_PYTHON at one.`;
  if (python.version < 310)
    return `${python.name} is older than 3.10, which Django 5.2 needs: install a newer one, or point SOJOURN_PYTHON at it.`;
  if (!python.venv)
    return `${python.name} has no venv module: install it (Debian and Ubuntu: apt install python3-venv).`;
  return null;
}

/**
 * Starts a server with a database of its own. The first call ever makes the virtual environment (some 25 seconds); later ones take half a second.
 * @param {{ port?: number, env?: Record<string, string>, log?: boolean }} [options] port 0 is any free one; `env` holds SOJOURN_* settings;
 *   `log` shows what the server prints.
 * @returns {Promise<{ url: string, stop(): Promise<void>, exited: Promise<number | null>, ready: object }>}
 */
export async function startDjango({ port = 0, env = {}, log = false } = {}) {
  await buildVenv(log);
  const child = spawn(
    venvPython,
    [
      join(here, "serve.py"),
      "--port",
      String(port),
      "--watch-stdin",
      "--template",
      templateDatabase(),
    ],
    {
      cwd: here,
      env: { SOJOURN_CONTROL: "1", ...process.env, ...env },
      // The server stops when its standard input ends, so it cannot outlive this process.
      stdio: ["pipe", "pipe", "pipe"],
      // Ctrl-C reaches a whole terminal group; this one is stopped by us.
      detached: !windows,
    },
  );
  let said = "";
  child.stdin.on("error", () => {});
  child.stderr.on("data", (chunk) => {
    said = (said + chunk).slice(-8000);
    if (log) process.stderr.write(chunk);
  });
  const exited = new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", resolve);
  });
  const ready = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", (line) => resolve(JSON.parse(line)));
    exited.then(
      (code) =>
        reject(
          new Error(`Django stopped at its start (exit code ${code})${log ? "" : `:\n${said}`}`),
        ),
      reject,
    );
  });
  // A test runner should be able to end without stop(): the server follows.
  for (const handle of [child, child.stdin, child.stdout, child.stderr]) handle.unref?.();
  return {
    url: `http://${ready.host}:${ready.port}`,
    ready,
    exited,
    async stop() {
      child.ref();
      child.stdin.end();
      const late = setTimeout(() => child.kill("SIGKILL"), 3000);
      await exited;
      clearTimeout(late);
    },
  };
}

function systemPythons() {
  if (process.env.SOJOURN_PYTHON) return [process.env.SOJOURN_PYTHON];
  return ["python3", "python"];
}

function probe(name) {
  const script =
    'import sys, importlib.util as u; v = sys.version_info; print(v[0] * 100 + v[1], bool(u.find_spec("venv") and u.find_spec("ensurepip")))';
  const { status, stdout } = spawnSync(name, ["-c", script], { encoding: "utf8" });
  if (status !== 0) return null;
  const [version, hasVenv] = stdout.trim().split(" ");
  return { name, version: Number(version), venv: hasVenv === "True" };
}

function sha256(...texts) {
  const hash = createHash("sha256");
  for (const text of texts) hash.update(text);
  return hash.digest("hex");
}

function isBuilt() {
  try {
    return (
      existsSync(venvPython) && readFileSync(stamp, "utf8") === sha256(readFileSync(requirements))
    );
  } catch {
    return false;
  }
}

async function buildVenv(log) {
  if (isBuilt()) return;
  await takeLock();
  try {
    if (isBuilt()) return; // another process did it while we waited
    const problem = pythonProblem();
    if (problem) throw new Error(problem);
    const python = systemPythons()
      .map(probe)
      .find((found) => found?.venv && found.version >= 310);
    if (log)
      process.stderr.write("Making the Python virtual environment (once, about 25 seconds) …\n");
    rmSync(venv, { recursive: true, force: true });
    await run(python.name, ["-m", "venv", venv]);
    await run(venvPython, [
      "-m",
      "pip",
      "install",
      "--no-deps",
      "--disable-pip-version-check",
      "--quiet",
      "-r",
      requirements,
    ]);
    writeFileSync(stamp, sha256(readFileSync(requirements)));
  } finally {
    rmSync(lock, { force: true });
  }
}

/** The lock is a file that appears with its maker's process id in it. One whose maker is gone is swept away. */
async function takeLock() {
  const draft = `${lock}.${process.pid}`;
  writeFileSync(draft, String(process.pid));
  try {
    for (;;) {
      try {
        linkSync(draft, lock);
        return;
      } catch (error) {
        if (error.code !== "EEXIST") throw error;
      }
      if (!holderLives()) rmSync(lock, { force: true });
      await sleep(300);
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

function holderLives() {
  try {
    process.kill(Number(readFileSync(lock, "utf8")), 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

function run(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk) => (said += chunk));
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${command} ${args.join(" ")} failed:\n${said.slice(-4000)}`));
    });
  });
}

/** The file with the empty tables: made by the first start, good as long as the packages, settings and models stay the same. */
function templateDatabase() {
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
