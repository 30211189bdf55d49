/** The contracts in a real Chromium: the browser's own ports, and session.fetch. */
import { expect, test } from "@playwright/test";
import { openPlain, sources } from "./plain-page.ts";

test("clock, storage, locks and bell of Chromium keep the port contract", async ({ page }) => {
  const close = await openPlain(page, { ...sources, ports: "/packages/core/src/browser/ports.ts" });
  const broken = await page.evaluate(async () => {
    const { portCases, runCases } = await import("@sojourn/conformance");
    const { browserPorts } = (await import("ports" as string)) as {
      browserPorts: (name: string, storage: "local") => import("@sojourn/core").Ports;
    };
    let run = 0;
    return runCases(portCases, () => {
      run += 1;
      const open = () => browserPorts(`contract-${run}`, "local");
      const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms + 20));
      return { one: open(), other: open(), wait };
    });
  });
  expect(broken).toEqual([]);
  await close();
});

test("the page port of Chromium keeps its contract", async ({ page }) => {
  const close = await openPlain(page, { ...sources, page: "/packages/core/src/browser/page.ts" });
  const broken = await page.evaluate(async () => {
    const { pageCases, runCases } = await import("@sojourn/conformance");
    const { browserPage } = (await import("page" as string)) as {
      browserPage: import("@sojourn/core").PagePort;
    };
    // Headless Chromium hides no page; it tells of one as a real one does.
    const tell = async (visibilityState: string): Promise<void> => {
      Object.defineProperty(document, "visibilityState", {
        configurable: true,
        value: visibilityState,
      });
      document.dispatchEvent(new Event("visibilitychange"));
    };
    return runCases(pageCases, async () => {
      await tell("visible");
      return { page: browserPage, hide: () => tell("hidden"), show: () => tell("visible") };
    });
  });
  expect(broken).toEqual([]);
  await close();
});

test("session.fetch keeps the HTTP contract in Chromium", async ({ page }) => {
  test.slow();
  const close = await openPlain(page, sources);
  const broken = await page.evaluate(async () => {
    const { createHttpStage, httpCases, runCases } = await import("@sojourn/conformance");
    // Chromium sends streams over HTTP/2 only, and this server is none: Node runs those cases.
    const cases = httpCases.filter(({ needs }) => !needs || needs === "blobs");
    return runCases(cases, () =>
      createHttpStage((session) => ({
        async send({ url, asBlob, ...init }) {
          const response = await session.fetch(url, init);
          const body = await (asBlob ? response.blob() : response.text());
          return { status: response.status, body };
        },
      })),
    );
  });
  expect(broken).toEqual([]);
  await close();
});
