/** What watching for idleness costs a page: what is added to each move of a pointer, and what is asked of the browser. */
import type { Page } from "@playwright/test";
import { type BenchBrowser, call } from "../browser.ts";
import { medianOf, type Print, showNumber, showSpread, table } from "../figures.ts";
import { withVersion } from "../versions.ts";
import type { IdleBench, Watched } from "./in-page.ts";

const rounds = 12;
const movesARound = 120; // two seconds of them
const restSeconds = 10;
const snippet = "a timer per event";

/** Measures all contenders. Prints a table of moves and one of what is asked of the browser. */
export async function measureIdle(browser: BenchBrowser, print: Print): Promise<void> {
  print("## Watching for idleness");
  const first = await browser.open("idle");
  const names = await call<IdleBench, "names">(first, "names");
  await first.context().close();
  const none = names[0] ?? "";
  const others = names.slice(1);

  const moved = await interleave(browser, names, rounds, false, move);
  const added = (name: string): number[] =>
    moved(name).map(
      (watched, round) => microsecondsOf(watched) - microsecondsOf(moved(none)[round]),
    );
  print(
    `Moves that the browser itself makes, so they count as a person's. Medians and quartiles of ${rounds} interleaved rounds of ${movesARound} moves.`,
  );
  print(
    table(
      ["", `÷ ${snippet}`, "added µs a move"],
      others.map((name) => [
        withVersion(name),
        showNumber(medianOf(added(name)) / medianOf(added(snippet)), 2),
        showSpread(added(name), 2),
      ]),
    ),
  );

  const tapped = await interleave(browser, others, 3, true, move);
  const rested = await interleave(browser, others, 1, true, rest);
  print("A second of moves, and a second in which nobody moves.");
  print(
    table(
      ["", "timers set", "µs in timers", "writes", "messages", "wake-ups at rest"],
      others.map((name) => [
        withVersion(name),
        perSecond(tapped(name), "timers", 1),
        perSecond(tapped(name), "inTimers", 0),
        perSecond(tapped(name), "writes", 1),
        perSecond(tapped(name), "messages", 1),
        perSecond(rested(name), "wakeUps", 1),
      ]),
    ),
  );
}

function microsecondsOf(watched: Watched | undefined): number {
  return watched ? watched.inEvents / watched.moves : Number.NaN;
}

function perSecond(all: readonly Watched[], what: keyof Watched, digits: number): string {
  return showNumber(medianOf(all.map((watched) => watched[what] / watched.seconds)), digits);
}

async function move(page: Page): Promise<Watched> {
  await call<IdleBench, "begin">(page, "begin");
  for (let made = 0; made < movesARound; made += 1)
    await page.mouse.move(100 + (made % 50) * 4, 100 + (made % 7) * 9);
  return call<IdleBench, "end">(page, "end");
}

async function rest(page: Page): Promise<Watched> {
  await call<IdleBench, "begin">(page, "begin");
  await new Promise((done) => setTimeout(done, restSeconds * 1000));
  return call<IdleBench, "end">(page, "end");
}

/** Each round asks every contender, each in a page of its own: what one brings along (zone.js) is no burden of another. */
async function interleave(
  browser: BenchBrowser,
  names: readonly string[],
  rounds: number,
  tapped: boolean,
  ask: (page: Page) => Promise<Watched>,
): Promise<(name: string) => Watched[]> {
  const pages = new Map<string, Page>();
  const results = new Map<string, Watched[]>();
  for (const name of names) {
    const page = await browser.open("idle");
    await call<IdleBench, "open">(page, "open", name, tapped);
    await ask(page); // warm
    pages.set(name, page);
    results.set(name, []);
  }
  for (let round = 0; round < rounds; round += 1)
    for (const [name, page] of pages) {
      await page.bringToFront();
      results.get(name)?.push(await ask(page));
    }
  for (const page of pages.values()) await page.context().close();
  return (name) => results.get(name) ?? [];
}
