// A real session with a fake browser, a fake server and a clock that the test moves.
import { createSession } from "@sojourn/core";
import { createBrowser, createTokenServer } from "@sojourn/core/testing";
import { expect, it } from "vitest";

const MINUTE = 60_000;

/** A session in which alice is logged in. Her access token lives for five minutes. */
async function logInAsAlice() {
  const server = createTokenServer();
  const browser = createBrowser({ clock: server.clock, fetch: server.fetch });
  const tab = browser.openTab();
  const session = createSession({
    backend: server.backend,
    ports: tab.ports,
    fetch: tab.fetch,
    idle: { timeout: 15 * MINUTE, warning: MINUTE },
  });
  session.start();
  await session.login({ username: "alice", password: "correct horse" });
  return { server, clock: browser.clock, tab, session };
}

it("expire now: a request with an expired token renews it first", async () => {
  const { server, clock, tab, session } = await logInAsAlice();
  tab.hide(); // a page that nobody sees renews nothing until a request needs it
  await clock.advance(6 * MINUTE);
  const response = await session.fetch("posts/");
  expect(response.status).toBe(200);
  expect(server.count("token/refresh/")).toBe(1);
});

it("fail the refresh: the user stays logged in, and it is tried again", async () => {
  const { server, clock, session } = await logInAsAlice();
  server.fail("token/refresh/", { status: 503 }, 1);
  await clock.advance(5 * MINUTE);
  expect(session.getSnapshot().status).toBe("authenticated");
  expect(server.count("token/refresh/")).toBeGreaterThan(1);
});

it("revoke: a refused refresh token ends the session, with a reason", async () => {
  const { server, session } = await logInAsAlice();
  server.revoke("access");
  server.revoke("refresh");
  await session.fetch("posts/").catch(() => {});
  expect(session.getSnapshot()).toMatchObject({ status: "unauthenticated", reason: "rejected" });
});

it("go idle: a warning, then the end", async () => {
  const { clock, session } = await logInAsAlice();
  await clock.advance(14 * MINUTE);
  expect(session.getSnapshot()).toMatchObject({ status: "authenticated", idle: {} });
  await clock.advance(MINUTE + 1000); // activity is noted once a second
  expect(session.getSnapshot()).toMatchObject({ status: "unauthenticated", reason: "idle" });
});

it("go offline: the user stays logged in", async () => {
  const { tab, session } = await logInAsAlice();
  tab.goOffline();
  await expect(session.refresh()).rejects.toMatchObject({ code: "network" });
  expect(session.getSnapshot()).toMatchObject({ status: "authenticated", offline: true });
});
