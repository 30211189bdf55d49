// Serves a built app: a folder of files like a static host does, or by the command of its own server.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

export interface Served {
  /** What the server has printed. */
  output(): string;
  stop(): Promise<void>;
}

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
};

/** Serves the files of a folder. `/posts` is `posts.html`, if there is one; any other page is `index.html`. */
export async function serveFolder(folder: string, port: number): Promise<Served> {
  const isFile = (path: string): boolean => existsSync(path) && statSync(path).isFile();
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const candidates = [pathname, `${pathname}.html`, "index.html"].map((path) =>
      join(folder, path),
    );
    const file = candidates.find(isFile);
    const isAsset = extname(pathname) !== "";
    if (!file || (isAsset && file !== candidates[0])) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { "Content-Type": types[extname(file)] ?? "application/octet-stream" });
    response.end(readFileSync(file));
  });
  await new Promise<void>((listening) => server.listen(port, listening));
  return {
    output: () => "",
    stop: () =>
      new Promise<void>((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

/** Starts the server of an app, and waits until it answers. */
export async function serveCommand(command: string, cwd: string, port: number): Promise<Served> {
  let printed = "";
  const env = { ...process.env, NODE_ENV: "production", PORT: `${port}`, PATH: pathWith(cwd) };
  const child = spawn(command, { cwd, env, shell: true, detached: true });
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      printed += chunk;
    });
  const stop = () => stopGroup(child);
  for (let turn = 0; turn < 120; turn += 1) {
    const answered = await fetch(`http://localhost:${port}/`).catch(() => null);
    if (answered) return { output: () => printed, stop };
    if (child.exitCode !== null) break;
    await wait(250);
  }
  await stop();
  throw new Error(`"${command}" does not answer:\n${printed}`);
}

/** Ends the shell and all that it started. */
async function stopGroup({ pid, exitCode }: ChildProcess): Promise<void> {
  if (pid === undefined || exitCode !== null) return;
  try {
    process.kill(-pid, "SIGTERM");
    await wait(500);
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended already.
  }
}

/** The PATH with the programs that an app has installed. */
export function pathWith(folder: string): string {
  return `${join(folder, "node_modules/.bin")}:${process.env.PATH}`;
}
