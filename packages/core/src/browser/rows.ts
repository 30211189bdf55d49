/** Rows of text in IndexedDB, the only storage of a browser that all its processes see alike. */

/** Returns the new text of a row, given the old one. `null`: no row. */
export type Change = (text: string | null) => string | null;

/**
 * Reads a row, and replaces it by the result of `change`, in one transaction. The connection is closed afterwards: an open one may be cut
 * while a tab sleeps, and some browsers then keep the page out of the back/forward cache.
 */
export async function touchRow(key: string, change?: Change): Promise<string | null> {
  let text: string | null = null;
  let mode: IDBTransactionMode = "readonly";
  if (change) mode = "readwrite";
  await transact(mode, (rows) => {
    const reading = rows.get(key);
    reading.onsuccess = () => {
      text = reading.result ?? null;
      if (!change) return;
      text = change(text);
      if (text === null) rows.delete(key);
      else rows.put(text, key);
    };
  });
  return text;
}

/** Removes the rows whose key starts with `prefix` and is not listed in `kept`. */
export function sweepRows(prefix: string, kept: readonly (string | undefined)[]): Promise<void> {
  return transact("readwrite", (rows) => {
    const reading = rows.getAllKeys();
    reading.onsuccess = () => {
      for (const key of reading.result as string[])
        if (key.startsWith(prefix) && !kept.includes(key)) rows.delete(key);
    };
  });
}

async function transact(
  mode: IDBTransactionMode,
  work: (rows: IDBObjectStore) => void,
): Promise<void> {
  const opening = indexedDB.open("sojourn", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("records");
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  try {
    const transaction = database.transaction("records", mode);
    const done = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
    });
    work(transaction.objectStore("records"));
    await done;
  } finally {
    database.close();
  }
}
