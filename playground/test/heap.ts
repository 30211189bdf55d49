/** What is in the memory of a page or of a worker in Chromium: the texts of its heap, and the tokens among them. */
import type { Browser, BrowserContext, CDPSession, Page } from "@playwright/test";

/** What a CDP session and a line to a worker have in common. */
interface Line {
  send(method: string): Promise<unknown>;
  onChunk(take: (chunk: string) => void): void;
}

/** All texts on a page's heap. */
export async function heapOfPage(context: BrowserContext, page: Page): Promise<string> {
  const session = await context.newCDPSession(page);
  return snapshot({
    send: (method) => session.send(method as "HeapProfiler.takeHeapSnapshot"),
    onChunk: (take) => session.on("HeapProfiler.addHeapSnapshotChunk", ({ chunk }) => take(chunk)),
  });
}

/** All texts on the heap of the only `SharedWorker` with this name. */
export async function heapOfSharedWorker(browser: Browser, title: string): Promise<string> {
  const session = await browser.newBrowserCDPSession();
  const { targetInfos } = await session.send("Target.getTargets");
  const worker = targetInfos.find((one) => one.type === "shared_worker" && one.title === title);
  if (!worker) throw new Error(`There is no shared worker "${title}".`);
  const { targetId } = worker;
  const { sessionId } = await session.send("Target.attachToTarget", { targetId, flatten: false });
  const text = await snapshot(lineTo(session, sessionId));
  await session.detach();
  return text;
}

/** A line to a target that Playwright knows nothing about. */
function lineTo(session: CDPSession, sessionId: string): Line {
  let serial = 0;
  const answers = new Map<number, (answer: unknown) => void>();
  let takeChunk = (_chunk: string): void => {};
  session.on("Target.receivedMessageFromTarget", ({ message }) => {
    const { id, method, params, result } = JSON.parse(message);
    if (method === "HeapProfiler.addHeapSnapshotChunk") takeChunk(params.chunk);
    answers.get(id)?.(result);
  });
  return {
    async send(method) {
      serial += 1;
      const id = serial;
      const answered = new Promise((resolve) => answers.set(id, resolve));
      const message = JSON.stringify({ id, method });
      await session.send("Target.sendMessageToTarget", { message, sessionId });
      return answered;
    },
    onChunk(take) {
      takeChunk = take;
    },
  };
}

async function snapshot({ send, onChunk }: Line): Promise<string> {
  const chunks: string[] = [];
  onChunk((chunk) => chunks.push(chunk));
  await send("HeapProfiler.enable");
  await send("HeapProfiler.takeHeapSnapshot");
  const { strings } = JSON.parse(chunks.join("")) as { readonly strings: readonly string[] };
  return strings.join("\n");
}

/** The JWTs in a text, by the kind that simplejwt gives them. */
export function tokensIn(text: string): Readonly<Record<"access" | "refresh", readonly string[]>> {
  const found = new Set(text.match(/[\w-]+\.[\w-]+\.[\w-]+/g) ?? []);
  const ofKind = (kind: string): string[] => [...found].filter((jwt) => kindOf(jwt) === kind);
  return { access: ofKind("access"), refresh: ofKind("refresh") };
}

function kindOf(jwt: string): unknown {
  try {
    const [, payload = ""] = jwt.split(".");
    return JSON.parse(Buffer.from(payload, "base64url").toString()).token_type;
  } catch {
    return undefined;
  }
}
