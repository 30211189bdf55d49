/**
 * A server in the page, which understands every contender: a POST renews tokens and answers with all names that anybody calls
 * them, a GET wants a good token. No network, so that what is measured is the client.
 */
import type { Tokens } from "./client.ts";

/** How the server behaves. */
export interface ServerOptions {
  /** Milliseconds that an access token lives. Default: an hour. */
  readonly lifetime?: number;
  /** Milliseconds until an answer arrives. Default: 0, which is at once. */
  readonly latency?: number;
  /** The server's clock. Default: `Date.now`, looked up each time. */
  readonly now?: () => number;
}

/** A server in the page. */
export interface PageServer {
  /** Takes the place of `globalThis.fetch`. */
  readonly fetch: typeof fetch;
  /** How often tokens were renewed. */
  readonly refreshes: number;
  /** Issues tokens without being asked. */
  issue(): Tokens;
  /** Refuses all access tokens issued so far, though they look good. */
  revoke(): void;
}

/** Makes a server. */
export function createServer({
  lifetime = 3_600_000,
  latency = 0,
  now = () => Date.now(),
}: ServerOptions = {}): PageServer {
  const good = new Set<string>();
  const spent = new Set<string>();
  let issued = 0;
  let refreshes = 0;

  const issue = (): Tokens => {
    issued += 1;
    // Whole seconds, as in the claims.
    const iat = Math.floor(now() / 1000);
    const exp = iat + lifetime / 1000;
    const access = writeJwt({ token_type: "access", iat, exp, jti: `${issued}` });
    const refresh = writeJwt({ token_type: "refresh", iat, exp: iat + 86_400, jti: `r${issued}` });
    good.add(access);
    return { access, refresh, expiresAt: exp * 1000 };
  };
  const renew = (body: string): Response => {
    const given = refreshTokenIn(body);
    refreshes += 1;
    if (spent.has(given))
      return Response.json({ error: "invalid_grant", code: "token_not_valid" }, { status: 401 });
    spent.add(given);
    return Response.json(answerOf(issue(), now()));
  };
  const serve = (authorization: string | null): Response => {
    const token = authorization?.replace("Bearer ", "") ?? "";
    const { exp = 0 } = readClaims(token);
    if (exp * 1000 > now() && good.has(token)) return Response.json({ posts: [] });
    return Response.json({ detail: "no", code: "token_not_valid" }, { status: 401 });
  };
  return {
    get refreshes() {
      return refreshes;
    },
    issue,
    revoke: () => good.clear(),
    async fetch(input, init) {
      const request = new Request(input, init);
      const body = request.method === "POST" ? await request.text() : "";
      if (latency > 0) await new Promise((done) => setTimeout(done, latency));
      return request.method === "POST" ? renew(body) : serve(request.headers.get("authorization"));
    },
  };
}

/** The same tokens under every name: simplejwt's, OAuth's, supabase's. */
export function answerOf({ access, refresh, expiresAt }: Tokens, now = Date.now()): object {
  const seconds = Math.round((expiresAt - now) / 1000);
  return {
    access,
    refresh,
    access_token: access,
    refresh_token: refresh,
    token_type: "bearer",
    expires_in: seconds,
    expires_at: expiresAt / 1000,
    scope: "openid",
    user: { id: "1", aud: "authenticated", app_metadata: {}, user_metadata: {}, created_at: "" },
  };
}

function refreshTokenIn(body: string): string {
  if (!body.startsWith("{")) return new URLSearchParams(body).get("refresh_token") ?? "";
  const { refresh, refresh_token: other } = JSON.parse(body);
  return `${refresh ?? other}`;
}

/** A JWT that nobody signed, as long as real ones are. */
function writeJwt(claims: object): string {
  const all = { ...claims, iss: "https://api.example.com/", sub: "1", user_id: 1, scope: "openid" };
  const parts = [{ alg: "HS256", typ: "JWT" }, all].map((part) => encode(JSON.stringify(part)));
  return [...parts, encode("a signature of thirty-two bytes.")].join(".");
}

function encode(text: string): string {
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function readClaims(token: string): { readonly exp?: number } {
  const [, payload = ""] = token.split(".");
  if (!payload) return {};
  return JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/")));
}
