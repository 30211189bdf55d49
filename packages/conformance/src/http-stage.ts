/** The stage of the HTTP promises: a fake token server, a fake browser, a session, and the client that is tested. */
import {
  cookieMode,
  createSession,
  extendBackend,
  isSessionError,
  type Session,
} from "@sojourn/core";
import {
  createBrowser,
  createTokenServer,
  type FakeBrowser,
  type TestAccount,
  type TestCredentials,
  type TestSteps,
  type TestUser,
  type TokenServer,
  type TokenServerOptions,
} from "@sojourn/core/testing";
import { type Case, check, equal } from "./case.ts";
import { comesTrue } from "./patience.ts";

/** A request that a case sends with the client. */
export interface HttpRequest {
  /** As users of the client would write it. */
  readonly url: string;
  /** Default: `"GET"`. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text, Blob, FormData, URLSearchParams or a ReadableStream. */
  readonly body?: BodyInit;
  readonly signal?: AbortSignal;
  /** Called with the number of bytes sent. Only for clients with the skill `"progress"`. */
  readonly progress?: (loaded: number) => void;
  /** Whether the body of the answer is a Blob. Only for clients with the skill `"blobs"`. Default: text. */
  readonly asBlob?: boolean;
  /** Whether the request is sent as if there were no session. Only for clients with the skill `"opt-out"`. */
  readonly optOut?: boolean;
}

/** An answer with any status. */
export interface HttpAnswer {
  readonly status: number;
  /** Text, or a Blob if the request asked for one. */
  readonly body: unknown;
}

/** An HTTP client that is bound to a session, reduced to the part that the promises are about. */
export interface HttpClient {
  /** Resolves to an answer with any status. Rejects without an answer. */
  send(request: HttpRequest): Promise<HttpAnswer>;
  /** Finds the `SessionError` in an error of `send`. Default: the error itself. */
  cause?(error: unknown): unknown;
}

/**
 * The skills that some clients lack: report progress, return bodies as Blobs, send a single request without the session,
 * send a ReadableStream, leave cookies behind on the way to the page's own origin too (XMLHttpRequest cannot).
 */
export type Skill = "progress" | "blobs" | "opt-out" | "streams" | "omits-cookies";

/** A promise of HTTP clients. */
export interface HttpCase extends Case<HttpStage> {
  /** The skill that a client needs to make this promise. Default: none. */
  readonly needs?: Skill;
}

/** The session of the fake server. */
export type TestSession = Session<TestCredentials, TestUser, TestAccount, TestSteps>;

/** Binds a client to a session. It sends with `fetch`; relative URLs start at `baseUrl`. */
export type MakeClient = (
  session: TestSession,
  travel: { readonly fetch: typeof fetch; readonly baseUrl: string },
) => HttpClient;

/** The input of a case. */
export interface HttpStage {
  /** Opens a world with its own server, in which nobody is logged in. */
  open(options?: TokenServerOptions): HttpWorld;
  /** Binds a client of this kind to another session. */
  readonly bind: MakeClient;
}

/** A server, a browser with one page, a session, and a client. */
export interface HttpWorld {
  readonly server: TokenServer;
  readonly browser: FakeBrowser;
  readonly session: TestSession;
  readonly client: HttpClient;
  /** Lets everything that was sent arrive, and resolves like `promise`. Fails if it is still pending then. */
  arrival<Result>(promise: Promise<Result>, what: string): Promise<Result>;
  /** Lets pending work continue until `fact` holds. Fails if it never does. No time passes. */
  until(fact: () => boolean, what: string): Promise<void>;
  /** Sends a request and resolves to its answer, or rejects. */
  send(request: HttpRequest): Promise<HttpAnswer>;
  logIn(username?: string): Promise<void>;
  /** Lets the access token expire without a renewal: the page is hidden, so only a request renews it. */
  expire(): Promise<void>;
  /** Makes the server answer 401 to the current token, though it looks valid. */
  refuse(): void;
  refreshes(): number;
  /** The `Authorization` headers that arrived at a path, in order. */
  signatures(path: string): (string | null)[];
  /** Fails unless `error` is a session's error with this code. */
  expectCode(error: unknown, code: string): void;
}

/** The server's description, in cookie mode if the server keeps its tokens in cookies. */
function describe(
  { backend }: TokenServer,
  { cookies: to, csrf }: TokenServerOptions,
): TokenServer["backend"] {
  if (!to) return backend;
  const settings = csrf ? { cookie: "csrftoken", header: "X-CSRFToken" } : undefined;
  return extendBackend(backend, { cookies: cookieMode({ to, csrf: settings }) });
}

/** Makes a stage for a kind of client. */
export function createHttpStage(make: MakeClient): HttpStage {
  return {
    bind: make,
    open(options = {}) {
      const server = createTokenServer(options);
      const { clock } = server;
      const browser = createBrowser({ clock, fetch: server.fetch });
      const tab = browser.openTab();
      const { fetch } = tab;
      const ports = { ...tab.ports, readCookie: (name: string) => server.cookies.get(name) };
      const session = createSession({ backend: describe(server, options), ports, fetch });
      session.start();
      const client = make(session, { fetch, baseUrl: server.baseUrl });
      const until: HttpWorld["until"] = async (fact, what) =>
        check(await comesTrue(clock, fact), `still waited for: ${what}`);
      const arrival: HttpWorld["arrival"] = async (promise, what) => {
        let isSettled = false;
        const settled = (): void => {
          isSettled = true;
        };
        promise.then(settled, settled);
        await until(() => isSettled, what);
        return promise;
      };
      return {
        server,
        browser,
        session,
        client,
        arrival,
        until,
        send: (request) => arrival(client.send(request), `the answer to ${request.url}`),
        async logIn(username = "alice") {
          const login = session.login({ username, password: "correct horse" });
          equal((await arrival(login, "the login")).username, username, "who logged in");
        },
        async expire() {
          tab.hide();
          await clock.advance(server.accessLifetime + 1000);
          equal(server.count("token/refresh/"), 0, "refreshes before a request");
        },
        refuse: () => server.revoke(),
        refreshes: () => server.count("token/refresh/"),
        signatures: (path) =>
          server.requests
            .filter((seen) => seen.path === path)
            .map((seen) => seen.headers.authorization ?? null),
        expectCode(error, code) {
          const { cause = (error: unknown) => error } = client;
          const found = cause(error);
          check(isSessionError(found), `not a SessionError: ${found}`);
          equal(found.code, code, "the error's code");
        },
      };
    },
  };
}

/** Sends many requests at once and waits for all of them. */
export async function sendMany(
  world: HttpWorld,
  count: number,
  request: (index: number) => HttpRequest,
): Promise<PromiseSettledResult<HttpAnswer>[]> {
  const sent = Array.from({ length: count }, (_, index) => world.client.send(request(index)));
  return world.arrival(Promise.allSettled(sent), `${count} answers`);
}

/** Counts the answers by status; `error` counts rejections. */
export function tally(results: readonly PromiseSettledResult<HttpAnswer>[]): object {
  const counts: Record<string, number> = {};
  for (const result of results) {
    const key = result.status === "fulfilled" ? result.value.status : "error";
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}
