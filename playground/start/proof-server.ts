/** The server of the proof: simplejwt in this page, with rotation and blacklist, and a log of what it answered. */
import { type Answered, memoryStore, mockSimpleJwt } from "@sojourn/msw";
import { setupWorker } from "msw/browser";

/** What the server counted. */
export interface Counts {
  /** How often it was asked for new tokens. */
  readonly refreshes: number;
  /** How many of those it refused. */
  readonly refusals: number;
  /** How many requests for the posts it answered with the posts. */
  readonly answered: number;
}

/** A fresh server. */
export interface ProofServer {
  /** Counts every access token given out so far as expired, and begins to count. */
  expireTokens(): Promise<void>;
  /** What was counted since. */
  counts(): Counts;
}

const worker = setupWorker();
let started: Promise<unknown> | null = null;

/**
 * Starts a server that has seen nobody yet, in place of the one before. The frames of this page reach it too: whoever
 * has no handlers of their own is answered by the page in front.
 */
export async function startServer(): Promise<ProofServer> {
  let log: Answered[] = [];
  const mock = mockSimpleJwt({
    baseUrl: "/in-browser/proof/",
    store: memoryStore(),
    rotate: true,
    blacklist: true,
    latency: 150,
    posts: [{ author: "bob", text: "Does anyone else get logged out every five minutes?" }],
    onRequest: (answered) => log.push(answered),
  });
  started ??= worker.start({ quiet: true, onUnhandledFrame: "bypass" });
  await started;
  worker.resetHandlers(...mock.handlers);
  return {
    async expireTokens() {
      await mock.expireAccess();
      log = [];
    },
    counts() {
      const refreshes = log.filter(({ path }) => path === "token/refresh/");
      return {
        refreshes: refreshes.length,
        refusals: refreshes.filter(({ status }) => status !== 200).length,
        answered: log.filter(({ path, status }) => path === "posts/" && status === 200).length,
      };
    },
  };
}
