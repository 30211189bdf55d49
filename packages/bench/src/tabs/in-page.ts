/** One tab of many: carries on with the session that another tab has stored, and sends a few requests. */

import { apiUrl, type Tokens } from "../clients/client.ts";
import { type KindName, loadKind } from "../clients/kinds.ts";
import { useServer } from "../clients/transport.ts";
import { sleep } from "../page/clock.ts";

/** What came of the requests of one tab. */
export interface TabResult {
  readonly failed: number;
  /** From the moment at which this tab began to its last answer. */
  readonly milliseconds: number;
}

export type TabsBench = typeof bench;

const url = `${apiUrl}posts/`;
useServer(fetch);

/** What this page can be asked. */
export const bench = {
  /** Logs in, so that the tabs find a session. Fails where not even this tab can send. */
  async logIn(kind: KindName, name: string, tokens: Tokens): Promise<void> {
    const send = await (await loadKind[kind]()).contenders[name]?.(tokens);
    await send?.(url);
  },

  /** Sets the clock forward and loads the contender's code. */
  async prepare(kind: KindName, milliseconds: number): Promise<void> {
    sleep(milliseconds);
    await loadKind[kind]();
  },

  /** Waits until `at` (milliseconds since 1970, of a clock that nobody set), opens the contender and sends at once. */
  async run(kind: KindName, name: string, at: number, requests: number): Promise<TabResult> {
    const { contenders } = await loadKind[kind]();
    await new Promise((done) => setTimeout(done, at - performance.timeOrigin - performance.now()));
    const begun = performance.now();
    const send = await contenders[name]?.(null);
    const sent = Array.from({ length: requests }, async () => {
      const answer = await send?.(url);
      return answer instanceof Response ? answer.ok : true;
    });
    const results = await Promise.allSettled(sent);
    const failed = results.filter((result) => result.status === "rejected" || !result.value);
    return { failed: failed.length, milliseconds: performance.now() - begun };
  },
};
