import { createRouter } from "@tanstack/react-router";
import { routeTree } from "./routeTree.gen";
import { session } from "./session";

export function getRouter() {
  const router = createRouter({ routeTree });
  if (typeof document === "undefined") return router;
  // When the user changes, here or in another tab, run the guards again.
  let { user } = session.getSnapshot();
  session.subscribe(() => {
    if (session.getSnapshot().user !== user) void router.invalidate();
    ({ user } = session.getSnapshot());
  });
  return router;
}
