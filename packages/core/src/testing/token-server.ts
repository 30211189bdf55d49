/** A fake token server: answers as simplejwt does, by a clock of its own, and fails in the ways that servers fail. */
import type { Backend } from "../model/backend.ts";
import { createClock, type FakeClock } from "./clock.ts";
import { createMint, type Issued } from "./mint.ts";
import {
  describe,
  type TestAccount,
  type TestCredentials,
  type TestUser,
  type TokenKind,
} from "./server-backend.ts";
import { type Fault, receive, type SeenRequest } from "./server-network.ts";

/** How a fake token server behaves. What is `readonly` here but not in {@link TokenServer} can be changed later. */
export interface TokenServerOptions {
  /** Default: a new one. */
  readonly clock?: FakeClock;
  /** Where its paths start. Default: `"https://api.example.com/api/"`. */
  readonly baseUrl?: string;
  /**
   * `"pair"`: JWTs as simplejwt's; `"opaque"`: a pair that tells nothing, with `expires_in`, as OAuth servers'; `"sliding"`: one
   * JWT that is exchanged for a later one while it is valid, as simplejwt's sliding ones; `"fixed"`: one opaque token as DRF's
   * own. Default: `"pair"`.
   */
  readonly tokens?: TokenKind;
  /**
   * What a refresh does to the refresh token: nothing, replace it (the old one is refused), or replace it and revoke the
   * whole login when the old one comes again. Default: `"none"`.
   */
  readonly rotation?: "none" | "rotate" | "detect-reuse";
  /** Milliseconds an access token lives. Default: 300,000 (five minutes); `"fixed"` ones live for ever. */
  readonly accessLifetime?: number;
  /** Milliseconds a refresh token lives; of sliding ones, how long after login the last exchange may be. Default: 86,400,000 (a day). */
  readonly refreshLifetime?: number;
  /** How many milliseconds the server's clock is ahead. Default: 0. */
  readonly skew?: number;
  /** Milliseconds between acting and the arrival of the answer. Default: 0. */
  readonly latency?: number;
}

/** Someone who can log in. */
export interface Person {
  password: string;
  /** Shown as `name` of the user. */
  name: string;
  /** `false`: deactivated. */
  active: boolean;
}

/** A request as the server sees it. `path` lies below its `baseUrl`. */
export type ServerRequest = Pick<SeenRequest, "method" | "url" | "path" | "headers" | "body">;

/** What the server says. */
export interface ServerAnswer {
  readonly status: number;
  /** JSON. Default: none. */
  readonly body?: object;
}

/** A fake token server. */
export interface TokenServer {
  readonly clock: FakeClock;
  readonly baseUrl: string;
  /** How to talk to it: hand it to `createSession`. */
  readonly backend: Backend<TestCredentials, TestUser, TestAccount>;
  /** The network in front of it. Other origins answer 200 and are recorded as well. */
  readonly fetch: typeof fetch;
  /** By username. Two are there from the start: `alice` and `bob`, with the password `"correct horse"`. */
  readonly people: Map<string, Person>;
  /** All that arrived, in order. */
  readonly requests: SeenRequest[];
  accessLifetime: number;
  refreshLifetime: number;
  skew: number;
  latency: number;
  /** Whether answers carry a `Date` that scripts can read. Default: `false`, as it is across origins. */
  showsDate: boolean;
  /** How many requests arrived at this path below `baseUrl`. */
  count(path: string): number;
  /** Refuses the tokens issued so far, though they look good. Default: the access tokens. */
  revoke(kind?: Issued["kind"]): void;
  /** Acts on a request as if it had arrived, and gives the answer at once: for a network of your own. */
  act(request: ServerRequest): ServerAnswer;
  /** Makes a path (`"*"`: all) fail, `times` times (default: until healed). Returns how to heal it. */
  fail(path: string, fault: Fault, times?: number): () => void;
}

const nobody = "No active account found with the given credentials";

/**
 * Makes a fake token server.
 *
 * It offers `token/`, `token/refresh/`, `token/blacklist/`, `users/` (sign-up) and `me/`. Any other path below `baseUrl` is
 * a protected resource that answers with what it saw: `{ method, path, headers, body }`.
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
  const isFixed = tokens === "fixed";
  const isSliding = tokens === "sliding";
  const isOpaque = isFixed || tokens === "opaque";
  const people = new Map<string, Person>();
  const requests: SeenRequest[] = [];
  const faults: { path: string; fault: Fault; left: number }[] = [];
  const now = (): number => clock.now() + server.skew;
  const mint = createMint(now);
  /** When each login was. */
  const logins: number[] = [];
  const lastExchange = (family: number): number =>
    (logins[family - 1] ?? 0) + server.refreshLifetime;

  const grant = (username: string, family: number, withRefresh: boolean): ServerAnswer => {
    const slidesUntil = isSliding ? lastExchange(family) : undefined;
    const issue = (kind: Issued["kind"], lifetime: number): string =>
      mint.issue({ kind, username, family, lifetime, isOpaque, slidesUntil }).token;
    if (isFixed || isSliding)
      return { status: 200, body: { token: issue("access", server.accessLifetime) } };
    const refresh = withRefresh ? { refresh: issue("refresh", server.refreshLifetime) } : {};
    const access = issue("access", server.accessLifetime);
    const told = isOpaque ? { expires_in: Math.floor(server.accessLifetime / 1000) } : {};
    return { status: 200, body: { ...refresh, access, ...told } };
  };
  const login = (input: Input): ServerAnswer => {
    const missing = ["username", "password"].filter((name) => !input[name]);
    if (missing.length > 0) return invalid(missing, "This field is required.");
    const { username, password } = input;
    const person = people.get(`${username}`);
    if (!person?.active || person.password !== password)
      return { status: 401, body: { detail: nobody } };
    return grant(`${username}`, logins.push(now()), true);
  };
  /** The token that buys the next one: a sliding one does that itself, for as long as it may. */
  const payment = (input: Input): Issued | undefined => {
    if (!isSliding) return mint.find(input.refresh, "refresh");
    const one = mint.find(input.token, "access");
    return one && now() < lastExchange(one.family) ? one : undefined;
  };
  const refresh = (input: Input): ServerAnswer => {
    const old = payment(input);
    if (!old) {
      const known = mint.recall(input.refresh);
      if (known?.isRevoked && rotation === "detect-reuse")
        mint.revoke(({ family, kind }) => family === known.family && kind === "refresh");
      return refused("Token is invalid or expired");
    }
    if (!people.get(old.username)?.active)
      return refused("No active account found for the given token.", "no_active_account");
    const rotates = rotation !== "none" && !isSliding;
    if (rotates) old.isRevoked = true;
    return grant(old.username, old.family, rotates);
  };
  const logout = (input: Input, signed: Issued | undefined): ServerAnswer => {
    const one = isFixed ? signed : payment(input);
    if (!one) return refused("Token is invalid or expired");
    one.isRevoked = true;
    return isFixed ? { status: 204 } : { status: 200, body: {} };
  };
  const signUp = ({ username, password }: Input): ServerAnswer => {
    if (people.has(`${username}`))
      return invalid(["username"], "A user with that username already exists.");
    people.set(`${username}`, { password: `${password}`, name: `${username}`, active: true });
    return { status: 201, body: userOf(`${username}`) };
  };
  const userOf = (username: string): TestUser => ({
    username,
    name: people.get(username)?.name ?? "",
  });

  /** What a request that arrived is answered with. */
  const act = (seen: ServerRequest): ServerAnswer => {
    const { method, path, headers, body } = seen;
    if (!seen.url.startsWith(baseUrl))
      return { status: 200, body: { method, path, headers, body } };
    const input = parse(body);
    const route = `${method} ${path}`;
    if (route === "POST token/") return login(input);
    if (route === "POST token/refresh/" && !isFixed) return refresh(input);
    if (route === "POST token/blacklist/" && !isFixed) return logout(input, undefined);
    if (route === "POST users/") return signUp(input);

    const [scheme, token] = (headers.authorization ?? "").split(" ");
    if (!token || scheme !== (isFixed ? "Token" : "Bearer"))
      return { status: 401, body: { detail: "Authentication credentials were not provided." } };
    const signed = mint.find(token, "access");
    if (!signed) return refused("Given token not valid for any token type");
    const person = people.get(signed.username);
    if (!person) return refused("User not found", "user_not_found");
    if (!person.active) return refused("User is inactive", "user_inactive");
    if (route === "POST token/logout/" && isFixed) return logout({}, signed);
    if (path !== "me/") return { status: 200, body: { method, path, headers, body } };
    if (method === "PATCH") person.name = `${input.name ?? person.name}`;
    if (method === "DELETE") people.delete(signed.username);
    return method === "DELETE" ? { status: 204 } : { status: 200, body: userOf(signed.username) };
  };

  const server: TokenServer = {
    clock,
    baseUrl,
    backend: describe(baseUrl, tokens),
    people,
    requests,
    accessLifetime: options.accessLifetime ?? (isFixed ? Number.POSITIVE_INFINITY : 300_000),
    refreshLifetime: options.refreshLifetime ?? 86_400_000,
    skew: options.skew ?? 0,
    latency: options.latency ?? 0,
    showsDate: false,
    count: (path) => requests.filter((seen) => seen.path === path).length,
    act,
    revoke: (kind = "access") => mint.revoke((issued) => issued.kind === kind),
    fail(path, fault, times = Number.POSITIVE_INFINITY) {
      const entry = { path, fault, left: times };
      faults.unshift(entry);
      return () => {
        entry.left = 0;
      };
    },
    fetch: (input, init) =>
      receive(new Request(input, init), {
        baseUrl,
        clock,
        latency: () => server.latency,
        date: () => (server.showsDate ? new Date(now()).toUTCString() : null),
        record: (seen) => requests.push(seen),
        fault({ path, url }) {
          const isOurs = url.startsWith(baseUrl);
          const found = faults.find(
            (one) => one.left > 0 && (one.path === path || (one.path === "*" && isOurs)),
          );
          if (found) found.left -= 1;
          return found?.fault;
        },
        act,
      }),
  };
  for (const [username, name] of [
    ["alice", "Alice"],
    ["bob", "Bob"],
  ] as const)
    people.set(username, { password: "correct horse", name, active: true });
  return server;
}

type Input = Readonly<Record<string, unknown>>;

function refused(detail: string, code = "token_not_valid"): ServerAnswer {
  return { status: 401, body: { detail, code } };
}

function invalid(names: readonly string[], message: string): ServerAnswer {
  return { status: 400, body: Object.fromEntries(names.map((name) => [name, [message]])) };
}

function parse(body: string): Input {
  try {
    const input: unknown = JSON.parse(body);
    return typeof input === "object" && input !== null ? (input as Input) : {};
  } catch {
    return {};
  }
}
