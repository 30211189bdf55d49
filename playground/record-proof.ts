// `pnpm proof`: records the proof of the first screen as docs/public/proof.webp, the picture of the README. It presses both
// buttons in a real Chromium, photographs the page while it runs, and joins the photographs, each shown as long as it stood (but no longer than a second).
import { mkdirSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium, type Page } from "@playwright/test";
import sharp from "sharp";
import { createServer } from "vite";
import { needChromium } from "../.config/programs/chromium.ts";

const target = fileURLToPath(new URL("../docs/public/proof.webp", import.meta.url));

/** The width of the page: on GitHub a README is as wide, so that letters keep their size. */
const WIDTH = 920;
/** The colour of the page behind the cards. */
const GROUND = "#f4f3ef";
/** How long any other one stands at most: a busy machine makes long pauses that tell nothing. */
const LONGEST = 900;
/** How long the last photograph of a run stands, in milliseconds. */
const HOLD = 4000;

interface Frame {
  readonly image: Buffer;
  readonly at: number;
  /** How long it stands, in milliseconds. */
  delay: number;
}

const server = await createServer({
  configFile: fileURLToPath(new URL("vite.config.ts", import.meta.url)),
  server: { port: 0, strictPort: false, host: "localhost" },
  logLevel: "error",
});
await server.listen();
const executablePath = await needChromium();
const browser = await chromium.launch({
  ...(executablePath && { executablePath }),
  args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
});
const page = await browser.newPage({
  viewport: { width: WIDTH, height: 900 },
  colorScheme: "light",
});
page.setDefaultTimeout(180_000); // the first visit waits until Vite has prepared the packages
await page.goto(server.resolvedUrls?.local[0] ?? "");
// Once without a camera: Vite prepares modules when they are first asked for.
for (const button of ["Show me", "Show me with two tabs"]) await finish(page, button);
await page.reload();
const frames = [
  ...(await record(page, "Show me")),
  ...(await record(page, "Show me with two tabs")),
];
await browser.close();
await server.close();
await write(frames);
console.log(
  `${target}: ${frames.length} frames, ${Math.round(statSync(target).size / 1024)} kB, ` +
    `${Math.round(frames.reduce((sum, { delay }) => sum + delay, 0) / 1000)} s`,
);
process.exit(); // Vite's Angular plugin keeps a worker

/** Presses a button and photographs the two cards until both have their three lines. */
async function record(page: Page, button: string): Promise<Frame[]> {
  const cards = page.locator("#proof");
  const taken: Frame[] = [];
  const shoot = async (): Promise<void> => {
    const at = performance.now();
    const image = await cards.screenshot();
    const last = taken.at(-1);
    if (last) last.delay = Math.min(at - last.at, LONGEST);
    if (!last?.image.equals(image)) taken.push({ image, at, delay: 0 });
  };
  await shoot();
  let isOver = false;
  const run = finish(page, button).finally(() => {
    isOver = true;
  });
  while (!isOver) await shoot();
  await run;
  await shoot();
  const last = taken.at(-1);
  if (last) last.delay = HOLD;
  return taken;
}

/** Presses a button, and waits until it can be pressed again. */
async function finish(page: Page, button: string): Promise<void> {
  const control = page.getByRole("button", { name: button, exact: true });
  await control.click();
  await page.locator(".verdict.told").nth(1).waitFor({ timeout: 60_000 });
  await control.and(page.locator(":enabled")).waitFor();
}

/** Joins the photographs. They are brought to one height: the cards may grow by a line. */
async function write(frames: readonly Frame[]): Promise<void> {
  const sizes = await Promise.all(frames.map(({ image }) => sharp(image).metadata()));
  const height = Math.max(...sizes.map((size) => size.height));
  const images = await Promise.all(
    frames.map(({ image }) =>
      sharp(image)
        .resize({
          width: sizes[0]?.width ?? WIDTH,
          height,
          fit: "contain",
          position: "top",
          background: GROUND,
        })
        .png()
        .toBuffer(),
    ),
  );
  mkdirSync(fileURLToPath(new URL(".", `file://${target}`)), { recursive: true });
  await sharp(images, { join: { animated: true } })
    .webp({
      quality: 80,
      effort: 5,
      loop: 0,
      delay: frames.map(({ delay }) => Math.round(delay)),
    })
    .toFile(target);
}
