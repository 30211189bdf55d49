// `pnpm bench`: what watching for idleness costs a page, side by side with others, in one run of one Chromium. Not part of the
// tests: it measures time. Prints for each contender, as medians of interleaved rounds,
//   - the microseconds of a pointer move when 1,000 follow each other, and what that is more than without any listener;
//   - what a second of 60 moves costs: microseconds at work more than without any listener, timers set, writes, messages.
import { fileURLToPath } from "node:url";
import { chromium, type Page } from "@playwright/test";
import { build, preview } from "vite";
import type { Bench } from "../playground/bench/main.ts";
import { fromSources } from "./build/source-condition.ts";
import { needChromium } from "./programs/chromium.ts";

const moves = 1000;
const rounds = 100; // of 1,000 moves: 100,000
const countedRounds = 3;
const seconds = 5;

const site = {
  ...fromSources,
  configFile: false as const,
  root: fileURLToPath(new URL("../playground/bench", import.meta.url)),
  logLevel: "error" as const,
  build: { outDir: "../../node_modules/.cache/sojourn-bench", emptyOutDir: true, target: "es2022" },
  preview: {
    port: Number(process.env.SOJOURN_WEB_PORT ?? 5373),
    // A page of its own process gets a clock of 5 µs.
    headers: {
      "Cross-Origin-Opener-Policy": "same-origin",
      "Cross-Origin-Embedder-Policy": "require-corp",
    },
  },
};
await build(site);
const server = await preview(site);
const executablePath = needChromium();
const browser = await chromium.launch({
  ...(executablePath && { executablePath }),
  args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
});

try {
  const first = await open();
  const names = await first.evaluate(() => (globalThis as unknown as { bench: Bench }).bench.names);
  const times = await interleave(names, rounds, false, (page) =>
    page.evaluate(
      (moves) => (globalThis as unknown as { bench: Bench }).bench.measure(moves),
      moves,
    ),
  );
  const asked = await interleave(names, countedRounds, true, (page) =>
    page.evaluate(
      (seconds) => (globalThis as unknown as { bench: Bench }).bench.count(seconds),
      seconds,
    ),
  );
  console.log(`Chromium ${browser.version()}, medians of ${rounds} rounds\n`);
  console.log("| | µs a move | added | µs a second | timers | writes | messages |");
  console.log("|---|---:|---:|---:|---:|---:|---:|");
  const none = names[0] ?? "";
  for (const name of names) {
    const added = times(name).map((time, round) => time - (times(none)[round] ?? Number.NaN));
    const cells = [median(times(name)).toFixed(2), median(added).toFixed(2)];
    for (const what of ["busy", "timers", "writes", "messages"] as const) {
      const [all, without] = [name, none].map((one) => median(asked(one).map((one) => one[what])));
      cells.push((((all ?? 0) - (without ?? 0)) / seconds).toFixed(what === "busy" ? 0 : 1));
    }
    console.log(`| ${name} | ${cells.join(" | ")} |`);
  }
} finally {
  await browser.close();
  await server.close();
}

/** Each round asks every contender, each in a page of its own: what one brings along (zone.js) is no burden of another. */
async function interleave<Result>(
  names: readonly string[],
  rounds: number,
  tapped: boolean,
  ask: (page: Page) => Promise<Result>,
): Promise<(name: string) => Result[]> {
  const pages = new Map<string, Page>();
  const results = new Map<string, Result[]>();
  for (const name of names) {
    const page = await open();
    await page.evaluate(
      ([name, tapped]) => (globalThis as unknown as { bench: Bench }).bench.open(name, tapped),
      [name, tapped] as const,
    );
    await ask(page); // warm
    pages.set(name, page);
    results.set(name, []);
  }
  for (let round = 0; round < rounds; round += 1)
    for (const [name, page] of pages) results.get(name)?.push(await ask(page));
  for (const page of pages.values()) await page.close();
  return (name) => results.get(name) ?? [];
}

async function open(): Promise<Page> {
  const page = await browser.newPage();
  page.on("pageerror", (error) => console.error(error));
  await page.goto(server.resolvedUrls?.local[0] ?? "");
  await page.waitForFunction(() => "bench" in globalThis);
  return page;
}

function median(numbers: number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}
