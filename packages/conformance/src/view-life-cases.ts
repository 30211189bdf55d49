/** View promises about the beginning: loading, and logins that succeed or fail. */
import { isSessionError } from "@sojourn/core";
import { check, equal } from "./case.ts";
import { password, type View, type ViewCase } from "./view-stage.ts";

/** The status at each render, in order. */
const statuses = (view: View): unknown[] => view.rendered("person").map(({ status }) => status);
/** The names at each render, in order. */
const names = (view: View): unknown[] =>
  view.rendered("person").map(({ user }) => user?.username ?? null);

const loading: ViewCase[] = [
  {
    name: "loading is shown until storage answers, and never again",
    async run({ open }) {
      const world = open();
      await world.logIn();
      const { mount, restore, session, tab } = world.openPage("waiting");
      const view = await mount();
      await world.pass(1000);
      equal(view.shown().status, "loading", "the status before storage answered");
      await restore();
      equal(view.shown().status, "authenticated", "the status after it");
      const before = view.rendered("person").length;
      await world.run(() => session.refresh());
      await world.set(() => tab.hide());
      await world.set(() => tab.show());
      await world.failure(() => session.login({ username: "bob", password: "wrong" }));
      await world.run(() => session.login({ username: "bob", password }));
      await world.run(() => session.logout());
      equal(view.shown().status, "unauthenticated", "the status at the end");
      check(!statuses(view).slice(before).includes("loading"), "it was loading once more");
    },
  },
  {
    name: "if nobody is logged in, loading changes to unauthenticated without a reason",
    async run({ open }) {
      const world = open();
      const { mount, restore } = world.openPage("waiting");
      const view = await mount();
      equal(view.shown().status, "loading", "the status before storage answered");
      await restore();
      const { status, reason, error } = view.shown();
      equal([status, reason, error], ["unauthenticated", null, null], "what is shown");
    },
  },
  {
    name: "after a reload the user is shown at the first render",
    async run({ open }) {
      const world = open();
      await world.logIn();
      const view = await world.openPage().mount();
      equal(names(view), ["alice"], "who was shown");
      await world.pass(1000);
      equal(names(view), ["alice"], "who was shown a second later");
    },
  },
  {
    name: "a view that is mounted later shows the same as the others",
    async run({ open }) {
      const world = open();
      const early = await world.mount();
      await world.logIn();
      await world.pass(10 * 60_000);
      const late = await world.mount();
      equal(late.shown(), early.shown(), "what the late one shows");
      check(late.shown().user === early.shown().user, "it is another user object");
      await world.run(() => late.verbs().logout());
      equal(late.shown(), early.shown(), "what it shows after a logout");
      equal(early.shown().reason, "logout", "the reason");
    },
  },
];

const loggingIn: ViewCase[] = [
  {
    name: "a login shows loggingIn, then the user",
    async run({ open }) {
      const world = open();
      const { server } = world;
      const view = await world.mount();
      server.latency = 1000;
      let login: Promise<unknown> | undefined;
      await world.set(() => {
        login = view.verbs().login({ username: "alice", password });
        login.catch(() => {});
      });
      await world.pass(500);
      const { status, loggingIn } = view.shown();
      equal([status, loggingIn], ["unauthenticated", true], "what is shown meanwhile");
      await world.pass(5000);
      const { user } = view.shown();
      equal(user, { username: "alice", name: "Alice" }, "the user");
      equal(view.shown().loggingIn, false, "whether it is still under way");
      check((await login) === user, "login gives another user object than the view");
    },
  },
  {
    name: "after a wrong password the view shows the error with which login rejected",
    async run({ open }) {
      const world = open();
      const view = await world.mount();
      const error = await world.failure(() =>
        view.verbs().login({ username: "alice", password: "wrong" }),
      );
      check(isSessionError(error), "not a SessionError");
      equal(error.code, "invalid-credentials", "the code");
      check(view.shown().error === error, "the view shows another error");
      const { status, loggingIn, reason } = view.shown();
      equal([status, loggingIn, reason], ["unauthenticated", false, null], "what is shown");
    },
  },
  {
    name: "the server's messages about form fields reach the view",
    async run({ open }) {
      const world = open();
      const view = await world.mount();
      await world.failure(() => view.verbs().login({ username: "alice", password: "" }));
      const { error } = view.shown();
      equal(error?.code, "validation", "the code");
      equal(error?.fields, { password: ["This field is required."] }, "the fields");
    },
  },
  {
    name: "the error of a failed login is cleared by the next login",
    async run({ open }) {
      const world = open();
      const view = await world.mount();
      await world.failure(() => view.verbs().login({ username: "alice", password: "wrong" }));
      await world.run(() => view.verbs().login({ username: "alice", password }));
      equal(view.shown().error, null, "the error when somebody is logged in");
      await world.run(() => view.verbs().logout());
      equal(view.shown().error, null, "the error after the logout");
    },
  },
  {
    name: "a failed login keeps the logged-in user on the screen, without a re-render",
    async run({ open }) {
      const world = open();
      await world.logIn();
      const view = await world.mount();
      const { user } = view.shown();
      await world.failure(() => view.verbs().login({ username: "bob", password: "wrong" }));
      check(view.shown().user === user, "the user is another object");
      equal(names(view), ["alice"], "who was shown");
    },
  },
  {
    name: "a login as another user changes the user in one step",
    async run({ open }) {
      const world = open();
      await world.logIn();
      const view = await world.mount();
      await world.run(() => view.verbs().login({ username: "bob", password }));
      equal(names(view), ["alice", "bob"], "who was shown");
      equal([...new Set(statuses(view))], ["authenticated"], "what was shown");
    },
  },
  {
    name: "a login continues after its view was unmounted",
    async run({ open }) {
      const world = open();
      const { server, session } = world;
      const view = await world.mount();
      server.latency = 1000;
      const { login } = view.verbs();
      await world.set(() => void login({ username: "alice", password }));
      await world.set(() => view.unmount());
      await world.pass(5000);
      equal(session.getSnapshot().user?.username, "alice", "who is logged in");
      equal(names(view), [null], "who was shown");
    },
  },
];

/** All promises of this file. */
export const viewLifeCases: readonly ViewCase[] = [...loading, ...loggingIn];
