/** The contracts in a real Chromium: the browser's own ports, and session.fetch. */
import { expect, test } from "@playwright/test";
import { openPlain, sources } from "./plain-page.ts";

const activity = "/packages/core/src/browser/activity.ts";

interface ActivityModule {
  createActivity(name: string): import("@sojourn/core").ActivityPort;
}

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

test("cookies of Chromium keep the storage contract, and refuse aloud what does not fit", async ({
  page,
}) => {
  const close = await openPlain(page, { ...sources, ports: "/packages/core/src/browser/ports.ts" });
  const broken = await page.evaluate(async () => {
    const { cookieStorage } = await import("@sojourn/core");
    const { runCases, storageCases } = await import("@sojourn/conformance");
    const { browserPorts } = (await import("ports" as string)) as {
      browserPorts: (name: string, storage: object) => import("@sojourn/core").Ports;
    };
    let run = 0;
    const open = () => browserPorts(`contract-${run}`, cookieStorage({ name: `token-${run}` }));
    const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms + 20));
    const check = (fact: boolean, message: string): void => {
      if (!fact) throw new Error(message);
    };
    const sizes = {
      name: "4,096 bytes with the name are kept; more, or what the browser refuses, is an error",
      async run() {
        const storage = cookieStorage({ name: "size" });
        await storage.write("x".repeat(4091));
        check((await storage.read())?.length === 4091, "the largest one is kept");
        for (const refused of [
          () => storage.write("x".repeat(4092)),
          () => cookieStorage({ name: "elsewhere", domain: "example.com" }).write("text"),
        ]) {
          const error = await new Promise((resolve) => resolve(refused())).catch(
            ({ code }) => code,
          );
          check(error === "misconfigured", `it was ${error}`);
        }
        await storage.remove();
      },
    };
    return runCases([...storageCases, sizes], () => {
      run += 1;
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

test("the activity port of Chromium keeps its contract", async ({ page }) => {
  test.slow();
  const close = await openPlain(page, { ...sources, activity });
  let x = 0;
  // A real pointer: the browser itself says that it moved.
  await page.exposeFunction("movePointer", () => page.mouse.move(++x, 10));
  // The first place of a pointer is no movement yet.
  await page.mouse.move(x, 10);
  const broken = await page.evaluate(async () => {
    const { activityCases, runCases } = await import("@sojourn/conformance");
    const { createActivity } = (await import("activity" as string)) as ActivityModule;
    const { movePointer } = globalThis as unknown as { movePointer: () => Promise<void> };
    // The other tab is a document of its own, over which no pointer moves.
    const frame = document.createElement("iframe");
    frame.src = "/";
    frame.style.marginTop = "50px";
    const loaded = new Promise((resolve) => frame.addEventListener("load", resolve));
    document.body.append(frame);
    await loaded;
    const inside = frame.contentWindow as unknown as typeof globalThis;
    const elsewhere: ActivityModule = await inside.eval(`import("activity")`);
    return runCases(activityCases, async () => {
      await tell("visible");
      localStorage.clear();
      return {
        one: createActivity("contract"),
        other: elsewhere.createActivity("contract"),
        touch: movePointer,
        hide: () => tell("hidden"),
        show: () => tell("visible"),
        wait: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms + 20)),
      };
    });
    // Headless Chromium hides no page; it tells of one as a real one does.
    async function tell(visibilityState: string): Promise<void> {
      Object.defineProperty(document, "visibilityState", {
        configurable: true,
        value: visibilityState,
      });
      document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
    }
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

test("a page without a framework keeps the view contract in Chromium", async ({ page }) => {
  test.slow();
  const close = await openPlain(page, sources);
  const broken = await page.evaluate(async () => {
    const { createViewStage, plainView, runCases, viewCases } = await import(
      "@sojourn/conformance"
    );
    return runCases(viewCases, () => createViewStage(plainView()));
  });
  expect(broken).toEqual([]);
  await close();
});

test("the contract of backend descriptions runs in Chromium without a test runner", async ({
  page,
}) => {
  const close = await openPlain(page, sources);
  const { run, broken } = await page.evaluate(async () => {
    const { backendContract, createTokenServer } = await import("@sojourn/core/testing");
    const server = createTokenServer({ rotation: "rotate" });
    const tests: [name: string, test: () => Promise<void>][] = [];
    backendContract((name, test) => tests.push([name, test]), {
      backend: server.backend,
      credentials: { username: "alice", password: "correct horse" },
      wrong: { username: "alice", password: "battery staple" },
      resource: "posts/",
      fetch: server.fetch,
    });
    const failed: string[] = [];
    for (const [name, test] of tests)
      await test().catch((error) => failed.push(`${name}: ${error.message}`));
    return { run: tests.length, broken: failed };
  });
  expect(run).toBeGreaterThan(8);
  expect(broken).toEqual([]);
  await close();
});
