/** Signed requests: where a token may go, and what an answer to a signed request asks for. */
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

/** A `..` between slashes or backslashes, each of them plain or encoded. */
const dotSegment = /(^|[/\\]|%2f|%5c)(\.|%2e){2}($|[/\\]|%2f|%5c)/i;

/**
 * Whether a URL lies below one of the allowed ones: same origin, whole path segments. Refuses encoded `..`, because some
 * servers resolve it after this comparison.
 */
export function isBelow({ origin, pathname }: Target, allowed: readonly Target[]): boolean {
  if (origin === "null" || dotSegment.test(pathname)) return false;
  const path = withSlash(pathname);
  return allowed.some(
    (place) => origin === place.origin && path.startsWith(withSlash(place.pathname)),
  );
}

/** A request, compared with the operations of the backend. */
export interface Addressed {
  readonly target: Target;
  readonly method: string;
  /** Resolves the paths of the backend. */
  readonly resolve: (path: string) => Target;
}

type AnyOperation = Operation<never, unknown>;
type AnyBackend = CompleteBackend<never, unknown>;

/** Whether a request is one of these operations: same method, same address. */
function isOneOf(operations: readonly AnyOperation[], request: Addressed): boolean {
  const address = addressOf(request.target);
  return operations.some(
    ({ method, path }) => method === request.method && addressOf(request.resolve(path)) === address,
  );
}

/** The address as operations are compared by it: without the query, and with or without a trailing slash. */
function addressOf({ origin, pathname }: Target): string {
  return withSlash(origin + pathname);
}

function defined(operations: readonly (AnyOperation | undefined)[]): AnyOperation[] {
  return operations.filter((operation) => operation !== undefined);
}

/**
 * Whether a request is one of the backend's own unsigned operations, which a stale token would break. Django authenticates
 * before it checks permissions, so a bad header makes even a login fail (wire: login/ok-with-stale-authorization).
 */
export function isPublic(backend: AnyBackend, request: Addressed): boolean {
  const { login, refresh, verify, logout, account } = backend;
  const operations = defined([login, refresh, verify, logout, ...Object.values(account ?? {})]);
  return isOneOf(
    operations.filter(({ signed }) => !signed),
    request,
  );
}

/** Whether a request is one of the backend's own signed operations. The description names it, so the token may go to any address. */
export function isOwnSigned(backend: AnyBackend, request: Addressed): boolean {
  const { me, refresh, verify, logout, account } = backend;
  const operations = defined([me, refresh, verify, logout, ...Object.values(account ?? {})]);
  return isOneOf(
    operations.filter(({ signed }) => signed),
    request,
  );
}

/** The token that a request carried, and how often the request was replayed. */
export interface Carried {
  /** The access token. */
  readonly access: string;
  /** The epoch of its session: logins and logouts raise it. */
  readonly epoch: number;
  /** How many times the request was replayed: twice at most. */
  readonly replays: number;
  /** Whether a token was renewed for this request. */
  readonly renewed: boolean;
}

/** What to do about the answer to a signed request. */
type Verdict =
  /** Nothing: give the answer to the caller. */
  | "caller"
  /** The request's session is over: reject with `session-changed`. */
  | "changed"
  /** The token was an older one: send the request again with the current token. */
  | "replay"
  /** The current token was refused: renew it once, then send the request again. */
  | "renew"
  /** A token that was just renewed was refused as well: give the answer to the caller. */
  | "again";

/** Decides what to do about the answer to a signed request. */
export function judgeAnswer<User>(
  { record }: State<User>,
  { access, epoch, replays, renewed }: Carried,
  challenge: Challenge | undefined,
): Verdict {
  if (record.epoch !== epoch) return "changed";
  if (!challenge) return "caller";
  if (renewed || replays > 1) return "again";
  if (access === record.tokenSet?.access) return "renew";
  return "replay";
}

/** What to check if a server refuses a token that it has just issued. `header`: as it was sent, without the token. */
export function causesOfRefusal(header: readonly [name: string, value: string]): string {
  return (
    `It was sent as "${header.join(": ")}". Check the scheme, the name of the header, ` +
    "and whether a proxy strips it (Apache needs WSGIPassAuthorization On)."
  );
}
