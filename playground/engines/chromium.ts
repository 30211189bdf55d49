/** Opens Chromium with Playwright. */
import { chromium } from "@playwright/test";
import { needChromium } from "../../.config/programs/chromium.ts";
import type { Engine } from "./engine.ts";

export async function openChromium(): Promise<Engine> {
  const executablePath = await needChromium();
  const browser = await chromium.launch({
    ...(executablePath && { executablePath }),
    args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
  });
  const context = await browser.newContext();
  return {
    async newTab() {
      const page = await context.newPage();
      return {
        async goto(url) {
          await page.goto(url);
        },
        async reload() {
          await page.reload();
        },
        async back() {
          await page.goBack();
        },
        run: (body) => page.evaluate(`(async () => { ${body} })()`),
        movePointer: (x, y) => page.mouse.move(x, y),
      };
    },
    close: () => browser.close(),
  };
}
