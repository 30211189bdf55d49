/** Where a token may go: below the allowed addresses and to the backend's own, never to its public ones. Prepared once per session. */
import { type CompleteBackend, withSlash } from "../model/backend.ts";
import type { Operation } from "../model/operation.ts";

/** The parts of a parsed URL that decide whether a token may go there. */
export interface Target {
  readonly origin: string;
  readonly pathname: string;
}

/** Decides for each request whether it may carry the token. `method` is in capitals. */
export interface Destinations {
  /** The plain path of a URL below the base: see {@link plainPathOf}. */
  plainPath(url: string): string | null;
  /** Whether a request to a parsed URL may. */
  mayCarryToken(target: Target, method: string): boolean;
  /** Whether a request to `baseUrl` and this path may. The path is plain: see {@link plainPathOf}. */
  mayCarryTokenBelowBase(path: string, method: string): boolean;
}

/** A `..` between slashes or backslashes, each of them plain or encoded. */
const dotSegment = /(^|[/\\]|%2f|%5c)(\.|%2e){2}($|[/\\]|%2f|%5c)/i;

const plainPath =
  /^[\w-]+(?:\.[\w-]+)*(?:\/[\w-]+(?:\.[\w-]+)*)*\/?(?:\?[\w.~:@!$()*,;=&+%/?-]*)?$/;

/**
 * The path of a URL below `base`, if it is so plain that it needs no URL parser: segments of letters, digits, `-`, `_` and single
 * dots, perhaps with a query. `null`: the URL has to be parsed.
 *
 * Every parser reads such a path as what it looks like, so `base` and the path together are the parsed URL. Parsing is the most
 * expensive part of signing a request, and most requests of an app have a plain path.
 */
export function plainPathOf(url: string, base: string): string | null {
  let path = url;
  if (url.startsWith(base)) path = url.slice(base.length);
  if (!plainPath.test(path)) return null;
  return path;
}

/**
 * Whether a URL lies below one of the allowed ones: same origin, whole path segments. Refuses an encoded `..`, because some
 * servers resolve it after this comparison.
 */
export function isBelow({ origin, pathname }: Target, allowed: readonly Target[]): boolean {
  if (origin === "null" || dotSegment.test(pathname)) return false;
  const path = withSlash(pathname);
  return allowed.some(
    (place) => isOriginOf(place.origin, origin) && path.startsWith(withSlash(place.pathname)),
  );
}

/** Whether an origin is the allowed one. In the allowed one `*` stands for one whole label: `https://*.example.com`. */
function isOriginOf(allowed: string, origin: string): boolean {
  if (!allowed.includes("*")) return origin === allowed;
  const [scheme, host = ""] = origin.split("//");
  const [allowedScheme, allowedHost = ""] = allowed.split("//");
  const labels = host.split(".");
  const pattern = allowedHost.split(".");
  if (scheme !== allowedScheme || labels.length !== pattern.length) return false;
  return pattern.every((label, index) => label === "*" || label === labels[index]);
}

/** The method and the exact address of a request, with or without a slash at the end. */
function addressOf({ origin, pathname }: Target, method: string): string {
  return `${method} ${origin}${withSlash(pathname)}`;
}

/** The public addresses below `base` as `METHOD path`, spelled with and without the slash at the end. */
function pathsBelow(base: Target, addresses: ReadonlySet<string>): ReadonlySet<string> {
  const start = `${base.origin}${withSlash(base.pathname)}`;
  const paths = [...addresses].map((address) => address.replace(start, ""));
  return new Set(paths.flatMap((path) => [path, path.slice(0, -1)]));
}

/** The paths of excepted places, as they start below `base`: with the slash at their end. */
function prefixesBelow(base: Target, places: readonly Target[]): readonly string[] {
  return places.map(({ pathname }) => withSlash(pathname).slice(withSlash(base.pathname).length));
}

/** The places that a description does not mention. */
export interface Places {
  /** More places that tokens may go to, with everything below. */
  readonly allowed: readonly Target[];
  /** Places below `base` that they may not go to, with everything below. */
  readonly excepted: readonly Target[];
}

/** The operations of a description. */
function operationsOf({
  login,
  me,
  refresh,
  verify,
  logout,
  logoutEverywhere,
  steps = {},
  account = {},
}: CompleteBackend<never, unknown>): readonly Operation<never, unknown>[] {
  const own = [login, me, refresh, verify, logout, logoutEverywhere];
  const all = [...own, ...Object.values(steps), ...Object.values(account)];
  return all.filter((operation) => operation !== undefined);
}

/**
 * Prepares the addresses of a backend. Tokens may go below `base` and below each `allowed` place, but not below an `excepted` one.
 * `resolve` makes URLs of the backend's paths.
 *
 * A stale token breaks the backend's public addresses: Django authenticates before it looks at permissions, so a bad header makes
 * even a login fail (wire: login/ok-with-stale-authorization). A signed operation may carry the token wherever it is, because the
 * description names its address. A path that is made from an input is known only when the operation is sent.
 */
export function prepareDestinations(
  backend: CompleteBackend<never, unknown>,
  base: Target & { readonly href: string },
  { allowed, excepted }: Places,
  resolve: (path: string) => Target,
): Destinations {
  const publicAddresses = new Set<string>();
  const ownAddresses = new Set<string>();
  for (const operation of operationsOf(backend)) {
    const { method, path, signed, shared } = operation;
    if (typeof path !== "string") continue;
    const address = addressOf(resolve(path), method);
    if (signed) ownAddresses.add(address);
    // Whoever asks "me" without a signature has some other way to say who is asking.
    else if (!shared && operation !== backend.me) publicAddresses.add(address);
  }
  const publicPaths = pathsBelow(base, publicAddresses);
  const exceptedPaths = prefixesBelow(base, excepted);
  const places = [base, ...allowed];
  const isBaseAllowed = isBelow(base, places);
  return {
    plainPath: (url) => plainPathOf(url, base.href),
    mayCarryToken(target, method) {
      const address = addressOf(target, method);
      if (publicAddresses.has(address)) return false;
      if (ownAddresses.has(address)) return true;
      return isBelow(target, places) && !isBelow(target, excepted);
    },
    mayCarryTokenBelowBase(path, method) {
      const query = path.indexOf("?");
      const pathname = query < 0 ? path : path.slice(0, query);
      if (!isBaseAllowed || publicPaths.has(`${method} ${pathname}`)) return false;
      return !exceptedPaths.some((prefix) => withSlash(pathname).startsWith(prefix));
    },
  };
}
