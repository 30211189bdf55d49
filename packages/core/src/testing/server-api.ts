/** The endpoints of a fake token server: login, refresh, logout, sign-up, "me", and protected resources. */
import { createMint, type Issued, type Mint } from "./mint.ts";
import type { TestUser, TokenKind } from "./server-backend.ts";
import type { SeenRequest } from "./server-network.ts";

/** Someone who can log in. */
export interface Person {
  password: string;
  /** The `name` of the user. */
  name: string;
  /** `false`: the user was deactivated. */
  active: boolean;
  /** The one-time code that a login asks for as its second step, `"code"`. Default: a login has one step. */
  code?: string;
}

/** A request as the server sees it. `path` is relative to its `baseUrl`. */
export type ServerRequest = Pick<SeenRequest, "method" | "url" | "path" | "headers" | "body">;

/** The server's answer. */
export interface ServerAnswer {
  readonly status: number;
  /** JSON. Default: none. */
  readonly body?: object;
}

/** How the endpoints behave. */
export interface ServerApiOptions {
  readonly baseUrl: string;
  readonly tokens: TokenKind;
  readonly rotation: "none" | "rotate" | "detect-reuse";
  readonly people: Map<string, Person>;
  /** The server's clock. */
  now(): number;
  /** Milliseconds that an access token lives. */
  accessLifetime(): number;
  /** Milliseconds that a refresh token lives. */
  refreshLifetime(): number;
}

type Input = Readonly<Record<string, unknown>>;

type Endpoint = (input: Input) => ServerAnswer;

/** The endpoints of one server, and the tokens that it issued. */
export class ServerApi {
  private readonly options: ServerApiOptions;
  private readonly mint: Mint;
  private readonly publicEndpoints: ReadonlyMap<string, Endpoint>;
  private readonly isFixed: boolean;
  private readonly isSliding: boolean;
  /** The instant of each login. */
  private readonly logins: number[] = [];
  /** Who a ticket belongs to. */
  private readonly tickets = new Map<string, string>();

  constructor(options: ServerApiOptions) {
    this.options = options;
    this.mint = createMint(options.now);
    this.isFixed = options.tokens === "fixed";
    this.isSliding = options.tokens === "sliding";
    const endpoints = new Map<string, Endpoint>([
      ["POST token/", (input) => this.logIn(input)],
      ["POST token/code/", (input) => this.checkCode(input)],
      ["POST users/", (input) => this.signUp(input)],
    ]);
    if (!this.isFixed) {
      endpoints.set("POST token/refresh/", (input) => this.refresh(input));
      endpoints.set("POST token/blacklist/", (input) => this.logOut(this.renewable(input)));
    }
    this.publicEndpoints = endpoints;
  }

  /** Answers a request. */
  act(request: ServerRequest): ServerAnswer {
    const { method, path, headers, body, url } = request;
    if (!url.startsWith(this.options.baseUrl)) return echo(request);
    const endpoint = this.publicEndpoints.get(`${method} ${path}`);
    if (endpoint) return endpoint(parse(body));

    const token = this.tokenIn(headers.authorization ?? "");
    if (token === null)
      return { status: 401, body: { detail: "Authentication credentials were not provided." } };
    const signed = this.mint.find(token, "access");
    if (!signed) return refused("Given token not valid for any token type");
    const person = this.options.people.get(signed.username);
    if (!person) return refused("User not found", "user_not_found");
    if (!person.active) return refused("User is inactive", "user_inactive");
    if (this.isFixed && `${method} ${path}` === "POST token/logout/") return this.logOut(signed);
    if (path !== "me/") return echo(request);
    return this.me(method, signed.username, person, parse(body));
  }

  /** Refuses all tokens of this kind that were issued so far. */
  revoke(kind: Issued["kind"]): void {
    this.mint.revoke((issued) => issued.kind === kind);
  }

  private tokenIn(authorization: string): string | null {
    const [scheme, token] = authorization.split(" ");
    const expected = this.isFixed ? "Token" : "Bearer";
    if (!token || scheme !== expected) return null;
    return token;
  }

  private logIn(input: Input): ServerAnswer {
    const missing = ["username", "password"].filter((name) => !input[name]);
    if (missing.length > 0) return invalid(missing, "This field is required.");
    const { username, password } = input;
    const person = this.options.people.get(`${username}`);
    if (!person?.active || person.password !== password)
      return {
        status: 401,
        body: { detail: "No active account found with the given credentials" },
      };
    if (person.code !== undefined) return this.askForCode(`${username}`);
    return this.begin(`${username}`);
  }

  private begin(username: string): ServerAnswer {
    const family = this.logins.push(this.options.now());
    return this.grant(username, family, true);
  }

  private askForCode(username: string): ServerAnswer {
    const ticket = `ticket-${this.tickets.size + 1}`;
    this.tickets.set(ticket, username);
    return { status: 200, body: { step: "code", sentTo: `${username}'s phone`, ticket } };
  }

  private checkCode({ code, ticket }: Input): ServerAnswer {
    const username = this.tickets.get(`${ticket}`);
    if (username === undefined) return refused("Log in again.", "no_login");
    if (code !== this.options.people.get(username)?.code)
      return invalid(["code"], "This code is wrong.");
    this.tickets.delete(`${ticket}`);
    return this.begin(username);
  }

  private signUp({ username, password }: Input): ServerAnswer {
    const { people } = this.options;
    if (people.has(`${username}`))
      return invalid(["username"], "A user with that username already exists.");
    people.set(`${username}`, { password: `${password}`, name: `${username}`, active: true });
    return { status: 201, body: this.userOf(`${username}`) };
  }

  private refresh(input: Input): ServerAnswer {
    const { people, rotation } = this.options;
    const old = this.renewable(input);
    if (!old) {
      this.detectReuse(input.refresh);
      return refused("Token is invalid or expired");
    }
    if (!people.get(old.username)?.active)
      return refused("No active account found for the given token.", "no_active_account");
    const rotates = rotation !== "none" && !this.isSliding;
    if (rotates) old.isRevoked = true;
    return this.grant(old.username, old.family, rotates);
  }

  private logOut(issued: Issued | undefined): ServerAnswer {
    if (!issued) return refused("Token is invalid or expired");
    issued.isRevoked = true;
    if (this.isFixed) return { status: 204 };
    return { status: 200, body: {} };
  }

  private me(method: string, username: string, person: Person, input: Input): ServerAnswer {
    if (method === "DELETE") {
      this.options.people.delete(username);
      return { status: 204 };
    }
    if (method === "PATCH") person.name = `${input.name ?? person.name}`;
    return { status: 200, body: this.userOf(username) };
  }

  /** Issues the tokens of a login or a refresh. */
  private grant(username: string, family: number, withRefresh: boolean): ServerAnswer {
    const accessLifetime = this.options.accessLifetime();
    const isOpaque = this.isFixed || this.options.tokens === "opaque";
    const common = { username, family, isOpaque };
    const issueAccess = (slidesUntil?: number): string =>
      this.mint.issue({ ...common, kind: "access", lifetime: accessLifetime, slidesUntil }).token;

    if (this.isFixed) return { status: 200, body: { token: issueAccess() } };
    if (this.isSliding)
      return { status: 200, body: { token: issueAccess(this.lastExchangeAt(family)) } };
    const body: Record<string, unknown> = {};
    if (withRefresh) {
      const lifetime = this.options.refreshLifetime();
      body.refresh = this.mint.issue({ ...common, kind: "refresh", lifetime }).token;
    }
    body.access = issueAccess();
    if (isOpaque) body.expires_in = Math.floor(accessLifetime / 1000);
    return { status: 200, body };
  }

  /** The token that can be exchanged for a new one: the refresh token, or a sliding token itself until its last exchange. */
  private renewable(input: Input): Issued | undefined {
    if (!this.isSliding) return this.mint.find(input.refresh, "refresh");
    const sliding = this.mint.find(input.token, "access");
    if (!sliding || this.options.now() >= this.lastExchangeAt(sliding.family)) return undefined;
    return sliding;
  }

  private lastExchangeAt(family: number): number {
    return (this.logins[family - 1] ?? 0) + this.options.refreshLifetime();
  }

  /** Revokes all refresh tokens of a login if one comes again after it was replaced. */
  private detectReuse(token: unknown): void {
    const known = this.mint.recall(token);
    if (!known?.isRevoked || this.options.rotation !== "detect-reuse") return;
    this.mint.revoke(({ family, kind }) => family === known.family && kind === "refresh");
  }

  private userOf(username: string): TestUser {
    return { username, name: this.options.people.get(username)?.name ?? "" };
  }
}

function echo({ method, path, headers, body }: ServerRequest): ServerAnswer {
  return { status: 200, body: { method, path, headers, body } };
}

function refused(detail: string, code = "token_not_valid"): ServerAnswer {
  return { status: 401, body: { detail, code } };
}

function invalid(names: readonly string[], message: string): ServerAnswer {
  return { status: 400, body: Object.fromEntries(names.map((name) => [name, [message]])) };
}

function parse(body: string): Input {
  try {
    const input: unknown = JSON.parse(body);
    if (typeof input === "object" && input !== null) return input as Input;
  } catch {
    // Other bodies are empty input.
  }
  return {};
}
