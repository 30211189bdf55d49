/**
 * `@sojourn/core/vault-worker`: the worker of `vault()`, a file of its own. It runs in a `SharedWorker`, or in a `Worker`, and keeps refresh
 * tokens in its memory.
 */
import type { VaultPort } from "./vault/protocol.ts";
import { VaultServer } from "./vault/vault-server.ts";

/** What a worker sees of itself. A `SharedWorker` has no `postMessage` of its own: each page brings a port. */
interface WorkerScope extends Partial<VaultPort> {
  onconnect?: ((event: { readonly ports: readonly VaultPort[] }) => void) | null;
}

const scope = globalThis as unknown as WorkerScope;

const vault: VaultServer = new VaultServer({
  send: (...request) => fetch(...request),
  wait: (ms, ring) => void setTimeout(ring, ms),
  makeId() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  },
});

if (scope.postMessage) vault.connect(globalThis as unknown as VaultPort);
else
  scope.onconnect = ({ ports }) => {
    for (const port of ports) vault.connect(port);
  };
