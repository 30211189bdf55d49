// Idle logout: nobody is logged out early, nobody stays logged in, whatever tabs, sleep and clocks do.
import { afterEach, describe, expect, it, vi } from "vitest";
import { createWorld, day, hour, minute, password, type World } from "../support/stage.ts";

const timeout = 15 * minute;
const warning = minute;
/** How late a tab may be, because it notices nothing for this long after each activity. */
const deaf = 950;
const idle = { timeout, warning };

const world = (given: Parameters<typeof createWorld>[0] = {}): World =>
  createWorld({ storage: "mirrored", ...given, options: { idle, ...given.options } });

const snapshotOf = ({ session }: Pick<World, "session">) => session.getSnapshot();

describe("a machine that slept and woke without telling the page", () => {
  it.each([
    ["idle", { idle: { timeout: 2 * hour } }],
    ["max-age", { maxAge: 2 * hour }],
  ] as const)(
    "a machine that slept past the end of the session shows nothing private a minute later: %s",
    async (reason, options) => {
      const { session, logIn, clock } = createWorld({ storage: "mirrored", options });
      await logIn();
      await clock.advance(200_000);
      clock.set(clock.now() + 8 * hour);
      await clock.advance(minute);
      expect(session.getSnapshot()).toMatchObject({ status: "unauthenticated", reason });
    },
  );
});

describe("somebody who does nothing", () => {
  it("an inactive user is warned, and logged out at the deadline: never early, less than a second late", async () => {
    const { session, logIn, clock, news, server, browser } = world();
    await logIn();
    const start = clock.now();
    await clock.advance(timeout - warning);
    expect(session.getSnapshot()).toMatchObject({ idle: null });
    await clock.advance(deaf);
    const endsAt = start + timeout + deaf;
    expect(session.getSnapshot()).toMatchObject({ idle: { endsAt } });
    expect(news.at(-1)).toMatchObject({ type: "idle-warning", endsAt });
    await clock.advance(warning - deaf);
    expect(session.getSnapshot().status).toBe("authenticated");
    await clock.advance(deaf);
    expect(session.getSnapshot()).toMatchObject({
      status: "unauthenticated",
      reason: "idle",
      elsewhere: false,
    });
    expect(news.at(-1)).toMatchObject({ type: "ended", reason: "idle", at: endsAt });
    expect(server.count("token/blacklist/")).toBe(1);
    expect(browser.storage.text).not.toContain("eyJ");
  });

  it("an idle visible tab checks the clock about once a minute", async () => {
    let rung = 0;
    const { browser, open, clock, logIn } = world({ accessLifetime: 5 * minute });
    const { ports } = browser.openTab();
    const alarm: typeof clock.alarm = (at, ring) =>
      ports.clock.alarm(at, () => {
        rung += 1;
        ring();
      });
    const page = open({ ports: { clock: { now: clock.now, alarm } } });
    await logIn("alice", page);
    await clock.advance(hour);
    expect(page.session.getSnapshot()).toMatchObject({ reason: "idle" });
    // The session ends after a quarter of the hour.
    expect(rung).toBeLessThanOrEqual(timeout / minute + 6);
    expect(clock.pending).toBe(0);
  });

  it("the warning is emitted once, and the snapshot stays the same object while it lasts", async () => {
    const { session, logIn, clock, tab, told } = world();
    await logIn();
    await clock.advance(timeout - warning + deaf);
    const before = session.getSnapshot();
    for (let times = 0; times < 3; times += 1) {
      tab.touch();
      await clock.advance(5000);
    }
    expect(session.getSnapshot()).toBe(before);
    expect(told().filter((type) => type === "idle-warning")).toHaveLength(1);
  });
});

describe("somebody who does something", () => {
  it("an active user stays logged in", async () => {
    const { session, logIn, clock, tab, told } = world();
    await logIn();
    for (let turn = 0; turn < 60; turn += 1) {
      await clock.advance(2 * minute);
      tab.touch();
    }
    expect(session.getSnapshot()).toMatchObject({ status: "authenticated", idle: null });
    expect(told()).not.toContain("idle-warning");
  });

  it("activity is written at most every few seconds, without a bell and without a timer per event", async () => {
    const { logIn, clock, tab, browser, run, session } = world({ accessLifetime: day });
    await logIn();
    let writes = 0;
    let rings = 0;
    let timers = 0;
    const spy = browser.openTab();
    spy.ports.bell.listen(() => {
      rings += 1;
    });
    const { activity, clock: time } = tab.ports;
    const { write } = activity;
    const { alarm } = time;
    vi.spyOn(activity, "write").mockImplementation((at) => {
      writes += 1;
      write(at);
    });
    vi.spyOn(time, "alarm").mockImplementation((at, ring) => {
      timers += 1;
      return alarm(at, ring);
    });
    for (let turn = 0; turn < 600; turn += 1) {
      tab.touch();
      await clock.advance(100);
    }
    expect(writes).toBeLessThanOrEqual(20);
    expect(rings).toBe(0);
    expect(timers).toBeLessThanOrEqual(2);
    await run(session.logout());
  });

  it("frequent calls of stay() cost no more than pointer movements", async () => {
    const { logIn, clock, browser, session } = world({ accessLifetime: day });
    await logIn();
    let rings = 0;
    browser.openTab().ports.bell.listen(() => {
      rings += 1;
    });
    const before = browser.storage.text;
    for (let turn = 0; turn < 4000; turn += 1) {
      session.stay();
      await clock.advance(250);
    }
    expect(session.getSnapshot()).toMatchObject({ status: "authenticated", idle: null });
    expect(rings).toBe(0);
    expect(browser.storage.text).toBe(before);
  });

  it("reading the warning does not extend the session, and one stay() ends the warning in all tabs", async () => {
    const { session, logIn, clock, tab, open } = world();
    const other = open();
    await logIn();
    await clock.advance(timeout - warning / 2);
    for (const page of [{ session }, other])
      expect(page.session.getSnapshot()).toMatchObject({ idle: { endsAt: expect.any(Number) } });
    tab.touch();
    expect(session.getSnapshot()).toMatchObject({ idle: { endsAt: expect.any(Number) } });
    other.session.stay();
    await clock.advance(20);
    for (const page of [{ session }, other])
      expect(page.session.getSnapshot()).toMatchObject({ status: "authenticated", idle: null });
    await clock.advance(timeout - warning - minute);
    for (const page of [{ session }, other])
      expect(page.session.getSnapshot()).toMatchObject({ idle: null });
    await clock.advance(10 * minute);
    for (const page of [{ session }, other])
      expect(page.session.getSnapshot()).toMatchObject({ reason: "idle" });
  });
});

describe("several tabs", () => {
  it("one active tab keeps ten others logged in, and all end together when it stops", async () => {
    const { session, tab, logIn, clock, open } = world({ refreshLifetime: day });
    const others = Array.from({ length: 9 }, () => open());
    const frozen = open();
    await logIn();
    await clock.advance(minute);
    for (const other of others) other.tab.hide();
    frozen.tab.freeze();
    for (let turn = 0; turn < 60; turn += 1) {
      await clock.advance(minute);
      tab.touch();
    }
    const last = clock.now();
    for (const page of [{ session }, ...others])
      expect(snapshotOf(page)).toMatchObject({ status: "authenticated", idle: null });
    await clock.advance(timeout);
    expect(session.getSnapshot().status).toBe("authenticated");
    await clock.advance(1000);
    for (const page of [{ session }, ...others])
      expect(snapshotOf(page)).toMatchObject({ status: "unauthenticated", reason: "idle" });
    for (const { news } of others)
      expect(news.at(-1)?.at).toBeLessThanOrEqual(last + timeout + 1000);
    frozen.tab.thaw();
    await clock.advance();
    expect(snapshotOf(frozen)).toMatchObject({ status: "unauthenticated", reason: "idle" });
  });

  it("the server gets one logout although all tabs notice the idle end", async () => {
    const { logIn, clock, open, server } = world();
    for (let count = 0; count < 5; count += 1) open();
    await logIn();
    await clock.advance(hour);
    expect(server.count("token/blacklist/")).toBe(1);
  });

  it("a tab that thaws after a long time does not end the session of an active tab", async () => {
    const { session, tab, logIn, clock, open } = world({ refreshLifetime: day });
    const frozen = open();
    await logIn();
    await clock.advance(minute);
    frozen.tab.freeze();
    for (let turn = 0; turn < 30; turn += 1) {
      await clock.advance(minute);
      tab.touch();
    }
    frozen.tab.thaw();
    await clock.advance(minute);
    expect(session.getSnapshot().status).toBe("authenticated");
    expect(snapshotOf(frozen).status).toBe("authenticated");
  });

  it("an active tab keeps the others logged in even if only the record can carry its activity", async () => {
    const { session, tab, logIn, clock, browser, open } = world({ refreshLifetime: day });
    browser.mirror.fault = "full";
    const other = open();
    await logIn();
    await clock.advance();
    for (let turn = 0; turn < 40; turn += 1) {
      await clock.advance(minute);
      tab.touch();
    }
    for (const page of [{ session }, other]) expect(snapshotOf(page).status).toBe("authenticated");
  });

  it("tabs that cannot share their activity still end when idle", async () => {
    const { session, logIn, clock, browser, open } = world();
    browser.mirror.fault = "forbidden";
    const other = open();
    await logIn();
    await clock.advance(timeout + 10_000);
    for (const page of [{ session }, other])
      expect(snapshotOf(page)).toMatchObject({ reason: "idle" });
  });
});

describe("sleep", () => {
  it("sleep past the deadline ends the session, and the movement that wakes the machine does not extend it", async () => {
    const { session, logIn, clock, tab, server } = world({ refreshLifetime: day });
    await logIn();
    clock.set(clock.now() + 8 * hour);
    tab.touch();
    expect(session.getSnapshot()).toMatchObject({ status: "unauthenticated", reason: "idle" });
    await clock.advance();
    expect(server.requests.map(({ path }) => path)).toEqual(["token/", "me/", "token/blacklist/"]);
  });

  it("a request after sleep past the deadline is sent unsigned", async () => {
    const { session, logIn, clock, run, server } = world({ refreshLifetime: day });
    await logIn();
    clock.set(clock.now() + 8 * hour);
    await run(session.fetch("posts/"));
    expect(server.requests.find(({ path }) => path === "posts/")?.headers).not.toHaveProperty(
      "authorization",
    );
    expect(session.getSnapshot()).toMatchObject({ reason: "idle" });
  });

  it("sleep into the warning phase shows the warning with the remaining time", async () => {
    const { session, logIn, clock, tab } = world({ refreshLifetime: day });
    await logIn();
    const endsAt = clock.now() + timeout + deaf;
    clock.set(endsAt - 10_000);
    tab.hide();
    tab.show();
    expect(session.getSnapshot()).toMatchObject({ idle: { endsAt } });
  });

  it("a refresh that is answered after the idle deadline logs nobody in again", async () => {
    const { session, logIn, clock, tab, run, server } = world({ latency: 500 });
    const login = logIn();
    await clock.advance(2000);
    await login;
    const refreshed = session.refresh().catch((error: unknown) => error);
    await run(Promise.resolve());
    clock.set(clock.now() + hour);
    tab.touch();
    await clock.advance(2000);
    expect(await refreshed).toMatchObject({ code: "session-changed" });
    expect(session.getSnapshot()).toMatchObject({ status: "unauthenticated", reason: "idle" });
    expect(server.count("token/blacklist/")).toBeGreaterThanOrEqual(1);
  });
});

describe("a browser that was closed", () => {
  it.each(["mirrored", "async", "sync"] as const)(
    "a browser closed past the idle deadline restores no session, and only the revocation carries its token (%s)",
    async (storage) => {
      const { logIn, clock, tab, open, server } = world({ storage, refreshLifetime: day });
      await logIn();
      tab.close();
      await clock.advance(hour);
      const { session, told } = open();
      expect(session.getSnapshot().status).not.toBe("authenticated");
      await clock.advance();
      expect(session.getSnapshot()).toMatchObject({ status: "unauthenticated", reason: "idle" });
      expect(told()).not.toContain("restored");
      expect(server.requests.slice(2).map(({ path }) => path)).toEqual(["token/blacklist/"]);
    },
  );

  it("a browser that was closed briefly continues the session and its idle time", async () => {
    const { logIn, clock, tab, open } = world({ refreshLifetime: day });
    await logIn();
    tab.close();
    await clock.advance(10 * minute);
    const { session } = open();
    await clock.advance();
    expect(session.getSnapshot().status).toBe("authenticated");
    await clock.advance(6 * minute);
    expect(session.getSnapshot()).toMatchObject({ reason: "idle" });
  });
});

describe("a clock that is set", () => {
  it("a clock set back by a day neither ends an idle session at once nor keeps it forever", async () => {
    const { session, logIn, clock, server } = world({ refreshLifetime: 7 * day });
    await logIn();
    await clock.advance(5 * minute);
    clock.set(clock.now() - day);
    server.skew += day;
    await clock.advance(minute);
    expect(session.getSnapshot().status).toBe("authenticated");
    await clock.advance(timeout);
    expect(session.getSnapshot()).toMatchObject({ reason: "idle" });
  });

  it("a clock set back and forth by a day neither ends an idle session at once nor keeps it forever", async () => {
    const { session, logIn, clock, server, tab } = world({ refreshLifetime: 7 * day });
    await logIn();
    await clock.advance(5 * minute);
    clock.set(clock.now() - day);
    server.skew += day;
    tab.touch();
    await clock.advance(5 * minute);
    tab.touch();
    clock.set(clock.now() + day);
    server.skew -= day;
    await clock.advance(minute);
    expect(session.getSnapshot().status).toBe("authenticated");
    await clock.advance(timeout);
    expect(session.getSnapshot()).toMatchObject({ reason: "idle" });
  });

  it("after the clock was set back by a day, an active tab still keeps a new one logged in", async () => {
    const { session, logIn, clock, server, tab, open } = world({ refreshLifetime: 7 * day });
    await logIn();
    clock.set(clock.now() - day);
    server.skew += day;
    const other = open();
    for (let turn = 0; turn < 30; turn += 1) {
      await clock.advance(minute);
      tab.touch();
    }
    for (const page of [{ session }, other]) expect(snapshotOf(page).status).toBe("authenticated");
  });

  it("a clock set forward by a day ends an idle session, because it looks like sleep", async () => {
    const { session, logIn, clock, tab } = world({ refreshLifetime: 7 * day });
    await logIn();
    clock.set(clock.now() + day);
    tab.touch();
    expect(session.getSnapshot()).toMatchObject({ reason: "idle" });
  });
});

describe("maxAge", () => {
  it('maxAge ends an active session in all tabs and after a reload, with the reason "max-age"', async () => {
    const maxAge = 2 * hour;
    const { session, logIn, clock, tab, open, server } = world({ options: { maxAge } });
    await logIn();
    for (let turn = 0; turn < 119; turn += 1) {
      await clock.advance(minute);
      tab.touch();
    }
    const other = open();
    await clock.advance();
    expect(snapshotOf(other).status).toBe("authenticated");
    await clock.advance(minute + 1);
    for (const page of [{ session }, other])
      expect(snapshotOf(page)).toMatchObject({ status: "unauthenticated", reason: "max-age" });
    expect(server.count("token/blacklist/")).toBe(1);
  });

  it("maxAge counts from the login, not from a refresh or a reload", async () => {
    const { logIn, clock, tab, open } = createWorld({ options: { maxAge: hour } });
    await logIn();
    await clock.advance(50 * minute);
    tab.close();
    const { session } = open();
    await clock.advance();
    expect(session.getSnapshot().status).toBe("authenticated");
    await clock.advance(10 * minute + 1);
    expect(session.getSnapshot()).toMatchObject({ reason: "max-age" });
  });
});

describe("renewing only while in use", () => {
  it('`renew: "in-use"` lets the tokens of a forgotten tab expire, and renews them when somebody returns', async () => {
    const { session, logIn, clock, tab, refreshes } = createWorld({
      options: { renew: "in-use" },
      refreshLifetime: day,
    });
    await logIn();
    await clock.advance(hour);
    expect(refreshes()).toBe(1);
    tab.touch();
    await clock.advance();
    expect(refreshes()).toBe(2);
    expect(session.getSnapshot().status).toBe("authenticated");
  });

  it('`renew: "in-use"` renews tokens while somebody is active', async () => {
    const { logIn, clock, tab, refreshes, session } = createWorld({
      options: { renew: "in-use" },
      refreshLifetime: day,
    });
    await logIn();
    for (let turn = 0; turn < 60; turn += 1) {
      await clock.advance(minute);
      tab.touch();
    }
    expect(refreshes()).toBeGreaterThanOrEqual(12);
    expect(session.getSnapshot().status).toBe("authenticated");
  });
});

describe("nobody logged in", () => {
  it("without a session there is no activity listener and no timer", async () => {
    let listening = 0;
    const { browser, open, run } = world();
    const { ports } = browser.openTab();
    const listen: typeof ports.activity.listen = (active) => {
      listening += 1;
      const stop = ports.activity.listen(active);
      return () => {
        listening -= 1;
        stop();
      };
    };
    const { session } = open({ ports: { activity: { ...ports.activity, listen } } });
    await run(session.ready());
    expect(listening).toBe(0);
    expect(browser.clock.pending).toBe(0);
    await run(session.login({ username: "alice", password }));
    expect(listening).toBe(1);
    await run(session.logout());
    expect(listening).toBe(0);
    const before = ports.activity.read();
    await browser.clock.advance(minute);
    session.stay();
    expect(ports.activity.read()).toBe(before);
    expect(session.getSnapshot().status).toBe("unauthenticated");
    expect(browser.clock.pending).toBe(0);
  });
});

describe("options that cannot be right", () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });
  const attempt = (options: NonNullable<Parameters<World["open"]>[0]>) => () =>
    createWorld({ options });

  it.each([
    [{ idle: { timeout: 0 } }, "idle.timeout is 0. Write milliseconds"],
    [{ idle: { timeout: -1 } }, "idle.timeout is -1"],
    [{ idle: { timeout: Number.NaN } }, "idle.timeout is NaN"],
    [{ idle: { timeout: minute, warning: 0 } }, "idle.warning is 0"],
    [{ idle: { timeout: minute, warning: 2 * minute } }, "Write less than idle.timeout"],
    [{ idle: { timeout: minute, warning: minute } }, "Write less than idle.timeout"],
    [{ idle: { timeout: 2 * hour }, maxAge: hour }, "Write no more than maxAge"],
    [{ maxAge: 0 }, "maxAge is 0"],
    [{ maxAge: "3600000" as never }, "maxAge is 3600000"],
    [{ timeout: Infinity }, "timeout is Infinity"],
    [{ leeway: Infinity }, "leeway is Infinity"],
    [{ maxAge: Number.NaN }, "maxAge is NaN"],
  ])("%j throws misconfigured and says what to write", (options, words) => {
    expect(attempt(options)).toThrowError(
      expect.objectContaining({ code: "misconfigured", message: expect.stringContaining(words) }),
    );
  });

  it("an idle timeout that looks like seconds logs a warning, and is used as given", () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    createWorld({ options: { idle: { timeout: 15 * 60 } } });
    expect(warn).toHaveBeenCalledWith(expect.stringContaining("If you mean seconds"));
  });
});
