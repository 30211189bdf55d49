/** Signs of life as a browser has them: listeners that cost next to nothing, and one number that all tabs share. */
import { type ActivityPort, DEAF } from "../ports.ts";

/** The events that count unless told otherwise. Some people move a page by scroll and input alone: screen readers, dictation. */
const usual = [
  "pointermove",
  "pointerdown",
  "keydown",
  "wheel",
  "touchmove",
  "scroll",
  "input",
  "visibilitychange",
];

/** Before any listener of the app can stop an event, and without holding up a scroll. */
const options = { capture: true, passive: true };

/**
 * The browser's signs of life, kept in `localStorage` as `<name>:active`. `events` are the types that count. Nothing counts in
 * a hidden page, where nobody can be: of `visibilitychange` that leaves the coming back. Where `isShared` is false the record
 * has to tell, and who has another record hears nothing: one session's person keeps no other's alive.
 */
export function createActivity(
  name: string,
  events: readonly string[] = usual,
  isShared = true,
): ActivityPort {
  const key = `${name}:active`;
  const isPage = typeof document !== "undefined";
  return {
    read() {
      const at = isPage && isShared ? Number(localStorage.getItem(key)) : 0;
      return at < Infinity ? at : 0; // nor what is no number
    },
    write(at) {
      if (!isShared) throw new Error("Tabs share nothing.");
      if (isPage) localStorage.setItem(key, `${at}`);
    },
    listen(active) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const change = (how: "addEventListener" | "removeEventListener"): void => {
        if (isPage) for (const type of events) globalThis[how](type, heard, options);
      };
      const heard = (): void => {
        if (document.visibilityState === "hidden") return;
        change("removeEventListener");
        timer = setTimeout(() => change("addEventListener"), DEAF);
        active();
      };
      change("addEventListener");
      return () => {
        clearTimeout(timer);
        change("removeEventListener");
      };
    },
  };
}
