/** HTTP promises about waiting, refreshing and replaying (rules 1, 18 and 19 of the design). */
import { createSession } from "@sojourn/core";
import { check, equal, rejection } from "./case.ts";
import { type HttpCase, sendMany, tally } from "./http-stage.ts";

const stampede: HttpCase[] = [
  {
    name: "1,000 parallel requests on an expired token make 1 refresh and 0 failures",
    async run({ open }) {
      const world = open({ rotation: "detect-reuse" });
      await world.logIn();
      await world.expire();
      const results = await sendMany(world, 1000, (index) => ({ url: `posts/${index}/` }));
      equal(tally(results), { 200: 1000 }, "the answers");
      equal(world.refreshes(), 1, "refreshes");
    },
  },
  {
    name: "1,000 parallel requests whose token is refused make 1 refresh and 0 failures",
    async run({ open }) {
      const world = open({ rotation: "detect-reuse" });
      await world.logIn();
      world.refuse();
      const results = await sendMany(world, 1000, () => ({ url: "posts/" }));
      equal(tally(results), { 200: 1000 }, "the answers");
      equal(world.refreshes(), 1, "refreshes");
      equal(world.server.count("posts/"), 2000, "requests: each was sent twice");
    },
  },
  {
    name: "20 late 401s for an older token are retried with the current one, without another refresh",
    async run({ open }) {
      const world = open();
      const { server, session } = world;
      await world.logIn();
      world.refuse();
      server.latency = 5000;
      const late = Promise.allSettled(
        Array.from({ length: 20 }, () => world.client.send({ url: "posts/" })),
      );
      await world.until(() => server.count("posts/") === 20, "20 requests to arrive");
      server.latency = 0;
      await world.arrival(session.refresh(), "the refresh");
      await server.clock.advance(5000);
      equal(tally(await world.arrival(late, "20 answers")), { 200: 20 }, "the answers");
      equal(world.refreshes(), 1, "refreshes");
    },
  },
  {
    name: "a refresh that fails rejects all waiting requests with one typed error, and later requests work again",
    async run({ open }) {
      const world = open();
      const { server } = world;
      await world.logIn();
      await world.expire();
      const heal = server.fail("token/refresh/", { status: 503 });
      const results = await sendMany(world, 50, () => ({ url: "posts/" }));
      equal(tally(results), { error: 50 }, "the answers");
      for (const result of results)
        if (result.status === "rejected") world.expectCode(result.reason, "server");
      equal(world.refreshes(), 1, "refreshes");
      equal(server.count("posts/"), 0, "requests with an expired token");
      heal();
      await server.clock.advance(120_000);
      equal((await world.send({ url: "posts/" })).status, 200, "a request when the server is back");
    },
  },
  {
    name: "while a refused token cannot be renewed, every request fails with one typed error",
    async run({ open }) {
      const world = open();
      const { server } = world;
      await world.logIn();
      world.refuse();
      const heal = server.fail("token/refresh/", { status: 503 });
      for (let turn = 0; turn < 3; turn += 1) {
        const results = await sendMany(world, 2, () => ({ url: "posts/" }));
        equal(tally(results), { error: 2 }, "the answers");
        for (const result of results)
          if (result.status === "rejected") world.expectCode(result.reason, "server");
      }
      equal(world.session.getSnapshot().status, "authenticated", "the status");
      heal();
      await server.clock.advance(120_000);
      equal((await world.send({ url: "posts/" })).status, 200, "a request when the server is back");
    },
  },
  {
    name: "a refresh that is refused rejects all waiting requests with one typed error, and the next login works",
    async run({ open }) {
      const world = open();
      const { server, session } = world;
      await world.logIn();
      await world.expire();
      server.revoke("refresh");
      const results = await sendMany(world, 50, () => ({ url: "posts/" }));
      equal(tally(results), { error: 50 }, "the answers");
      for (const result of results)
        if (result.status === "rejected") world.expectCode(result.reason, "rejected");
      equal(session.getSnapshot().status, "unauthenticated", "the status");
      await world.logIn();
      equal((await world.send({ url: "posts/" })).status, 200, "a request after it");
    },
  },
];

const waiting: HttpCase[] = [
  {
    name: "a request sent before the session is restored waits for it and is signed",
    async run({ open, bind }) {
      const world = open();
      await world.logIn();
      const { server, browser } = world;
      const { ports, fetch } = browser.openTab();
      let answer: (text: string | null) => void = () => {};
      const storage = {
        ...ports.storage,
        read: () =>
          new Promise<string | null>((resolve) => {
            answer = resolve;
          }),
      };
      const session = createSession({
        backend: server.backend,
        fetch,
        ports: { ...ports, storage },
      });
      session.start();
      const sent = bind(session, { fetch, baseUrl: server.baseUrl }).send({ url: "posts/" });
      await server.clock.advance();
      equal(server.count("posts/"), 0, "requests before the session is restored");
      answer(browser.storage.text);
      equal((await world.arrival(sent, "the answer")).status, 200, "the answer");
    },
  },
  {
    name: "a request waits for the renewal of a token inside its margin, and carries the new one",
    async run({ open }) {
      const world = open();
      const { server } = world;
      await world.logIn();
      await world.expire();
      server.latency = 1000;
      const sent = world.client.send({ url: "posts/" });
      await world.until(() => world.refreshes() === 1, "the refresh to arrive");
      await server.clock.advance(999);
      equal(server.count("posts/"), 0, "requests while the token is renewed");
      await server.clock.advance(1001);
      equal((await world.arrival(sent, "the answer")).status, 200, "the answer");
      equal(server.count("posts/"), 1, "requests");
    },
  },
  {
    name: "aborting a request that waits for a token rejects it at once, and no other request",
    async run({ open }) {
      const world = open();
      const { server } = world;
      await world.logIn();
      await world.expire();
      server.latency = 10_000;
      const controller = new AbortController();
      const aborted = rejection(
        world.client.send({ url: "posts/", signal: controller.signal }),
        "the aborted request",
      );
      const other = world.client.send({ url: "posts/" });
      await world.until(() => world.refreshes() === 1, "the refresh to arrive");
      controller.abort();
      await world.arrival(aborted, "the end of the aborted request");
      await server.clock.advance(20_000);
      equal((await world.arrival(other, "the other answer")).status, 200, "the other request");
      equal(server.count("posts/"), 1, "requests that arrived");
    },
  },
  {
    name: "aborting a request that waits for the refresh after its 401 rejects it at once",
    async run({ open }) {
      const world = open();
      const { server } = world;
      await world.logIn();
      world.refuse();
      server.fail("token/refresh/", "hang");
      const controller = new AbortController();
      const aborted = rejection(
        world.client.send({ url: "posts/", signal: controller.signal }),
        "the aborted request",
      );
      await world.until(() => world.refreshes() === 1, "the refresh to arrive");
      controller.abort();
      await world.arrival(aborted, "the end of the aborted request");
      equal(server.count("posts/"), 1, "requests that arrived");
    },
  },
  {
    name: "a request that is aborted already is never sent",
    async run({ open }) {
      const world = open();
      await world.logIn();
      const signal = AbortSignal.abort();
      await rejection(world.send({ url: "posts/", signal }), "the aborted request");
      equal(world.server.count("posts/"), 0, "requests that arrived");
    },
  },
  {
    name: "a request without an answer rejects, is not retried, and does not end the session",
    async run({ open }) {
      const world = open();
      await world.logIn();
      world.server.fail("posts/", "lost");
      await rejection(world.send({ url: "posts/", method: "POST", body: "{}" }), "the request");
      equal(world.server.count("posts/"), 1, "requests that arrived");
      equal(world.session.getSnapshot().status, "authenticated", "the status");
    },
  },
];

const replaying: HttpCase[] = [
  {
    name: "after a 401 a request is retried once, after one refresh; a second 401 is returned to the caller",
    async run({ open }) {
      const world = open();
      const { server } = world;
      await world.logIn();
      const detail = { detail: "Not with any token." };
      server.fail("posts/", { status: 401, body: detail });
      const answer = await world.send({ url: "posts/" });
      equal(answer.status, 401, "the status");
      equal(JSON.parse(`${answer.body}`), detail, "the body");
      equal(world.refreshes(), 1, "refreshes");
      equal(server.count("posts/"), 2, "requests");
      const [first, second] = world.signatures("posts/");
      check(first && second && first !== second, "the replay carries the new token");
      equal(world.session.getSnapshot().status, "authenticated", "the session");
    },
  },
  {
    name: "a 403 is returned to the caller, without a refresh and without a retry",
    async run({ open }) {
      const world = open();
      await world.logIn();
      world.server.fail("posts/", { status: 403, body: { detail: "No permission." } });
      equal((await world.send({ url: "posts/" })).status, 403, "the status");
      equal(world.refreshes(), 0, "refreshes");
      equal(world.server.count("posts/"), 1, "requests");
    },
  },
  {
    name: "answers for a session that has ended reject with session-changed and are never retried",
    async run({ open }) {
      for (const isRefused of [false, true]) {
        const world = open();
        const { server, session } = world;
        await world.logIn("alice");
        if (isRefused) world.refuse();
        server.latency = 5000;
        const late = rejection(world.client.send({ url: "posts/" }), "the late answer");
        await world.until(() => server.count("posts/") === 1, "the request to arrive");
        server.latency = 0;
        void session.logout();
        await server.clock.advance();
        await world.logIn("bob");
        await server.clock.advance(5000);
        world.expectCode(await world.arrival(late, "the late answer"), "session-changed");
        equal(server.count("posts/"), 1, "requests");
        equal(session.getSnapshot().user?.username, "bob", "who is logged in");
      }
    },
  },
  {
    name: "two sessions on one page do not mix their tokens",
    async run({ open }) {
      const alice = open({ baseUrl: "https://one.example.com/api/" });
      const bob = open({ baseUrl: "https://two.example.com/api/" });
      await alice.logIn("alice");
      await bob.logIn("bob");
      bob.refuse();
      const url = "https://two.example.com/api/posts/";
      equal((await alice.send({ url })).status, 200, "another origin's answer");
      equal(alice.signatures(url), [null], "what alice's session signed there");
      equal((await bob.send({ url })).status, 200, "bob's answer");
      equal([alice.refreshes(), bob.refreshes()], [0, 1], "refreshes");
    },
  },
];

/** All promises of this file. */
export const httpRefreshCases: readonly HttpCase[] = [...stampede, ...waiting, ...replaying];
