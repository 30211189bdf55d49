/** Where a mock server's state lives: in this process, in IndexedDB for all tabs of an origin, or in a given storage. */

/** Keeps one value, plain JSON data, and changes it atomically. */
export interface MockStore {
  /**
   * Runs `change` on the kept value (`null`: none yet), keeps what it gives back and returns its result. The value
   * itself is never changed in place. What `change` throws rejects, and nothing is kept.
   */
  update<Result>(
    change: (kept: unknown) => readonly [kept: unknown, result: Result],
  ): Promise<Result>;
}

/** The two methods of a `Storage` that are needed. */
export interface StorageLike {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/**
 * State that lives as long as this object. Several mock servers given the same one share users, posts and tokens.
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
 * State in a `Storage`, or anything with its two methods. Under a Web Lock where there are any; but a `localStorage` of
 * two tabs may lag behind their lock, which {@link sharedStore} does not.
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
 * State in IndexedDB, shared by all tabs of the origin and kept over reloads: each request is one transaction, so that
 * no tab ever sees an older state than another. The default in browsers.
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
  // What comes while a transaction runs goes into the next one, all of it: a thousand requests need a few, not a thousand.
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

/** What a change made, and how its caller learns of it once it is kept. */
interface Done {
  readonly next: unknown;
  settle(): void;
}

/** The store of a mock server that was given none. */
export function defaultStore(name: string): MockStore {
  return typeof indexedDB === "undefined" ? memoryStore() : sharedStore(name);
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
  const locks = typeof navigator === "undefined" ? undefined : navigator.locks;
  return locks ? await locks.request(name, work) : await work();
}
