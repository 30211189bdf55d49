/** The page a session lives in: whether someone looks at it, and when someone came back. */
import type { PagePort } from "../ports.ts";

const isVisible = (): boolean =>
  typeof document === "undefined" || document.visibilityState !== "hidden";

/** The browser's page. Where there is none (a server), nobody leaves and nobody returns. */
export const browserPage: PagePort = {
  visible: isVisible,
  listen(changed) {
    if (typeof document === "undefined") return () => {};
    const controller = new AbortController();
    const { signal } = controller;
    const look = (): void => changed(isVisible());
    document.addEventListener("visibilitychange", look, { signal });
    // Pages out of the back/forward cache missed everything else.
    for (const type of ["pageshow", "online"]) addEventListener(type, look, { signal });
    return () => controller.abort();
  },
};
