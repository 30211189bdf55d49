/** The page that contains a session: whether it is visible, and when somebody comes back to it. */
import type { PagePort } from "../model/ports.ts";

const isVisible = (): boolean =>
  typeof document === "undefined" || document.visibilityState !== "hidden";

/** The browser's page. On a server it is always visible, and nothing ever happens to it. */
export const browserPage: PagePort = {
  visible: isVisible,
  listen(changed) {
    if (typeof document === "undefined") return () => {};
    const look = (): void => changed(isVisible());
    // A page that is restored from the back/forward cache missed everything else.
    const types = ["pageshow", "online"];
    // Removed without an AbortSignal: test environments have one of another realm, which the page refuses.
    document.addEventListener("visibilitychange", look);
    for (const type of types) addEventListener(type, look);
    return () => {
      document.removeEventListener("visibilitychange", look);
      for (const type of types) removeEventListener(type, look);
    };
  },
};
