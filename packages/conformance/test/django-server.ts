// A real Django as the tests see it: its control panel as functions, and users of a test's own, so that the tests of a file can share one.
import { randomUUID } from "node:crypto";

/** Someone who may log in. */
export interface Person {
  readonly username: string;
  readonly password: string;
}

/** One line of the server's request log. */
interface Logged {
  readonly n: number;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** The word before the token; `null`: the request was not signed. */
  readonly scheme: string | null;
}

/** What the log says of the requests that were asked for. */
interface Log {
  readonly total: number;
  readonly last: number;
  /** `"POST token/refresh/"` and how often. */
  readonly byRoute: Readonly<Record<string, number>>;
  readonly byStatus: Readonly<Record<string, number>>;
  /** Newest last. */
  readonly recent: readonly Logged[];
}

/** What a mail of djoser, dj-rest-auth or allauth says. */
export interface Mail {
  readonly kind:
    | "activation"
    | "password-reset"
    | "username-reset"
    | "verify-email"
    | "password-reset-key"
    | "code";
  readonly uid: string;
  readonly token: string;
  /** Of the links of allauth. */
  readonly key?: string;
  /** Of a code. */
  readonly code?: string;
}

/** A running server. */
export interface DjangoServer {
  readonly url: string;
  /** A user nobody else knows. */
  newPerson(): Promise<Person>;
  change(person: Person, change: object): Promise<void>;
  settings(change: object): Promise<void>;
  fault(fault: object): Promise<void>;
  clearFaults(query: object): Promise<void>;
  throttle(rate: string | null, prefix: string): Promise<void>;
  log(query: object): Promise<Log>;
  forget(query: object): Promise<void>;
  mails(username: string): Promise<readonly Mail[]>;
  /** The releases of Django, DRF, simplejwt and djoser that it runs. */
  packages(): Promise<Readonly<Record<string, string>>>;
}

/** One that was started for a test file, and is to be stopped by it. */
export interface OwnServer extends DjangoServer {
  stop(): Promise<void>;
}

interface Starter {
  startDjango(options: {
    port?: number;
    env: Record<string, string>;
  }): Promise<{ url: string; stop(): Promise<void> }>;
}

const password = "a-rather-long-horse-7";

/** The server at this address. */
export function openServer(url: string): DjangoServer {
  const control = async (method: string, path: string, input: object = {}): Promise<unknown> => {
    const query = method === "POST" ? "" : `?${new URLSearchParams(input as never)}`;
    const body = method === "POST" ? JSON.stringify(input) : null;
    const response = await fetch(`${url}/control/${path}/${query}`, { method, body });
    if (!response.ok) throw new Error(`control/${path}/: ${await response.text()}`);
    return response.json();
  };
  const order = async (path: string, input: object): Promise<void> => {
    await control("POST", path, input);
  };
  return {
    url,
    async newPerson() {
      const username = `someone-${randomUUID().slice(0, 13)}`;
      await order("users", { username, password, create: true });
      return { username, password };
    },
    change: ({ username }, change) => order("users", { username, ...change }),
    settings: (change) => order("settings", change),
    fault: (fault) => order("faults", fault),
    async clearFaults(query) {
      await control("DELETE", "faults", query);
    },
    throttle: (rate, prefix) => order("throttle", { rate, prefix }),
    log: (query) => control("GET", "requests", query) as Promise<Log>,
    async forget(query) {
      await control("DELETE", "requests", query);
    },
    async mails(user) {
      return ((await control("GET", "mail", { user })) as { mails: Mail[] }).mails;
    },
    async packages() {
      const health = (await control("GET", "health")) as { packages: Record<string, string> };
      return health.packages;
    },
  };
}

/** Starts a server with settings of its own. */
export async function startServer(
  env: Record<string, string> = {},
  port?: number,
): Promise<OwnServer> {
  const address = new URL("../../../playground/django/server.mjs", import.meta.url);
  const { startDjango } = (await import(address.href)) as Starter;
  const { url, stop } = await startDjango({ env, ...(port && { port }) });
  return { ...openServer(url), stop };
}

/** Starts the FastAPI server. Its control panel knows users and faults. */
export async function startFastApi(): Promise<OwnServer> {
  const address = new URL("../../../playground/fastapi/server.mjs", import.meta.url);
  const { startFastApi: start } = (await import(address.href)) as {
    startFastApi(): Promise<{ url: string; stop(): Promise<void> }>;
  };
  const { url, stop } = await start();
  return { ...openServer(url), stop };
}

/** Access tokens that one can wait for: they live 14 to 15 seconds, and no timer renews them in the first ten. */
export const shortLived = { SOJOURN_ACCESS_LIFETIME_MS: "15000" };
