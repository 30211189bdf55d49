/** The page a session lives in: whether someone looks at it, and when someone came back. */
import type { PagePort } from "../model/ports.ts";

const isVisible = (): boolean =>
  typeof document === "undefined" || document.visibilityState !== "hidden";

/** The browser's page. Where there is none (a server), nobody leaves and nobody returns. */
export const browserPage: PagePort = {
  visible: isVisible,
  listen(changed) {
    if (typeof document === "undefined") return () => {};
    const look = (): void => changed(isVisible());
    // Pages out of the back/forward cache missed everything else.
    const types = ["pageshow", "online"];
    // No signal ends them: in test environments it is one of another realm, which the page refuses.
    document.addEventListener("visibilitychange", look);
    for (const type of types) addEventListener(type, look);
    return () => {
      document.removeEventListener("visibilitychange", look);
      for (const type of types) removeEventListener(type, look);
    };
  },
};
