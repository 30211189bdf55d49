/** The options of a session. */

import type { StorageName } from "./browser/storage.ts";
import type { Backend } from "./model/backend.ts";
import type { Claims } from "./model/grant.ts";
import type { Account, Steps } from "./model/operation.ts";
import type { Ports, StoragePort } from "./model/ports.ts";

/** Ends sessions of inactive users. Activity in any tab of the session counts, and so does `session.stay()`. */
export interface IdleOptions {
  /** Milliseconds without activity after which the session ends. */
  readonly timeout: number;
  /**
   * How many milliseconds before the end the warning phase begins (`snapshot.idle`). During the warning only `session.stay()` counts as
   * activity. WCAG 2.2.1 asks for at least 20,000. Default: 60,000, or half of the timeout if that is less.
   */
  readonly warning?: number | undefined;
  /**
   * The event types that count as activity. Default: `pointermove`, `pointerdown`, `keydown`, `wheel`, `touchmove`, `scroll`, `input` and
   * `visibilitychange` (only when the page becomes visible).
   */
  readonly events?: readonly string[] | undefined;
}

/** The options of `createSession`. */
export interface SessionOptions<
  Credentials,
  User,
  Operations extends Account,
  Known extends Steps = Steps,
  Payload extends Claims = Claims,
> {
  /** Describes the server: take one from `@sojourn/django`, or write your own with `defineBackend`. */
  readonly backend: Backend<Credentials, User, Operations, Known, Payload>;
  /**
   * Where the session is stored: `"local"` (shared by all tabs, survives closing the browser), `"session"` (this tab), `"memory"` (this
   * page), `vault()` (the refresh token in a worker), or your own port. Default: `"local"`.
   */
  readonly storage?: StorageName | StoragePort;
  /**
   * More URLs that may receive the access token, each with everything below it. `*` stands for one whole label of a host, never for the
   * last two: `https://*.example.com/`. Default: only the backend's `baseUrl`, and the URLs of its own signed operations.
   */
  readonly allow?: readonly string[];
  /**
   * Paths below `baseUrl` whose requests are sent as if there were no session, each with everything below it: `["health/"]`. They wait for
   * nothing and carry no token. Default: none.
   */
  readonly except?: readonly string[];
  /**
   * Names the stored record, the lock and the channel. Must not start with `-`. Give each session of one origin its own name.
   * Default: `"sojourn:"` followed by the `baseUrl`.
   */
  readonly name?: string;
  /** How many milliseconds before its expiry a token is renewed. At most a fifth of its lifetime is used. Default: 60,000. */
  readonly leeway?: number;
  /**
   * Ends the session after a time without activity: see {@link IdleOptions}. Default: no idle logout.
   */
  readonly idle?: IdleOptions | undefined;
  /** Milliseconds after login at which the session ends, even if the user is active. Default: never. */
  readonly maxAge?: number | undefined;
  /**
   * How many milliseconds before that end the history entry `max-age-warning` tells it: time to save a draft. Default: 60,000, or half of
   * `maxAge` if that is less.
   */
  readonly maxAgeWarning?: number | undefined;
  /**
   * When the timer renews tokens. `"in-use"`: only if somebody was active since the last renewal, so that a forgotten tab does not keep
   * the session alive. `"always"`: also without activity. Requests renew tokens in both cases. Default: `"always"`.
   */
  readonly renew?: "always" | "in-use" | undefined;
  /** How many milliseconds the server may take to answer one of the session's own requests. Default: 15,000. */
  readonly timeout?: number;
  /**
   * Which cookies are sent, as in `fetch`: a proxy or a load balancer may need its own. A request's own `credentials` take precedence.
   * Default: `"omit"` for the session's own requests. For requests that it signs, the platform's `"same-origin"`, or `"omit"` if the backend
   * is `sessionFirst`.
   */
  readonly credentials?: RequestCredentials | undefined;
  /** The fetch to use. Default: the platform's `fetch`, looked up at each request. */
  readonly fetch?: typeof fetch;
  /**
   * Replaces parts of the outside world, in tests for example. Whoever gives it, if only `{}`, may start the session where there is no
   * page: in a worker or a script, but not on a server with many visitors. Default: the browser's ports.
   */
  readonly ports?: Partial<Ports>;
}
