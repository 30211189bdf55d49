// Starts the Django of playground/django, and tells whether Python can run it here.
import { existsSync } from "node:fs";

export interface Django {
  url: string;
  stop(): Promise<void> | void;
}

interface DjangoServer {
  pythonProblem(): string | null;
  makeEnvironments(): Promise<void>;
  startDjango(options?: { port?: number; env?: Record<string, string> }): Promise<Django>;
}

const server = new URL("../../playground/django/server.mjs", import.meta.url);

/** Why Django cannot run on this machine, in a sentence for a newcomer; `null` if it can. */
export async function pythonProblem(): Promise<string | null> {
  if (!existsSync(server)) return "playground/django/server.mjs is missing";
  return ((await import(server.href)) as DjangoServer).pythonProblem();
}

/** Makes the virtual environments of the newest and of the oldest packages, unless they are there. */
export async function makeEnvironments(): Promise<void> {
  await ((await import(server.href)) as DjangoServer).makeEnvironments();
}

/** Starts a new Django on a free port. The first call makes its virtual environment. */
export async function startDjango(): Promise<Django> {
  const { startDjango } = (await import(server.href)) as DjangoServer;
  return startDjango();
}
