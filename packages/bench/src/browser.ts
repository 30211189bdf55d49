/** The browser of a run: builds the page once, serves it, opens as many pages as a part needs, and calls functions in them. */
import { fileURLToPath } from "node:url";
import { type BrowserContext, chromium, type Page } from "@playwright/test";
import { build, type InlineConfig, preview } from "vite";

/** What the workspace knows and this package does not. */
export interface Tools {
  /** Path of a Chromium. `null`: Playwright's own. */
  readonly chromium: string | null;
  /** How Vite finds the sources of our packages. */
  readonly fromSources: InlineConfig;
}

/** An open browser. */
export interface BenchBrowser {
  readonly version: string;
  /** Opens a page for a part, in a profile of its own: what one contender stores, no other reads. */
  open(part: string): Promise<Page>;
  /** Opens a page for a part in a given profile. */
  openIn(context: BrowserContext, part: string): Promise<Page>;
  newProfile(): Promise<BrowserContext>;
  close(): Promise<void>;
}

/** Builds the page for production and starts a browser. */
export async function startBrowser({ chromium: path, fromSources }: Tools): Promise<BenchBrowser> {
  const port = Number(process.env.SOJOURN_WEB_PORT ?? 5373);
  const cache = `../../../node_modules/.cache/sojourn-bench-${port}`;
  const site = {
    ...fromSources,
    configFile: false,
    root: fileURLToPath(new URL("page", import.meta.url)),
    logLevel: "error",
    // What `ng build` defines.
    define: { ngDevMode: "false", ngServerMode: "false", ngJitMode: "true" },
    build: {
      outDir: fileURLToPath(new URL(cache, import.meta.url)),
      emptyOutDir: true,
      target: "es2022",
    },
    preview: {
      port,
      // A page of its own process gets a clock of 5 µs.
      headers: {
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Embedder-Policy": "require-corp",
      },
    },
  } satisfies InlineConfig;
  await build(site);
  const server = await preview(site);
  const browser = await chromium.launch({
    ...(path && { executablePath: path }),
    args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
  });

  const openIn = async (context: BrowserContext, part: string): Promise<Page> => {
    const page = await context.newPage();
    page.on("pageerror", (error) => console.error(error));
    await page.goto(`${server.resolvedUrls?.local[0] ?? ""}?part=${part}`);
    await page.waitForFunction(() => "bench" in globalThis);
    return page;
  };
  return {
    version: browser.version(),
    openIn,
    newProfile: () => browser.newContext(),
    open: async (part) => openIn(await browser.newContext(), part),
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

/** The functions that a page offers, as this process sees them. */
type Calls = Record<string, (...args: never[]) => unknown>;

/** Calls `bench[name](...args)` in a page. `Bench` is the type of that page's `bench`. */
export function call<Bench, Name extends keyof Bench & string>(
  page: Page,
  name: Name,
  ...args: Bench[Name] extends (...args: infer Args) => unknown ? Args : never
): Promise<Bench[Name] extends (...args: never[]) => infer Result ? Awaited<Result> : never> {
  return page.evaluate(
    ([name, args]) => {
      const { bench } = globalThis as unknown as { bench: Calls };
      return bench[name]?.(...(args as never[])) as never;
    },
    [name, args] as const,
  );
}
