/** A fake token server. It answers like simplejwt, has its own clock, and can fail in the ways in which servers fail. */
import type { Backend } from "../model/backend.ts";
import { createClock, type FakeClock } from "./clock.ts";
import type { Issued } from "./mint.ts";
import { type Person, type ServerAnswer, ServerApi, type ServerRequest } from "./server-api.ts";
import {
  describe,
  describeWithCookies,
  type TestAccount,
  type TestCredentials,
  type TestSteps,
  type TestUser,
  type TokenKind,
} from "./server-backend.ts";
import { ServerCookies } from "./server-cookies.ts";
import { type Behind, type Fault, Faults, receive, type SeenRequest } from "./server-network.ts";

/** The options of a fake token server. The properties that are not `readonly` in {@link TokenServer} can be changed later. */
export interface TokenServerOptions {
  /** Default: a new one. */
  readonly clock?: FakeClock;
  /** The URL that its paths are relative to. Default: `"https://api.example.com/api/"`. */
  readonly baseUrl?: string;
  /**
   * `"pair"`: an access and a refresh token, both JWTs, as from simplejwt. `"opaque"`: a pair of opaque tokens with `expires_in`, as from
   * OAuth servers. `"sliding"`: one JWT that is exchanged for a new one while it is valid, like simplejwt's sliding tokens. `"fixed"`: one
   * opaque token, like DRF's own. Default: `"pair"`.
   */
  readonly tokens?: TokenKind;
  /**
   * What a refresh does to the refresh token. `"none"`: it stays valid. `"rotate"`: it is replaced, and the old one is refused.
   * `"detect-reuse"`: as `"rotate"`, and if the old one is sent again, all refresh tokens of that login are revoked. Default: `"none"`.
   */
  readonly rotation?: "none" | "rotate" | "detect-reuse";
  /** Milliseconds that an access token lives. Default: 300,000 (five minutes), or `Infinity` for `"fixed"`. */
  readonly accessLifetime?: number;
  /**
   * Milliseconds that a refresh token lives. A sliding token can be exchanged for this long after its login.
   * Default: 86,400,000 (a day).
   */
  readonly refreshLifetime?: number;
  /** How many milliseconds the server's clock is ahead. Default: 0. */
  readonly skew?: number;
  /** Milliseconds until an answer arrives, after the server acted. Default: 0. */
  readonly latency?: number;
  /**
   * Keeps tokens of the kind `"pair"` in cookies that no page can read. `"auth"`: the refresh token. `"all"`: both, and cookies sign all
   * requests. Set `cookies` of the description to `cookieMode({ to })`. Default: pages get the tokens.
   */
  readonly cookies?: "auth" | "all" | undefined;
  /** Whether unsafe requests with cookies need the header `X-CSRFToken` with the value of the cookie `csrftoken`. Default: `false`. */
  readonly csrf?: boolean | undefined;
}

/** A fake token server. */
export interface TokenServer {
  readonly clock: FakeClock;
  readonly baseUrl: string;
  /** The description of the server. Pass it to `createSession`. */
  readonly backend: Backend<TestCredentials, TestUser, TestAccount, TestSteps>;
  /** A `fetch` that reaches this server. Requests to other URLs are answered with 200 and recorded as well. */
  readonly fetch: typeof fetch;
  /** The people who can log in, by username. Two exist from the start: `alice` and `bob`, with the password `"correct horse"`. */
  readonly people: Map<string, Person>;
  /** All requests that arrived, in order. */
  readonly requests: SeenRequest[];
  accessLifetime: number;
  refreshLifetime: number;
  skew: number;
  latency: number;
  /** Whether answers have a `Date` header that scripts can read. Default: `false`, as across origins. */
  showsDate: boolean;
  /** How many requests arrived at this path, relative to `baseUrl`. */
  count(path: string): number;
  /** Refuses the tokens of this kind that were issued so far, although they look valid. Default: `"access"`. */
  revoke(kind?: Issued["kind"]): void;
  /** Acts on a request and returns the answer at once. Use it for a network of your own. */
  act(request: ServerRequest): ServerAnswer;
  /** The cookies of the browser. Without the option `cookies` there are none. */
  readonly cookies: {
    /** The value of a cookie: `"refresh"`, `"access"` or `"csrftoken"`. `null`: there is none. */
    get(name: string): string | null;
    /** Sets a cookie, as another program of the browser would. `null` deletes it. */
    set(name: string, value: string | null): void;
  };
  /** Makes requests to a path fail (`"*"`: to all paths), `times` times. Default: until you call the returned function. */
  fail(path: string, fault: Fault, times?: number): () => void;
}

/**
 * Makes a fake token server.
 *
 * Its endpoints are `token/`, `token/refresh/`, `token/blacklist/`, `token/code/`, `users/` (sign-up) and `me/`. Any other path below `baseUrl` is a
 * protected resource that answers with the request itself: `{ method, path, headers, body }`.
 *
 * @example
 * ```ts
 * import { createTokenServer } from "@sojourn/core/testing";
 *
 * const server = createTokenServer({ rotation: "detect-reuse", accessLifetime: 60_000 });
 * server.fail("token/refresh/", { status: 503, headers: { "Retry-After": "30" } }, 2);
 * server.people.set("carol", { password: "battery staple", name: "Carol", active: true });
 * ```
 */
export function createTokenServer(options: TokenServerOptions = {}): TokenServer {
  const { clock = createClock(), tokens = "pair", rotation = "none" } = options;
  const baseUrl = options.baseUrl ?? "https://api.example.com/api/";
  const people = new Map<string, Person>();
  const requests: SeenRequest[] = [];
  const faults = new Faults(baseUrl);
  const now = (): number => clock.now() + server.skew;
  const api = new ServerApi({
    baseUrl,
    tokens,
    rotation,
    people,
    now,
    accessLifetime: () => server.accessLifetime,
    refreshLifetime: () => server.refreshLifetime,
  });
  const act = (request: ServerRequest): ServerAnswer => api.act(request);
  const cookies = new ServerCookies({
    to: options.cookies ?? "auth",
    csrf: options.csrf ?? false,
    accessLifetime: () => server.accessLifetime,
  });
  const actWithCookies: Behind["act"] = (seen) => {
    const read = cookies.read(seen);
    if (!("path" in read)) return { answer: read, arrives: () => {} };
    return cookies.write(seen, api.act(read));
  };
  const network: Behind = {
    baseUrl,
    clock,
    latency: () => server.latency,
    date: () => (server.showsDate ? new Date(now()).toUTCString() : null),
    record: (seen) => requests.push(seen),
    fault: (seen) => faults.take(seen),
    act: options.cookies ? actWithCookies : (seen) => ({ answer: act(seen), arrives: () => {} }),
  };

  const server: TokenServer = {
    clock,
    baseUrl,
    backend: options.cookies
      ? describeWithCookies(baseUrl, options.cookies)
      : describe(baseUrl, tokens),
    cookies,
    people,
    requests,
    accessLifetime: options.accessLifetime ?? defaultAccessLifetime(tokens),
    refreshLifetime: options.refreshLifetime ?? 86_400_000,
    skew: options.skew ?? 0,
    latency: options.latency ?? 0,
    showsDate: false,
    count: (path) => requests.filter((seen) => seen.path === path).length,
    act,
    revoke: (kind = "access") => api.revoke(kind),
    fail: (path, fault, times = Infinity) => faults.add(path, fault, times),
    fetch: (input, init) => receive(new Request(input, init), network),
  };
  people.set("alice", { password: "correct horse", name: "Alice", active: true });
  people.set("bob", { password: "correct horse", name: "Bob", active: true });
  return server;
}

function defaultAccessLifetime(tokens: TokenKind): number {
  if (tokens === "fixed") return Infinity;
  return 300_000;
}
