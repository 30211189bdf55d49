/** The policy for signed requests: where a token may go, when it must be renewed first, and what an answer means for it. */
import {
  type Challenge,
  type CompleteBackend,
  type Operation,
  withSlash,
} from "../model/backend.ts";
import type { State } from "../model/state.ts";

/** The parts of a parsed URL that decide whether a token may go there. */
export interface Target {
  readonly origin: string;
  readonly pathname: string;
}

const dotSegment = /(^|[/\\]|%2f|%5c)(\.|%2e){2}($|[/\\]|%2f|%5c)/i;

/**
 * Whether a URL lies below one of the allowed ones: same origin, whole path segments. Fails closed on encoded `..`, which
 * some servers resolve after the comparison.
 */
export function isBelow({ origin, pathname }: Target, allowed: readonly Target[]): boolean {
  return (
    origin !== "null" &&
    !dotSegment.test(pathname) &&
    allowed.some(
      (place) =>
        origin === place.origin && withSlash(pathname).startsWith(withSlash(place.pathname)),
    )
  );
}

/** A request, as far as it decides which of the backend's operations it is. */
export interface Addressed {
  readonly target: Target;
  readonly method: string;
  /** Resolves the paths of the backend. */
  readonly resolve: (path: string) => Target;
}

/** Whether one of these operations is asked for: by its method and its exact address. */
function isAnyOf(
  operations: readonly (Operation<never, unknown> | undefined)[],
  { target, method, resolve }: Addressed,
): boolean {
  const place = ({ origin, pathname }: Target): string => withSlash(origin + pathname);
  return operations.some(
    (operation) =>
      operation !== undefined &&
      operation.method === method &&
      place(resolve(operation.path)) === place(target),
  );
}

/**
 * Whether this is one of the backend's own addresses that a stale token would break: Django authenticates before it looks
 * at permissions, so a bad header makes even a login fail (wire: login/ok-with-stale-authorization).
 */
export function isPublic(
  { login, refresh, verify, logout, account }: CompleteBackend<never, unknown>,
  request: Addressed,
): boolean {
  const operations = [login, refresh, verify, logout, ...Object.values(account ?? {})];
  return isAnyOf(
    operations.filter((operation) => !operation?.signed),
    request,
  );
}

/** Whether this is one of the backend's own signed addresses. The description names it, so the token may go there, wherever it is. */
export function isOwnSigned(
  { me, refresh, verify, logout, account }: CompleteBackend<never, unknown>,
  request: Addressed,
): boolean {
  const operations = [me, refresh, verify, logout, ...Object.values(account ?? {})];
  return isAnyOf(
    operations.filter((operation) => operation?.signed),
    request,
  );
}

/** The token a request carried, and how often it was sent. */
export interface Carried {
  /** The access token. */
  readonly access: string;
  /** The session it belongs to: logins and logouts count it up. */
  readonly epoch: number;
  /** How many times the request was replayed: never more than twice. */
  readonly replays: number;
  /** Whether it was replayed with a token renewed for it. */
  readonly renewed: boolean;
}

/**
 * What an answer to a signed request asks for. `"caller"`: nothing, it is the caller's. `"changed"`: its session is over.
 * `"replay"`: its token was an older one, send it again with the present one. `"renew"`: renew once, then replay.
 * `"again"`: a token just renewed was refused; the answer is the caller's.
 */
export function judgeAnswer<User>(
  { record }: State<User>,
  { access, epoch, replays, renewed }: Carried,
  challenge: Challenge | undefined,
): "caller" | "changed" | "replay" | "renew" | "again" {
  if (record.epoch !== epoch) return "changed";
  if (!challenge) return "caller";
  if (renewed || replays > 1) return "again";
  return access === record.tokenSet?.access ? "renew" : "replay";
}

/** Why a server refuses a token that it has just issued, and what to check. `header`: as it was sent, without the token. */
export function causesOfRefusal(header: readonly [name: string, value: string]): string {
  return (
    `It was sent as "${header.join(": ")}". Check the scheme, the name of the header, ` +
    "and whether a proxy strips it (Apache needs WSGIPassAuthorization On)."
  );
}
