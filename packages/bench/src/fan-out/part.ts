/** What it costs to tell subscribers, and how often React renders for it. */
import type { Page } from "@playwright/test";
import { type BenchBrowser, call } from "../browser.ts";
import { medianOf, type Print, showNumber, showSpread, table } from "../figures.ts";
import { withVersion } from "../versions.ts";
import type { FanOutBench, UpdateTimes } from "./in-page.ts";

const subscribers = 10_000;
const updates = 10;
const rounds = 60;
const warmUps = 10;
const components = 100;

/** Measures all stores. Prints a table of updates and one of renders. */
export async function measureFanOut(browser: BenchBrowser, print: Print): Promise<void> {
  print("## One update to 10,000 subscribers");
  const first = await browser.open("fan-out");
  const names = await call<FanOutBench, "names">(first, "names");
  const rendered = await call<FanOutBench, "renewals">(first, "renewals", components);
  await first.context().close();
  print(
    `From the first subscriber to the last, beside a plain loop over a \`Set\` of as many functions in the same page. Medians and quartiles of ${rounds} interleaved rounds of ${updates} updates.`,
  );
  print(show(await interleave(browser, names)));
  print(
    `Renders of ${components} components that show the user, when a token is renewed and nothing else changes:`,
  );
  print(
    table(
      ["React", "renders"],
      rendered.map(({ name, renders }) => [withVersion(name), showNumber(renders, 0)]),
    ),
  );
}

async function interleave(
  browser: BenchBrowser,
  names: readonly string[],
): Promise<Map<string, UpdateTimes[]>> {
  const pages = new Map<string, Page>();
  const results = new Map<string, UpdateTimes[]>();
  for (const name of names) {
    const page = await browser.open("fan-out");
    await call<FanOutBench, "open">(page, "open", name, subscribers);
    pages.set(name, page);
    results.set(name, []);
  }
  for (let round = -warmUps; round < rounds; round += 1)
    for (const [name, page] of pages) {
      const times = await call<FanOutBench, "measure">(page, "measure", updates);
      if (round >= 0) results.get(name)?.push(times);
    }
  for (const page of pages.values()) await page.context().close();
  return results;
}

function show(results: Map<string, UpdateTimes[]>): string {
  const rows = [...results].map(([name, times]) => [
    withVersion(name),
    showSpread(
      times.map(({ loop, subscribers }) => subscribers / loop),
      2,
    ),
    showSpread(
      times.map(({ subscribers }) => subscribers),
      0,
    ),
  ]);
  const loop = medianOf([...results.values()].flat().map((times) => times.loop));
  const head = ["", "÷ plain loop", "µs"];
  return table(head, [...rows, ["plain loop", "1.00", showNumber(loop, 0)]]);
}
