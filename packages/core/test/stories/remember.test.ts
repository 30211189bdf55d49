// Logins that are not to be remembered: they last until the browser is closed, in all of its tabs.
import { describe, expect, it } from "vitest";
import { createWorld, minute, password } from "../support/stage.ts";

const alice = { username: "alice", password };
const forget = { remember: false };

describe.each(["sync", "async", "mirrored"] as const)("with %s storage", (storage) => {
  it("a login with remember: false survives a reload, and other tabs share it", async () => {
    const { session, run, open, clock } = createWorld({ storage });
    await run(session.login(alice, forget));
    const second = open();
    await clock.advance(100);
    expect(second.session.getSnapshot()).toMatchObject({ status: "authenticated" });
  });

  it("it is over when the browser was closed, its refresh token is revoked, and no page shows the user", async () => {
    const { session, run, browser, open, clock, server } = createWorld({ storage });
    await run(session.login(alice, forget));
    await clock.advance(100);
    browser.quit();
    const { session: next, news } = open();
    const seen: unknown[] = [];
    next.subscribe(() => seen.push(next.getSnapshot().user));
    await clock.advance(100);
    expect(next.getSnapshot()).toMatchObject({ status: "unauthenticated", reason: "expired" });
    expect(seen.filter((user) => user !== null)).toEqual([]);
    expect(news.map(({ type }) => type)).toContain("ended");
    expect(server.count("token/blacklist/")).toBe(1);
  });

  it("a renewal does not make it last longer", async () => {
    const { session, run, browser, open, clock } = createWorld({ storage });
    await run(session.login(alice, forget));
    await run(session.refresh());
    await clock.advance(10 * minute);
    browser.quit();
    const { session: next } = open();
    await clock.advance(100);
    expect(next.getSnapshot().status).toBe("unauthenticated");
  });

  it("the next login is remembered again", async () => {
    const { session, run, browser, open, clock } = createWorld({ storage });
    await run(session.login(alice, forget));
    await run(session.login(alice));
    await clock.advance(100);
    browser.quit();
    const { session: next } = open();
    await clock.advance(100);
    expect(next.getSnapshot().status).toBe("authenticated");
  });

  it("a tab that was open before the login adopts it", async () => {
    const { session, run, open, clock } = createWorld({ storage });
    const second = open();
    await clock.advance(100);
    await run(session.login(alice, forget));
    await clock.advance(100);
    expect(second.session.getSnapshot().status).toBe("authenticated");
  });
});

it("where the browser keeps no cookies, such a session is over with its page", async () => {
  const run = { read: () => null, begin: () => null };
  const world = createWorld({ options: { ports: { run } } });
  await world.run(world.session.login(alice, forget));
  expect(world.session.getSnapshot().status).toBe("authenticated");
  expect(world.open().session.getSnapshot()).toMatchObject({ status: "unauthenticated" });
});

it("adopted tokens and steps of an account take the option as well", async () => {
  const { session, run, server, browser, open } = createWorld();
  const { body } = server.act({
    method: "POST",
    url: `${server.baseUrl}token/`,
    path: "token/",
    headers: {},
    body: JSON.stringify(alice),
  });
  await run(session.adopt(body as { access: string }, forget));
  browser.quit();
  expect(open().session.getSnapshot().status).toBe("unauthenticated");
});
