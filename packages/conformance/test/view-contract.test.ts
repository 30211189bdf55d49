// The view contract finds bindings that break it: each sabotage here must be found by a case.
import {
  createViewStage,
  plainView,
  runCases,
  type ViewBinding,
  viewCases,
} from "@sojourn/conformance";
import { describe, expect, it } from "vitest";

describe("the view contract", () => {
  const { mount } = plainView();
  const broken: Record<string, ViewBinding["mount"]> = {
    "subscribes to nothing": (session, onRender) =>
      mount({ ...session, subscribe: () => () => {} }, onRender),
    "never unsubscribes": async (session, onRender) => ({
      ...(await mount(session, onRender)),
      unmount: () => {},
    }),
    "renders at every change": async (session, onRender) => {
      const view = await mount(session, onRender);
      const stop = session.subscribe(() => onRender("person", view.shown()));
      const unmount = async (): Promise<void> => {
        stop();
        await view.unmount();
      };
      return { ...view, unmount };
    },
    "shows a refresh as loading": (session, onRender) =>
      mount(session, (part, shown) => {
        onRender(part, shown);
        const { status } = session.getSnapshot();
        if (part === "expiry" && status === "authenticated")
          onRender("person", { status: "loading" });
      }),
    "makes its functions again at each render": async (session, onRender) => ({
      ...(await mount(session, onRender)),
      verbs: () => ({ ...session, login: (credentials) => session.login(credentials) }),
    }),
    "does not show errors": async (session, onRender) => {
      const view = await mount(session, onRender);
      return { ...view, shown: () => ({ ...view.shown(), error: null }) };
    },
    "stops the session when it is unmounted": async (session, onRender) => {
      const view = await mount(session, onRender);
      const unmount = async (): Promise<void> => {
        await view.unmount();
        session.start()();
      };
      return { ...view, unmount };
    },
  };
  const findings: [binding: string, promise: string][] = [
    ["subscribes to nothing", "a login shows loggingIn"],
    ["never unsubscribes", "leaves no callback behind"],
    ["renders at every change", "a refresh re-renders only"],
    ["shows a refresh as loading", "and never again"],
    ["makes its functions again at each render", "functions of a view stay the same"],
    ["does not show errors", "about form fields"],
    ["stops the session when it is unmounted", "unmounting a view does not affect"],
  ];
  for (const [binding, promise] of findings)
    it(`finds a binding that ${binding}`, async () => {
      const make = broken[binding] as ViewBinding["mount"];
      const found = await runCases(viewCases, () => createViewStage({ mount: make }));
      expect(found.join()).toContain(promise);
    });
});
