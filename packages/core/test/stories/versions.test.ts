// Two versions of Sojourn in one browser, after a deploy or a rollback: neither spends the other's refresh token.
import { describe, expect, it } from "vitest";
import { createWorld, minute } from "../support/stage.ts";

/** Alice is logged in, and a newer version has written her record: with members of its own. */
async function createFuture(minVersion: number) {
  const world = createWorld({ storage: "async", rotation: "detect-reuse" });
  await world.logIn();
  const { storage } = world.browser;
  const read = () => JSON.parse(storage.text ?? "");
  const record = read();
  storage.text = JSON.stringify({
    ...{ ...record, version: 2, minVersion, device: { id: 7 } },
    held: { ...record.held, bound: "to this machine" },
  });
  world.tab.close();
  const { session, tab } = world.open();
  await world.run(session.ready());
  return { ...world, session, tab, read };
}

describe("a record that a newer version wrote and that this one may renew", () => {
  it("a record of a newer version that may be renewed keeps what that version added", async () => {
    const { session, clock, read, refreshes, run } = await createFuture(1);
    await clock.advance(20 * minute);
    expect(session.getSnapshot().status).toBe("authenticated");
    expect(refreshes()).toBeGreaterThan(2);
    const added = { version: 2, minVersion: 1, device: { id: 7 } };
    expect(read()).toMatchObject({ ...added, held: { bound: "to this machine" } });
    await run(session.logout());
    expect(read()).toMatchObject({ ...added, held: null, reason: "logout" });
  });
});

describe("a record whose tokens only a newer version may renew", () => {
  it("a record that only a newer version may renew is used until it expires, without logout or storm", async () => {
    const { session, open, clock, refreshes, run, failure, read } = await createFuture(2);
    const before = read();
    await clock.advance(4 * minute);
    const reloaded = open();
    await run(reloaded.session.ready());
    expect(reloaded.session.getSnapshot().status).toBe("authenticated");
    expect((await run(session.fetch("me/"))).status).toBe(200);
    await clock.advance(30 * minute);
    for (let i = 0; i < 5; i += 1)
      expect(await failure(session.fetch("me/"))).toMatchObject({ code: "not-supported" });
    expect(session.getSnapshot().status).toBe("authenticated");
    expect(refreshes()).toBe(0);
    expect(read().held).toEqual(before.held);
  });

  it("an expired record of a newer version shows nobody, and stays unchanged for that version", async () => {
    const { open, clock, run, read } = await createFuture(2);
    await clock.advance(30 * minute);
    const before = read();
    const { session } = open();
    expect(await run(session.ready())).toMatchObject({ reason: "expired" });
    expect(read()).toEqual(before);
  });

  it("a session continues with the tokens that a newer version stores", async () => {
    const { session, open, browser, server, clock, read, run } = await createFuture(2);
    await clock.advance(30 * minute);
    const { session: bystander } = open();
    await run(bystander.ready());
    // The newer version renews.
    const record = read();
    const { refresh } = record.held;
    const answer = server.act({
      ...{ method: "POST", url: `${server.baseUrl}token/refresh/`, path: "token/refresh/" },
      ...{ headers: {}, body: JSON.stringify({ refresh }) },
    });
    const issuedAt = clock.now();
    browser.storage.text = JSON.stringify({
      ...{ ...record, generation: record.generation + 1, writtenAt: issuedAt },
      held: { ...record.held, ...answer.body, accessExpiresAt: issuedAt + 5 * minute },
    });
    open().tab.ports.bell.ring();
    await clock.advance();
    for (const one of [session, bystander]) {
      expect(one.getSnapshot().status).toBe("authenticated");
      expect((await run(one.fetch("me/"))).status).toBe(200);
    }
  });

  it("a logout here is stored for both versions, and a logout by the newer version ends the session here", async () => {
    const { session, run, read } = await createFuture(2);
    const before = read();
    await run(session.logout());
    const after = read();
    expect(after).toMatchObject({
      version: 2,
      held: null,
      reason: "logout",
      device: { id: 7 },
    });
    expect(after.epoch).toBeGreaterThan(before.epoch);
    const other = await createFuture(2);
    const { epoch } = other.read();
    other.browser.storage.text = JSON.stringify({
      ...{ ...other.read(), held: null, reason: "logout", epoch: epoch + 1 },
    });
    other.open().tab.ports.bell.ring();
    await other.clock.advance();
    expect(other.session.getSnapshot()).toMatchObject({ reason: "logout", elsewhere: true });
  });

  it("a login replaces a record that only a newer version may renew", async () => {
    const { session, logIn, open, clock, read, refreshes } = await createFuture(2);
    await logIn("bob", { ...open(), session } as never);
    await clock.advance(10 * minute);
    expect(session.getSnapshot().user?.username).toBe("bob");
    expect(read()).toMatchObject({ version: 1, minVersion: 1 });
    expect(refreshes()).toBeGreaterThan(0);
  });
});
