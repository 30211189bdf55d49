/** View promises about events that must not re-render: refreshes, outages, hidden pages, other views, and mistakes of the app. */
import { isSessionError } from "@sojourn/core";
import { check, equal } from "./case.ts";
import { password, type View, type ViewCase } from "./view-stage.ts";

/** The number of renders of each part. */
const renders = (view: View): number[] =>
  (["person", "expiry"] as const).map((part) => view.rendered(part).length);

const refreshing: ViewCase[] = [
  {
    name: "a refresh re-renders only components that read the expiry, and those once",
    async run({ open }) {
      const world = open({ rotation: "rotate" });
      const { server } = world;
      await world.logIn();
      const view = await world.mount();
      equal(renders(view), [1, 1], "renders at first");
      const before = view.shown();
      await world.pass(server.accessLifetime);
      equal(server.count("token/refresh/"), 1, "refreshes");
      equal(renders(view), [1, 2], "renders after a refresh");
      const after = view.shown();
      check(after.user === before.user, "the user is another object");
      check(Number(after.expiresAt) > Number(before.expiresAt), "the expiry is the old one");
    },
  },
  {
    name: "a day of refreshes does not re-render a component that reads the user",
    async run({ open }) {
      const world = open({ rotation: "rotate", refreshLifetime: 7 * 86_400_000 });
      await world.logIn();
      const view = await world.mount();
      await world.pass(86_400_000);
      check(world.server.count("token/refresh/") > 200, "there were few refreshes");
      equal(view.rendered("person").length, 1, "renders");
    },
  },
  {
    name: "refreshing is shown during a refresh",
    async run({ open }) {
      const world = open();
      const { server } = world;
      await world.logIn();
      const view = await world.mount();
      server.latency = 1000;
      await world.set(() => void view.verbs().refresh());
      await world.pass(500);
      equal(view.shown().refreshing, true, "whether it is under way");
      await world.pass(1000);
      equal(view.shown().refreshing, false, "whether it still is");
    },
  },
  {
    name: "50 requests on a refused token make one refresh and no re-render",
    async run({ open }) {
      const world = open({ rotation: "detect-reuse" });
      const { server } = world;
      await world.logIn();
      const view = await world.mount();
      server.revoke();
      const answers = await world.run(() =>
        Promise.all(Array.from({ length: 50 }, () => world.client.send({ url: "posts/" }))),
      );
      equal([...new Set(answers.map(({ status }) => status))], [200], "the answers");
      equal(server.count("token/refresh/"), 1, "refreshes");
      equal(view.rendered("person").length, 1, "renders");
    },
  },
  {
    name: "the functions of a view stay the same objects through all changes of the session",
    async run({ open }) {
      const world = open();
      const view = await world.mount();
      const first = view.verbs();
      const same = (when: string): void => {
        const now = view.verbs();
        for (const verb of ["login", "logout", "refresh"] as const)
          check(now[verb] === first[verb], `${verb} is another function after ${when}`);
      };
      await world.failure(() => first.login({ username: "alice", password: "wrong" }));
      same("a failed login");
      await world.run(() => first.login({ username: "alice", password }));
      same("a login");
      await world.run(() => first.refresh());
      same("a refresh");
      await world.run(() => first.logout());
      same("a logout");
      equal(view.shown().reason, "logout", "the reason");
    },
  },
  {
    name: "a refresh while nobody is logged in rejects and changes nothing on the screen",
    async run({ open }) {
      const world = open();
      const view = await world.mount();
      const before = renders(view);
      const error = await world.failure(() => view.verbs().refresh());
      check(isSessionError(error), "not a SessionError");
      equal(error.code, "unauthenticated", "the code");
      equal(renders(view), before, "renders");
      equal(view.shown().error, null, "the error shown");
    },
  },
];

const weather: ViewCase[] = [
  {
    name: "offline is shown and cleared again, and the user stays logged in",
    async run({ open }) {
      const world = open();
      const { server, tab } = world;
      await world.logIn();
      const view = await world.mount();
      await world.set(() => tab.goOffline());
      await world.pass(server.accessLifetime);
      equal(view.shown().offline, true, "offline");
      await world.set(() => tab.goOnline());
      await world.pass(1000);
      equal(view.shown().offline, false, "offline when the network is back");
      equal(view.rendered("person").length, 1, "renders");
    },
  },
  {
    name: "a server that fails logs nobody out",
    async run({ open }) {
      const world = open();
      const { server } = world;
      await world.logIn();
      const view = await world.mount();
      for (const status of [500, 503, 429]) {
        const heal = server.fail("*", { status, body: "<h1>Sorry</h1>" });
        await world.pass(10 * 60_000);
        equal(view.shown().status, "authenticated", `the status while ${status} is answered`);
        heal();
        await world.pass(10 * 60_000);
      }
      equal(view.rendered("person").length, 1, "renders");
    },
  },
  {
    name: "hiding and showing the page does not re-render",
    async run({ open }) {
      const world = open();
      const { tab } = world;
      await world.logIn();
      const view = await world.mount();
      for (let turn = 0; turn < 10; turn += 1) {
        await world.set(() => tab.hide());
        await world.pass(1000);
        await world.set(() => tab.show());
      }
      equal(renders(view), [1, 1], "renders");
    },
  },
];

const company: ViewCase[] = [
  {
    name: "two sessions on one page do not mix",
    async run({ open }) {
      const one = open({ baseUrl: "https://one.example.com/api/" });
      const two = open({ baseUrl: "https://two.example.com/api/" });
      const [left, right] = [await one.mount(), await two.mount()];
      await one.run(() => left.verbs().login({ username: "alice", password }));
      equal(right.shown().status, "unauthenticated", "the other side after a login");
      await two.run(() => right.verbs().login({ username: "bob", password }));
      const before = renders(right);
      await one.run(() => left.verbs().logout());
      equal(right.shown().user?.username, "bob", "the other side after a logout");
      equal(renders(right), before, "renders of the other side");
      equal(left.shown().user, null, "who is left");
    },
  },
  {
    name: "a view that throws during render affects neither the session nor the other views",
    async run({ open }) {
      const world = open();
      const { session } = world;
      const view = await world.mount();
      let isBroken = false;
      await world.mount(() => {
        if (isBroken) throw new Error("a mistake of the app");
      });
      isBroken = true;
      await world.run(() => session.login({ username: "alice", password }));
      equal(view.shown().user?.username, "alice", "who is shown");
      await world.run(() => session.refresh());
      await world.run(() => session.logout());
      equal(view.shown().reason, "logout", "the reason");
    },
  },
  {
    name: "a listener that throws does not keep changes from views that subscribed later",
    async run({ open }) {
      const world = open();
      const { session, browser } = world;
      const mistake = new Error("a mistake of the app");
      session.subscribe(() => {
        throw mistake;
      });
      const view = await world.mount();
      await world.run(() => view.verbs().login({ username: "alice", password }));
      equal(view.shown().user?.username, "alice", "who is shown");
      check(browser.reported.includes(mistake), "the mistake was not reported");
    },
  },
];

/** All promises of this file. */
export const viewQuietCases: readonly ViewCase[] = [...refreshing, ...weather, ...company];
