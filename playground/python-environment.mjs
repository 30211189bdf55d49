// A Python program with a virtual environment of its own, made from its requirements.txt when needed. Plain Node 20 or newer, no packages.

import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const windows = process.platform === "win32";

/**
 * The environment in a folder that holds a requirements.txt: where its Python is, what it lacks, how to make it.
 * A folder may have more than one: `variant` "oldest" is made from requirements-oldest.txt.
 */
export function environmentIn(folder, variant = "") {
  const suffix = variant && `-${variant}`;
  const venv = join(folder, `.venv${suffix}`);
  const requirements = join(folder, `requirements${suffix}.txt`);
  const environment = {
    folder,
    venv,
    requirements,
    python: windows ? join(venv, "Scripts", "python.exe") : join(venv, "bin", "python"),
    lock: `${venv}.lock`,
    stamp: join(venv, "sojourn-requirements.sha256"),
  };
  return {
    ...environment,
    problem: () => (isBuilt(environment) ? null : pythonProblem()),
    build: (log) => build(environment, log),
  };
}

/** The SHA-256 of the texts, in hexadecimal. */
export function sha256(...texts) {
  const hash = createHash("sha256");
  for (const text of texts) hash.update(text);
  return hash.digest("hex");
}

function pythonProblem() {
  const names = systemPythons();
  const python = names.map(probe).find((found) => found !== null);
  if (!python)
    return `Python 3.10 or newer was not found (tried ${names.join(", ")}): install it, or point SOJOURN_PYTHON at one.`;
  if (python.version < 310)
    return `${python.name} is older than 3.10: install a newer one, or point SOJOURN_PYTHON at it.`;
  if (!python.venv)
    return `${python.name} has no venv module: install it (Debian and Ubuntu: apt install python3-venv).`;
  return null;
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

function isBuilt({ python, stamp, requirements }) {
  try {
    return existsSync(python) && readFileSync(stamp, "utf8") === sha256(readFileSync(requirements));
  } catch {
    return false;
  }
}

async function build(environment, log) {
  const { venv, lock, stamp, requirements } = environment;
  if (isBuilt(environment)) return;
  await takeLock(lock);
  try {
    if (isBuilt(environment)) return; // another process did it while we waited
    const problem = pythonProblem();
    if (problem) throw new Error(problem);
    const python = systemPythons()
      .map(probe)
      .find((found) => found?.venv && found.version >= 310);
    if (log)
      process.stderr.write("Making the Python virtual environment (once, less than a minute) …\n");
    rmSync(venv, { recursive: true, force: true });
    await run(python.name, ["-m", "venv", venv]);
    await run(environment.python, [
      "-m",
      "pip",
      "install",
      "--no-deps",
      // Python compiles a module when it is first imported; most of these never are.
      "--no-compile",
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
async function takeLock(lock) {
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
      if (!holderLives(lock)) rmSync(lock, { force: true });
      await sleep(300);
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

function holderLives(lock) {
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
