// A session that was stopped, because the last provider is unmounted say, and is used all the same: it hears no bell, so it looks.
import { describe, expect, it } from "vitest";
import { createWorld, minute } from "../support/stage.ts";

for (const storage of ["sync", "async", "mirrored"] as const)
  describe(`a stopped session, with ${storage} storage,`, () => {
    /** Alice logs in; her tab's session is stopped; another tab lives. */
    async function stopHere() {
      const world = createWorld({ storage });
      const { session, clock, logIn, open, run, server } = world;
      await logIn("alice");
      const other = open();
      await clock.advance();
      session.start()();
      const whoAmI = async (): Promise<string> => {
        const response = await run(session.fetch("me/"));
        return response.ok ? (await response.json()).username : "nobody";
      };
      return { ...world, other, whoAmI, server };
    }

    it("a stopped session still signs requests with the newest token of its user", async () => {
      const { other, clock, whoAmI, refreshes } = await stopHere();
      await clock.advance(20 * minute);
      expect(other.session.getSnapshot().status).toBe("authenticated");
      const before = refreshes();
      expect(await whoAmI()).toBe("alice");
      expect(refreshes()).toBe(before);
    });

    it("a stopped session signs nothing after a logout in another tab, and shows the logout", async () => {
      const { other, clock, run, session, whoAmI } = await stopHere();
      await run(other.session.logout());
      await clock.advance(minute);
      expect(await whoAmI()).toBe("nobody");
      expect(await run(session.getToken())).toBeNull();
      expect(session.getSnapshot()).toMatchObject({ reason: "logout", elsewhere: true });
      expect(await run(session.ready())).toMatchObject({ status: "unauthenticated" });
    });

    it("a stopped session does not sign for the next user: the first request rejects, then the screen is up to date", async () => {
      const { other, clock, logIn, session, whoAmI, failure } = await stopHere();
      await logIn("bob", other);
      await clock.advance(minute);
      expect(await failure(session.fetch("me/"))).toMatchObject({ code: "session-changed" });
      expect(session.getSnapshot().user?.username).toBe("bob");
      expect(await whoAmI()).toBe("bob");
    });

    it("a stopped session that showed nobody works for a user who logged in elsewhere", async () => {
      const { other, clock, logIn, run, session, whoAmI } = await stopHere();
      await run(other.session.logout());
      await run(session.ready());
      await logIn("bob", other);
      await clock.advance(minute);
      expect(await whoAmI()).toBe("bob");
    });
  });
