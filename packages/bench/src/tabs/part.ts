/** Many tabs that find the token expired: how often it is renewed, how many requests fail, how long the slowest tab waits. */
import { type BenchBrowser, call } from "../browser.ts";
import type { KindName } from "../clients/kinds.ts";
import { createServer } from "../clients/server.ts";
import { medianOf, type Print, showNumber, table } from "../figures.ts";
import { withVersion } from "../versions.ts";
import type { TabsBench } from "./in-page.ts";
import { connect } from "./network.ts";

const counts = [2, 8, 20];
const requests = 5;
const rounds = 3;
const latency = 100;
const twoHours = 7_200_000;

const contenders: readonly (readonly [KindName, string])[] = [
  ["fetch", "@sojourn/core"],
  ["fetch", "@supabase/supabase-js"],
  ["fetch", "@okta/okta-auth-js"],
  ["axios", "axios-jwt"],
  ["axios", "axios-auth-refresh"],
  ["axios", "the failedQueue snippet"],
];

/** What came of one round. */
interface Round {
  readonly refreshes: number;
  readonly failed: number;
  readonly slowest: number;
}

/** Measures all contenders. Prints a table for tabs that start at once, and one for tabs that start one after the other. */
export async function measureTabs(browser: BenchBrowser, print: Print): Promise<void> {
  print("## Tabs that find the token expired");
  print(
    `Pages of one profile, ${requests} requests each, at a server that answers after ${latency} ms and takes each refresh token once. Medians of ${rounds} interleaved rounds; failed: of all requests, the worst round in brackets.`,
  );
  for (const within of [0, 1500]) print(await measurePattern(browser, within));
  print(
    "Left out: what keeps its tokens in the memory of one tab (keycloak-js) or is not driven here beyond a good token (oidc-client-ts, @auth0/auth0-spa-js, @auth0/angular-jwt).",
  );
}

async function measurePattern(browser: BenchBrowser, within: number): Promise<string> {
  const results = new Map<string, Round[]>();
  for (let round = 0; round < rounds; round += 1)
    for (const tabs of counts)
      for (const [kind, name] of contenders) {
        const key = `${name}|${tabs}`;
        results.set(key, [
          ...(results.get(key) ?? []),
          await measureRound(browser, kind, name, tabs, within),
        ]);
      }
  const rows = contenders.map(([, name]) => [
    withVersion(name),
    ...counts.flatMap((tabs) => cells(results.get(`${name}|${tabs}`) ?? [])),
  ]);
  const when = within === 0 ? "at once" : `within ${within / 1000} s`;
  const head = counts.flatMap((tabs) => [`${tabs} tabs: refreshes tried`, "failed", "ms"]);
  return table([when, ...head], rows);
}

function cells(all: readonly Round[]): string[] {
  const failed = all.map((round) => round.failed);
  return [
    showNumber(medianOf(all.map(({ refreshes }) => refreshes)), 0),
    `${showNumber(medianOf(failed), 0)} (${Math.max(...failed)})`,
    showNumber(medianOf(all.map(({ slowest }) => slowest)), 0),
  ];
}

async function measureRound(
  browser: BenchBrowser,
  kind: KindName,
  name: string,
  tabs: number,
  within: number,
): Promise<Round> {
  let shift = 0;
  const server = createServer({ latency, now: () => Date.now() + shift });
  const profile = await browser.newProfile();
  await connect(profile, server);
  const first = await browser.openIn(profile, "tabs");
  await call<TabsBench, "logIn">(first, "logIn", kind, name, server.issue());
  await first.close();

  // Everybody sleeps for two hours, the server's clock runs on.
  shift = twoHours;
  const before = server.refreshes;
  const pages = await Promise.all(
    Array.from({ length: tabs }, () => browser.openIn(profile, "tabs")),
  );
  await Promise.all(
    pages.map((page) => call<TabsBench, "prepare">(page, "prepare", kind, twoHours)),
  );
  const soon = Date.now() + 200 + 20 * tabs;
  const results = await Promise.all(
    pages.map((page, tab) => {
      const at = soon + (within * tab) / Math.max(1, tabs - 1);
      return call<TabsBench, "run">(page, "run", kind, name, at, requests);
    }),
  );
  await profile.close();
  return {
    refreshes: server.refreshes - before,
    failed: results.reduce((sum, { failed }) => sum + failed, 0),
    slowest: Math.max(...results.map(({ milliseconds }) => milliseconds)),
  };
}
