// Starts and stops a Python server that prints one JSON line when it is ready, and ends when its standard input does.

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/**
 * Runs the environment's Python with these arguments, and waits for the line.
 * @param {{ python: string, folder: string }} environment
 * @param {string[]} words
 * @param {{ name: string, env: Record<string, string>, log: boolean }} options `log` shows what the server prints.
 * @returns {Promise<{ url: string, stop(): Promise<void>, exited: Promise<number | null>, ready: object }>}
 */
export async function startPython({ python, folder }, words, { name, env, log }) {
  const child = spawn(python, words, {
    cwd: folder,
    // Compiled modules are kept, whatever this shell says: the environment was made without them.
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: "", ...env },
    // The server stops when its standard input ends, so it cannot outlive this process.
    stdio: ["pipe", "pipe", "pipe"],
    // Ctrl-C reaches a whole terminal group; this one is stopped by us.
    detached: process.platform !== "win32",
  });
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
          new Error(`${name} stopped at its start (exit code ${code})${log ? "" : `:\n${said}`}`),
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
