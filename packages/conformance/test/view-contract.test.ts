// The view contract notices who breaks it: each sabotage here is one that a case must find.
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
    "never lets go": async (session, onRender) => ({
      ...(await mount(session, onRender)),
      unmount: () => {},
    }),
    "renders whatever happens": async (session, onRender) => {
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
    "makes its functions anew": async (session, onRender) => ({
      ...(await mount(session, onRender)),
      verbs: () => ({ ...session, login: (credentials) => session.login(credentials) }),
    }),
    "keeps errors for itself": async (session, onRender) => {
      const view = await mount(session, onRender);
      return { ...view, shown: () => ({ ...view.shown(), error: null }) };
    },
    "stops the session when it goes": async (session, onRender) => {
      const view = await mount(session, onRender);
      const unmount = async (): Promise<void> => {
        await view.unmount();
        session.start()();
      };
      return { ...view, unmount };
    },
  };
  const findings: [binding: string, promise: string][] = [
    ["subscribes to nothing", "a login shows that it is under way"],
    ["never lets go", "leaves no callback behind"],
    ["renders whatever happens", "a refresh renders nobody"],
    ["shows a refresh as loading", "and never again"],
    ["makes its functions anew", "functions of a view stay the same"],
    ["keeps errors for itself", "about a field of the form"],
    ["stops the session when it goes", "takes nothing from those that stay"],
  ];
  for (const [binding, promise] of findings)
    it(`finds a binding that ${binding}`, async () => {
      const make = broken[binding] as ViewBinding["mount"];
      const found = await runCases(viewCases, () => createViewStage({ mount: make }));
      expect(found.join()).toContain(promise);
    });
});
