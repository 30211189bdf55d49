/** What a page has painted, in any of its documents: what was there for a moment counts as well. */
import { expect, type Page } from "@playwright/test";

/** Writes down all text that Chromium paints for the first time in any document of this page. */
export async function watchPaint(page: Page): Promise<() => Promise<string>> {
  await page.addInitScript(() => {
    const painted: string[] = [];
    Object.assign(globalThis, { painted });
    const mark = (node: Node): void => {
      if (!(node instanceof Element)) return;
      for (const element of [node, ...node.querySelectorAll("*")])
        element.setAttribute("elementtiming", "text");
    };
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes) addedNodes.forEach(mark);
    }).observe(document, { childList: true, subtree: true });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        painted.push(
          (entry as PerformanceEntry & { element?: Element }).element?.textContent ?? "",
        );
    }).observe({ type: "element", buffered: true });
  });
  let looks = 0;
  return async () => {
    looks += 1;
    // Chromium tells of a frame some time after it was painted, and of one frame after the other: so something is painted last.
    const last = `painted last, ${looks}`;
    await page.evaluate((last) => {
      const element = document.createElement("p");
      element.textContent = last;
      element.id = "painted-last";
      element.style.cssText = "position: fixed; inset: 0 auto auto 0; margin: 0";
      element.popover = "manual";
      document.body.append(element);
      element.showPopover(); // over whatever else is there
    }, last);
    const look = async (): Promise<string> => {
      await page.screenshot(); // a frame that is asked for
      return page.evaluate(() =>
        (globalThis as unknown as { painted: string[] }).painted.join("\n"),
      );
    };
    await expect.poll(look).toContain(last);
    return page.evaluate(() => {
      document.getElementById("painted-last")?.remove();
      return (globalThis as unknown as { painted: string[] }).painted.splice(0).join("\n");
    });
  };
}
