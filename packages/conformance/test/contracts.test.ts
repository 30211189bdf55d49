// The contracts notice who breaks them: each sabotage here is one that a case must find.
import {
  activityCases,
  backendCases,
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
import { createBrowser, createTokenServer, type FakeTab } from "@sojourn/core/testing";
import { describe, expect, it } from "vitest";

describe("runCases", () => {
  it("tells what was broken in words, and goes on", async () => {
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

/** The port contract over fakes of which something is spoilt. */
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
  it("is kept by the fakes as they are", async () => {
    expect(await brokenPorts(() => ({}))).toEqual([]);
  });

  it("finds a lock that lets everybody in", async () => {
    const broken = await brokenPorts(() => ({
      locks: { hold: (_name, _patience, work) => work() },
    }));
    expect(broken.join()).toContain("only one tab works");
  });

  it("finds a lock without patience", async () => {
    const broken = await brokenPorts(({ one }) => ({
      locks: {
        hold: async (name, _patience, work) => one.locks.hold(name, 1, work).catch(() => work()),
      },
    }));
    expect(broken.join()).toContain("only one tab works");
  });

  it("finds a bell that rings at home, and one that is dumb", async () => {
    const atHome = await brokenPorts(({ one, other }) => ({
      bell: { ring: () => other.bell.ring(), listen: one.bell.listen },
    }));
    expect(atHome.join()).toContain("not in this one");
    const dumb = await brokenPorts(({ one }) => ({ bell: { ...one.bell, ring: () => {} } }));
    expect(dumb.join()).toContain("rings in the other tab");
  });

  it("finds an alarm that cannot be taken back", async () => {
    const broken = await brokenPorts(({ one: { clock } }) => ({
      clock: {
        ...clock,
        alarm(at, ring) {
          clock.alarm(at, ring);
          return () => {};
        },
      },
    }));
    expect(broken.join()).toContain("taken back");
  });

  it("finds a storage of its own", async () => {
    const broken = await brokenPorts(() => ({ storage: createBrowser().openTab().ports.storage }));
    expect(broken.join()).toContain("also by the other tab");
  });
});

describe("the activity contract", () => {
  /** Over the fake port, of which something is spoilt. */
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
    expect(spoilt).toContain("soon by the others");
  });

  it("finds a port that cannot be stopped, and one that hears once only", async () => {
    const endless = await broken(({ listen }) => ({
      listen(active) {
        listen(active);
        return () => {};
      },
    }));
    expect(endless).toContain("who stopped listening");
    const once = await broken(({ listen }) => ({
      listen(active) {
        const stop = listen(() => {
          stop();
          active();
        });
        return stop;
      },
    }));
    expect(once).toContain("told again after a second");
  });

  it("finds a port that hears another tab", async () => {
    const spoilt = await broken((_, other) => ({ listen: other.ports.activity.listen }));
    expect(spoilt).toContain("an act is told");
  });
});

/** The HTTP contract's cases of this name, for a client. */
async function isFound(words: string, make: MakeClient): Promise<boolean> {
  const cases = httpCases.filter(({ name }) => name.includes(words));
  expect(cases.length).toBeGreaterThan(0);
  return (await runCases(cases, () => createHttpStage(make))).length > 0;
}

/** What tutorials write: sign everything with the token of now, refresh and try again on 401. */
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
    "go out without any header",
    "of the caller's own stays",
    "20 late refusals",
    "for a session that is over",
    "an abort while a request waits",
  ])
    it(`finds in a tutorial's client what breaks "${words}"`, async () => {
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
    "requests below baseUrl carry",
    "below an allowed address",
    "byte by byte",
    "replayed once after one refresh",
    "two sessions side by side",
  ])
    it(`finds in a client without any session what breaks "${words}"`, async () => {
      expect(await isFound(words, plain)).toBe(true);
    });
});

describe("the backend contract", () => {
  it("finds a backend with another server's scheme, paths and rejections", async () => {
    const broken = await runCases(backendCases, () => {
      const server = createTokenServer();
      const { ports, fetch } = createBrowser({
        clock: server.clock,
        fetch: server.fetch,
      }).openTab();
      const { account, ...backend } = server.backend;
      return {
        backend: {
          ...backend,
          header: (access: string) => ["Authorization", `JWT ${access}`] as const,
          login: { ...backend.login, rejects: () => false },
        },
        credentials: { username: "alice", password: "correct horse" },
        wrong: { username: "alice", password: "battery staple" },
        resource: "posts/",
        signature: /^Bearer \S+$/,
        fetch,
        ports: { clock: ports.clock },
        wait: (ms: number) => server.clock.advance(ms),
      };
    });
    expect(broken.join()).toContain("a wrong password is invalid-credentials");
    expect(broken.join()).toContain("a login gives the user");
  });
});
