// Tabs of one session whose apps were built with different options: work in any of them protects it.
import { describe, expect, it } from "vitest";
import { createWorld, minute } from "../support/stage.ts";

const idle = { timeout: 15 * minute, warning: minute };

for (const storage of ["sync", "async", "mirrored"] as const)
  describe(`tabs with and without idle, with ${storage} storage:`, () => {
    it("work in a tab without `idle` keeps a tab with `idle` logged in", async () => {
      const { open, logIn, session, clock, tab } = createWorld({ storage });
      await logIn();
      const watching = open({ idle });
      await clock.advance();
      watching.tab.hide();
      for (let i = 0; i < 60; i += 1) {
        tab.touch();
        await clock.advance(minute);
      }
      for (const one of [session, watching.session])
        expect(one.getSnapshot()).toMatchObject({ status: "authenticated", idle: null });
      expect(watching.told()).not.toContain("idle-warning");
    });

    it("the tab with `idle` ends the session of both tabs when nobody works in either", async () => {
      const { open, logIn, session, clock, run, tab } = createWorld({ storage });
      await logIn();
      const watching = open({ idle });
      await clock.advance();
      tab.touch();
      for (let i = 0; i < 16; i += 1) {
        // A page that polls is not a person.
        await run(session.fetch("posts/"));
        await clock.advance(minute);
      }
      for (const one of [session, watching.session])
        expect(one.getSnapshot()).toMatchObject({ reason: "idle" });
    });

    it("a release that turns `idle` on does not log out an active user", async () => {
      const { open, logIn, clock, tab } = createWorld({ storage });
      await logIn();
      for (let i = 0; i < 60; i += 1) {
        tab.touch();
        await clock.advance(minute);
      }
      tab.close();
      const { session } = open({ idle });
      await clock.advance();
      expect(session.getSnapshot().status).toBe("authenticated");
    });

    it("a release that turns `idle` on logs out a user who left long ago", async () => {
      const { open, logIn, clock } = createWorld({ storage });
      await logIn();
      await clock.advance(60 * minute);
      const { session } = open({ idle });
      await clock.advance();
      expect(session.getSnapshot()).toMatchObject({ reason: "idle" });
    });
  });

describe("a tab without idle", () => {
  it("a tab without `idle` shares its activity through the record if tabs share nothing else", async () => {
    const { browser, open, logIn, session, clock, tab } = createWorld({ storage: "mirrored" });
    await logIn();
    const watching = open({ idle });
    await clock.advance();
    browser.mirror.fault = "forbidden";
    for (let i = 0; i < 40; i += 1) {
      tab.touch();
      await clock.advance(minute);
    }
    for (const one of [session, watching.session])
      expect(one.getSnapshot().status).toBe("authenticated");
  });

  it("activity is written at most once in three seconds, without a timer", async () => {
    const { open, logIn, clock } = createWorld();
    let writes = 0;
    const base = open({}, false).tab;
    const page = open({
      ports: {
        ...base.ports,
        activity: {
          ...base.ports.activity,
          write(at) {
            writes += 1;
            base.ports.activity.write(at);
          },
        },
      },
    });
    await logIn("alice", page);
    const [pending, before] = [clock.pending, writes];
    for (let i = 0; i < 600; i += 1) {
      base.touch();
      await clock.advance(100);
    }
    expect(writes - before).toBeGreaterThan(15);
    expect(writes - before).toBeLessThanOrEqual(20);
    expect(clock.pending).toBeLessThanOrEqual(pending);
  });
});
