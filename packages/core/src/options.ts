/** The options of a session. */

import type { StorageName } from "./browser/storage.ts";
import type { Account, Backend } from "./model/backend.ts";
import type { Ports, StoragePort } from "./model/ports.ts";

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
