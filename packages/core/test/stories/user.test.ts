// The user: set at login, and changed when the server says so, on the same screen and after a reload.
import { type Backend, defineBackend } from "@sojourn/core";
import { createClock, type FakeClock, writeJwt } from "@sojourn/core/testing";
import { describe, expect, it } from "vitest";
import { createStage, createWorld, day, hour, minute } from "../support/stage.ts";

interface Member {
  readonly role: string;
}

/** A server whose tokens tell a role, and whose answers may tell the user as well. */
interface RoleServer {
  readonly clock: FakeClock;
  readonly fetch: typeof fetch;
  /** The claims of the next token. */
  role: string;
  /** The user in the next answer, if it has one. */
  user: Member | undefined;
}

function createRoleServer(): RoleServer {
  const clock = createClock();
  const server: RoleServer = {
    clock,
    role: "admin",
    user: undefined,
    async fetch() {
      const seconds = Math.floor(clock.now() / 1000);
      const claims = { role: server.role, iat: seconds, exp: seconds + 300, jti: seconds };
      return Response.json({
        access: writeJwt(claims),
        refresh: "refresh-of-roles",
        user: server.user,
      });
    },
  };
  return server;
}

/** The server described. `user` reads the claims. */
function describeRoles(user?: Backend<object, Member>["user"]): Backend<object, Member> {
  const read = (body: unknown): { access: string; refresh: string; user?: Member } =>
    body as { access: string; refresh: string; user?: Member };
  return defineBackend({
    baseUrl: "https://roles.example.com/",
    login: { method: "POST", path: "token", read },
    refresh: { method: "POST", path: "refresh", read },
    ...(user && { user }),
  });
}

const byRole: Backend<object, Member>["user"] = ({ role }) => ({ role: `${role}` });

describe("a renewal", () => {
  it("a renewal that returns a user changes it in all tabs and after a reload", async () => {
    const server = createRoleServer();
    server.user = { role: "admin" };
    const { session, run, clock, open } = createStage({ ...server, backend: describeRoles() });
    await run(session.login({}));
    const other = open();
    server.user = { role: "guest" };
    await run(session.refresh());
    await clock.advance();
    for (const one of [session, other.session, open().session])
      expect(one.getSnapshot().user).toEqual({ role: "guest" });
  });

  it("a renewal with new claims changes the user that is read from them", async () => {
    const server = createRoleServer();
    const { session, run, clock } = createStage({ ...server, backend: describeRoles(byRole) });
    await run(session.login({}));
    server.role = "guest";
    await clock.advance(5 * minute);
    expect(session.getSnapshot()).toMatchObject({
      user: { role: "guest" },
      claims: { role: "guest" },
    });
  });

  it("a renewal with an equal user keeps the same object", async () => {
    const server = createRoleServer();
    server.user = { role: "admin" };
    const { session, run, clock } = createStage({ ...server, backend: describeRoles(byRole) });
    const user = await run(session.login({}));
    await clock.advance(5 * minute);
    expect(session.getSnapshot().user).toBe(user);
    server.user = undefined;
    await clock.advance(5 * minute);
    expect(session.getSnapshot().user).toBe(user);
  });

  it("a renewal with the login's old claims does not undo a change of name", async () => {
    const { session, logIn, run, clock } = createWorld({
      backend: { me: undefined, user: () => ({ username: "alice", name: "Alice" }) },
    });
    await logIn();
    await run(session.account.rename({ name: "Alicia" }));
    await clock.advance(hour);
    expect(session.getSnapshot()).toMatchObject({ user: { name: "Alicia" } });
  });

  it.each([
    ["says nothing", () => undefined],
    [
      "throws",
      () => {
        throw new Error("No such claim.");
      },
    ],
  ])("a renewal keeps the user if reading the new claims %s", async (_, broken) => {
    const server = createRoleServer();
    const user: typeof byRole = (claims) => (claims.role === "admin" ? byRole?.(claims) : broken());
    const { session, run, clock } = createStage({ ...server, backend: describeRoles(user) });
    await run(session.login({}));
    server.role = "nonsense";
    await clock.advance(5 * minute);
    expect(session.getSnapshot()).toMatchObject({
      status: "authenticated",
      user: { role: "admin" },
      claims: { role: "nonsense" },
    });
  });
});

describe("a new release of the app that reads more out of the claims", () => {
  it("a new release that reads more claims shows the new user before the first paint", async () => {
    const server = createRoleServer();
    const backend = describeRoles(byRole);
    const stage = createStage({ ...server, backend, storage: "mirrored" });
    await stage.run(stage.session.login({}));
    stage.tab.close();
    const label: typeof byRole = ({ role }) =>
      ({ role: `${role}`, label: `The ${role}` }) as Member;
    const next = createStage({ ...server, backend: describeRoles(label) });
    next.browser.storage.text = stage.browser.storage.text;
    const { session } = next.open();
    expect(session.getSnapshot().user).toEqual({ role: "admin", label: "The admin" });
    await next.clock.advance();
    expect(JSON.parse(next.browser.storage.text ?? "").held.user).toMatchObject({
      label: "The admin",
    });
  });
});

describe("where an address tells who is logged in", () => {
  it('"me" is requested after each renewal, and its answer becomes the user', async () => {
    const { session, server, logIn, clock, run, open } = createWorld();
    const before = await logIn();
    await clock.advance(5 * minute);
    expect(server.count("me/")).toBe(2);
    expect(session.getSnapshot().user).toBe(before);
    rename(server);
    const other = open();
    await run(session.refresh());
    await clock.advance();
    for (const one of [session, other.session])
      expect(one.getSnapshot()).toMatchObject({ user: { name: "Alice Renamed" } });
  });

  it('"me" is not requested when a page opens with a valid token, but after the next renewal', async () => {
    const { server, logIn, clock, tab, open, run } = createWorld();
    await logIn();
    tab.close();
    rename(server);
    const { session } = open();
    expect(session.getSnapshot()).toMatchObject({
      status: "authenticated",
      user: { name: "Alice" },
    });
    await clock.advance();
    expect(server.count("me/")).toBe(1);
    await run(session.refresh());
    expect(session.getSnapshot()).toMatchObject({ user: { name: "Alice Renamed" } });
    expect(server.count("me/")).toBe(2);
  });

  it('"me" is requested once if it also verifies the token', async () => {
    const { server, logIn, clock, tab, open } = createWorld({ tokens: "fixed" });
    await logIn();
    tab.close();
    rename(server);
    await clock.advance(day);
    const { session } = open();
    await clock.advance();
    expect(session.getSnapshot()).toMatchObject({ user: { name: "Alice Renamed" } });
    expect(server.count("me/")).toBe(2);
  });

  it('a hidden page requests "me" when somebody returns', async () => {
    const { server, session, logIn, clock, tab, browser, run } = createWorld();
    await logIn();
    tab.hide();
    await clock.advance(6 * minute);
    await run(session.fetch("posts/"));
    await clock.advance();
    expect([server.count("token/refresh/"), server.count("me/")]).toEqual([1, 1]);
    tab.show();
    await clock.advance();
    expect([server.count("token/refresh/"), server.count("me/")]).toEqual([1, 2]);
    expect(browser.reported).toEqual([]);
  });

  it.each([
    "network",
    "hang",
    { status: 500 },
    { status: 404, body: {} },
    { status: 403, body: {} },
  ] as const)("a failure there, %j, changes nothing and holds nobody up", async (fault) => {
    const { session, server, logIn, clock, open, told } = createWorld();
    const user = await logIn();
    server.fail("me/", fault);
    await clock.advance(5 * minute);
    const other = open();
    other.session.refresh().catch(() => {});
    await clock.advance(100);
    // The lock is free: a sibling renews while the question hangs.
    expect(server.count("token/refresh/")).toBe(2);
    expect((await other.session.fetch("posts/")).status).toBe(200);
    await clock.advance(minute);
    expect(session.getSnapshot()).toMatchObject({ status: "authenticated", offline: false });
    expect(session.getSnapshot().user).toEqual(user);
    expect(told()).not.toContain("refresh-failed");
  });

  it('a "me" that is refused causes one renewal, and does not end the session', async () => {
    const { session, server, logIn, clock, refreshes } = createWorld();
    await logIn();
    server.fail("me/", { status: 401, body: { detail: "No.", code: "token_not_valid" } });
    await clock.advance(hour);
    expect(session.getSnapshot().status).toBe("authenticated");
    expect(refreshes()).toBeLessThan(40);
  });

  it('a "me" that reports a deleted user ends the session', async () => {
    const { session, server, logIn, clock } = createWorld();
    await logIn();
    server.people.delete("alice");
    session.reloadUser().catch(() => {});
    await clock.advance(minute);
    expect(session.getSnapshot()).toMatchObject({ status: "unauthenticated", reason: "rejected" });
  });
});

describe("reloadUser", () => {
  it("reloadUser resolves to the server's current user, with one request for overlapping calls", async () => {
    const { session, server, logIn, run } = createWorld();
    await logIn();
    rename(server);
    const asked = server.count("me/");
    const [one, two] = await run(Promise.all([session.reloadUser(), session.reloadUser()]));
    expect(one).toEqual({ username: "alice", name: "Alice Renamed" });
    expect(two).toBe(one);
    expect(session.getSnapshot().user).toBe(one);
    expect(server.count("me/")).toBe(asked + 1);
  });

  it("reloadUser resolves to the same object, without a new snapshot, if nothing changed", async () => {
    const { session, logIn, run } = createWorld();
    const user = await logIn();
    const before = session.getSnapshot();
    expect(await run(session.reloadUser())).toBe(user);
    expect(session.getSnapshot()).toBe(before);
  });

  it('reloadUser rejects without a session, and without a "me" endpoint', async () => {
    const { session, failure } = createWorld();
    expect(await failure(session.reloadUser())).toMatchObject({ code: "unauthenticated" });
    const server = createRoleServer();
    const roles = createStage({ ...server, backend: describeRoles(byRole) });
    await roles.run(roles.session.login({}));
    expect(await roles.failure(roles.session.reloadUser())).toMatchObject({
      code: "not-supported",
      message: expect.stringContaining("refresh()"),
    });
  });

  it("reloadUser rejects with the server's error, and keeps the user", async () => {
    const { session, server, logIn, failure } = createWorld();
    const user = await logIn();
    server.fail("me/", { status: 503 });
    expect(await failure(session.reloadUser())).toMatchObject({ code: "server" });
    expect(session.getSnapshot().user).toBe(user);
  });

  it("reloadUser rejects and changes nothing if somebody else is logged in when the answer comes", async () => {
    const { session, server, logIn, failure, clock } = createWorld({ latency: 100 });
    const first = logIn();
    await clock.advance(1000);
    await first;
    session.login({ username: "bob", password: "correct horse" }).catch(() => {});
    // Her question is under way when his login is done.
    await clock.advance(150);
    const asked = failure(session.reloadUser(), 1000);
    expect(await asked).toMatchObject({ code: "session-changed" });
    expect(session.getSnapshot()).toMatchObject({ user: { username: "bob" } });
    expect(server.count("me/")).toBe(3);
  });
});

function rename(server: ReturnType<typeof createWorld>["server"]): void {
  const alice = server.people.get("alice");
  if (alice) alice.name = "Alice Renamed";
}
