// A platform that is not what it should be: each port throws at each call, is missing, or never answers; sessions work.
import type { LockPort, Ports } from "@sojourn/core";
import { describe, expect, it } from "vitest";
import { createWorld, hour, minute, password, rejection } from "../support/stage.ts";

/** A port that throws what a browser throws, at whatever is touched. */
function throwing<Port extends object>(): Port {
  const refuse = (): never => {
    throw new DOMException("The operation is insecure.", "SecurityError");
  };
  return new Proxy({} as Port, { get: () => refuse });
}

const missing = undefined as never;

const broken: Readonly<Record<string, Partial<Ports>>> = {
  "a bell that throws": { bell: throwing() },
  "no bell": { bell: missing },
  "a page that throws": { page: throwing() },
  "no page": { page: missing },
  "an activity port that throws": { activity: throwing() },
  "no activity port": { activity: missing },
  "a mirror that throws": { mirror: throwing() },
  "locks that throw": { locks: throwing() },
  "no locks": { locks: missing },
  "locks that reject": { locks: { hold: () => Promise.reject(new Error("not here")) } },
  "locks that never answer": { locks: { hold: () => new Promise(() => {}) } },
  "storage that throws": { storage: throwing() },
  "no storage": { storage: missing },
  "a random number that is none": { random: () => Number.NaN },
  "no random numbers": { random: throwing() },
};

for (const [name, ports] of Object.entries(broken))
  describe(name, () => {
    it("the session still starts, renews, becomes idle and ends", async () => {
      const { open, run, clock } = createWorld({ storage: "mirrored" });
      const { session, told } = open({ ports, idle: { timeout: 20 * minute } }, false);
      const stop = session.start();
      await run(session.ready());
      await run(session.login({ username: "alice", password }));
      let isRenewed = false;
      void session.refresh().then(() => {
        isRenewed = true;
      });
      await clock.advance(minute);
      expect(isRenewed).toBe(true);
      expect((await run(session.fetch("posts/"))).status).toBe(200);
      await clock.advance(hour);
      expect(session.getSnapshot()).toMatchObject({ status: "unauthenticated", reason: "idle" });
      await run(session.login({ username: "bob", password }));
      await run(session.logout());
      expect(session.getSnapshot()).toMatchObject({ reason: "logout" });
      expect(told().filter((type) => type === "degraded").length).toBeLessThan(2);
      stop();
      expect(clock.pending).toBe(0);
    });
  });

describe("a listener that throws", () => {
  it("a listener that throws does no harm, even if the report port throws too", async () => {
    const { open, run } = createWorld();
    const report = (): never => {
      throw new Error("no console");
    };
    const { session } = open({ ports: { report } });
    session.subscribe(() => {
      throw new Error("a mistake of the app");
    });
    await run(session.login({ username: "alice", password }));
    expect(session.getSnapshot().status).toBe("authenticated");
  });
});

describe("a lock", () => {
  it("a lock that is granted after its deadline does not run the work again", async () => {
    const granted: (() => Promise<unknown>)[] = [];
    const locks: LockPort = {
      hold: (_name, _patience, work) => {
        granted.push(work);
        return new Promise(() => {});
      },
    };
    const { open, run, clock, refreshes } = createWorld();
    const { session } = open({ ports: { locks }, timeout: 5000 });
    await run(session.login({ username: "alice", password }));
    void session.refresh();
    await clock.advance(minute);
    expect(refreshes()).toBe(1);
    expect(() => granted[0]?.()).toThrow("nobody waits");
    await clock.advance();
    expect(refreshes()).toBe(1);
  });

  it("a lock that another tab holds is waited for, and the work never runs without it", async () => {
    const { session, logIn, browser, clock, refreshes } = createWorld({
      options: { timeout: 5000 },
    });
    await logIn();
    const { locks } = browser.openTab().ports;
    void locks.hold("sojourn:https://api.example.com/api/", 1000, () => new Promise(() => {}));
    await clock.advance();
    const refreshed = rejection(session.refresh());
    await clock.advance(5000);
    expect(await refreshed).toMatchObject({ code: "timeout" });
    expect(refreshes()).toBe(0);
  });
});
