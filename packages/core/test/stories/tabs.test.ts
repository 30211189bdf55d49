// Two tabs of one browser, the basic cases: each learns what the other did, and nobody refreshes twice.
import { describe, expect, it } from "vitest";
import { createWorld, minute, password } from "../support/stage.ts";

for (const storage of ["sync", "async", "mirrored"] as const)
  describe(`two tabs with ${storage} storage`, () => {
    it("a login appears in the other tab", async () => {
      const { open, logIn, session, clock, run, server } = createWorld({ storage });
      const other = open();
      await run(other.session.ready());
      const user = await logIn();
      await clock.advance();
      expect(other.session.getSnapshot()).toMatchObject({ status: "authenticated", user });
      expect(await run(other.session.getToken())).toBe(await run(session.getToken()));
      expect(other.told()).toEqual(["adopted"]);
      expect(server.count("token/")).toBe(1);
    });

    it("a logout appears in the other tab, with its reason and `elsewhere`", async () => {
      const { open, logIn, session, clock, run, server } = createWorld({ storage });
      const other = open();
      await logIn();
      await clock.advance();
      await run(session.logout());
      expect(other.session.getSnapshot()).toMatchObject({
        status: "unauthenticated",
        reason: "logout",
        elsewhere: true,
      });
      expect(session.getSnapshot()).toMatchObject({ elsewhere: false });
      expect(other.news.at(-1)).toMatchObject({ type: "ended", reason: "logout", elsewhere: true });
      expect(server.count("token/blacklist/")).toBe(1);
    });

    it("another user's login ends the session in the other tab", async () => {
      const { open, logIn, clock } = createWorld({ storage });
      const other = open();
      await logIn("alice");
      await clock.advance();
      await logIn("bob");
      await clock.advance();
      expect(other.session.getSnapshot().user?.username).toBe("bob");
      expect(other.news).toContainEqual(
        expect.objectContaining({ type: "ended", reason: "replaced", elsewhere: true }),
      );
    });

    it("a tab adopts the other tab's refresh and does not spend the token twice", async () => {
      const { open, logIn, session, clock, refreshes, run } = createWorld({
        storage,
        rotation: "detect-reuse",
        latency: 200,
      });
      const login = logIn();
      await clock.advance(1000);
      await login;
      const other = open();
      await clock.advance();
      const before = session.getSnapshot().user;
      const both = Promise.all([session.refresh(), other.session.refresh()]);
      await clock.advance(2000);
      await both;
      expect(refreshes()).toBe(1);
      expect(session.getSnapshot().user).toBe(before);
      expect(await run(other.session.getToken())).toBe(await run(session.getToken()));
      await clock.advance(60 * minute);
      for (const one of [session, other.session])
        expect(one.getSnapshot().status).toBe("authenticated");
    });

    // It waits 15 s, and the freezing begins a tenth of a second after that.
    it.each([
      ["long after its deadline", minute],
      ["just after its deadline", 14_950],
      ["just before its deadline", 14_895],
    ])(
      "two tabs keep the answer that arrived in a frozen tab that wakes %s",
      async (_, frozenFor) => {
        const { open, logIn, session, clock, refreshes, run, tab } = createWorld({
          storage,
          rotation: "detect-reuse",
          latency: 200,
        });
        const login = logIn();
        await clock.advance(1000);
        await login;
        const other = open();
        await clock.advance();
        const refreshed = session.refresh();
        await clock.advance(100);
        tab.freeze();
        await clock.advance(frozenFor);
        tab.thaw();
        await clock.advance(5000);
        await refreshed;
        expect(refreshes()).toBe(1);
        expect(await run(other.session.getToken())).toBe(await run(session.getToken()));
        for (const one of [session, other.session]) {
          expect(one.getSnapshot()).toMatchObject({ status: "authenticated", offline: false });
          expect(one.explain().map(({ type }) => type)).not.toContain("degraded");
        }
      },
    );

    it("a tab whose replaced token is refused does not end the other tab's session", async () => {
      const { open, logIn, clock, session, refreshes, tab } = createWorld({
        storage,
        rotation: "rotate",
      });
      await logIn();
      const other = open();
      await clock.advance();
      tab.freeze();
      await clock.advance(20 * minute);
      tab.thaw();
      await clock.advance(minute);
      for (const one of [session, other.session])
        expect(one.getSnapshot().status).toBe("authenticated");
      expect(refreshes()).toBeLessThan(10);
    });
  });

describe("a lock that a frozen tab keeps", () => {
  it("a lock that a frozen tab keeps delays the refresh with an error, and is no logout", async () => {
    const { open, logIn, session, clock, failure } = createWorld({ latency: 200 });
    const login = logIn();
    await clock.advance(1000);
    await login;
    const other = open();
    await clock.advance();
    other.session.refresh().catch(() => {});
    await clock.advance(100);
    other.tab.freeze();
    expect(await failure(session.refresh(), 20_000)).toMatchObject({
      code: "timeout",
      message: expect.stringContaining("Another tab"),
    });
    expect(session.getSnapshot()).toMatchObject({ status: "authenticated", offline: true });
  });
});

describe("a bell that cannot be rung", () => {
  it("a bell that throws blocks neither login nor refresh nor logout", async () => {
    const { open, run } = createWorld();
    const ring = (): never => {
      throw new DOMException("The channel is closed.", "InvalidStateError");
    };
    const { session } = open({ ports: { bell: { ring, listen: () => () => {} } } });
    await run(session.login({ username: "alice", password }));
    await run(session.refresh());
    await run(session.logout());
    expect(session.getSnapshot()).toMatchObject({ reason: "logout" });
  });
});

describe("news from another tab", () => {
  it("a change from another tab writes nothing and rings no bell", async () => {
    const { open, logIn, clock, browser } = createWorld();
    let rings = 0;
    const tab = browser.openTab();
    tab.ports.bell.listen(() => {
      rings += 1;
    });
    for (let count = 0; count < 5; count += 1) open();
    await logIn();
    await clock.advance();
    expect(rings).toBe(1);
    expect(JSON.parse(browser.storage.text ?? "").generation).toBe(1);
  });

  it("a change from another tab that is not visible keeps the snapshot object", async () => {
    const { open, logIn, clock, server, failure, session } = createWorld();
    const other = open();
    await logIn();
    await clock.advance();
    const before = other.session.getSnapshot();
    server.fail("token/refresh/", { status: 429, headers: { "Retry-After": "60" } }, 1);
    await failure(session.refresh());
    await clock.advance();
    expect(other.session.getSnapshot()).toEqual(before);
    expect(other.session.getSnapshot()).toBe(before);
  });

  it("a page in the background sees missed changes when somebody returns", async () => {
    const { open, logIn, clock, session, run } = createWorld();
    const deaf = open({ ports: { bell: { ring() {}, listen: () => () => {} } } });
    await logIn();
    await clock.advance();
    expect(deaf.session.getSnapshot().status).toBe("unauthenticated");
    deaf.tab.hide();
    deaf.tab.show();
    await clock.advance();
    expect(deaf.session.getSnapshot().status).toBe("authenticated");
    await run(session.logout());
    deaf.tab.hide();
    deaf.tab.show();
    await clock.advance();
    expect(deaf.session.getSnapshot()).toMatchObject({ reason: "logout", elsewhere: true });
  });
});

describe("a hidden tab with a token pair", () => {
  it("a hidden tab with a token pair sends nothing in an hour, and only one timer fires", async () => {
    const { open, logIn, browser, clock, server } = createWorld({ storage: "mirrored" });
    await logIn();
    const { ports } = browser.openTab();
    let rung = 0;
    const alarm: typeof clock.alarm = (at, ring) =>
      ports.clock.alarm(at, () => {
        rung += 1;
        ring();
      });
    const hidden = open({ ports: { clock: { now: clock.now, alarm } } });
    await clock.advance();
    hidden.tab.hide();
    for (const tab of [...browser.tabs]) if (tab !== hidden.tab) tab.close();
    const before = server.requests.length;
    await clock.advance(60 * minute);
    expect(server.requests.length).toBe(before);
    expect(rung).toBeLessThanOrEqual(1);
    expect(hidden.session.getSnapshot().status).toBe("authenticated");
  });
});
