// Hidden pages whose timers ring once a second or once a minute: a deadline that rings late is a deadline all the same.
import { describe, expect, it } from "vitest";
import { createWorld, minute, rejection } from "../support/stage.ts";

const second = 1000;
const timeout = 5 * second;

// 1.3 s: real timers never ring at the very multiple.
for (const step of [second, 1.3 * second, minute])
  describe(`a hidden tab whose timers ring every ${step / second} s`, () => {
    /** The deadline may ring a step late, and so may the end of the grace period. */
    const latest = timeout + 2 * step + 2 * second;

    it("a refresh without an answer is given up, and another tab can renew", async () => {
      const { session, tab, logIn, server, clock, open, run } = createWorld({
        storage: "mirrored",
        options: { timeout },
      });
      await logIn();
      const other = open();
      await clock.advance(250); // between two steps
      server.fail("token/refresh/", "hang", 1);
      const refreshed = rejection(session.refresh());
      tab.hide();
      tab.throttle(step);
      await clock.advance(latest);
      expect(await Promise.race([refreshed, "pending"])).toMatchObject({ code: "timeout" });
      expect(session.getSnapshot().status).toBe("authenticated");
      await run(other.session.refresh());
      expect(server.count("token/refresh/")).toBe(2);
    });

    it("a login without an answer is given up", async () => {
      const { session, tab, server, clock } = createWorld({ options: { timeout } });
      await clock.advance(250);
      server.fail("token/", "hang");
      const failed = rejection(session.login({ username: "alice", password: "correct horse" }));
      tab.hide();
      tab.throttle(step);
      await clock.advance(latest);
      expect(await Promise.race([failed, "pending"])).toMatchObject({ code: "timeout" });
      expect(session.getSnapshot().loggingIn).toBe(false);
    });

    it("a logout whose server does not answer still finishes", async () => {
      const { session, tab, logIn, server, clock, told } = createWorld({ options: { timeout } });
      await logIn();
      await clock.advance(250);
      server.fail("token/blacklist/", "hang");
      let isDone = false;
      void session.logout().then(() => {
        isDone = true;
      });
      tab.hide();
      tab.throttle(step);
      await clock.advance(latest);
      expect(isDone).toBe(true);
      expect(told()).toContain("logout-failed");
    });

    it("an answer that comes in time is used", async () => {
      const { session, tab, logIn, server, clock } = createWorld({ options: { timeout } });
      await logIn();
      await clock.advance(250);
      server.latency = 3 * second;
      let isDone = false;
      void session.refresh().then(() => {
        isDone = true;
      });
      tab.hide();
      tab.throttle(step);
      await clock.advance(3 * second);
      expect(isDone).toBe(true);
    });
  });
