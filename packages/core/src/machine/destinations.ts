/** Where a token may go: below the allowed addresses and to the backend's own, never to its public ones. Prepared once per session. */
import { type CompleteBackend, type Operation, withSlash } from "../model/backend.ts";

/** The parts of a parsed URL that decide whether a token may go there. */
export interface Target {
  readonly origin: string;
  readonly pathname: string;
}

/** Decides for each request whether it may carry the token. */
export interface Destinations {
  mayCarryToken(target: Target, method: string): boolean;
}

/** A `..` between slashes or backslashes, each of them plain or encoded. */
const dotSegment = /(^|[/\\]|%2f|%5c)(\.|%2e){2}($|[/\\]|%2f|%5c)/i;

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

/**
 * Prepares the addresses of a backend. `resolve` makes URLs of its paths.
 *
 * A stale token breaks the backend's public addresses: Django authenticates before it looks at permissions, so a bad header makes
 * even a login fail (wire: login/ok-with-stale-authorization). A signed operation may carry the token wherever it is, because the
 * description names its address.
 */
export function prepareDestinations(
  { login, me, refresh, verify, logout, account = {} }: CompleteBackend<never, unknown>,
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
  const places = allowed.map(({ origin, pathname }) => ({ origin, pathname: withSlash(pathname) }));
  return {
    mayCarryToken(target, method) {
      const address = addressOf(target, method);
      if (publicAddresses.has(address)) return false;
      return ownAddresses.has(address) || isBelow(target, places);
    },
  };
}
