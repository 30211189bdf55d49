/** What watching for idleness costs a page: how much slower a pointer moves, and what is asked of the browser meanwhile. */
import type { Page } from "@playwright/test";
import { type BenchBrowser, call } from "../browser.ts";
import { medianOf, type Print, showNumber, showSpread, table } from "../figures.ts";
import { withVersion } from "../versions.ts";
import type { IdleBench } from "./in-page.ts";

const moves = 1000;
const rounds = 100; // of 1,000 moves: 100,000
const countedRounds = 3;
const seconds = 5;
const restSeconds = 10;

/** Measures all contenders. Prints a table of moves and one of what is asked of the browser. */
export async function measureIdle(browser: BenchBrowser, print: Print): Promise<void> {
  print("## Watching for idleness");
  const first = await browser.open("idle");
  const names = await call<IdleBench, "names">(first, "names");
  await first.context().close();
  const none = names[0] ?? "";
  const others = names.slice(1);

  const times = await interleave(browser, names, rounds, false, (page) =>
    call<IdleBench, "measure">(page, "measure", moves),
  );
  const without = times(none);
  print(
    `Moves of a pointer, ${showNumber(moves, 0)} in a row. Medians and quartiles of ${rounds} interleaved rounds.`,
  );
  print(
    table(
      ["", `÷ ${none}`, "added µs a move", "µs a move"],
      names.map((name) => {
        const pairs = times(name).map(
          (time, round) => [time, without[round] ?? Number.NaN] as const,
        );
        return [
          withVersion(name),
          showSpread(
            pairs.map(([time, bare]) => time / bare),
            2,
          ),
          showSpread(
            pairs.map(([time, bare]) => time - bare),
            2,
          ),
          showNumber(medianOf(times(name)), 2),
        ];
      }),
    ),
  );

  const asked = await interleave(browser, names, countedRounds, true, (page) =>
    call<IdleBench, "count">(page, "count", seconds),
  );
  const wakeUps = await interleave(browser, names, 1, true, (page) =>
    call<IdleBench, "rest">(page, "rest", restSeconds),
  );
  const added = (name: string, what: "busy" | "timers" | "writes" | "messages"): number => {
    const [all, bare] = [name, none].map((one) => medianOf(asked(one).map((each) => each[what])));
    return ((all ?? Number.NaN) - (bare ?? Number.NaN)) / seconds;
  };
  print(
    `Each second of 60 moves, beyond what the page itself asks for; and each second in which nobody moves.`,
  );
  print(
    table(
      ["", "µs at work", "timers set", "writes", "messages", "wake-ups at rest"],
      others.map((name) => [
        withVersion(name),
        showNumber(added(name, "busy"), 0),
        showNumber(added(name, "timers"), 1),
        showNumber(added(name, "writes"), 1),
        showNumber(added(name, "messages"), 1),
        showNumber(medianOf(wakeUps(name)) / restSeconds, 1),
      ]),
    ),
  );
}

/** Each round asks every contender, each in a page of its own: what one brings along (zone.js) is no burden of another. */
async function interleave<Result>(
  browser: BenchBrowser,
  names: readonly string[],
  rounds: number,
  tapped: boolean,
  ask: (page: Page) => Promise<Result>,
): Promise<(name: string) => Result[]> {
  const pages = new Map<string, Page>();
  const results = new Map<string, Result[]>();
  for (const name of names) {
    const page = await browser.open("idle");
    await call<IdleBench, "open">(page, "open", name, tapped);
    await ask(page); // warm
    pages.set(name, page);
    results.set(name, []);
  }
  for (let round = 0; round < rounds; round += 1)
    for (const [name, page] of pages) results.get(name)?.push(await ask(page));
  for (const page of pages.values()) await page.context().close();
  return (name) => results.get(name) ?? [];
}
