/** Measures one contender beside its bare client: both in one page, in turns. */
import { apiUrl, type Send } from "../clients/client.ts";
import { type KindName, loadKind } from "../clients/kinds.ts";
import { createServer } from "../clients/server.ts";
import { transport } from "../clients/transport.ts";

/** Nanoseconds that a request took. */
export interface RequestTimes {
  readonly bare: number;
  readonly contender: number;
}

export type RequestsBench = typeof bench;

const url = `${apiUrl}posts/`;
const ready = new Response("{}");
let sent: { input: RequestInfo | URL; init: RequestInit | undefined } | undefined;
let authorization: () => string | null = () => null;
let clients: { bare: Send; contender: Send } | undefined;

/** What this page can be asked. */
export const bench = {
  /** The names of the contenders of a kind. */
  async names(kind: KindName): Promise<string[]> {
    return Object.keys((await loadKind[kind]()).contenders);
  },

  /** Starts a contender with a token that is good for an hour. Returns what it sends as `Authorization`. */
  async open(kind: KindName, name: string): Promise<string | null> {
    const { bare, contenders } = await loadKind[kind]();
    const server = createServer();
    const tokens = server.issue();
    globalThis.fetch = server.fetch;
    const contender = await contenders[name]?.(tokens);
    if (!contender) throw new Error(`No contender ${name}`);
    clients = { bare: await bare(tokens), contender };
    answerAtOnce();
    await contender(url);
    return kind === "fetch"
      ? new Request(sent?.input ?? "", sent?.init).headers.get("authorization")
      : authorization();
  },

  /** Sends so many requests each way. The order changes from round to round, so that neither always goes first. */
  async measure(requests: number, isBareFirst: boolean): Promise<RequestTimes> {
    if (!clients) throw new Error("Open a contender first.");
    const { bare, contender } = clients;
    if (isBareFirst)
      return { bare: await time(bare, requests), contender: await time(contender, requests) };
    const own = await time(contender, requests);
    return { bare: await time(bare, requests), contender: own };
  },
};

/** From here on nothing is asked of a server: every request is answered at once, with the same answer. */
function answerAtOnce(): void {
  globalThis.fetch = (input, init) => {
    sent = { input, init };
    return Promise.resolve(ready);
  };
  transport.answer = (_url, header) => {
    authorization = header;
    return 200;
  };
}

async function time(send: Send, requests: number): Promise<number> {
  const begun = performance.now();
  for (let made = 0; made < requests; made += 1) await send(url);
  return ((performance.now() - begun) * 1_000_000) / requests;
}
