// Listeners cannot hurt the session: they may throw, call anything, come twice and leave in the middle.
import type { HistoryEntry } from "@sojourn/core";
import { describe, expect, it } from "vitest";
import { createWorld, minute, password } from "../support/stage.ts";

describe("a listener that throws", () => {
  it("a listener that throws is reported and kept in the history, and stops neither the session nor other listeners", async () => {
    const { session, logIn, browser, run } = createWorld();
    const mistake = new Error("a mistake of the app");
    const heard: string[] = [];
    session.subscribe(() => {
      throw mistake;
    });
    session.on("login", () => {
      throw mistake;
    });
    session.subscribe(() => heard.push("subscribe"));
    session.on("login", () => heard.push("login"));
    await logIn();
    expect(session.getSnapshot().status).toBe("authenticated");
    expect(heard).toEqual(["subscribe", "subscribe", "login"]);
    expect(browser.reported).toEqual([mistake, mistake, mistake]);
    expect(session.explain()).toContainEqual(
      expect.objectContaining({ type: "listener-failed", error: mistake }),
    );
    await run(session.refresh());
    await run(session.logout());
    expect(session.getSnapshot().status).toBe("unauthenticated");
  });

  it("a listener that throws does not make a refresh fail for its callers", async () => {
    const { session, logIn, run } = createWorld();
    await logIn();
    session.on("*", () => {
      throw new Error("a mistake of the app");
    });
    await run(session.refresh());
    expect((await run(session.fetch("posts/"))).status).toBe(200);
  });
});

describe("a listener that calls back", () => {
  it("a listener may log out during a login", async () => {
    const { session, clock } = createWorld();
    const stop = session.on("login", () => {
      stop();
      void session.logout();
    });
    const login = session.login({ username: "alice", password }).catch((error: unknown) => error);
    await clock.advance();
    expect(await login).toMatchObject({ code: "session-changed" });
    expect(session.getSnapshot()).toMatchObject({ status: "unauthenticated", reason: "logout" });
  });

  it("a listener may log in when a session ends", async () => {
    const { session, logIn, clock } = createWorld();
    await logIn("alice");
    session.on("ended", () => void session.login({ username: "bob", password }));
    void session.logout();
    await clock.advance();
    expect(session.getSnapshot().user?.username).toBe("bob");
  });

  it("a listener may refresh, get tokens and send requests in every callback", async () => {
    const { session, logIn, clock, refreshes } = createWorld();
    let depth = 0;
    const call = (): void => {
      depth += 1;
      if (depth > 50) return;
      session.refresh().catch(() => {});
      session.getToken().catch(() => {});
      session.fetch("posts/").catch(() => {});
    };
    session.subscribe(call);
    session.on("refreshed", call);
    await logIn();
    await clock.advance(minute);
    expect(session.getSnapshot()).toMatchObject({ status: "authenticated", refreshing: false });
    expect(refreshes()).toBeLessThanOrEqual(51);
  });

  it("the history keeps its order if a listener calls the session", async () => {
    const { session, logIn, clock } = createWorld();
    const stop = session.on("ended", () => {
      stop();
      void session.refresh().catch(() => {});
      void session.logout();
    });
    await logIn("alice");
    const second = session.login({ username: "bob", password }).catch(() => {});
    await clock.advance();
    await second;
    expect(session.explain().map((one) => ("reason" in one ? one.reason : one.type))).toEqual([
      "login",
      "replaced",
      "login",
      "logout",
    ]);
  });

  it("a listener of `on` sees the new snapshot, as one of `subscribe` does", async () => {
    const { session, logIn, run } = createWorld();
    const seen: string[] = [];
    session.on("login", () => seen.push(session.getSnapshot().status));
    session.on("ended", () => seen.push(session.getSnapshot().status));
    await logIn();
    await run(session.logout());
    expect(seen).toEqual(["authenticated", "unauthenticated"]);
  });
});

describe("subscribing", () => {
  it("subscribing one function twice makes two subscriptions that end separately", async () => {
    const { session, logIn } = createWorld();
    let calls = 0;
    const listener = (): void => {
      calls += 1;
    };
    const stop = session.subscribe(listener);
    session.subscribe(listener);
    stop();
    stop();
    await logIn();
    expect(calls).toBe(2); // in progress, done
  });

  it("a callback can end its own subscription and others", async () => {
    const { session, logIn } = createWorld();
    const heard: string[] = [];
    const stopFirst = session.subscribe(() => {
      heard.push("first");
      stopFirst();
      stopSecond();
    });
    const stopSecond = session.subscribe(() => heard.push("second"));
    session.subscribe(() => heard.push("third"));
    await logIn();
    expect(heard.filter((name) => name === "first")).toHaveLength(1);
    expect(heard.filter((name) => name === "third")).toHaveLength(2);
    expect(heard).not.toContain("second");
  });

  it("the session's functions work without their object", async () => {
    const { session, run } = createWorld();
    const { subscribe, getSnapshot, login, logout, on, explain } = session;
    let calls = 0;
    const stop = subscribe(() => {
      calls += 1;
    });
    const types: string[] = [];
    on("*", ({ type }) => types.push(type));
    await run(login({ username: "alice", password }));
    expect(getSnapshot().status).toBe("authenticated");
    stop();
    await run(logout());
    expect(calls).toBe(2);
    expect(types).toEqual(explain().map(({ type }) => type));
  });

  it("subscribers are called only when the snapshot changed", async () => {
    const { session, logIn, run, tab, clock } = createWorld();
    await logIn();
    const before = session.getSnapshot();
    let calls = 0;
    session.subscribe(() => {
      calls += 1;
    });
    for (let turn = 0; turn < 10; turn += 1) {
      tab.hide();
      tab.show();
      await run(session.fetch("posts/"));
      await run(session.getToken());
      await clock.advance(1000);
    }
    expect(calls).toBe(0);
    expect(session.getSnapshot()).toBe(before);
    expect(Object.isFrozen(before)).toBe(true);
  });
});

describe("the history", () => {
  it("a listener of one type hears only of that type", async () => {
    const { session, logIn, run } = createWorld();
    const ended: HistoryEntry[] = [];
    const stop = session.on("ended", (happening) => ended.push(happening));
    await logIn();
    await run(session.logout());
    expect(ended).toMatchObject([{ type: "ended", reason: "logout", elsewhere: false }]);
    stop();
    await logIn();
    await run(session.logout());
    expect(ended).toHaveLength(1);
  });

  it("the history has the last 100 entries, oldest first", async () => {
    const { session, logIn, run } = createWorld();
    await logIn();
    for (let turn = 0; turn < 80; turn += 1) await run(session.refresh());
    const entries = session.explain();
    expect(entries).toHaveLength(100);
    expect(entries.map(({ at }) => at)).toEqual(entries.map(({ at }) => at).sort((a, b) => a - b));
    expect(entries.at(-1)?.type).toBe("refreshed");
  });
});

it("a listener that is added while listeners are called hears of the next change, not of this one", async () => {
  const { session, logIn, run } = createWorld();
  await logIn();
  const heard: string[] = [];
  session.subscribe(() => {
    if (heard.includes("first")) return;
    heard.push("first");
    session.subscribe(() => heard.push(`added: ${session.getSnapshot().status}`));
  });
  session.on("ended", () => {
    session.on("ended", () => heard.push("a second end"));
  });
  await run(session.logout());
  expect(heard).toEqual(["first"]);
  await logIn();
  expect(heard.at(-1)).toBe("added: authenticated");
});
