/** The stage of the backend promises: one server, real or fake, and the actions on it. */
import {
  type Backend,
  createSession,
  type Ports,
  type Session,
  type StoragePort,
} from "@sojourn/core";
import { check, equal } from "./case.ts";

/** The input of the contract: a server with one user, made again for each case. */
export interface BackendStage<Credentials, User> {
  readonly backend: Backend<Credentials, User>;
  /** The credentials of a user who may log in. */
  readonly credentials: Credentials;
  /** The same with another password. */
  readonly wrong: Credentials;
  /** A protected resource below `baseUrl` that answers GET with 2xx. */
  readonly resource: string;
  /** The header value of signed requests: `/^Bearer \S+$/`. */
  readonly signature: RegExp;
  /** How requests reach the server. Default: the platform's fetch. */
  readonly fetch?: typeof fetch;
  /** Ports to replace, a fake server's clock for example. Default: the platform's. */
  readonly ports?: Partial<Ports>;
  /** Lets time pass. Default: real time. */
  wait?(ms: number): Promise<void>;
  /**
   * Milliseconds an access token lives, where the server was told to make it short enough to wait for: more than the ten seconds
   * in which no timer renews.
   */
  readonly lifetime?: number;
  /** Deactivates the user. Without it that promise is left out; so with the next three. */
  deactivate?(): Promise<void>;
  /** Deletes the user. */
  remove?(): Promise<void>;
  /** Makes logins answer "too many". */
  throttle?(): Promise<void>;
}

/** One page with one session on that server. */
export interface BackendWorld<Credentials, User> {
  readonly stage: BackendStage<Credentials, User>;
  readonly session: Session<Credentials, User>;
  /** The requests in order: `"POST token/"`, and their `Authorization` header or that of the backend. */
  readonly sent: readonly { readonly what: string; readonly signature: string | null }[];
  /** Cuts the connection to the server, or restores it. */
  setOnline(online: boolean): void;
  /** Garbles the tokens of the next signed requests (default: of one), so that the server refuses them. */
  garble(times?: number): void;
  /** Reloads the page: a new session over the same storage. */
  reload(): BackendWorld<Credentials, User>;
  /** Lets time pass. */
  wait(ms: number): Promise<void>;
  /** Waits in small steps until `fact` holds. Fails after 20 s. */
  waitUntil(fact: () => boolean, what: string): Promise<void>;
  /** The number of these requests so far. */
  count(what: string): number;
  /** Fails unless somebody is logged in (or nobody is). */
  expectStatus(status: "authenticated" | "unauthenticated"): void;
}

/** How long `waitUntil` waits, in milliseconds. */
const PATIENCE = 20_000;
const STEP = 50;

/** Opens a page on the stage's server. */
export function openWorld<Credentials, User>(
  stage: BackendStage<Credentials, User>,
  storage: StoragePort = keep(),
): BackendWorld<Credentials, User> {
  const { backend, ports = {} } = stage;
  const base = new URL(backend.baseUrl.replace(/\/*$/, "/"), globalThis.document?.baseURI).href;
  const header = backend.header?.("garbled") ?? (["Authorization", "Bearer garbled"] as const);
  const travel = stage.fetch ?? globalThis.fetch;
  const wait = stage.wait ?? sleep;
  const sent: { what: string; signature: string | null }[] = [];
  let isOnline = true;
  let garbling = 0;

  const session = createSession({
    backend,
    storage,
    ports: { storage, ...ports },
    // No leeway is set: the default of a fifth of the lifetime suits tokens of a few seconds.
    fetch: async (input, init) => {
      const request = new Request(input, init);
      const signature = request.headers.get(header[0]);
      if (signature && garbling > 0) {
        garbling -= 1;
        request.headers.set(...header);
      }
      sent.push({ what: `${request.method} ${request.url.replace(base, "")}`, signature });
      if (!isOnline) throw new TypeError("Failed to fetch");
      return travel(request);
    },
  });
  session.start();

  const world: BackendWorld<Credentials, User> = {
    stage,
    session,
    sent,
    setOnline(online) {
      isOnline = online;
    },
    garble(times = 1) {
      garbling = times;
    },
    reload: () => openWorld(stage, storage),
    wait,
    async waitUntil(fact, what) {
      for (let waited = 0; waited < PATIENCE; waited += STEP) {
        if (fact()) return;
        await wait(STEP);
      }
      check(fact(), `after ${PATIENCE / 1000} s: ${what}`);
    },
    count: (what) => sent.filter((one) => one.what === what).length,
    expectStatus: (status) => equal(session.getSnapshot().status, status, "the status"),
  };
  return world;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** A storage that survives a reload. */
function keep(): StoragePort {
  let kept: string | null = null;
  return {
    read: () => kept,
    write(text) {
      kept = text;
    },
    remove() {
      kept = null;
    },
  };
}
