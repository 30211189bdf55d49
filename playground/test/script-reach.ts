/** What scripts of a page can reach: its storages, its requests and their answers, its messages, and every string in its memory. */
import type { BrowserContext, Page } from "@playwright/test";

declare const overheard: string[];
declare const messages: string[];

/** Everything that a script can read in the storages of its origin. */
export async function readStorages(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const readAll = ({ name = "" }: IDBDatabaseInfo): Promise<unknown[]> =>
      new Promise((resolve) => {
        const opening = indexedDB.open(name);
        opening.onsuccess = () => {
          const stores = [...opening.result.objectStoreNames];
          const reading = opening.result
            .transaction(stores)
            .objectStore(stores[0] ?? "")
            .getAll();
          reading.onsuccess = () => {
            opening.result.close();
            resolve(reading.result);
          };
        };
      });
    const rows = await Promise.all((await indexedDB.databases()).map(readAll));
    return JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, rows]);
  });
}

/** From now on the script hears every request of the page, headers and body, and every answer. */
export async function overhear(page: Page): Promise<void> {
  await page.evaluate(() => {
    const send = globalThis.fetch;
    const overheard: string[] = [];
    const listening: typeof fetch = async (input, init) => {
      const request = new Request(input, init);
      overheard.push(JSON.stringify([...request.headers]), await request.text());
      const response = await send(input, init);
      overheard.push(JSON.stringify([...response.headers]), await response.clone().text());
      return response;
    };
    Object.assign(globalThis, { fetch: listening, overheard });
  });
}

/** What the script has heard. */
export function readOverheard(page: Page): Promise<string> {
  return page.evaluate(() => overheard.join("\n"));
}

/** From their first script on, pages note what tabs tell each other: over a channel, and by changes of their storage. */
export async function noteMessages(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const messages: string[] = [];
    const post = BroadcastChannel.prototype.postMessage;
    BroadcastChannel.prototype.postMessage = function (message) {
      messages.push(JSON.stringify(message));
      post.call(this, message);
    };
    addEventListener("storage", ({ newValue }) => messages.push(`${newValue}`));
    Object.assign(globalThis, { messages });
  });
}

/** What tabs told each other since. */
export function readMessages(page: Page): Promise<string> {
  return page.evaluate(() => messages.join("\n"));
}

/** Every string and every object in the memory of the page, as a heap snapshot has them. */
export async function readHeap(page: Page): Promise<string> {
  const cdp = await page.context().newCDPSession(page);
  const chunks: string[] = [];
  cdp.on("HeapProfiler.addHeapSnapshotChunk", ({ chunk }) => chunks.push(chunk));
  await cdp.send("HeapProfiler.takeHeapSnapshot", { reportProgress: false });
  await cdp.detach();
  return chunks.join("");
}

/**
 * Whether a text has one of these tokens. The signature of a JWT is enough, so that a token is found that was cut or put together from
 * parts.
 */
export function hasToken(text: string, tokens: readonly string[]): boolean {
  return tokens.some((token) => text.includes(token.split(".").at(-1) ?? token));
}
