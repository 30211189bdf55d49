/** Where a token may go: below the allowed addresses and to the backend's own, never to its public ones. Prepared once per session. */
import { type CompleteBackend, type Operation, withSlash } from "../model/backend.ts";

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
    (place) => origin === place.origin && path.startsWith(withSlash(place.pathname)),
  );
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

/**
 * Prepares the addresses of a backend. Tokens may go below `base` and below each `allowed` one. `resolve` makes URLs of the
 * backend's paths.
 *
 * A stale token breaks the backend's public addresses: Django authenticates before it looks at permissions, so a bad header makes
 * even a login fail (wire: login/ok-with-stale-authorization). A signed operation may carry the token wherever it is, because the
 * description names its address.
 */
export function prepareDestinations(
  { login, me, refresh, verify, logout, account = {} }: CompleteBackend<never, unknown>,
  base: Target & { readonly href: string },
  allowed: readonly Target[],
  resolve: (path: string) => Target,
): Destinations {
  const publicAddresses = new Set<string>();
  const ownAddresses = new Set<string>();
  const add = (addresses: Set<string>, { method, path }: Operation<never, unknown>): void => {
    addresses.add(addressOf(resolve(path), method));
  };
  for (const operation of [login, refresh, verify, logout, ...Object.values(account)])
    if (operation && !operation.signed) add(publicAddresses, operation);
  for (const operation of [me, refresh, verify, logout, ...Object.values(account)])
    if (operation?.signed) add(ownAddresses, operation);
  const publicPaths = pathsBelow(base, publicAddresses);
  const places = [base, ...allowed];
  const isBaseAllowed = isBelow(base, places);
  return {
    plainPath: (url) => plainPathOf(url, base.href),
    mayCarryToken(target, method) {
      const address = addressOf(target, method);
      if (publicAddresses.has(address)) return false;
      return ownAddresses.has(address) || isBelow(target, places);
    },
    mayCarryTokenBelowBase(path, method) {
      const query = path.indexOf("?");
      const pathname = query < 0 ? path : path.slice(0, query);
      return isBaseAllowed && !publicPaths.has(`${method} ${pathname}`);
    },
  };
}
