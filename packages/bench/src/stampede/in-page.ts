/** Sends many requests at once with a token that is no longer good. */

import { apiUrl, type Send } from "../clients/client.ts";
import { type KindName, loadKind } from "../clients/kinds.ts";
import { createServer } from "../clients/server.ts";
import { useServer } from "../clients/transport.ts";
import { sleep } from "../page/clock.ts";

/** Why the token is no longer good: it expired while the machine slept, or the server took it back. */
export type Trouble = "expired" | "revoked";

/** What came of a stampede. */
export interface Stampede {
  readonly refreshes: number;
  readonly failed: number;
  readonly milliseconds: number;
}

export type StampedeBench = typeof bench;

const url = `${apiUrl}posts/`;
const latency = 20;
const twoHours = 7_200_000;

/** What this page can be asked. */
export const bench = {
  /** Logs a contender in, spoils its token, and sends so many requests. Once a page. */
  async run(kind: KindName, name: string, trouble: Trouble, requests: number): Promise<Stampede> {
    const server = createServer({ latency });
    useServer(server.fetch);
    const open = (await loadKind[kind]()).contenders[name];
    const send = await open?.(server.issue());
    if (!send || (await failures(send, 1)) > 0) throw new Error(`${name} cannot send anything.`);
    if (trouble === "expired") sleep(twoHours);
    else server.revoke();
    const before = server.refreshes;
    const begun = performance.now();
    const failed = await failures(send, requests);
    const milliseconds = performance.now() - begun;
    return { refreshes: server.refreshes - before, failed, milliseconds };
  },
};

async function failures(send: Send, requests: number): Promise<number> {
  const sent = Array.from({ length: requests }, async () => {
    const answer = await send(url);
    return answer instanceof Response ? answer.ok : true;
  });
  const results = await Promise.allSettled(sent);
  return results.filter((result) => result.status === "rejected" || !result.value).length;
}
