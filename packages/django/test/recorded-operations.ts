// Which operation of which backend a recording is an answer to.
import { type AnyBackend, protectedPaths } from "./replay-cases.ts";
import type { AnyOperation, Recorded } from "./wire.ts";

/** An operation, and the backend and the name that it has. */
export type Match = {
  readonly backend: AnyBackend;
  readonly name: string;
  readonly operation: AnyOperation;
};

/** All operations of a backend with their names, those of the account too. */
function operationsOf(backend: AnyBackend): [string, AnyOperation][] {
  const { login, refresh, verify, me, logout, logoutEverywhere, account = {} } = backend;
  const own = Object.entries({ login, refresh, verify, me, logout, logoutEverywhere });
  const more = Object.entries<AnyOperation>(account).map(([name, one]) => [`account.${name}`, one]);
  return [...own, ...more].filter(([, one]) => one) as [string, AnyOperation][];
}

/** The operation below this path: recordings with another method are wrong uses, of the only one there is. */
export function findOperation(
  backends: AnyBackend[],
  { method, path }: Recorded,
): Match | undefined {
  const wanted = path?.replace(/^\/(throttled\/)?/, "").replace(/\/?(\?.*)?$/, "/");
  const found = backends.flatMap((backend) =>
    operationsOf(backend)
      .filter(([, operation]) => `${operation.path}`.replace(/\/?$/, "/") === wanted)
      .map(([name, operation]) => ({ backend, name, operation })),
  );
  const exact = found.find(({ operation }) => operation.method === method);
  return exact ?? (protectedPaths.test(path ?? "") ? undefined : found[0]);
}

/** Whether a request carries the token: requests of the app, and some of the SDK. */
export function isSigned(match: Match | undefined, { path }: Recorded): boolean {
  return match
    ? match.operation.signed === true
    : protectedPaths.test(path ?? "") || path === "/api/me";
}

/** djoser was recorded with both kinds of token at the same addresses; the names tell which. */
export function pickBackend(backends: AnyBackend[], { name }: Recorded): AnyBackend {
  const find = (wanted: string) => backends.find((one) => one.name === wanted);
  const first = backends[0] as AnyBackend;
  if (name.startsWith("jwt-")) return find("djoserJwt") ?? first;
  if (name.startsWith("sliding")) return find("slidingJwt") ?? first;
  return first;
}
