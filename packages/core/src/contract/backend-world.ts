/** One page of the backend contract, with one session: what it sent, and what may happen to it. */
import { createSession } from "../create-session.ts";
import type { Backend } from "../model/backend.ts";
import type { StoragePort } from "../model/ports.ts";
import type { Session } from "../session.ts";
import type { BackendStage } from "./backend-stage.ts";
import { check, equal } from "./case.ts";

/** A stage of any types. */
export type Stage = BackendStage<unknown, unknown>;

/** The operations of a description that the contract looks at. */
const operations = ["login", "refresh", "verify", "me", "logout"] as const;
type OperationName = (typeof operations)[number];

/** A request that was sent, and its answer. */
interface Sent {
  /** The operation of the description that it belongs to. `null`: it is one of the app, or of a step. */
  readonly operation: OperationName | null;
  /** The header that carries the token. `null`: it was not signed. */
  readonly signature: string | null;
  /** `null`: none came. */
  answer: Response | null;
}

/** What happens to requests on their way: they arrive, nothing arrives, or a proxy says that its server is down. */
type Network = "up" | "down" | "proxy";

/** One page with one session on the server of a stage. */
export interface World {
  readonly stage: Stage;
  readonly session: Session<unknown, unknown>;
  /** The requests so far, in order. */
  readonly sent: readonly Sent[];
  /** The newest of them. */
  last(): Sent | undefined;
  /** Logs the user of the stage in. */
  logIn(): Promise<unknown>;
  /** Makes the request of the stage. */
  request(): Promise<Response>;
  /** Whether the server accepts that request. */
  isAccepted(): Promise<boolean>;
  /** The number of requests so far that belong to this operation; `null`: of the app. */
  count(operation: OperationName | null): number;
  /** Forgets the requests so far. */
  forget(): void;
  setNetwork(network: Network): void;
  /** Spoils the token of the next signed request, so that the server refuses it. */
  spoilOnce(): void;
  /** Closes the page and opens it again: a new session over the same storage. With `spoilt` its tokens are no longer good. */
  reload(how?: { readonly spoilt: boolean }): World;
  /** Lets time pass. */
  wait(ms: number): Promise<void>;
  /** Waits in small steps until `fact` holds, for `patience` milliseconds at most. */
  waitUntil(fact: () => boolean, what: string, patience?: number): Promise<void>;
  /** Fails unless somebody is logged in (or nobody is). */
  expectStatus(status: "authenticated" | "unauthenticated"): void;
}

/** A header of the contract's own: which operation a request belongs to. It is taken off before the request leaves. */
const MARK = "x-sojourn-operation";
const PATIENCE = 20_000;
const STEP = 50;

/** Opens a page on the server of a stage. */
export function openWorld(stage: Stage, storage: Kept = keep()): World {
  const { resource, ports = {}, wait = sleep } = stage;
  const { header = bearer } = stage.backend;
  const sent: Sent[] = [];
  let network: Network = "up";
  let spoils = false;

  /** The request as it leaves the page, and its place in `sent`. */
  const note = (request: Request): Sent => {
    const [name] = header("");
    const operation = request.headers.get(MARK) as OperationName | null;
    request.headers.delete(MARK);
    const signature = request.headers.get(name);
    if (signature && spoils && operation === null) {
      spoils = false;
      request.headers.set(name, spoil(signature));
    }
    const noted: Sent = { operation, signature, answer: null };
    sent.push(noted);
    return noted;
  };
  const session = createSession({
    backend: marked(stage.backend),
    storage,
    ports: { storage, ...ports },
    fetch: async (input, init) => {
      const request = new Request(input, init);
      const noted = note(request);
      if (network === "down") throw new TypeError("Failed to fetch");
      if (network === "proxy") return proxyError();
      const answer = await (stage.fetch ?? globalThis.fetch)(request);
      noted.answer = answer.clone();
      return answer;
    },
  });
  session.start();

  const logIn = stage.logIn ?? ((one, credentials) => one.login(credentials));
  const world: World = {
    stage,
    session,
    sent,
    last: () => sent[sent.length - 1],
    logIn: () => logIn(session, stage.credentials),
    request() {
      if (typeof resource === "string") return session.fetch(resource);
      return resource(session.fetch);
    },
    isAccepted: async () => isAccepted(stage.backend, await world.request()),
    count: (operation) => sent.filter((one) => one.operation === operation).length,
    forget() {
      sent.length = 0;
    },
    setNetwork(next) {
      network = next;
    },
    spoilOnce() {
      if (stage.backend.cookies?.to === "all") stage.spoilCookies?.("access");
      else spoils = true;
    },
    reload({ spoilt } = { spoilt: false }) {
      session.start()();
      if (spoilt && stage.backend.cookies) stage.spoilCookies?.("all");
      else if (spoilt) storage.spoil();
      return openWorld(stage, storage);
    },
    wait,
    async waitUntil(fact, what, patience = PATIENCE) {
      for (let waited = 0; waited < patience && !fact(); waited += STEP) await wait(STEP);
      check(fact(), `after ${patience / 1000} s: ${what}`);
    },
    expectStatus: (status) => equal(session.getSnapshot().status, status, "the status"),
  };
  return world;
}

/** The same description, whose requests carry a mark of their operation. */
function marked(backend: Backend<unknown, unknown>): Backend<unknown, unknown> {
  const all: Record<string, unknown> = { ...backend };
  for (const name of operations) {
    const operation = backend[name];
    if (!operation) continue;
    const headers = (input: never) => ({ ...operation.headers?.(input), [MARK]: name });
    all[name] = { ...operation, headers };
  }
  return all as unknown as Backend<unknown, unknown>;
}

/** Whether an answer is a success, also by what the description says about it. */
async function isAccepted(
  { challenge }: Backend<unknown, unknown>,
  response: Response,
): Promise<boolean> {
  if (!response.ok) return false;
  const body: unknown = await response.json().catch(() => undefined);
  return challenge?.({ status: response.status, body }) === undefined;
}

function bearer(access: string): readonly [name: string, value: string] {
  return ["Authorization", `Bearer ${access}`];
}

/** The same token, or a header that ends with it, with one other character: it keeps its form, but nobody issued it. */
function spoil(token: string): string {
  const at = Math.max(0, token.length - 8); // not the last one of a JWT, part of which means nothing
  const other = token[at] === "0" ? "1" : "0";
  return token.slice(0, at) + other + token.slice(at + 1);
}

function proxyError(): Response {
  const headers = { "content-type": "text/html" };
  return new Response("<!doctype html><h1>502 Bad Gateway</h1>", { status: 502, headers });
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** A storage that survives a reload, and whose tokens can be spoilt. */
interface Kept extends StoragePort {
  spoil(): void;
}

function keep(): Kept {
  let kept: string | null = null;
  return {
    read: () => kept,
    write(text) {
      kept = text;
    },
    remove() {
      kept = null;
    },
    spoil() {
      const { held, ...record } = JSON.parse(kept ?? "{}");
      const refresh = held.refresh === null ? null : spoil(held.refresh);
      kept = JSON.stringify({ ...record, held: { ...held, access: spoil(held.access), refresh } });
    },
  };
}
