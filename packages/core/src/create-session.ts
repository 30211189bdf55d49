/** Makes a session with the ports of a browser. */
import { browserPorts, isBrowser, isTestRun, pageUrl } from "./browser/ports.ts";
import { checkBackend, checkName, checkStorage } from "./check-options.ts";
import { assemble, defaultName } from "./create-core.ts";
import { withSlash } from "./model/backend.ts";
import type { Claims } from "./model/grant.ts";
import type { Account, Steps } from "./model/operation.ts";
import type { SessionOptions } from "./options.ts";
import type { Session } from "./session.ts";

/**
 * Makes a session. Nothing is touched or sent before it is started, so it may be made in a module, also on a server. There it stays
 * `loading`: `start()` does nothing, and logging in and asking for a token are refused as `misconfigured`, because all visitors would share
 * one session. In a worker, a script or a test there is no page either: give it `storage: "memory"`, a `fetch`, or `ports`.
 *
 * Throws a {@link SessionError} `misconfigured` when an option cannot be right.
 *
 * @example
 * ```ts
 * import { createSession } from "@sojourn/core";
 * import { simpleJwt } from "@sojourn/django";
 *
 * export const session = createSession({
 *   backend: simpleJwt({ baseUrl: "https://api.example.com/api/" }),
 * });
 * session.start();
 *
 * await session.login({ username: "alice", password: "correct horse" });
 * const posts = await (await session.fetch("posts/")).json();
 * ```
 */
export function createSession<
  Credentials,
  User,
  Operations extends Account = Record<never, never>,
  Known extends Steps = Steps,
  Payload extends Claims = Claims,
>(
  options: SessionOptions<Credentials, User, Operations, Known, Payload>,
): Session<Credentials, User, Operations, Known, Payload> {
  checkBackend(options);
  const { storage = "local", backend, idle } = options;
  const name = options.name ?? defaultName(withSlash(`${backend.baseUrl}`));
  checkName(name);
  checkStorage(storage);
  const ports = browserPorts(name, storage, options.ports, idle?.events);
  const mayStart = (isOrdered: boolean): boolean =>
    isBrowser() || isMadeForElsewhere(options) || (isOrdered && isTestRun());
  return assemble({ ...options, name }, ports, { mayStart, pageUrl });
}

/** Whether the options say that there need not be a page: a test, a script and a worker bring a network, a storage or ports of their own. */
function isMadeForElsewhere({ ports, fetch, storage }: OptionsOfPlace): boolean {
  const hasOwnStorage = storage === "memory" || typeof storage === "object";
  return ports !== undefined || fetch !== undefined || hasOwnStorage;
}

type OptionsOfPlace = Pick<SessionOptions<never, never, Account>, "ports" | "fetch" | "storage">;
