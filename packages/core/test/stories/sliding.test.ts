// Sliding tokens: renewed at half-life because nothing renews them once they expired, until the server's limit.
import { describe, expect, it } from "vitest";
import { createSlidingServer } from "../support/sliding.ts";
import { createStage, day, hour, minute } from "../support/stage.ts";

describe("a sliding token", () => {
  it("a sliding token is renewed at half of its lifetime, as long as the page is open", async () => {
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

  it("a sliding token is renewed in a hidden page too, because it cannot be renewed after its expiry", async () => {
    const server = createSlidingServer(hour, 7 * day);
    const { session, run, clock, tab } = createStage(server);
    await run(session.login({ name: "Zoë" }));
    tab.hide();
    await clock.advance(10 * hour);
    expect(session.getSnapshot().status).toBe("authenticated");
  });

  it("a sliding token past its refresh limit works until it expires, costs one refresh, and then the session ends", async () => {
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

  it("a sliding token that expired during sleep ends the session without a request", async () => {
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

  it("a sliding token that expired while the page was closed shows nothing private, and sends no request", async () => {
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
