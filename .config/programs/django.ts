// The door of the tools to playground/django: can Python run it here, and start one.
import { existsSync } from "node:fs";

export interface Django {
  url: string;
  stop(): Promise<void> | void;
}

interface DjangoServer {
  pythonProblem(): string | null;
  startDjango(options?: { port?: number; env?: Record<string, string> }): Promise<Django>;
}

const server = new URL("../../playground/django/server.mjs", import.meta.url);

/** Why Django cannot run on this machine, in words for a newcomer; `null` when it can. */
export async function pythonProblem(): Promise<string | null> {
  if (!existsSync(server)) return "playground/django/server.mjs is missing";
  return ((await import(server.href)) as DjangoServer).pythonProblem();
}

/** Starts a Django of its own on a free port; the first time makes its virtual environment. */
export async function startDjango(): Promise<Django> {
  const { startDjango } = (await import(server.href)) as DjangoServer;
  return startDjango();
}
