// The hot path: a request with a good token asks nobody, and the shortcut says what the long way says.
import { describe, expect, it } from "vitest";
import { createWorld, hour, minute } from "../support/stage.ts";

describe("a request with a good token", () => {
  it("reads no storage, draws no random number and sets no timer", async () => {
    const { session, tab, logIn, run, clock, open } = createWorld({ options: {} });
    await logIn();
    let asked = 0;
    const count =
      <Args extends unknown[], Result>(call: (...args: Args) => Result) =>
      (...args: Args): Result => {
        asked += 1;
        return call(...args);
      };
    const { storage, activity, random } = tab.ports;
    const counted = open({
      ports: {
        random: count(random),
        storage: { ...storage, read: count(storage.read) },
        activity: { ...activity, read: count(activity.read) },
      },
    });
    await run(counted.session.ready());
    await run(counted.session.fetch("posts/"));
    const [before, alarms] = [asked, clock.pending];
    for (let time = 0; time < 10; time += 1)
      expect((await run(counted.session.fetch("posts/"))).status).toBe(200);
    expect(asked).toBe(before);
    expect(clock.pending).toBe(alarms);
    expect(session.getSnapshot().status).toBe("authenticated");
  });

  it.each([
    "posts/",
    "posts/?page=2",
    "https://api.example.com/api/posts/",
    "https://api.example.com/api/../admin/",
    "https://evil.example/",
    "token/",
    "/api/token/",
    "users/",
  ])("is signed at once as it is signed after waiting: %s", async (url) => {
    const { session, logIn, run } = createWorld();
    await logIn();
    for (const method of ["GET", "post"]) {
      const { requests } = session;
      expect(requests.signNow?.({ url, method })).toEqual(
        await run(requests.sign({ url, method })),
      );
    }
  });
});

describe("a request is not signed at once", () => {
  it("before the session is restored, when it has stopped, and when nobody is logged in", async () => {
    const { session, logIn, open, run } = createWorld({ storage: "async" });
    const posts = { url: "posts/", method: "GET" };
    expect(session.requests.signNow?.(posts)).toBeUndefined();
    await logIn();
    expect(session.requests.signNow?.(posts)).not.toBeUndefined();
    const other = open();
    expect(other.session.requests.signNow?.(posts)).toBeUndefined();
    await run(other.session.ready());
    expect(other.session.requests.signNow?.(posts)).not.toBeUndefined();
    other.session.start()();
    expect(other.session.requests.signNow?.(posts)).toBeUndefined();
    await run(session.logout());
    expect(session.requests.signNow?.(posts)).toBeUndefined();
  });

  it("while only the mirror has answered: storage may hold newer tokens", async () => {
    const { logIn, open, run, clock } = createWorld({ storage: "mirrored" });
    const posts = { url: "posts/", method: "GET" };
    await logIn();
    // Another tab sees the mirror a moment late.
    await clock.advance(100);
    const { session } = open();
    expect(session.getSnapshot().status).toBe("authenticated");
    expect(session.requests.signNow?.(posts)).toBeUndefined();
    await run(session.ready());
    expect(session.requests.signNow?.(posts)).not.toBeUndefined();
  });

  it("when its token is due, and when the clock has jumped past that", async () => {
    const { session, logIn, clock, tab } = createWorld();
    const posts = { url: "posts/", method: "GET" };
    await logIn();
    tab.hide();
    await clock.advance(3 * minute);
    expect(session.requests.signNow?.(posts)).not.toBeUndefined();
    await clock.advance(minute);
    expect(session.requests.signNow?.(posts)).toBeUndefined();
    await logIn();
    clock.set(clock.now() + hour);
    expect(session.requests.signNow?.(posts)).toBeUndefined();
  });

  it("when its signal is aborted", async () => {
    const { session, logIn } = createWorld();
    await logIn();
    const signal = AbortSignal.abort();
    expect(session.requests.signNow?.({ url: "posts/", method: "GET", signal })).toBeUndefined();
  });
});
