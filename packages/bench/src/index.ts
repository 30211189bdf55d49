/** `pnpm bench`: runs the parts that were named, or all of them, and prints their tables as Markdown. */
import { cpus } from "node:os";
import { type BenchBrowser, startBrowser, type Tools } from "./browser.ts";
import { measureBytes } from "./bytes/part.ts";
import { measureFanOut } from "./fan-out/part.ts";
import type { Print } from "./figures.ts";
import { measureIdle } from "./idle/part.ts";
import { measureRequests } from "./requests/part.ts";
import { measureStampede } from "./stampede/part.ts";
import { measureTabs } from "./tabs/part.ts";

export type { Tools } from "./browser.ts";

/** One section of the report. */
type Part = (browser: BenchBrowser, print: Print, tools: Tools) => Promise<void>;

const parts: Record<string, Part> = {
  requests: measureRequests,
  "fan-out": measureFanOut,
  stampede: measureStampede,
  idle: measureIdle,
  tabs: measureTabs,
  bytes: measureBytes,
};

/** Runs parts by name, all of them without any, and prints each as soon as it is done. Throws for a name it does not know. */
export async function bench(names: readonly string[], tools: Tools): Promise<void> {
  const unknown = names.filter((name) => !(name in parts));
  if (unknown.length > 0)
    throw new Error(`No part ${unknown.join(", ")}. There are: ${Object.keys(parts).join(", ")}`);
  const browser = await startBrowser(tools);
  const print: Print = (markdown) => console.log(`${markdown}\n`);
  try {
    const [cpu] = cpus();
    print(
      `Chromium ${browser.version}, Node ${process.versions.node}, ${cpu?.model.trim()}, ${cpus().length} cores`,
    );
    for (const [name, part] of Object.entries(parts))
      if (names.length === 0 || names.includes(name)) await part(browser, print, tools);
  } finally {
    await browser.close();
  }
}
