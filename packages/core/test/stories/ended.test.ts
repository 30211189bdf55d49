// When one session takes another's place, the end is told first, while the snapshot shows nobody, and the new session after it.
// Subscribers see one person follow the other, with nobody in between.
import { describe, expect, it } from "vitest";
import { createWorld, hour, type World } from "../support/stage.ts";

/** The entries that an app hears of, with the snapshot at that moment. */
function record({ session }: Pick<World, "session">): string[] {
  const log: string[] = [];
  const shown = (): string => {
    const { user, status } = session.getSnapshot();
    return user?.username ?? status;
  };
  session.on("ended", ({ reason, elsewhere }) =>
    log.push(`ended: ${reason}${elsewhere ? " elsewhere" : ""}, shows ${shown()}`),
  );
  session.on("login", () => log.push(`login, shows ${shown()}`));
  session.on("adopted", () => log.push(`adopted, shows ${shown()}`));
  session.subscribe(() => log.push(`shows ${shown()}`));
  return log;
}

/** The screens and the news, without the login that is in progress. */
const facts = (log: string[]): string[] => log.filter((line, index) => line !== log[index - 1]);

describe("ended", () => {
  it("`ended` is emitted before the next user's login, while the snapshot shows nobody", async () => {
    const world = createWorld();
    await world.logIn("alice");
    const log = record(world);
    await world.logIn("bob");
    expect(facts(log)).toEqual([
      "shows alice",
      "ended: replaced, shows unauthenticated",
      "shows bob",
      "login, shows bob",
    ]);
    expect(world.session.getSnapshot()).toMatchObject({ loggingIn: false });
  });

  it("`ended` is emitted before another tab's session is adopted, while the snapshot shows nobody", async () => {
    for (const storage of ["sync", "async", "mirrored"] as const) {
      const world = createWorld({ storage });
      await world.logIn("alice");
      const other = world.open();
      await world.clock.advance();
      const log = record(world);
      await world.logIn("bob", other);
      await world.clock.advance(100);
      expect(facts(log)).toEqual([
        "ended: replaced elsewhere, shows unauthenticated",
        "shows bob",
        "adopted, shows bob",
      ]);
    }
  });

  it("`ended` by max age during a login is emitted before that login", async () => {
    const world = createWorld({ options: { maxAge: hour }, latency: 0 });
    await world.logIn("alice");
    const log = record(world);
    world.tab.hide();
    await world.clock.advance(hour - 500);
    world.server.latency = 200;
    const login = world.logIn("bob");
    world.tab.freeze();
    await world.clock.advance(2000);
    world.tab.thaw();
    await world.clock.advance(1000);
    await login;
    const told = facts(log).filter((line) => !line.startsWith("shows"));
    expect(told).toEqual(["ended: max-age, shows unauthenticated", "login, shows bob"]);
  });

  it("a listener that opens the login page at `ended` is notified of the next login afterwards", async () => {
    const world = createWorld();
    await world.logIn("alice");
    const { session } = world;
    let page = "/posts";
    session.on("ended", () => {
      page = "/login";
    });
    session.subscribe(() => {
      if (page === "/login" && session.getSnapshot().status === "authenticated") page = "/posts";
    });
    await world.logIn("bob");
    expect(page).toBe("/posts");
    const other = world.open();
    await world.clock.advance();
    await world.logIn("alice", other);
    await world.clock.advance(100);
    expect([page, session.getSnapshot().user?.username]).toEqual(["/posts", "alice"]);
    await world.run(other.session.logout());
    await world.clock.advance(100);
    expect(page).toBe("/login");
  });

  it("requests of an `ended` listener are not signed for the next user", async () => {
    const world = createWorld();
    await world.logIn("alice");
    const { session, server } = world;
    session.on("ended", () => void session.fetch("posts/"));
    await world.logIn("bob");
    await world.clock.advance(100);
    const request = server.requests.find(({ path }) => path === "posts/");
    expect(request).toBeDefined();
    expect(request?.headers.authorization).toBeUndefined();
  });

  it("events keep their order if listeners cause more events", async () => {
    const world = createWorld();
    await world.logIn("alice");
    const { session } = world;
    const log = record(world);
    session.on("ended", ({ reason }) => {
      if (reason === "replaced") session.stay();
    });
    session.on("login", () => void session.logout());
    await world.logIn("bob").catch(() => {});
    await world.clock.advance(100);
    expect(facts(log).filter((line) => !line.startsWith("shows"))).toEqual([
      "ended: replaced, shows unauthenticated",
      "login, shows bob",
      "ended: logout, shows unauthenticated",
    ]);
  });
});
