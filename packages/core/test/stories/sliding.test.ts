// Sliding tokens: renewed at half-life because nothing renews them once they expired, until the server's limit.
import { describe, expect, it } from "vitest";
import { createSlidingServer } from "../support/sliding.ts";
import { createStage, day, hour, minute } from "../support/stage.ts";

describe("a sliding token", () => {
  it("is renewed at half-life, and lives as long as the page does", async () => {
    const server = createSlidingServer(hour, 7 * day);
    const { session, run, clock } = createStage(server);
    expect(await run(session.login({ name: "Zoë" }))).toEqual({ name: "Zoë" });
    await clock.advance(29 * minute - 6 * minute);
    expect(server.refreshes()).toBe(0);
    await clock.advance(7 * minute);
    expect(server.refreshes()).toBe(1);
    await clock.advance(day);
    expect(session.getSnapshot()).toMatchObject({ status: "authenticated", user: { name: "Zoë" } });
    expect(server.refreshes()).toBeLessThan(60);
  });

  it("is renewed on a hidden page too: later would be too late", async () => {
    const server = createSlidingServer(hour, 7 * day);
    const { session, run, clock, tab } = createStage(server);
    await run(session.login({ name: "Zoë" }));
    tab.hide();
    await clock.advance(10 * hour);
    expect(session.getSnapshot().status).toBe("authenticated");
  });

  it("past the limit of refreshes works until it expires, is asked about once, and then is over", async () => {
    const server = createSlidingServer(hour, 2 * hour);
    const { session, run, clock, news } = createStage(server);
    await run(session.login({ name: "Zoë" }));
    await clock.advance(2 * hour + minute);
    expect(session.getSnapshot().status).toBe("authenticated");
    const asked = server.refreshes();
    await clock.advance(3 * hour);
    expect(server.refreshes()).toBeLessThanOrEqual(asked + 1);
    expect(session.getSnapshot()).toMatchObject({
      status: "unauthenticated",
      reason: "expired",
      error: { code: "rejected" },
    });
    expect(news.filter(({ type }) => type === "ended")).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  it("that expired while the machine slept is over without a request", async () => {
    const server = createSlidingServer(hour, 7 * day);
    const { session, run, clock, tab } = createStage(server);
    await run(session.login({ name: "Zoë" }));
    tab.freeze();
    await clock.advance(2 * hour);
    const asked = server.asked.length;
    tab.thaw();
    tab.hide();
    tab.show();
    await clock.advance();
    expect(session.getSnapshot()).toMatchObject({ reason: "expired" });
    expect(server.asked.length).toBe(asked);
  });

  it("that expired while the page was closed is over, shows nothing private and asks nobody", async () => {
    const server = createSlidingServer(hour, 7 * day);
    const { session, run, clock, tab, open } = createStage(server);
    await run(session.login({ name: "Zoë" }));
    tab.close();
    await clock.advance(2 * hour);
    const asked = server.asked.length;
    const reloaded = open();
    expect(reloaded.session.getSnapshot().status).toBe("loading");
    await clock.advance();
    expect(reloaded.session.getSnapshot()).toMatchObject({ reason: "expired" });
    expect(server.asked.length).toBe(asked);
  });
});
