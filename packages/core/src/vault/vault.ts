/** The vault: a storage that keeps refresh tokens out of the page, in the memory of a worker. */
import { namedStorage, type RecordPorts, type StorageName } from "../browser/storage.ts";
import { requestsWithPurse } from "../cookies/requests.ts";
import type { Mode } from "../http/mode.ts";
import type { Backend } from "../model/backend.ts";
import { checkGiven } from "../model/description.ts";
import { SessionError } from "../model/errors.ts";
import type { Ports, StoragePort } from "../model/ports.ts";
import { byGrant } from "../runtime/adopt.ts";
import { VaultAccess } from "./access.ts";
import { VaultClient, type VaultWorker } from "./client.ts";
import { describeWithVault, termsOf } from "./describe.ts";
import { vaultEffects } from "./effects.ts";
import { sendThrough } from "./send.ts";
import { vaultTransition } from "./transition.ts";
import { VaultPurse } from "./vault-purse.ts";

/** The options of a vault. */
export interface VaultOptions {
  /**
   * Makes the worker from a file of yours with one line: `import "@sojourn/core/vault-worker"`. Called when the vault is first needed.
   */
  worker(): VaultWorker;
  /**
   * Where the record is stored, which has no token any more: as in the option `storage` of a session. Default: `"local"`. Without
   * `SharedWorker` it is always `"memory"`, because no other tab could use the tokens.
   */
  readonly storage?: StorageName | StoragePort | undefined;
  /** The members of the server's JSON that are refresh tokens. Default: `refresh`, `refresh_token`, `refreshToken` and `refresh-token`. */
  readonly members?: readonly string[] | undefined;
}

/**
 * A storage that keeps the refresh token out of the page, for servers that answer with tokens and set no cookies.
 *
 * A worker sends the session's own requests. It takes refresh tokens out of the answers and keeps them in its memory; the page gets
 * placeholders. Access tokens are in the memory of the worker and of each tab, and in no storage. All tabs share one worker. With
 * `extendedLifetime` a reload finds it again; in browsers without that option it does so only while another tab is open. The session ends
 * with its worker: the next page says `"expired"`.
 *
 * The session's own requests are sent by the worker, so the option `fetch` of the session does not see them.
 *
 * Starting throws a {@link SessionError} `misconfigured` for a backend without refresh tokens.
 *
 * @example
 * ```ts
 * import { createSession, vault } from "@sojourn/core";
 * import { simpleJwt } from "@sojourn/django";
 *
 * // vault-worker.js has one line: import "@sojourn/core/vault-worker";
 * const session = createSession({
 *   backend: simpleJwt({ baseUrl: "https://api.example.com/api/" }),
 *   storage: vault({
 *     worker: () =>
 *       new SharedWorker(new URL("./vault-worker.js", import.meta.url), {
 *         type: "module",
 *         name: "vault",
 *         extendedLifetime: true,
 *       } as WorkerOptions),
 *   }),
 * });
 * ```
 */
export function vault(options: VaultOptions): StoragePort {
  const { worker, storage = "local", members = [] } = options;
  if (typeof worker !== "function") throw new SessionError("misconfigured", NO_WORKER);
  const open = <User>(backend: Backend<never, User>, ports: Ports): Mode<User> =>
    openVault(backend, ports, { worker, members });
  const withVault = (port: StoragePort): StoragePort => ({
    read: () => port.read(),
    write: (text) => port.write(text),
    remove: () => port.remove(),
    ...(port.reread && { reread: port.reread.bind(port) }),
    ...(port.update && { update: port.update.bind(port) }),
    ...(port.goneMeansLogout && { goneMeansLogout: true }),
    open,
  });
  if (typeof storage !== "string") return withVault(storage);
  const named = (name: string): RecordPorts => {
    const ports = namedStorage(hasSharedWorkers() ? storage : "memory", name);
    return { ...ports, storage: withVault(ports.storage) };
  };
  return { ...withVault(namedStorage("memory", "").storage), named };
}

const NO_WORKER =
  'vault() needs a worker. Write vault({ worker: () => new SharedWorker(new URL("./vault-worker.js", import.meta.url), { type: "module" }) }).';

function hasSharedWorkers(): boolean {
  return typeof SharedWorker !== "undefined";
}

/** Starts the vault for one session. */
function openVault<User>(
  backend: Backend<never, User>,
  ports: Ports,
  { worker, members }: { readonly worker: () => VaultWorker; readonly members: readonly string[] },
): Mode<User> {
  const { clock, random } = ports;
  let base: (() => URL) | undefined;
  const terms = () => termsOf(backend, base?.() ?? new URL(backend.baseUrl), members);
  const client = new VaultClient({ clock, open: worker, terms });
  const purse = new VaultPurse({ now: () => clock.now(), random }, client);
  const last = new Set<string>();
  const described = describeWithVault(backend, purse);
  return {
    backend: described,
    asking(asking) {
      base = asking.base;
      return { ...asking, send: sendThrough(client, (id) => last.has(id)) };
    },
    transition: vaultTransition,
    effects: (own, context) => vaultEffects(own, context, { client, purse, last }),
    access: (own, loop) => new VaultAccess(own, loop, purse),
    requests: (own, runtime) => requestsWithPurse(own, runtime, purse, described),
    calls: (runtime) => ({
      async adopt(grant, options) {
        checkGiven(grant);
        const refresh = grant.refresh && (await client.take(grant.refresh));
        return runtime.enter(byGrant(purse.keep({ ...grant, refresh })), options);
      },
    }),
  };
}
