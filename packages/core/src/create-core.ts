/** Makes a session out of given ports: for workers, native shells and tests. `createSession` gives it those of a browser. */

import {
  checkAddress,
  checkAllowed,
  checkBackend,
  checkException,
  checkName,
  checkOptions,
} from "./check-options.ts";
import { type AccountApi, createAccount, createReloadUser } from "./http/account.ts";
import { createBase, createFetch, createSend } from "./http/fetch.ts";
import type { Mode } from "./http/mode.ts";
import { createRequests } from "./http/request-policy.ts";
import { developers } from "./model/advice.ts";
import { completeBackend } from "./model/backend.ts";
import type { Claims } from "./model/grant.ts";
import type { ModeOpener } from "./model/mode-opener.ts";
import type { Account, Steps } from "./model/operation.ts";
import type { Ports } from "./model/ports.ts";
import type { Rules } from "./model/state.ts";
import type { SessionOptions } from "./options.ts";
import { createRuntime, type Runtime } from "./runtime/runtime.ts";
import type { Session } from "./session.ts";

/** The options of {@link createCore}: those of `createSession`, without the ones that choose ports. */
export type CoreOptions<
  Credentials,
  User,
  Operations extends Account,
  Known extends Steps = Steps,
  Payload extends Claims = Claims,
> = Omit<SessionOptions<Credentials, User, Operations, Known, Payload>, "storage" | "ports">;

/** What surrounds a session besides its ports. */
export interface Surroundings {
  /** Whether a session may start here: on a server it would be that of all visitors. `isOrdered`: the app called `start()`. */
  mayStart(isOrdered: boolean): boolean;
  /** The address that relative URLs start from; `undefined`: there is none. */
  pageUrl(): string | undefined;
}

const noPage: Surroundings = { mayStart: () => true, pageUrl: () => undefined };

/**
 * Makes a session that touches nothing but the given ports: in a worker, in a native shell or in a test. A bundle with it carries
 * none of the browser's ports. It starts itself when it is first needed. `baseUrl` and `allow` must be absolute.
 *
 * Throws a `SessionError` `misconfigured` when an option cannot be right.
 *
 * @example
 * ```ts
 * import { createCore, type Ports } from "@sojourn/core";
 * import { simpleJwt } from "@sojourn/django";
 *
 * declare const ports: Ports;
 * const backend = simpleJwt({ baseUrl: "https://api.example.com/api/" });
 * const session = createCore({ backend }, ports);
 * ```
 */
export function createCore<
  Credentials,
  User,
  Operations extends Account = Record<never, never>,
  Known extends Steps = Steps,
  Payload extends Claims = Claims,
>(
  options: CoreOptions<Credentials, User, Operations, Known, Payload>,
  ports: Ports,
): Session<Credentials, User, Operations, Known, Payload> {
  checkBackend(options);
  return assemble(options, ports, noPage);
}

/** Puts the parts of a session together. */
export function assemble<
  Credentials,
  User,
  Operations extends Account,
  Known extends Steps,
  Payload extends Claims,
>(
  options: CoreOptions<Credentials, User, Operations, Known, Payload>,
  ports: Ports,
  { mayStart, pageUrl }: Surroundings,
): Session<Credentials, User, Operations, Known, Payload> {
  const { allow = [], except = [], timeout = 15_000, credentials } = options;
  const mode = openMode<User>(options.backend, ports);
  const backend = mode?.backend ?? completeBackend(options.backend);
  const name = options.name ?? defaultName(backend.baseUrl);
  checkName(name);
  checkAddress(backend.baseUrl);
  for (const address of allow) checkAllowed(address);
  for (const path of except) checkException(path);
  const { goneMeansLogout = false } = ports.storage;
  const rules = { backend, ...checkOptions(options), goneMeansLogout } as Rules<User>;
  const send = createSend(options.fetch);
  const base = createBase(backend.baseUrl, pageUrl);
  const readable = new Set<string>();
  const asking = { rules, ports, send, timeout, base, credentials, readable };
  const own = mode?.asking(asking) ?? asking;
  const runtime: Runtime<User> = createRuntime<User>({
    ...own,
    rules,
    name,
    mayStart,
    reloadUser: () => reloadUser(),
    mode,
  });
  const policy = createRequests(runtime, { ...asking, allow, except, pageUrl });
  const requests = mode?.requests(policy, runtime, own) ?? policy;
  const sending = { base, send, backend };
  const signingFetch = createFetch(requests, sending);
  const signedAsking = { ...own, send: createFetch(requests, { ...sending, isOperation: true }) };
  const reloadUser: () => Promise<User> = createReloadUser(runtime, signedAsking);
  // The same operations, guarded.
  const account = (backend.account ?? {}) as Operations;
  const accountApi: AccountApi<Operations, User> = createAccount(account, runtime, {
    signed: signedAsking,
    unsigned: own,
  });
  const hasPage = pageUrl() !== undefined && !("ports" in options);
  developers.advice?.created(backend, {
    name,
    options,
    hasPage,
    base,
    isRunning: runtime.isRunning,
    tell: runtime.tell,
    loggedInSince: () => runtime.getState().record.tokenSet?.startedAt ?? null,
  });
  return {
    ...runtime.calls,
    ...mode?.calls(runtime),
    fetch: signingFetch,
    requests,
    reloadUser,
    account: accountApi,
    // Inside, steps and claims have no types of their own: the description checks what they are.
  } as Session<Credentials, User, Operations, Known, Payload>;
}

/** Starts the mode that a description asks for. `undefined`: none. */
function openMode<User>(
  backend: { readonly cookies?: ModeOpener | undefined },
  ports: Ports,
): Mode<User> | undefined {
  // A storage of any other kind may throw at each touch.
  const opener = backend.cookies ?? ("open" in ports.storage ? ports.storage : undefined);
  const open = opener?.open;
  return open?.(backend as never, ports as never) as Mode<User> | undefined;
}

/** The name of record, lock and channel of a session that has no name of its own. */
export function defaultName(baseUrl: string): string {
  return `sojourn:${baseUrl}`;
}
