/** View promises about endings: of the session, with its reason, and of views. */
import { check, equal } from "./case.ts";
import { password, type View, type ViewCase } from "./view-stage.ts";

/** The part of a view that shows the end of a session. */
const end = (view: View): unknown[] => {
  const { status, user, reason, elsewhere } = view.shown();
  return [status, user, reason, elsewhere];
};

const reasons: ViewCase[] = [
  {
    name: "a logout is shown at once, whatever the network does",
    async run({ open }) {
      const world = open();
      const { server } = world;
      await world.logIn();
      const view = await world.mount();
      server.fail("*", "hang");
      await world.set(() => void view.verbs().logout());
      equal(end(view), ["unauthenticated", null, "logout", false], "what is shown");
      equal(view.shown().error, null, "the error");
    },
  },
  {
    name: "a clear refusal by the server is shown as the end, with its error",
    async run({ open }) {
      const world = open();
      const { server } = world;
      await world.logIn();
      const view = await world.mount();
      server.revoke("refresh");
      server.revoke("access");
      await world.failure(() => world.client.send({ url: "posts/" }));
      equal(end(view), ["unauthenticated", null, "rejected", false], "what is shown");
      equal(view.shown().error?.code, "rejected", "the error's code");
    },
  },
  {
    name: "expiry is shown without any request",
    async run({ open }) {
      const world = open({ accessLifetime: 3_600_000, refreshLifetime: 3_600_000 });
      const { server } = world;
      await world.logIn();
      const view = await world.mount();
      server.fail("*", "network");
      await world.pass(3_600_000 - 1000);
      equal(view.shown().status, "authenticated", "the status a second before");
      await world.pass(1000);
      equal(end(view), ["unauthenticated", null, "expired", false], "what is shown");
    },
  },
  {
    name: "an idle logout is shown, and its warning re-renders only components that read it",
    async run({ open }) {
      const world = open({ idle: { timeout: 15 * 60_000, warning: 60_000 } });
      await world.logIn();
      const view = await world.mount();
      await world.pass(14 * 60_000 + 1000);
      const snapshot = world.session.getSnapshot();
      check(snapshot.status === "authenticated" && snapshot.idle, "nobody was warned");
      equal(view.rendered("person").length, 1, "renders");
      await world.pass(60_000);
      equal(end(view), ["unauthenticated", null, "idle", false], "what is shown");
    },
  },
  {
    name: "an end by maxAge is shown, however busy the session is",
    async run({ open }) {
      const world = open({ maxAge: 3_600_000 });
      await world.logIn();
      const view = await world.mount();
      await world.pass(3_600_000 - 1000);
      equal(view.shown().status, "authenticated", "the status a second before");
      await world.pass(1001);
      equal(end(view), ["unauthenticated", null, "max-age", false], "what is shown");
    },
  },
  {
    name: "a logout in another tab is shown with its reason and elsewhere",
    async run({ open }) {
      const world = open();
      await world.logIn();
      const view = await world.mount();
      const other = world.openPage();
      await world.run(() => other.session.logout());
      equal(end(view), ["unauthenticated", null, "logout", true], "what is shown");
    },
  },
  {
    name: "a login in another tab is shown, and a login as another user changes the user in one step",
    async run({ open }) {
      const world = open();
      const view = await world.mount();
      const { session } = world.openPage();
      await world.run(() => session.login({ username: "alice", password }));
      await world.run(() => session.login({ username: "bob", password }));
      const names = view.rendered("person").map(({ user }) => user?.username ?? null);
      equal(names, [null, "alice", "bob"], "who was shown");
    },
  },
  {
    name: 'when another user logs in in another tab, the listener of "ended" finds nobody logged in, and a view mounted then shows the new user',
    async run({ open }) {
      const world = open();
      const { session } = world;
      await world.logIn();
      const view = await world.mount();
      const found: unknown[] = [];
      let opened: Promise<View> | undefined;
      session.on("ended", ({ reason, elsewhere }) => {
        found.push([reason, elsewhere, session.getSnapshot().status]);
        opened = world.mount();
      });
      const other = world.openPage();
      await world.run(() => other.session.login({ username: "bob", password }));
      equal(found, [["replaced", true, "unauthenticated"]], "what the listener found");
      equal((await opened)?.shown().user?.username, "bob", "who the new view shows");
      const names = view.rendered("person").map(({ user }) => user?.username ?? null);
      equal(names, ["alice", "bob"], "who the first view showed");
    },
  },
];

const leaving: ViewCase[] = [
  {
    name: "an unmounted view does not render again and leaves no callback behind",
    async run({ open }) {
      const world = open();
      const view = await world.mount();
      await world.set(() => view.unmount());
      equal(world.listeners(), 0, "callbacks");
      await world.logIn();
      await world.run(() => world.session.refresh());
      await world.run(() => world.session.logout());
      equal(view.rendered("person").length, 1, "renders");
      equal(world.browser.reported, [], "reported errors");
    },
  },
  {
    name: "mounting and unmounting a view ten times leaves no callbacks behind",
    async run({ open }) {
      const world = open();
      const first = await world.mount();
      const once = world.listeners();
      for (let turn = 0; turn < 10; turn += 1) {
        const view = await world.mount();
        await world.set(() => view.unmount());
      }
      equal(world.listeners(), once, "callbacks");
      await world.logIn();
      equal(first.shown().user?.username, "alice", "who is shown");
    },
  },
  {
    name: "unmounting a view does not affect the other views",
    async run({ open }) {
      const world = open();
      const { server } = world;
      await world.logIn();
      const view = await world.mount();
      const other = await world.mount();
      await world.set(() => other.unmount());
      await world.pass(server.accessLifetime);
      equal(server.count("token/refresh/"), 1, "refreshes");
      await world.run(() => view.verbs().logout());
      equal(view.shown().reason, "logout", "the reason");
    },
  },
  {
    name: "a view can be unmounted by the event that ends its session",
    async run({ open }) {
      const world = open();
      const { session } = world;
      await world.logIn();
      const view = await world.mount();
      const other = await world.mount();
      session.on("ended", () => void view.unmount());
      await world.run(() => other.verbs().logout());
      equal(other.shown().reason, "logout", "what the other shows");
      equal(world.browser.reported, [], "reported errors");
    },
  },
  {
    name: "a stopped session leaves no timer, even with mounted views",
    async run({ open }) {
      const world = open();
      await world.logIn();
      const view = await world.mount();
      world.stop();
      equal(world.server.clock.pending, 0, "timers");
      await world.pass(86_400_000);
      equal(view.rendered("person").length, 1, "renders");
      equal(world.server.count("token/refresh/"), 0, "refreshes");
    },
  },
  {
    name: "a session that is started again shows the changes that it missed",
    async run({ open }) {
      const world = open();
      const { session } = world;
      await world.logIn();
      const view = await world.mount();
      world.stop();
      const other = world.openPage();
      await world.run(() => other.session.logout());
      equal(view.shown().status, "authenticated", "the status while it was stopped");
      await world.run(async () => session.start());
      equal(end(view), ["unauthenticated", null, "logout", true], "what is shown");
    },
  },
];

/** All promises of this file. */
export const viewEndCases: readonly ViewCase[] = [...reasons, ...leaving];
