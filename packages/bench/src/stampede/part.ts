/** What many requests at once do when the token is no longer good: how often it is renewed, and how many fail. */
import { type BenchBrowser, call } from "../browser.ts";
import type { KindName } from "../clients/kinds.ts";
import { medianOf, type Print, showNumber, showSpread, table } from "../figures.ts";
import { withVersion } from "../versions.ts";
import type { Stampede, StampedeBench, Trouble } from "./in-page.ts";

const requests = 1000;
const rounds = 5;

const contenders: readonly (readonly [KindName, string])[] = [
  ["fetch", "@sojourn/core"],
  ["axios", "@sojourn/axios"],
  ["HttpClient", "@sojourn/angular"],
  ["fetch", "@supabase/supabase-js"],
  ["fetch", "@okta/okta-auth-js"],
  ["fetch", "keycloak-js"],
  ["axios", "axios-auth-refresh"],
  ["axios", "axios-jwt"],
  ["axios", "the failedQueue snippet"],
];

/** Measures both troubles. Prints a table for each. */
export async function measureStampede(browser: BenchBrowser, print: Print): Promise<void> {
  print(`## ${showNumber(requests, 0)} requests at once on a token that is no longer good`);
  print(
    `A server in the page that answers after 20 ms and takes each refresh token once. ${rounds} interleaved rounds.`,
  );
  for (const trouble of ["expired", "revoked"] as const)
    print(show(trouble, await interleave(browser, trouble)));
  print(
    "Left out: @auth0/angular-jwt does not renew; oidc-client-ts renews by a timer only; @auth0/auth0-spa-js wants an ID token with each renewal, which nobody here can issue.",
  );
}

async function interleave(
  browser: BenchBrowser,
  trouble: Trouble,
): Promise<Map<string, Stampede[]>> {
  const results = new Map<string, Stampede[]>(contenders.map(([, name]) => [name, []]));
  for (let round = 0; round < rounds; round += 1)
    for (const [kind, name] of contenders) {
      const page = await browser.open("stampede");
      results
        .get(name)
        ?.push(await call<StampedeBench, "run">(page, "run", kind, name, trouble, requests));
      await page.context().close();
    }
  return results;
}

function show(trouble: Trouble, results: Map<string, Stampede[]>): string {
  const rows = [...results].map(([name, all]) => [
    withVersion(name),
    showNumber(medianOf(all.map(({ refreshes }) => refreshes)), 0),
    showNumber(medianOf(all.map(({ failed }) => failed)), 0),
    showSpread(
      all.map(({ milliseconds }) => milliseconds),
      0,
    ),
  ]);
  return table([`${trouble} token`, "refreshes", "failed", "ms"], rows);
}
