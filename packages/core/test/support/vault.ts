// The vault's worker in a fake browser: the real code, connected by ports that copy messages as browsers do.
import { vault } from "@sojourn/core";
import { createClock } from "@sojourn/core/testing";
import type { ToPage, ToWorker, VaultPort } from "../../src/vault/protocol.ts";
import { VaultServer } from "../../src/vault/vault-server.ts";
import { guardFetch } from "./secrets.ts";
import { createWorld, type World, type WorldOptions } from "./stage.ts";

type Heard = (event: MessageEvent) => void;

/** One end of a line. */
class FakePort implements VaultPort {
  other: FakePort | null = null;
  private readonly listeners: Heard[] = [];

  addEventListener(_type: "message", heard: Heard): void {
    this.listeners.push(heard);
  }

  postMessage(message: unknown): void {
    const data: unknown = structuredClone(message);
    queueMicrotask(() => {
      for (const heard of this.other?.listeners ?? []) heard({ data } as MessageEvent);
    });
  }
}

/** Two ends of a line. */
function createLine(): readonly [FakePort, FakePort] {
  const [page, worker] = [new FakePort(), new FakePort()];
  page.other = worker;
  worker.other = page;
  return [page, worker];
}

/** A worker that all tabs share, until it dies. */
interface FakeVault {
  /** The messages that it sent to pages. */
  readonly toPages: ToPage[];
  /** The messages of pages. */
  readonly toWorker: ToWorker[];
  /** Whether it has a network. */
  isOnline: boolean;
  /** Connects a page. */
  connect(): VaultPort;
  /** Its memory is gone: the last tab was closed. The next connection starts another one. */
  die(): void;
  /** It crashes while tabs are connected: nothing answers on their lines. The next connection starts another one. */
  crash(): void;
  /** It says nothing any more, to nobody. */
  hang(): void;
}

/** A world whose sessions have a vault. */
export interface VaultWorld extends World {
  readonly worker: FakeVault;
  /** Everything that a script of a page can get hold of: storage, and the messages of the worker. */
  seen(): string;
  /** The refresh tokens that the server has granted. */
  granted(): string[];
}

/** The options of such a world. */
export interface VaultWorldOptions extends WorldOptions {
  readonly members?: readonly string[];
  /** How many tabs, from the first one on, have no vault. Default: none. */
  readonly plainTabs?: number;
}

/** Makes a world. Nobody is logged in. */
export function createVaultWorld(given: VaultWorldOptions = {}): VaultWorld {
  const { members, plainTabs = 0, ...options } = given;
  const clock = options.clock ?? createClock();
  const toPages: ToPage[] = [];
  const toWorker: ToWorker[] = [];
  const granted: string[] = [];
  const lines: FakePort[] = [];
  let ids = 0;
  let opened = 0;
  let isHanging = false;
  let server: VaultServer | null = null;

  const network = guardFetch((...request) => world.server.fetch(...request));
  const send: typeof fetch = async (input, init) => {
    if (!worker.isOnline) throw new TypeError("Failed to fetch");
    const response = await network(input, init);
    const copy = response.clone();
    for (const [, token = ""] of (await copy.text()).matchAll(/"refresh": ?"([^"]+)"/g))
      granted.push(token);
    return response;
  };
  const start = (): VaultServer =>
    new VaultServer({
      send,
      wait: (ms, ring) => void clock.alarm(clock.now() + ms, ring),
      makeId() {
        ids += 1;
        return ids.toString(16).padStart(32, "0");
      },
    });
  const worker: FakeVault = {
    toPages,
    toWorker,
    isOnline: true,
    connect() {
      const [page, inside] = createLine();
      lines.push(page);
      if (isHanging) return page;
      server ??= start();
      server.connect(inside);
      inside.addEventListener("message", ({ data }) => toWorker.push(data));
      page.addEventListener("message", ({ data }) => toPages.push(data));
      return page;
    },
    die() {
      server = null;
    },
    hang() {
      isHanging = true;
    },
    crash() {
      server = null;
      for (const line of lines) line.other = null;
    },
  };
  const world = createWorld({
    rotation: "detect-reuse",
    ...options,
    clock,
    optionsOf(tab) {
      opened += 1;
      if (opened <= plainTabs) return {};
      const storage = vault({
        worker: () => ({ port: worker.connect() }),
        storage: tab.ports.storage,
        members,
      });
      return { ports: { storage } };
    },
  });
  return {
    ...world,
    worker,
    seen: () => JSON.stringify([world.browser.storage.text, world.browser.mirror.text, toPages]),
    granted: () => granted,
  };
}
