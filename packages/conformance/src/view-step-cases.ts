/** View promises about logins with a second step: what is shown while it waits, and what ends that. */
import { isSessionError } from "@sojourn/core";
import { check, equal } from "./case.ts";
import {
  password,
  type View,
  type ViewCase,
  type ViewStage,
  type ViewWorld,
} from "./view-stage.ts";

const code = "123456";

/** A world in which Alice's login waits for her one-time code. */
async function openWaiting({ open }: ViewStage): Promise<ViewWorld & { readonly view: View }> {
  const world = open();
  const alice = world.server.people.get("alice");
  if (alice) alice.code = code;
  const view = await world.mount();
  const error = await world.failure(() => view.verbs().login({ username: "alice", password }));
  equal(isSessionError(error) && error.code, "pending", "the code of the login's error");
  return { ...world, view };
}

/** All promises of this file. */
export const viewStepCases: readonly ViewCase[] = [
  {
    name: "a login that waits for a code is shown, without an error, and nobody is logged in",
    async run(stage) {
      const { view } = await openWaiting(stage);
      const { status, loggingIn, error, pending } = view.shown();
      equal([status, loggingIn, error], ["unauthenticated", false, null], "what is shown");
      equal(pending?.step, "code", "the step");
    },
  },
  {
    name: "a wrong code is shown as an error, and the login goes on waiting, in the same object",
    async run(stage) {
      const { view, failure } = await openWaiting(stage);
      const { pending } = view.shown();
      const error = await failure(() => view.verbs().proceed({ code: "000000" }));
      check(view.shown().error === error, "the view shows another error");
      check(view.shown().pending === pending, "another object waits");
    },
  },
  {
    name: "the right code shows the user, and nothing waits any more",
    async run(stage) {
      const { view, run } = await openWaiting(stage);
      const user = await run(() => view.verbs().proceed({ code }));
      check(view.shown().user === user, "the view shows another user");
      equal(view.shown().pending, null, "what waits");
    },
  },
  {
    name: "a login that waits is not shown in other pages, and a logout drops it",
    async run(stage) {
      const { view, openPage, run } = await openWaiting(stage);
      const other = await openPage().mount();
      equal(other.shown().pending, null, "what waits in the other page");
      await run(() => view.verbs().logout());
      equal(view.shown().pending, null, "what waits after the logout");
    },
  },
];
