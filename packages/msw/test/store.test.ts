// Stores: changes run one after the other, none is lost, and a change that throws has no effect.
import { afterEach, describe, expect, test, vi } from "vitest";
import { type MockStore, memoryStore, sharedStore, storageStore } from "../src/index.ts";

afterEach(() => vi.unstubAllGlobals());

/** The part of IndexedDB that a store uses: one table, transactions one after the other, answers some turns later. */
function fakeIndexedDb(): { readonly transactions: () => number } {
  const table = new Map<string, unknown>();
  let last: Promise<unknown> = Promise.resolve();
  let count = 0;
  const transaction = (): object => {
    count += 1;
    const self = {
      oncomplete: () => {},
      objectStore: () => ({
        get: (key: string) => {
          const request = { result: undefined as unknown, onsuccess: () => {} };
          last = last.then(async () => {
            request.result = structuredClone(table.get(key));
            request.onsuccess();
            await Promise.resolve();
            self.oncomplete();
          });
          return request;
        },
        put: (value: unknown, key: string) => table.set(key, structuredClone(value)),
      }),
    };
    return self;
  };
  vi.stubGlobal("indexedDB", {
    open: () => {
      const request = { result: { transaction }, onsuccess: () => {} };
      queueMicrotask(() => request.onsuccess());
      return request;
    },
  });
  return { transactions: () => count };
}

function fakeStorage(): Pick<Storage, "getItem" | "setItem"> {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
  };
}

const add = (store: MockStore): Promise<number> =>
  store.update((kept) => {
    const next = (typeof kept === "number" ? kept : 0) + 1;
    return [next, next];
  });

const storage = fakeStorage();
const memory = memoryStore();
describe.each([
  ["memoryStore", () => memory],
  ["storageStore", () => storageStore(storage, "demo")],
  [
    "sharedStore",
    () => {
      fakeIndexedDb();
      return sharedStore("demo");
    },
  ],
] as const)("%s", (_, open) => {
  test("a hundred changes at the same time are all kept", async () => {
    const store = open();
    const results = await Promise.all(Array.from({ length: 100 }, () => add(store)));
    expect(results).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
  });

  test("a change that throws rejects, and the others are kept", async () => {
    const store = open();
    const before = await add(store);
    const failing = store.update(() => {
      throw new Error("no");
    });
    const after = add(store);
    await expect(failing).rejects.toThrow("no");
    expect(await after).toBe(before + 1);
  });
});

test("sharedStore: two tabs see each other's changes, and many changes need few transactions", async () => {
  const { transactions } = fakeIndexedDb();
  const [one, two] = [sharedStore("demo"), sharedStore("demo")];
  await Promise.all(Array.from({ length: 500 }, (_, i) => add(i % 2 ? one : two)));
  expect(await add(one)).toBe(501);
  expect(transactions()).toBeLessThan(10);
});
