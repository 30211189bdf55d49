/** The options of a session, and what cannot be right about them. */

import type { StorageName } from "./browser/storage.ts";
import { isDevelopment, warn } from "./development.ts";
import type { Account, Backend } from "./model/backend.ts";
import { SessionError } from "./model/errors.ts";
import type { Ports, StoragePort } from "./model/ports.ts";
import type { Rules } from "./model/state.ts";

/** After how long without any activity a session ends. Activity in any tab of it counts, and `session.stay()`. */
export interface IdleOptions {
  /** Milliseconds without activity after which the session ends. */
  readonly timeout: number;
  /**
   * How many milliseconds before that the warning phase begins (`snapshot.idle`), in which only `session.stay()` counts. WCAG
   * 2.2.1 asks for 20,000 at least. Default: 60,000, or half of the timeout if that is less.
   */
  readonly warning?: number | undefined;
  /** The types of events that count as activity. Default: pointer, key, wheel, touch, scroll, input, and coming back to the page. */
  readonly events?: readonly string[] | undefined;
}

/** What a session is made from. */
export interface SessionOptions<Credentials, User, Operations extends Account> {
  /** The server: one of `@sojourn/django`, or your own made with `defineBackend`. */
  readonly backend: Backend<Credentials, User, Operations>;
  /**
   * Where the session is kept: `"local"` (all tabs, survives closing), `"session"` (this tab), `"memory"` (this page), or
   * your own port. Default: `"local"`.
   */
  readonly storage?: StorageName | StoragePort;
  /**
   * Further addresses a token may go to, with everything below them. Default: only the backend's `baseUrl`, and the addresses of
   * its own signed operations.
   */
  readonly allow?: readonly string[];
  /** Name of record, lock and channel, not starting with `-`. Sessions of one origin need different ones. Default: `"sojourn:"` and the `baseUrl`. */
  readonly name?: string;
  /** Milliseconds before expiry at which a token is renewed, at most a fifth of its lifetime. Default: 60,000. */
  readonly leeway?: number;
  /**
   * Ends the session when nobody did anything for so long. Default: never.
   *
   * @see {@link IdleOptions}
   */
  readonly idle?: IdleOptions | undefined;
  /** Milliseconds after its login at which a session ends, however active somebody is. Default: never. */
  readonly maxAge?: number | undefined;
  /**
   * When the timer renews tokens: `"always"`, or `"in-use"`, which is only where somebody was active since the last renewal,
   * so that a forgotten tab does not keep a session alive. Requests renew in any case. Default: `"always"`.
   */
  readonly renew?: "always" | "in-use" | undefined;
  /** Milliseconds the server may take to answer one of the session's own requests. Default: 15,000. */
  readonly timeout?: number;
  /**
   * Which cookies go along, as for `fetch`: a proxy or a load balancer may want its own. A request that says so itself goes as it
   * says. Default: `"omit"` for the session's own requests; for those that it signs the platform's `"same-origin"`, but `"omit"`
   * where the backend is `sessionFirst`.
   */
  readonly credentials?: RequestCredentials | undefined;
  /** The fetch to use. Default: the platform's, looked up at each request. */
  readonly fetch?: typeof fetch;
  /** Parts of the outside world to replace, in tests for example. Default: the browser's. */
  readonly ports?: Partial<Ports>;
}

/**
 * The rules among the options, checked: what cannot be right throws `misconfigured`; what looks like seconds is warned of.
 * Nothing is guessed.
 */
export function checkOptions(
  options: Pick<
    SessionOptions<never, unknown, Account>,
    "storage" | "idle" | "maxAge" | "renew" | "leeway" | "timeout" | "credentials"
  >,
): Omit<Rules<unknown>, "backend"> {
  const { storage = "local", idle, maxAge = Infinity, renew = "always", credentials } = options;
  const { leeway = 60_000, timeout = 15_000 } = options;
  const warning = idle && (idle.warning ?? Math.min(60_000, idle.timeout / 2));
  const times = { leeway, timeout, maxAge, "idle.timeout": idle?.timeout, "idle.warning": warning };
  for (const [option, value = 1] of Object.entries(times))
    if (typeof value !== "number" || !(value > 0) || (value === Infinity && /^[lt]/.test(option)))
      throw misconfigured(option, value, "milliseconds: 60_000");
  if (!/^(always|in-use)$/.test(renew)) throw misconfigured("renew", renew, "always or in-use");
  if (credentials && !["omit", "same-origin", "include"].includes(credentials))
    throw misconfigured("credentials", credentials, "omit, same-origin or include");
  if (typeof storage !== "object" && !/^(local|session|memory)$/.test(storage))
    throw misconfigured("storage", storage, "local, session or memory");
  suspect("maxAge", maxAge, 60_000);
  const rest = { leeway, maxAge, inUse: renew === "in-use" };
  if (!idle || !warning) return { ...rest, idle: null };
  suspect("idle.timeout", idle.timeout, 10_000);
  if (warning >= idle.timeout)
    throw misconfigured("idle.warning", warning, `less than idle.timeout, ${idle.timeout}`);
  if (idle.timeout > maxAge)
    throw misconfigured("idle.timeout", idle.timeout, `no more than maxAge, ${maxAge}`);
  if (idle.events && !idle.events.length)
    throw misconfigured("idle.events", "empty", "some, or nothing");
  return { ...rest, idle: { timeout: idle.timeout, warning } };
}

/** A name that locks, channels and storage of all browsers take: Web Locks keep "-" at the start for themselves. */
export function checkName(name: unknown): void {
  // A surrogate without its other half: no two browsers make the same of it.
  const isText = typeof name === "string" && name !== "" && !/\p{Surrogate}/u.test(name);
  if (!isText || name.startsWith("-"))
    throw misconfigured("name", JSON.stringify(name), 'plain text that does not start with "-"');
}

/** Seconds that were meant as milliseconds end every session at once, and look like a fault of the server. */
function suspect(option: string, value: number, least: number): void {
  if (isDevelopment && value < least)
    warn(`${option} is ${value} milliseconds. Were seconds meant? Write ${value} * 1000.`);
}

/** What is wrong with an option, and what to write instead. */
export function misconfigured(option: string, value: unknown, remedy: string): SessionError {
  return new SessionError("misconfigured", `${option} is ${value}. Write ${remedy}.`);
}
