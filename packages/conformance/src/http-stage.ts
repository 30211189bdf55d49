/** The stage of the HTTP promises: a fake token server, a fake browser, a session, and the client that is tried. */
import { createSession, isSessionError, type Session } from "@sojourn/core";
import {
  createBrowser,
  createTokenServer,
  type FakeBrowser,
  type TestAccount,
  type TestCredentials,
  type TestUser,
  type TokenServer,
  type TokenServerOptions,
} from "@sojourn/core/testing";
import { type Case, check, equal } from "./case.ts";
import { comesTrue } from "./patience.ts";

/** What a case asks a client to send. */
export interface HttpRequest {
  /** As the client's users would write it. */
  readonly url: string;
  /** Default: `"GET"`. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text, Blob, FormData, URLSearchParams or a ReadableStream. */
  readonly body?: BodyInit;
  readonly signal?: AbortSignal;
  /** Told how many bytes were sent. Only for clients that can do `"progress"`. */
  readonly progress?: (loaded: number) => void;
  /** The answer's body shall be a Blob. Only for clients that can do `"blobs"`. Default: text. */
  readonly asBlob?: boolean;
  /** As if there were no session. Only for clients that can do `"opt-out"`. */
  readonly optOut?: boolean;
}

/** What came back, whatever its status. */
export interface HttpAnswer {
  readonly status: number;
  /** Text, or a Blob where that was asked for. */
  readonly body: unknown;
}

/** An HTTP client, bound to a session, reduced to what the promises are about. */
export interface HttpClient {
  /** Resolves to any answer, rejects where there is none. */
  send(request: HttpRequest): Promise<HttpAnswer>;
  /** The `SessionError` in what `send` rejected with. Default: the error itself. */
  cause?(error: unknown): unknown;
}

/**
 * What not every client can do: tell of progress, give bodies as Blobs, be told to leave a request alone, send a
 * ReadableStream.
 */
export type Skill = "progress" | "blobs" | "opt-out" | "streams";

/** A promise of HTTP clients. */
export interface HttpCase extends Case<HttpStage> {
  /** Only clients that can do this make the promise. Default: all do. */
  readonly needs?: Skill;
}

/** The session of the fake server. */
export type TestSession = Session<TestCredentials, TestUser, TestAccount>;

/** Binds the client to a session. Its requests travel with `fetch`; relative URLs start at `baseUrl`. */
export type MakeClient = (
  session: TestSession,
  travel: { readonly fetch: typeof fetch; readonly baseUrl: string },
) => HttpClient;

/** Everything a case plays with. */
export interface HttpStage {
  /** A world with its own server; nobody is logged in. */
  open(options?: TokenServerOptions): HttpWorld;
  /** Binds a client of this kind to another session. */
  readonly bind: MakeClient;
}

/** One world. */
export interface HttpWorld {
  readonly server: TokenServer;
  readonly browser: FakeBrowser;
  readonly session: TestSession;
  readonly client: HttpClient;
  /** What `promise` comes to when everything that is under way arrives; fails where it still waits then. */
  arrival<Result>(promise: Promise<Result>, what: string): Promise<Result>;
  /** Lets what is under way go on until `fact` holds; fails where it never does. No time passes. */
  until(fact: () => boolean, what: string): Promise<void>;
  /** Sends, and gives what arrives: an answer or an error. */
  send(request: HttpRequest): Promise<HttpAnswer>;
  logIn(username?: string): Promise<void>;
  /** Lets the access token expire without a timer: the page is hidden, and nothing renews it before someone asks. */
  expire(): Promise<void>;
  /** Answers "401" for ever to the present token, though it looks good. */
  refuse(): void;
  refreshes(): number;
  /** The `Authorization` headers that arrived at a path, in order. */
  signatures(path: string): (string | null)[];
  /** Fails unless `error` is a session's error with this code. */
  expectCode(error: unknown, code: string): void;
}

/** Makes the stage for a kind of client. */
export function createHttpStage(make: MakeClient): HttpStage {
  return {
    bind: make,
    open(options = {}) {
      const server = createTokenServer(options);
      const { clock } = server;
      const browser = createBrowser({ clock, fetch: server.fetch });
      const tab = browser.openTab();
      const { ports, fetch } = tab;
      const session = createSession({ backend: server.backend, ports, fetch });
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
          equal(server.count("token/refresh/"), 0, "refreshes before anybody asked");
        },
        refuse: () => server.revoke(),
        refreshes: () => server.count("token/refresh/"),
        signatures: (path) =>
          server.requests
            .filter((seen) => seen.path === path)
            .map((seen) => seen.headers.authorization ?? null),
        expectCode(error, code) {
          const found = client.cause ? client.cause(error) : error;
          check(isSessionError(found), `not a SessionError: ${found}`);
          equal(found.code, code, "the error's code");
        },
      };
    },
  };
}

/** Sends the same many times at once and waits for all of them. */
export async function sendMany(
  world: HttpWorld,
  count: number,
  request: (index: number) => HttpRequest,
): Promise<PromiseSettledResult<HttpAnswer>[]> {
  const sent = Array.from({ length: count }, (_, index) => world.client.send(request(index)));
  return world.arrival(Promise.allSettled(sent), `${count} answers`);
}

/** How many of the answers have each status; `error` counts rejections. */
export function tally(results: readonly PromiseSettledResult<HttpAnswer>[]): object {
  const counts: Record<string, number> = {};
  for (const result of results) {
    const key = result.status === "fulfilled" ? result.value.status : "error";
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}
