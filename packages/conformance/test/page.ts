// A page with a session on it, as the end-to-end tests use it: its storage outlives a reload and can be looked into.
import {
  type Account,
  type Backend,
  createSession,
  type HistoryEntry,
  isSessionError,
  type Reason,
  type Session,
  type SessionError,
} from "@sojourn/core";
import { afterAll, expect, vi } from "vitest";
import type { Person } from "./django-server.ts";
import { createDrawer, type Drawer, type StoredTokens } from "./drawer.ts";

export { broken, createDrawer, type Drawer } from "./drawer.ts";

/** A page that someone has open. */
export interface Page<User, Operations extends Account> {
  readonly session: Session<Person, User, Operations>;
  /** The stored tokens. Fails where none are stored. */
  tokens(): StoredTokens;
  /** Changes the stored tokens behind the session's back. */
  tamper(change: (tokens: StoredTokens) => Partial<StoredTokens>): void;
  /** Closes the page: its timers are gone, its storage stays. */
  close(): void;
  /** Closes it and opens it again: a new session on the same storage. */
  reload(): Page<User, Operations>;
  /** The status of the answer to a signed GET. */
  get(path?: string): Promise<number>;
  isOffline(): boolean;
  /** Why the session ended; `"alive"` while it lives. */
  end(): Reason | "alive" | null;
  /** How often this stands in the history. */
  told(type: HistoryEntry["type"]): number;
}

/** How a page differs from the usual one. */
export interface PageOptions {
  readonly storage?: Drawer;
  readonly fetch?: typeof fetch;
  /** Nobody looks at it: a pair of tokens is then renewed only on demand. */
  readonly hidden?: boolean;
  /** How long the server may take. */
  readonly timeout?: number;
}

const open = new Set<() => void>();
afterAll(() => {
  for (const close of open) close();
});

/** Opens a page; it is closed when the file's tests are over. Backoff is at its shortest. */
export function openPage<User, Operations extends Account>(
  backend: Backend<Person, User, Operations>,
  options: PageOptions = {},
): Page<User, Operations> {
  const { storage = createDrawer(), hidden = false } = options;
  const page = { visible: () => !hidden, listen: () => () => {} };
  const session = createSession({
    backend,
    storage,
    ports: { storage, page, random: () => 0 },
    ...(options.fetch && { fetch: options.fetch }),
    ...(options.timeout && { timeout: options.timeout }),
  });
  const close = session.start();
  open.add(close);
  const record = () => JSON.parse(storage.text ?? "{}");
  return {
    session,
    close,
    tokens() {
      const { held } = record();
      if (!held) throw new Error("no tokens are stored");
      return held;
    },
    tamper(change) {
      const { held, ...rest } = record();
      storage.text = JSON.stringify({ ...rest, held: { ...held, ...change(held) } });
    },
    reload() {
      close();
      return openPage(backend, { ...options, storage });
    },
    get: async (path = "posts/") => (await session.fetch(path)).status,
    isOffline() {
      const snapshot = session.getSnapshot();
      return snapshot.status === "authenticated" && snapshot.offline;
    },
    end() {
      const snapshot = session.getSnapshot();
      return snapshot.status === "unauthenticated" ? snapshot.reason : "alive";
    },
    told: (type) => session.explain().filter((happening) => happening.type === type).length,
  };
}

/** A page on which this person has just logged in. */
export async function logIn<User, Operations extends Account>(
  backend: Backend<Person, User, Operations>,
  person: Person,
  options?: PageOptions,
): Promise<Page<User, Operations>> {
  const page = openPage(backend, options);
  await page.session.login(person);
  return page;
}

/** The SessionError that a promise rejects with. */
export async function failure(promise: Promise<unknown>): Promise<SessionError> {
  const error = await promise.then(
    (value) => new Error(`resolved to ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  if (!isSessionError(error)) throw error;
  return error;
}

/** Waits until a fact holds. */
export async function until(what: string, fact: () => boolean): Promise<void> {
  await vi.waitFor(() => expect(fact(), what).toBe(true), { timeout: 20_000, interval: 20 });
}
