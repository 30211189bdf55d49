// The contracts find implementations that break them: each sabotage here must be found by a case.
import {
  activityCases,
  createHttpStage,
  type HttpClient,
  httpCases,
  type MakeClient,
  type PortStage,
  portCases,
  register,
  runCases,
} from "@sojourn/conformance";
import type { ActivityPort } from "@sojourn/core";
import { createBrowser, type FakeTab } from "@sojourn/core/testing";
import { describe, expect, it } from "vitest";

describe("runCases", () => {
  it("describes each broken promise and continues", async () => {
    const cases = [
      { name: "one holds", run: async () => {} },
      { name: "two breaks", run: () => Promise.reject(new Error("no")) },
      { name: "three holds", run: async () => {} },
    ];
    expect(await runCases(cases, () => null)).toEqual(["two breaks: no"]);
  });
});

describe("register", () => {
  it("makes a fresh stage for each case", async () => {
    const tests: (() => Promise<void>)[] = [];
    const seen: number[] = [];
    const run = async (stage: number): Promise<void> => void seen.push(stage);
    let made = 0;
    register<number>(
      (_, test) => tests.push(test),
      [
        { name: "one", run },
        { name: "two", run },
      ],
      () => ++made,
    );
    for (const test of tests) await test();
    expect(seen).toEqual([1, 2]);
  });
});

/** Runs the port contract with fakes that are spoilt. */
function brokenPorts(spoil: (stage: PortStage) => Partial<PortStage["one"]>): Promise<string[]> {
  return runCases(portCases, () => {
    const browser = createBrowser();
    const stage: PortStage = {
      one: browser.openTab().ports,
      other: browser.openTab().ports,
      wait: (ms) => browser.clock.advance(ms),
    };
    return { ...stage, one: { ...stage.one, ...spoil(stage) } };
  });
}

describe("the port contract", () => {
  it("is kept by the fakes", async () => {
    expect(await brokenPorts(() => ({}))).toEqual([]);
  });

  it("finds a lock that lets everybody in", async () => {
    const broken = await brokenPorts(() => ({
      locks: { hold: (_name, _patience, work) => work() },
    }));
    expect(broken.join()).toContain("only one tab holds a lock");
  });

  it("finds a lock that times out too early", async () => {
    const broken = await brokenPorts(({ one }) => ({
      locks: {
        hold: async (name, _patience, work) => one.locks.hold(name, 1, work).catch(() => work()),
      },
    }));
    expect(broken.join()).toContain("only one tab holds a lock");
  });

  it("finds a bell that rings in its own tab, and one that never rings", async () => {
    const atHome = await brokenPorts(({ one, other }) => ({
      bell: { ring: () => other.bell.ring(), listen: one.bell.listen },
    }));
    expect(atHome.join()).toContain("not in this one");
    const dumb = await brokenPorts(({ one }) => ({ bell: { ...one.bell, ring: () => {} } }));
    expect(dumb.join()).toContain("rings in the other tab");
  });

  it("finds an alarm that cannot be cancelled", async () => {
    const broken = await brokenPorts(({ one: { clock } }) => ({
      clock: {
        ...clock,
        alarm(at, ring) {
          clock.alarm(at, ring);
          return () => {};
        },
      },
    }));
    expect(broken.join()).toContain("was cancelled never rings");
  });

  it("finds a storage that the tabs do not share", async () => {
    const broken = await brokenPorts(() => ({ storage: createBrowser().openTab().ports.storage }));
    expect(broken.join()).toContain("in the other tab too");
  });
});

describe("the activity contract", () => {
  /** Runs the activity contract with a fake port that is spoilt. */
  const broken = async (
    spoil: (port: ActivityPort, tab: FakeTab) => Partial<ActivityPort>,
  ): Promise<string> => {
    const found = await runCases(activityCases, () => {
      const browser = createBrowser();
      const [tab, other] = [browser.openTab(), browser.openTab()];
      const { activity } = tab.ports;
      return {
        one: { ...activity, ...spoil(activity, other) },
        other: other.ports.activity,
        touch: async () => tab.touch(),
        hide: async () => tab.hide(),
        show: async () => tab.show(),
        wait: (ms: number) => browser.clock.advance(ms),
      };
    });
    return found.join();
  };

  it("finds a port that shares nothing", async () => {
    let kept = 0;
    const spoilt = await broken(() => ({
      read: () => kept,
      write(at) {
        kept = at;
      },
    }));
    expect(spoilt).toContain("soon in the others");
  });

  it("finds a port that cannot be stopped, and one that reports only once", async () => {
    const endless = await broken(({ listen }) => ({
      listen(active) {
        listen(active);
        return () => {};
      },
    }));
    expect(endless).toContain("a listener that was removed is not called any more");
    const once = await broken(({ listen }) => ({
      listen(active) {
        const stop = listen(() => {
          stop();
          active();
        });
        return stop;
      },
    }));
    expect(once).toContain("at most once a second");
  });

  it("finds a port that reports activity of another tab", async () => {
    const spoilt = await broken((_, other) => ({ listen: other.ports.activity.listen }));
    expect(spoilt).toContain("activity is reported at once");
  });
});

/** Whether a client breaks the HTTP cases with these words in their name. */
async function isFound(words: string, make: MakeClient): Promise<boolean> {
  const cases = httpCases.filter(({ name }) => name.includes(words));
  expect(cases.length).toBeGreaterThan(0);
  return (await runCases(cases, () => createHttpStage(make))).length > 0;
}

/** The client of most tutorials: signs everything with the current token, and after a 401 refreshes and retries. */
const tutorial: MakeClient = (session, { fetch, baseUrl }): HttpClient => ({
  async send({ url, progress, asBlob, optOut, ...init }) {
    const go = async (): Promise<Response> =>
      fetch(new URL(url, baseUrl), {
        ...init,
        headers: { ...init.headers, authorization: `Bearer ${await session.getToken()}` },
      });
    let response = await go();
    if (response.status === 401) {
      await session.refresh();
      response = await go();
    }
    return { status: response.status, body: await response.text() };
  },
});

describe("the HTTP contract", () => {
  for (const words of [
    "no token goes to https://evil.example",
    "no token goes to POST token/",
    "are sent unsigned, and their 401",
    "is sent unchanged, and its 401",
    "20 late 401s",
    "for a session that has ended",
    "aborting a request that waits for a token",
  ])
    it(`finds that the client of a tutorial breaks "${words}"`, async () => {
      expect(await isFound(words, tutorial)).toBe(true);
    });

  const plain: MakeClient = (_session, { fetch, baseUrl }) => ({
    async send({ url, progress, asBlob, optOut, ...init }) {
      const response = await fetch(new URL(url, baseUrl), init);
      return { status: response.status, body: await response.text() };
    },
  });
  for (const words of [
    "1,000 parallel requests on an expired token",
    "1,000 parallel requests whose token is refused",
    "a refresh that fails rejects all",
    "before the session is restored",
    "requests below baseUrl are signed",
    "below an allowed URL",
    "byte by byte",
    "retried once, after one refresh",
    "two sessions on one page",
    "requests take cookies along, and no header",
    "unsafe requests carry the CSRF token",
    "a refused cookie is renewed once",
    "leave all cookies behind",
  ])
    it(`finds that a client without a session breaks "${words}"`, async () => {
      expect(await isFound(words, plain)).toBe(true);
    });

  const generous: MakeClient = (_session, { fetch, baseUrl }) => ({
    async send({ url, progress, asBlob, optOut, ...init }) {
      const response = await fetch(new URL(url, baseUrl), { ...init, credentials: "include" });
      return { status: response.status, body: await response.text() };
    },
  });
  for (const words of [
    "other addresses get no cookies",
    "take no cookies along to other origins",
    "with cookies to auth",
  ])
    it(`finds that a client that always sends cookies breaks "${words}"`, async () => {
      expect(await isFound(words, generous)).toBe(true);
    });
});
