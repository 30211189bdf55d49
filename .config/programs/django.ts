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

interface FastApiServer {
  makeEnvironment(): Promise<void>;
}

const server = new URL("../../playground/django/server.mjs", import.meta.url);
const fastApi = new URL("../../playground/fastapi/server.mjs", import.meta.url);

/** Why Django cannot run on this machine, in a sentence for a newcomer; `null` if it can. */
export async function pythonProblem(): Promise<string | null> {
  if (!existsSync(server)) return "playground/django/server.mjs is missing";
  return ((await import(server.href)) as DjangoServer).pythonProblem();
}

/**
 * Makes all virtual environments that are not there: of Django with the newest and with the oldest packages, and of FastAPI. It takes
 * minutes on a machine that has to download them. So it is done before any test, whose time is limited.
 */
export async function makeEnvironments(): Promise<void> {
  const django: DjangoServer = await import(server.href);
  const other: FastApiServer = await import(fastApi.href);
  await Promise.all([django.makeEnvironments(), other.makeEnvironment()]);
}

/** Starts a new Django on a free port. The first call makes its virtual environment. */
export async function startDjango(): Promise<Django> {
  const { startDjango } = (await import(server.href)) as DjangoServer;
  return startDjango();
}
