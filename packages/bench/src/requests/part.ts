/** What signing costs: one request with a good token, through each contender and through the client it extends. */
import type { Page } from "@playwright/test";
import { type BenchBrowser, call } from "../browser.ts";
import type { KindName } from "../clients/kinds.ts";
import { medianOf, type Print, showNumber, showSpread, table } from "../figures.ts";
import { withVersion } from "../versions.ts";
import type { RequestsBench, RequestTimes } from "./in-page.ts";

const requests = 1000;
const rounds = 60;
const warmUps = 10;

interface Measured {
  readonly name: string;
  readonly times: RequestTimes[];
}

/** Measures all kinds of clients. Prints a table for each. */
export async function measureRequests(browser: BenchBrowser, print: Print): Promise<void> {
  print("## One request with a good token");
  print(
    `Transport in process. Medians and quartiles of ${rounds} interleaved rounds of ${showNumber(requests, 0)} requests, one after the other.`,
  );
  for (const kind of ["fetch", "axios", "HttpClient"] as const)
    print(show(kind, await measureKind(browser, kind)));
}

async function measureKind(browser: BenchBrowser, kind: KindName): Promise<Measured[]> {
  const first = await browser.open("requests");
  const names = await call<RequestsBench, "names">(first, "names", kind);
  await first.context().close();
  const opened: { page: Page; measured: Measured }[] = [];
  for (const name of names) {
    const page = await browser.open("requests");
    const sent = await call<RequestsBench, "open">(page, "open", kind, name);
    if (!sent?.startsWith("Bearer ey"))
      throw new Error(`${name} sends "${sent}", which is no token`);
    opened.push({ page, measured: { name, times: [] } });
  }
  for (let round = -warmUps; round < rounds; round += 1)
    for (const { page, measured } of opened) {
      const times = await call<RequestsBench, "measure">(
        page,
        "measure",
        requests,
        round % 2 === 0,
      );
      if (round >= 0) measured.times.push(times);
    }
  for (const { page } of opened) await page.context().close();
  return opened.map(({ measured }) => measured);
}

function show(kind: KindName, all: readonly Measured[]): string {
  const rows = all
    .map(({ name, times }) => ({
      name: withVersion(name),
      ratios: times.map(({ bare, contender }) => contender / bare),
      added: times.map(({ bare, contender }) => contender - bare),
      whole: times.map(({ contender }) => contender),
    }))
    .sort((a, b) => medianOf(a.added) - medianOf(b.added))
    .map(({ name, ratios, added, whole }) => [
      name,
      showSpread(ratios, 2),
      showSpread(added, 0),
      showNumber(medianOf(whole), 0),
    ]);
  const bare = medianOf(all.flatMap(({ times }) => times.map((time) => time.bare)));
  const head = [kind, `÷ bare ${kind}`, "added ns", "ns a request"];
  return table(head, [...rows, [`bare ${kind}`, "1.00", "0", showNumber(bare, 0)]]);
}
