/** Keeps the state of a mock server: in memory, in IndexedDB for all tabs of an origin, or in a storage of yours. */

/** Keeps one value of plain JSON data, and changes it atomically. */
export interface MockStore {
  /**
   * Runs `change` on the kept value (`null` at first), keeps the value that it returns, and resolves to its result. The
   * value itself is never changed in place. If `change` throws, the promise rejects and nothing is kept.
   */
  update<Result>(
    change: (kept: unknown) => readonly [kept: unknown, result: Result],
  ): Promise<Result>;
}

/** The two methods of a `Storage` that {@link storageStore} needs. */
export interface StorageLike {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/**
 * Keeps the state in this object. Mock servers with the same store share users, posts and tokens.
 *
 * @example
 * ```ts
 * import { memoryStore, mockAuthToken, mockSimpleJwt } from "@sojourn/msw";
 *
 * const store = memoryStore();
 * const pair = mockSimpleJwt({ baseUrl: "https://api.example.com/jwt/", store });
 * const opaque = mockAuthToken({ baseUrl: "https://api.example.com/token/", store });
 * ```
 */
export function memoryStore(): MockStore {
  let kept: unknown = null;
  return {
    update: async (change) => {
      const [next, result] = change(kept);
      kept = next;
      return result;
    },
  };
}

/**
 * Keeps the state in a `Storage`, or in any object with its two methods, under a Web Lock if the platform has them. Still,
 * the `localStorage` of two tabs may lag behind their lock; use {@link sharedStore} to avoid that.
 *
 * @example
 * ```ts
 * import { mockSimpleJwt, storageStore } from "@sojourn/msw";
 *
 * const mock = mockSimpleJwt({ baseUrl: "/api/", store: storageStore(sessionStorage, "demo") });
 * ```
 */
export function storageStore(storage: StorageLike, name: string): MockStore {
  const key = `sojourn-msw:${name}`;
  return {
    update: (change) =>
      locked(key, async () => {
        const [next, result] = change(JSON.parse(storage.getItem(key) ?? "null"));
        storage.setItem(key, JSON.stringify(next));
        return result;
      }),
  };
}

/**
 * Keeps the state in IndexedDB: all tabs of the origin share it, and it survives reloads. Each change is part of a
 * transaction, so no tab ever sees an older state than another. The default in browsers.
 *
 * @example
 * ```ts
 * import { mockSimpleJwt, sharedStore } from "@sojourn/msw";
 *
 * const mock = mockSimpleJwt({ baseUrl: "/api/", store: sharedStore("demo") });
 * ```
 */
export function sharedStore(name: string): MockStore {
  let opening: Promise<IDBDatabase> | null = null;
  let waiting: Job[] = [];
  let draining = false;
  // Changes that arrive during a transaction share the next one, so a thousand requests need only a few transactions.
  const drain = async (): Promise<void> => {
    draining = true;
    while (waiting.length > 0) {
      const jobs = waiting;
      waiting = [];
      try {
        opening ??= open();
        await transact(await opening, name, jobs);
      } catch (error) {
        for (const { reject } of jobs) reject(error);
      }
    }
    draining = false;
  };
  return {
    update: <Result>(change: (kept: unknown) => readonly [unknown, Result]) =>
      new Promise<Result>((resolve, reject) => {
        const run = (kept: unknown): Done => {
          const [next, result] = change(kept);
          return { next, settle: () => resolve(result) };
        };
        waiting.push({ run, reject });
        if (!draining) void drain();
      }),
  };
}

/** A change that waits for its transaction. */
interface Job {
  run(kept: unknown): Done;
  reject(error: unknown): void;
}

/** The new value, and the callback that resolves the caller once the value is kept. */
interface Done {
  readonly next: unknown;
  settle(): void;
}

/** The store of a mock server without the option `store`. */
export function defaultStore(name: string): MockStore {
  if (typeof indexedDB === "undefined") return memoryStore();
  return sharedStore(name);
}

const TABLE = "states";

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("sojourn-msw", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(TABLE);
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
}

function transact(database: IDBDatabase, name: string, jobs: readonly Job[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(TABLE, "readwrite");
    const table = transaction.objectStore(TABLE);
    const reading = table.get(name);
    const done: Done[] = [];
    reading.onsuccess = () => {
      let kept: unknown = reading.result ?? null;
      for (const job of jobs) {
        try {
          const made = job.run(kept);
          kept = made.next;
          done.push(made);
        } catch (error) {
          job.reject(error);
        }
      }
      table.put(kept, name);
    };
    transaction.oncomplete = () => {
      for (const { settle } of done) settle();
      resolve();
    };
    transaction.onabort = () => reject(transaction.error);
  });
}

async function locked<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  const locks = globalThis.navigator?.locks;
  if (!locks) return work();
  return locks.request(name, work);
}
