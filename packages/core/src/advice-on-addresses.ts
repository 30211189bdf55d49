/** Advice about requests that go without the token, and about redirects that lose a body. Only development builds have it. */
import type { Address, Redirectable, Unsigned } from "./model/advice.ts";

/** What is odd about a request, and the kind of the mistake. */
export interface Oddity {
  readonly kind: string;
  readonly remedy: string;
}

/** The names of this machine. Browsers take them for different hosts. */
const loopback: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]", "0.0.0.0"]);

/**
 * What to change about a request that goes without the token. `null`: nothing. It is below `baseUrl`, and so left out on purpose; it asks for
 * a file; or it goes to somebody else, and the interceptor of an HTTP client sees it only because it sees all requests.
 */
export function oddAddress(request: Unsigned): Oddity | null {
  const { target, base } = request;
  if (target.origin === base.origin && target.pathname.startsWith(base.pathname)) return null;
  if (isFileOfPage(request)) return null;
  const oddity = oddHost(request) ?? oddPath(request);
  if (oddity) return oddity;
  if (!request.isFetch && !isSameSite(target.hostname, base.hostname)) return null;
  const remedy = `If it may have the token, write allow: ["${target.origin}/"]. If not, send it with { session: false }.`;
  return { kind: "host", remedy };
}

/** The same server under another name or scheme. */
function oddHost({ target, base }: Unsigned): Oddity | null {
  if (target.port !== base.port) return null;
  const isSameHost = target.hostname === base.hostname;
  if (isSameHost && target.protocol !== base.protocol) {
    const remedy =
      `It differs in the scheme, ${target.protocol}//. Behind a proxy Django writes such links ("next"): ` +
      "set SECURE_PROXY_SSL_HEADER there.";
    return { kind: "scheme", remedy };
  }
  if (!isSameHost && loopback.has(target.hostname) && loopback.has(base.hostname)) {
    const remedy = `${target.hostname} and ${base.hostname} are different hosts to a browser: write the same one in both addresses.`;
    return { kind: "loopback", remedy };
  }
  return null;
}

/** An address that starts at a host, but not where it should. */
function oddPath({ target, base, page }: Unsigned): Oddity | null {
  const path = target.pathname.slice(1);
  if (target.origin === base.origin) {
    const remedy = `An address that starts with a slash leaves baseUrl: write "${path}". Or list it in allow.`;
    return { kind: "slash", remedy };
  }
  if (!isOfPage(target, page)) return null;
  const remedy = `It starts at the page's own address. Write the server's: "${base.href}${path}".`;
  return { kind: "page", remedy };
}

function isOfPage({ origin }: Address, page: string | undefined): boolean {
  return page !== undefined && new URL(page).origin === origin;
}

/** Whether it asks for one of the page's own files: a translation, an icon. */
function isFileOfPage({ target, page }: Unsigned): boolean {
  const name = target.pathname.split("/").pop() ?? "";
  return name.includes(".") && isOfPage(target, page);
}

/** Whether a host lies beside or below the other one: `files.example.com` and `api.example.com`. */
function isSameSite(host: string, other: string): boolean {
  const [, ...parent] = other.split(".");
  const site = parent.length > 1 ? parent.join(".") : other;
  return host === site || host.endsWith(`.${site}`);
}

/**
 * What to change about a request that was redirected. `null`: nothing. Only if the address differs in its scheme, its host or the slash at its
 * end: a server may well answer a POST with another page.
 */
export function oddRedirect(method: string, from: Address, response: Redirectable): Oddity | null {
  const isSafe = method === "GET" || method === "HEAD";
  if (!response.redirected || isSafe || response.status === 201) return null;
  if (response.url === "") return null; // a fake that does not say
  const to = new URL(response.url);
  const withoutSlash = (path: string): string => path.replace(/\/$/, "");
  if (withoutSlash(from.pathname) !== withoutSlash(to.pathname)) return null;
  const remedy =
    `It was redirected to ${to.origin}${to.pathname}. After a 301 or 302 the browser sends GET, without the body. ` +
    "Write that address.";
  return { kind: "redirect", remedy };
}
