/** A view without a framework: `subscribe`, `getSnapshot`, and a repaint after a change. */
import type { Snapshot } from "@sojourn/core";
import type { TestUser } from "@sojourn/core/testing";
import type { MakeClient } from "./http-stage.ts";
import type { Part, Shown, ViewBinding } from "./view-stage.ts";

const nothing = {
  refreshing: false,
  offline: false,
  expiresAt: null,
  reason: null,
  elsewhere: false,
  error: null,
};

/** The content of a view for a snapshot with any status. */
export function flatten(snapshot: Snapshot<TestUser>): Shown {
  return { ...nothing, ...snapshot };
}

/** The members that each part reads. */
const reads: Record<Part, readonly (keyof Shown)[]> = {
  person: ["status", "user"],
  expiry: ["expiresAt"],
};

/** A page without a framework. `client` sends its requests. Default: `session.fetch`. */
export function plainView(client?: MakeClient): ViewBinding {
  return {
    ...(client && { client }),
    mount(session, onRender) {
      let shown = flatten(session.getSnapshot());
      const paint = (part: Part): void =>
        onRender(part, Object.fromEntries(reads[part].map((name) => [name, shown[name]])));
      const update = (): void => {
        const before = shown;
        shown = flatten(session.getSnapshot());
        for (const part of ["person", "expiry"] as const)
          if (reads[part].some((name) => shown[name] !== before[name])) paint(part);
      };
      const unmount = session.subscribe(update);
      paint("person");
      paint("expiry");
      return { shown: () => shown, verbs: () => session, unmount };
    },
  };
}
